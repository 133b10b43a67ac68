"""What the doctor finds: a fact, whether it is as it should be, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from attrs import frozen


@frozen
class Finding:
    """One thing that was looked at.

    Attributes:
        about: What, in one word or two.
        is_well: False if something must be done; None if it is only a fact.
        fact: What was found.
        remedy: What to do about it.
    """

    about: str
    is_well: bool | None
    fact: str
    remedy: str = ""


def in_words(findings: Sequence[Finding]) -> str:
    """All findings for a person."""
    lines: list[str] = []
    for each in findings:
        mark = {True: "ok ", False: "FIX", None: "-  "}[each.is_well]
        lines.append(f"{mark} {each.about}: {each.fact}")
        if each.remedy:
            lines.append(f"    {each.remedy}")
    wrong = sum(each.is_well is False for each in findings)
    lines.append("Nothing to fix." if not wrong else f"{wrong} to fix.")
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """All findings as one line of JSON."""
    entries = [
        {"about": each.about, "well": each.is_well, "fact": each.fact, "remedy": each.remedy or None}
        for each in findings
    ]
    return json.dumps({"well": not any(each.is_well is False for each in findings), "findings": entries})
