"""``idsessions check``: whether a session is alive, whose it is, and until when."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from attrs import frozen

from idsessions import Clock, NotFoundError, SessionCookie, SessionExpiredError, SessionsError, SystemClock

from ._connect import (
    Ask,
    ask_on_terminal,
    complete,
    connected_agileapps,
    connected_forgerock,
    connected_okta,
    settings_of,
)
from ._failure import DONE, FAILED, CannotStart
from ._output import say

__all__ = ["run_check"]

_VARIABLE: Final = "IDSESSIONS_SESSION"


@frozen
class Found:
    """What is known of a session."""

    alive: bool
    user: str | None = None
    realm: str | None = None
    until: datetime | None = None


def run_check(given: argparse.Namespace, *, clock: Clock | None = None, ask: Ask = ask_on_terminal) -> int:
    """Run the command; returns the exit status.

    Args:
        given: The arguments.
        clock: The clock of the client.
        ask: Asks a person for what is missing.

    Raises:
        CannotStart: Something is missing, or the provider could not be asked.
    """
    settings = settings_of(given.env_file)
    complete(settings, given.provider, ask, credential=given.provider == "okta" and given.cookie is None)
    session = _session(given.file, settings, ask)
    try:
        found = asyncio.run(_ask(given, settings, session, clock or SystemClock()))
    except SessionsError as error:
        raise CannotStart(f"it is not known whether the session is alive: {error}") from None
    say(_as_json(found) if given.json else _in_words(found))
    return DONE if found.alive else FAILED


def _session(file: str | None, settings: Mapping[str, str], ask: Ask) -> str:
    if file is not None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f"cannot read {file}: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from None
    else:
        text = settings.get(_VARIABLE) or os.environ.get(_VARIABLE) or ask("session", True) or ""
    if not text.strip():
        raise CannotStart(f"no session: pass --file FILE, or set {_VARIABLE}")
    return text.strip()


async def _ask(given: argparse.Namespace, settings: Mapping[str, str], session: str, clock: Clock) -> Found:
    try:
        match given.provider:
            case "okta":
                async with connected_okta(settings, credential=given.cookie is None, clock=clock) as okta:
                    if given.cookie is None:
                        entity = await okta.get_session(session)
                    else:
                        entity = (await okta.get_current_session(SessionCookie(given.cookie, session))).session
                return Found(True, entity.login or entity.user_id, until=entity.expires_at)
            case "forgerock":
                async with connected_forgerock(settings, profile=given.profile, credential=False, clock=clock) as am:
                    info = await am.get_session_info(session)
                ends = [end for end in (info.max_session_expiration_time, info.max_idle_expiration_time) if end]
                return Found(True, info.username, info.realm, min(ends, default=None))
            case _:
                async with connected_agileapps(settings, clock=clock) as agileapps:
                    user = await agileapps.get_user_info(session)
                return Found(True, user.username or user.id)
    except (NotFoundError, SessionExpiredError):
        return Found(False)


def _in_words(found: Found) -> str:
    if not found.alive:
        return "not alive"
    lines = ["alive", f"user: {found.user or 'the provider does not say'}"]
    if found.realm:
        lines.append(f"realm: {found.realm}")
    lines.append(f"until: {found.until:%Y-%m-%d %H:%M:%S} UTC" if found.until else "until: the provider does not say")
    return "\n".join(lines)


def _as_json(found: Found) -> str:
    until = None if found.until is None else found.until.isoformat()
    return json.dumps({"alive": found.alive, "user": found.user, "realm": found.realm, "until": until})
