"""Makes the client of a command: from the environment, a file of settings, or a prompt; never from the command line."""

from __future__ import annotations

import asyncio
import getpass
import os
import re
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeAlias

from idsessions import (
    AgileAppsSessions,
    ForgeRockSessions,
    OktaSessions,
    SessionsError,
    SessionToken,
    UsageError,
    __version__,
)

from ._arguments import Profile, Provider
from ._failure import CannotStart

# Asks a person for one setting; None if there is no terminal.
Ask: TypeAlias = Callable[[str, bool], str | None]

_AGENT: Final = f"idsessions-command/{__version__}"
# Seconds: a person who has pressed Ctrl-C waits.
_END_WITHIN: Final = 5.0
_LINE: Final = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)")
URL_VARIABLE: Final[Mapping[Provider, str]] = {
    "okta": "OKTA_CLIENT_ORGURL",
    "forgerock": "FRODO_HOST",
    "agileapps": "AGILEAPPS_URL",
}


def ask_on_terminal(name: str, secret: bool) -> str | None:
    """Ask for the setting ``name``; the terminal does not show a secret."""
    try:
        # Standard input may have the users.
        with open("/dev/tty", "w", encoding="utf-8") as shown, open("/dev/tty", encoding="utf-8") as typed:
            if secret:
                return getpass.getpass(f"{name}: ", shown)
            shown.write(f"{name}: ")
            shown.flush()
            return typed.readline().strip()
    except OSError:
        return None


def settings_of(env_file: Path | None, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """The settings of the environment, with those of the file in their place.

    Raises:
        CannotStart: The file cannot be read.
    """
    given = dict(os.environ if environ is None else environ)
    if env_file is None:
        return given
    try:
        text = env_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStart(f"cannot read {env_file}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from error
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        found = _LINE.fullmatch(stripped)
        if found is None:
            raise CannotStart(f"{env_file}, line {number}: expected NAME=value")
        value = found[2].strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        given[found[1]] = value
    return given


def complete(settings: dict[str, str], provider: Provider, ask: Ask, *, credential: bool) -> None:
    """Ask for the settings that are missing.

    Args:
        settings: What is known; what is asked for is added.
        provider: Whose settings they are.
        ask: Asks a person.
        credential: Whether the command needs a credential.
    """

    def need(name: str, *, secret: bool = False) -> None:
        if not settings.get(name, "").strip() and (value := ask(name, secret)):
            settings[name] = value

    need(URL_VARIABLE[provider])
    if not credential:
        return
    if provider == "okta" and not settings.get("OKTA_CLIENT_PRIVATEKEY"):
        need("OKTA_CLIENT_TOKEN", secret=True)
    if provider == "forgerock" and not (settings.get("FRODO_SA_ID") and settings.get("FRODO_SA_JWK")):
        need("FRODO_USERNAME")
        need("FRODO_PASSWORD", secret=True)


@asynccontextmanager
async def connected_okta(
    settings: Mapping[str, str], *, credential: bool = True, **options: Any
) -> AsyncGenerator[OktaSessions]:
    """A client of the organization in the settings."""
    if credential:
        client = _made(lambda: OktaSessions.from_env(settings, user_agent=_AGENT, **options))
    else:
        client = _made(lambda: OktaSessions(required(settings, "OKTA_CLIENT_ORGURL"), user_agent=_AGENT, **options))
    async with client:
        yield client


@asynccontextmanager
async def connected_forgerock(
    settings: Mapping[str, str],
    *,
    profile: Profile,
    admin_realm: str = "/",
    credential: bool = True,
    **options: Any,
) -> AsyncGenerator[ForgeRockSessions]:
    """A client of the server in the settings: as its service account, or as an administrator who signs in and out."""
    client = _made(lambda: ForgeRockSessions.from_env(settings, profile=profile, user_agent=_AGENT, **options))
    async with client:
        has_account = settings.get("FRODO_SA_ID") and settings.get("FRODO_SA_JWK")
        if not credential:
            yield client.with_options(credentials=None)
        elif has_account:
            yield client
        else:
            required(settings, "FRODO_USERNAME")
            required(settings, "FRODO_PASSWORD")
            login = client.with_options(realm=admin_realm).login_from_env(settings)
            try:
                admin = await login
            except SessionsError as error:
                raise CannotStart(f"the administrator cannot sign in: {error}") from None
            try:
                yield client.with_options(credentials=SessionToken(admin.token))
            finally:
                await _ended(admin)


@asynccontextmanager
async def connected_agileapps(settings: Mapping[str, str], **options: Any) -> AsyncGenerator[AgileAppsSessions]:
    """A client of the tenant in the settings."""
    url = required(settings, "AGILEAPPS_URL")
    async with _made(lambda: AgileAppsSessions(url, user_agent=_AGENT, **options)) as client:
        yield client


async def _ended(session: Any) -> None:
    try:
        async with asyncio.timeout(_END_WITHIN):
            await session.end()
    except (SessionsError, TimeoutError) as error:
        with suppress(OSError):
            print(f"idsessions: the administrator's session was not ended: {error or 'no response'}", file=sys.stderr)


def _made(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except (UsageError, ValueError) as error:
        raise CannotStart(str(error)) from None


def url_of(settings: Mapping[str, str], provider: Provider) -> str:
    """The provider's URL in the settings, or an empty text; `CannotStart` if it has a name, a password or a query.

    It is printed, and stands in journals.
    """
    name = URL_VARIABLE[provider]
    url = settings.get(name, "").strip()
    if re.search(r"[@?#\s]", url):
        raise CannotStart(f"{name} must have no user, query or fragment: set the credential in its own variable")
    return url


def required(settings: Mapping[str, str], name: str) -> str:
    """The value of a setting; `CannotStart` if it has none."""
    value = settings.get(name, "").strip()
    if not value:
        raise CannotStart(f"set the environment variable {name}, or put it into the file of --env-file")
    return value
