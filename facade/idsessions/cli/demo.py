"""``idsessions demo``: every operation of the three documents, through the facade, against emulators on loopback ports."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import Final

from idsessions.cli._demo_agileapps import agileapps_steps
from idsessions.cli._demo_forgerock import forgerock_steps
from idsessions.cli._demo_okta import okta_steps
from idsessions.cli._report import print_report
from idsessions.cli._steps import Outcome, Part, Shown, run
from idsessions_agileapps.description import OPERATIONS as AGILEAPPS
from idsessions_forgerock.description import OPERATIONS as FORGEROCK
from idsessions_okta.description import OPERATIONS as OKTA

PARTS: Final = (
    Part("okta", OKTA, okta_steps),
    Part("forgerock", FORGEROCK, forgerock_steps),
    Part("agileapps", AGILEAPPS, agileapps_steps),
)


def demo(*, as_json: bool) -> int:
    """Run the demo.

    Args:
        as_json: Print one object a line for each operation, and nothing else.

    Returns:
        The exit status: 1 if anything failed.
    """
    outcomes: list[Outcome] = []
    shown = Shown()

    def report(outcome: Outcome) -> None:
        outcomes.append(outcome)
        if as_json:
            print(_line(outcome), flush=True)

    problems = asyncio.run(_run(shown, report))
    if as_json:
        for problem in problems:
            print(problem, file=sys.stderr)
    else:
        print_report(outcomes, shown, problems)
    return 1 if problems or any(outcome.error for outcome in outcomes) else 0


async def _run(shown: Shown, report: Callable[[Outcome], None]) -> list[str]:
    """Run all parts; returns what failed beside the operations."""
    reasons = {part.provider: await run(part, shown, report) for part in PARTS}
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
