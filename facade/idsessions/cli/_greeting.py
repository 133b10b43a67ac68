"""What ``idsessions emulate`` says of each emulator: its facts as data, and in words with a first call by curl."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, OktaEmulator

Fact: TypeAlias = str | Mapping[str, str] | Sequence[Mapping[str, str]]

# An emulator may be served for days, and asks for no new token meanwhile.
_ACCESS_TOKEN_SECONDS: Final = 30 * 86400.0


@frozen
class Greeting:
    """One emulator's part.

    Attributes:
        name: The provider's name, for a person.
        facts: Its URL and credentials, which are made up.
        curl: The arguments of a first call.
    """

    name: str
    facts: Mapping[str, Fact]
    curl: tuple[str, ...]


def okta_greeting(org: OktaEmulator) -> Greeting:
    """Okta's: signing in with name and password gives a session token."""
    facts: dict[str, Fact] = {
        "url": org.url,
        "api_token": org.api_token,
        "username": org.username,
        "password": org.password,
        "user_id": org.user.id,
        "client_id": org.service_app.client_id,
    }
    body = json.dumps({"username": org.username, "password": org.password})
    return Greeting("Okta", facts, (*_sending("application/json"), "-d", body, f"{org.url}/api/v1/authn"))


def forgerock_greeting(server: ForgeRockEmulator) -> Greeting:
    """ForgeRock's: signing in with name and password gives the session's token."""
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
    headers = {
        "Accept-API-Version": "resource=2.0, protocol=1.0",
        "X-OpenAM-Username": server.username,
        "X-OpenAM-Password": server.password,
    }
    realm = server.realm.replace("/", "/realms/")
    arguments = tuple(part for name, value in headers.items() for part in ("-H", f"{name}: {value}"))
    url = f"{server.url}/json/realms/root{realm}/authenticate"
    return Greeting("ForgeRock", facts, (*_sending("application/json"), *arguments, "-d", "{}", url))


def agileapps_greeting(tenant: AgileAppsEmulator) -> Greeting:
    """AgileApps': logging in gives the session's cookies."""
    facts: dict[str, Fact] = {
        "url": tenant.url,
        "username": tenant.username,
        "password": tenant.password,
        "user_id": tenant.user.id,
        "admin": {"username": tenant.admin.username, "password": tenant.admin.password},
        "client_tenant_id": tenant.client_tenant_id,
    }
    login = f"<userName>{tenant.username}</userName><password>{tenant.password}</password>"
    body = f"<platform><login>{login}</login></platform>"
    url = f"{tenant.url}/networking/rest/login"
    return Greeting("AgileApps", facts, (*_sending("application/xml"), "-d", body, url))


def greeting(greetings: Iterable[Greeting]) -> str:
    """All of it in words."""
    lines: list[str] = []
    for each in greetings:
        lines.append(f"{each.name}: {each.facts['url']}")
        lines += [f"  {name}: {_words(value)}" for name, value in each.facts.items() if name != "url"]
        lines += [f"  {shlex.join(('curl', *each.curl))}", ""]
    return "\n".join((*lines, "Serving until Ctrl-C."))


def _sending(media_type: str) -> tuple[str, ...]:
    return "-sS", "-H", f"Content-Type: {media_type}", "-H", f"Accept: {media_type}"


def _words(fact: Fact) -> str:
    if isinstance(fact, str):
        return fact
    if isinstance(fact, Mapping):
        return ", ".join(f"{name} {value}" for name, value in fact.items())
    return "; ".join(map(_words, fact))
