"""What the members of a fleet and their store tell each other. It is loaded with the first store."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from .headers import Quota

LONG_AGO: Final = 1e6


@frozen
class Report:
    """What a member tells the store. It has no moments, only durations: no two clocks are compared.

    Attributes:
        holds: Requests in flight and unused permits: absolute, so that a lost report or grant corrects itself.
        wants: How many calls wait.
        quota: What remains of the current window, if the server counts.
        sent_ago: Seconds since the call was sent whose response said so.
        closes_for: Seconds of a pause that the server asked for; 0 for none.
        close_epoch: The epoch of the permit that was refused.
        let_in_epoch: The epoch of the last permit that was accepted; -1 for none.
        accepted: How many calls were accepted since the last report.
        crowded: How many were refused because too many were in flight.
    """

    holds: int = 0
    wants: int = 0
    quota: Quota | None = None
    sent_ago: float = LONG_AGO
    closes_for: float = 0.0
    close_epoch: int = -1
    let_in_epoch: int = -1
    accepted: int = 0
    crowded: int = 0


@frozen
class Grant:
    """What a member may send, and what the fleet knows.

    Attributes:
        permits: How many more calls it may send.
        wait: Seconds until it may ask again, if it got none.
        epoch: Each pause begins an epoch.
        members: How many members there are.
        closed: Whether there is a pause; a permit is for its probe then.
        refused: Whether the server asked for the pause; else the window is used up.
        quota: What remains of the current window, if it is known.
    """

    permits: int
    wait: float
    epoch: int
    members: int
    closed: bool
    refused: bool
    quota: Quota | None
