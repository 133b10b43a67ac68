"""``idsessions demo``: calls every operation of the three documents once, against emulators on loopback ports."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Final

from idsessions.testing import AgileAppsEmulator, ForgeRockEmulator, OktaEmulator

from ._agileapps import agileapps_steps
from ._forgerock import forgerock_steps
from ._okta import okta_steps
from ._outcome import Extras, Outcome
from ._report import print_report
from ._run import Part, run

__all__ = ["PARTS", "run_demo"]

PARTS: Final = (
    Part("okta", OktaEmulator.OPERATIONS, okta_steps),
    Part("forgerock", ForgeRockEmulator.OPERATIONS, forgerock_steps),
    Part("agileapps", AgileAppsEmulator.OPERATIONS, agileapps_steps),
)


def run_demo(*, as_json: bool) -> int:
    """Run the demo.

    Args:
        as_json: Print one JSON object per operation, one per line, and nothing else.

    Returns:
        The exit status: 1 if something failed.
    """
    outcomes: list[Outcome] = []
    extras = Extras()

    def report(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if as_json:
            print(_line(outcome), flush=True)

    problems = asyncio.run(_run_parts(extras, report))
    if as_json:
        for problem in problems:
            print(problem, file=sys.stderr)
    else:
        print_report(outcomes, extras, problems)
    return 1 if problems or any(outcome.error for outcome in outcomes) else 0


async def _run_parts(extras: Extras, report: Callable[[Outcome], None]) -> list[str]:
    """Run all parts; returns what failed besides the operations."""
    reasons = {part.provider: await run(part, extras, report) for part in PARTS}
    return [f"{provider}: {reason}" for provider, reason in reasons.items() if reason]


def _line(outcome: Outcome) -> str:
    values: dict[str, object] = {
        "provider": outcome.provider,
        "operation": outcome.operation,
        "ok": not outcome.error,
        "seconds": round(outcome.seconds, 6),
    }
    if outcome.error:
        values["error"] = outcome.error
    return json.dumps(values)
