"""``idsessions doctor``: finds out what is wrong between this machine and a provider, and changes nothing."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping

from idsessions import Clock, SystemClock

from .._connect import URL_VARIABLE, Ask, ask_on_terminal, complete, required, settings_of, url_of
from .._failure import DONE, FAILED
from .._json import as_object, read_json
from .._output import say
from ._finding import Finding, as_json, in_words
from ._network import look_at_way
from ._providers import look_at_agileapps, look_at_forgerock, look_at_okta

__all__ = ["run_doctor"]


def run_doctor(given: argparse.Namespace, *, clock: Clock | None = None, ask: Ask = ask_on_terminal) -> int:
    """Run the command; returns the exit status.

    Args:
        given: The arguments.
        clock: This machine's clock.
        ask: Asks a person for what is missing.

    Raises:
        CannotStart: There is no URL.
    """
    settings = settings_of(given.env_file)
    complete(settings, given.provider, ask, credential=False)
    required(settings, URL_VARIABLE[given.provider])
    url = url_of(settings, given.provider)
    findings = asyncio.run(_look(given, settings, url, clock or SystemClock()))
    say(as_json(findings) if given.json else in_words(findings))
    return FAILED if any(each.is_well is False for each in findings) else DONE


async def _look(given: argparse.Namespace, settings: Mapping[str, str], url: str, clock: Clock) -> list[Finding]:
    paths = {
        "okta": "/.well-known/okta-organization",
        "forgerock": "/json/serverinfo/*",
        "agileapps": "/networking/rest/user/isSessionValid",
    }
    way = await look_at_way(url, paths[given.provider], clock)
    if way.content is None:
        return way.findings
    match given.provider:
        case "okta":
            found = await look_at_okta(settings, as_object(read_json(way.content)) or {}, clock)
        case "forgerock":
            found = await look_at_forgerock(settings, profile=given.profile, admin_realm=given.admin_realm, clock=clock)
        case _:
            found = await look_at_agileapps(settings, clock)
    return [*way.findings, *found]
