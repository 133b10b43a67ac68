"""Configures a booted OpenAM for the tests: realms, users and session properties."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import b64encode
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx

from .home import Home, OpenAMError, Progress, State
from .install import OPENAM, TOMCAT

_CONFIGURE_SECONDS: Final = 600


class User(NamedTuple):
    """A user who can sign in."""

    realm: str
    username: str
    password: str
    given_name: str
    family_name: str


class Limits(NamedTuple):
    """The lifetime of the sessions of a realm, in whole minutes; OpenAM takes at least one."""

    max_minutes: int
    idle_minutes: int


REALMS: Final = ("/", "/alpha", "/alpha/staff", "/brief")
USERS: Final = (
    # OpenAM creates this one.
    User("/", "demo", "changeit", "demo", "demo"),
    # The users of the emulator, so that a table of calls can be sent to both.
    User("/alpha", "bjensen", "Passw0rd!bjensen", "Barbara", "Jensen"),
    User("/alpha", "jürgen", "Paßwort-€uro", "Jürgen", "Groß"),
    User("/alpha", "žofie-мила", "heslo-пароль-密码-ß", "Žofie", "Милá"),
    User("/alpha/staff", "scarter", "Nested-4-realm", "Sam", "Carter"),
    User("/brief", "dlopez", "Gone-in-60-seconds", "Dana", "López"),
)
SESSION_PROPERTIES: Final = ("LoginLocation", "Team")
DEFAULT_LIMITS: Final = Limits(max_minutes=120, idle_minutes=30)
LIMITS: Final = dict.fromkeys(REALMS, DEFAULT_LIMITS) | {"/brief": Limits(max_minutes=1, idle_minutes=1)}


def facts() -> dict[str, Any]:
    """The facts about the server that tests need and that stay the same from start to start."""
    return {
        "version": OPENAM.version,
        "realms": list(REALMS),
        "users": [user._asdict() for user in USERS],
        "session_properties": list(SESSION_PROPERTIES),
        "session_limits": {realm: limits._asdict() for realm, limits in LIMITS.items()},
    }


def recipe(root: Path) -> str:
    """A digest of everything that an installation is made of: when it changes, the next start installs again.

    The folder is a part of it, because OpenAM keeps absolute paths in its configuration.
    """
    parts = json.dumps([facts(), OPENAM, TOMCAT, str(root)], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def needs_configuration(state: State) -> bool:
    """Whether the server has booted and is not configured."""
    response = _get(f"{state.url}/")
    return (
        response is not None and response.is_redirect and response.headers["location"].endswith("/config/options.htm")
    )


def is_ready(state: State) -> bool:
    """Whether the server has booted, is configured, and uses the cookie name of the state."""
    response = _get(f"{state.url}/json/serverinfo/*")
    return response is not None and response.is_success and response.json().get("cookieName") == state.cookie_name


def _get(url: str) -> httpx.Response | None:
    try:
        return httpx.get(url, timeout=3, trust_env=False)
    except httpx.TransportError:
        return None


class ConfiguratorError(OpenAMError):
    """The configurator failed with a server error (5xx). An attempt from scratch may succeed."""


def configurator_form(state: State, config: Path) -> dict[str, str]:
    """The form that the configurator tool of OpenAM posts, for the embedded directory."""
    agent_password = secrets.token_hex(12)
    return {
        "SERVER_URL": state.url.removesuffix("/openam"),
        "DEPLOYMENT_URI": "/openam",
        "BASE_DIR": str(config),
        "locale": "en_US",
        "PLATFORM_LOCALE": "en_US",
        "AM_ENC_KEY": b64encode(secrets.token_bytes(24)).decode(),
        "ADMIN_PWD": state.password,
        "ADMIN_CONFIRM_PWD": state.password,
        "AMLDAPUSERPASSWD": agent_password,
        "AMLDAPUSERPASSWD_CONFIRM": agent_password,
        "DATA_STORE": "embedded",
        "DIRECTORY_SSL": "SIMPLE",
        "DIRECTORY_SERVER": "127.0.0.1",
        "DIRECTORY_PORT": str(state.ports.ldap),
        "DIRECTORY_ADMIN_PORT": str(state.ports.ldap_admin),
        "DIRECTORY_JMX_PORT": str(state.ports.jmx),
        "ROOT_SUFFIX": "dc=openam,dc=openidentityplatform,dc=org",
        "DS_DIRMGRDN": "cn=Directory Manager",
        "DS_DIRMGRPASSWD": state.password,
        "acceptLicense": "true",
    }


def configure(state: State, home: Home, progress: Progress) -> None:
    """Configure a new server, and create its realms and users."""
    log = home.config / "install.log"
    progress("configuring (about 30 s)")
    pool = ThreadPoolExecutor(1)
    posting = pool.submit(_post_configuration, state, home.config)
    # After an interrupt the caller kills the server, which ends the post; do not wait for it here.
    pool.shutdown(wait=False)
    if not progress.wait_until(posting.done, lambda: "configuring", seconds=_CONFIGURE_SECONDS):
        raise OpenAMError(f"OpenAM was not configured within {_CONFIGURE_SECONDS} s. Its log is {log}")
    response = posting.result()
    if response.is_server_error:
        raise ConfiguratorError(f"the configurator failed with status code {response.status_code}. Its log is {log}")
    if not response.is_success or "Configuration complete!" not in response.text:
        raise OpenAMError(f"OpenAM refused its configuration (status code {response.status_code}). Its log is {log}")
    _populate(state, progress)


def _post_configuration(state: State, config: Path) -> httpx.Response:
    form = configurator_form(state, config)
    try:
        return httpx.post(f"{state.url}/config/configurator", data=form, timeout=_CONFIGURE_SECONDS, trust_env=False)
    except httpx.TransportError as error:
        raise OpenAMError(f"the connection failed while OpenAM was being configured: {type(error).__name__}") from error


def _populate(state: State, progress: Progress) -> None:
    with _admin(state) as admin:
        for realm in REALMS:
            if realm != "/":
                progress(f"creating the realm {realm}")
                parent, _, name = realm.rpartition("/")
                body: dict[str, Any] = {"name": name, "active": True, "parentPath": parent or "/", "aliases": []}
                admin.send("POST", "global-config/realms?_action=create", body)
            service = f"{json_path(realm)}/realm-config/services/amSessionPropertyWhitelist"
            admin.send("POST", f"{service}?_action=create", {"sessionPropertyWhitelist": list(SESSION_PROPERTIES)})
            if LIMITS[realm] != DEFAULT_LIMITS:
                admin.limit(realm, LIMITS[realm])
        for user in USERS:
            if user.username != "demo":
                progress(f"creating the user {user.username} in {user.realm}")
                admin.create(user)


def limit(state: State, realm: str, limits: Limits) -> None:
    """Set the lifetime of the sessions of a realm that start from now on."""
    with _admin(state) as admin:
        admin.limit(realm, limits)


def json_path(realm: str) -> str:
    """A realm in the path of a REST call, e.g. ``realms/root/realms/alpha`` for ``/alpha``."""
    return "/".join(["realms/root", *(f"realms/{name}" for name in realm.split("/") if name)])


class _Admin:
    """The administrator, signed in."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def send(self, method: str, path: str, body: dict[str, Any], resource: str = "1.0", protocol: str = "2.1") -> None:
        version = {"Accept-API-Version": f"resource={resource}, protocol={protocol}"}
        response = self._client.request(method, path, json=body, headers=version)
        if not response.is_success:
            raise OpenAMError(f"OpenAM refused {method} {path} ({response.status_code}): {response.text[:300]}")

    def create(self, user: User) -> None:
        body = {
            "username": user.username,
            "userpassword": user.password,
            "givenName": user.given_name,
            "sn": user.family_name,
            "cn": f"{user.given_name} {user.family_name}",
            "mail": "nobody@example.com",
        }
        self.send("POST", f"{json_path(user.realm)}/users?_action=create", body, resource="3.0")

    def limit(self, realm: str, limits: Limits) -> None:
        # With protocol 1.0 PUT creates or replaces; with 2.1 it refuses both. A missing name is stored as null.
        values = {"maxSessionTime": limits.max_minutes, "maxIdleTime": limits.idle_minutes}
        body = {"dynamic": {**values, "quotaLimit": 5, "maxCachingTime": 3}}
        self.send("PUT", f"{json_path(realm)}/realm-config/services/session", body, protocol="1.0")


@contextmanager
def _admin(state: State) -> Generator[_Admin]:
    credentials = {"X-OpenAM-Username": "amadmin", "X-OpenAM-Password": state.password}
    with httpx.Client(base_url=f"{state.url}/json/", timeout=60, trust_env=False) as client:
        response = client.post("authenticate", headers={**credentials, "Accept-API-Version": "resource=2.0"})
        if not response.is_success:
            raise OpenAMError(f"OpenAM refused its administrator ({response.status_code}): {response.text[:200]}")
        # The client keeps the cookie of the session.
        yield _Admin(client)
        client.post("sessions?_action=logout", headers={"Accept-API-Version": "resource=2.0"})
