"""What ``idsessions emulate`` prints of each emulator: its URL, its credentials and a first request, as a curl line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, OktaEmulator

Fact: TypeAlias = str | Mapping[str, str] | Sequence[Mapping[str, str]]

# An emulator may run for days: the access token that it prints lasts as long.
_ACCESS_TOKEN_SECONDS: Final = 30 * 86400.0


@frozen
class Greeting:
    """The part of one emulator.

    Attributes:
        name: The provider's name, for a person.
        facts: Its URL and its credentials, which are made up.
        curl: The arguments of a first request.
    """

    name: str
    facts: Mapping[str, Fact]
    curl: tuple[str, ...]


def okta_greeting(org: OktaEmulator) -> Greeting:
    """Okta's part; its first request signs in for a session token."""
    facts: dict[str, Fact] = {
        "url": org.url,
        "api_token": org.api_token,
        "username": org.username,
        "password": org.password,
        "user_id": org.user.id,
        "client_id": org.service_app.client_id,
    }
    facts |= _control(org.origin)
    body = json.dumps({"username": org.username, "password": org.password})
    return Greeting("Okta", facts, (*_curl_options("application/json"), "-d", body, f"{org.url}/api/v1/authn"))


def forgerock_greeting(server: ForgeRockEmulator) -> Greeting:
    """ForgeRock's part; its first request signs in for a session."""
    users = (server.user, server.non_ascii_user)
    facts: dict[str, Fact] = {
        "url": server.url,
        "realm": server.realm,
        "profile": server.profile.name,
        "cookie_name": server.cookie_name,
        "username": server.username,
        "password": server.password,
        "admin": {"username": server.admin.username, "password": server.admin.password, "realm": server.admin.realm},
        "users": [{"username": user.username, "password": user.password, "uid": user.uid} for user in users],
    }
    if server.profile.bearer:
        facts["access_token"] = server.issue_access_token(_ACCESS_TOKEN_SECONDS)
    facts |= _control(server.origin)
    headers = {
        "Accept-API-Version": "resource=2.0, protocol=1.0",
        "X-OpenAM-Username": server.username,
        "X-OpenAM-Password": server.password,
    }
    realm = server.realm.replace("/", "/realms/")
    arguments = tuple(part for name, value in headers.items() for part in ("-H", f"{name}: {value}"))
    url = f"{server.url}/json/realms/root{realm}/authenticate"
    return Greeting("ForgeRock", facts, (*_curl_options("application/json"), *arguments, "-d", "{}", url))


def agileapps_greeting(tenant: AgileAppsEmulator) -> Greeting:
    """AgileApps' part; its first request logs in."""
    facts: dict[str, Fact] = {
        "url": tenant.url,
        "username": tenant.username,
        "password": tenant.password,
        "user_id": tenant.user.id,
        "admin": {"username": tenant.admin.username, "password": tenant.admin.password},
        "client_tenant_id": tenant.client_tenant_id,
    }
    facts["faults_url"] = _control(tenant.origin)["faults_url"]
    login = f"<userName>{tenant.username}</userName><password>{tenant.password}</password>"
    body = f"<platform><login>{login}</login></platform>"
    url = f"{tenant.url}/networking/rest/login"
    return Greeting("AgileApps", facts, (*_curl_options("application/xml"), "-d", body, url))


def _control(origin: str) -> dict[str, str]:
    """Where the users' ids are, and where faults are planned."""
    return {"users_url": f"{origin}/_emulator/users", "faults_url": f"{origin}/_emulator/faults"}


def as_text(greetings: Iterable[Greeting]) -> str:
    """All parts for a person."""
    lines: list[str] = []
    for each in greetings:
        lines.append(f"{each.name}: {each.facts['url']}")
        lines += [f"  {name}: {_in_words(value)}" for name, value in each.facts.items() if name != "url"]
        lines += [f"  {shlex.join(('curl', *each.curl))}", ""]
    return "\n".join((*lines, "Serving until Ctrl-C."))


def _curl_options(media_type: str) -> tuple[str, ...]:
    return "-sS", "-H", f"Content-Type: {media_type}", "-H", f"Accept: {media_type}"


def _in_words(fact: Fact) -> str:
    if isinstance(fact, str):
        return fact
    if isinstance(fact, Mapping):
        return ", ".join(f"{name} {value}" for name, value in fact.items())
    return "; ".join(map(_in_words, fact))
