"""The report of ``idsessions revoke``: in words, or as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import field, frozen

from .._failure import COULD_NOT_START, DONE, FAILED, INTERRUPTED

_MEANING: Final = {
    "unknown": "the provider knows no such user",
    "unclear": "the request may have been processed",
    "failed": "still signed in",
    "not tried": "",
}
_MOST_LISTED: Final = 20


@frozen
class Result:
    """What became of the users.

    Attributes:
        provider: Whose users they are.
        url: Where.
        users: All of them, in order.
        states: State and error of those with an outcome, of this run and of those before.
        journal: Where the outcomes are.
        seconds: How long this run took.
        stopped: Why it stopped for all users; empty if it did not.
        interrupted: Whether a signal ended it.
    """

    provider: str
    url: str
    users: Sequence[str]
    states: dict[str, tuple[str, str | None]] = field(repr=False)
    journal: Path
    seconds: float
    stopped: str = ""
    interrupted: bool = False

    def state(self, user: str) -> tuple[str, str | None]:
        return self.states.get(user, ("not tried", None))

    @property
    def not_out(self) -> list[str]:
        """The users who are not known to be out."""
        return [user for user in self.users if self.state(user)[0] != "ended"]

    @property
    def status(self) -> int:
        """What the command exits with."""
        if not self.not_out:
            return DONE
        if self.interrupted:
            return INTERRUPTED
        return COULD_NOT_START if self.stopped and not self.states else FAILED


def as_json(result: Result) -> str:
    """The report as one line of JSON."""
    counts = dict.fromkeys(("ended", *_MEANING), 0)
    for user in result.users:
        counts[result.state(user)[0]] += 1
    listed = [
        {"user": user, "state": state, **({"error": error} if error else {})}
        for user in result.not_out
        for state, error in [result.state(user)]
    ]
    report: dict[str, object] = {
        "provider": result.provider,
        "url": result.url,
        "users": len(result.users),
        **{state.replace(" ", "_"): count for state, count in counts.items()},
        "not_out": listed,
        "stopped": result.stopped or None,
        "interrupted": result.interrupted,
        "seconds": round(result.seconds, 1),
        "journal": str(result.journal),
    }
    return json.dumps(report)


def in_words(result: Result) -> str:
    """The report for a person."""
    total, left = len(result.users), len(result.not_out)
    if not left:
        who = "The user is" if total == 1 else f"All {total:,} users are"
        doubt = " It does not say which of them it knows: check the ids." if result.provider == "forgerock" else ""
        return f"{who} out of {result.url}.{doubt}"
    lines = [f"{total - left:,} of {total:,} users are out of {result.url}."]
    if result.stopped:
        lines.append(f"Stopped: {result.stopped}")
    if result.interrupted:
        lines.append("Interrupted.")
    for state, meaning in _MEANING.items():
        users = [user for user in result.not_out if result.state(user)[0] == state]
        if not users:
            continue
        lines.append(f"{len(users):,} {state}: {meaning}" if meaning else f"{len(users):,} {state}")
        if state == "not tried":
            continue
        for user in users[:_MOST_LISTED]:
            error = result.state(user)[1]
            lines.append(f"  {user}: {error}" if error else f"  {user}")
        if len(users) > _MOST_LISTED:
            lines.append(f"  and {len(users) - _MOST_LISTED:,} more; the journal has them all")
    lines.append(f"Journal: {result.journal}")
    if any(result.state(user)[0] != "unknown" for user in result.not_out):
        lines.append("To go on: the same command with --resume.")
    return "\n".join(lines)
