"""What the response to a step of a sign-in says: its links, its factors and its challenge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlsplit

from idsessions_okta.errors import InvalidResponse
from idsessions_okta.models import AuthenticationFactor, AuthenticationTransaction, Link

from .._json import as_list, as_mapping
from ..errors import UnreadableAnswerError

_PREFIX: Final = "/api/v1/authn/"
_STEP: Final = re.compile(r"[A-Za-z0-9_.:-]+(?:/[A-Za-z0-9_.:-]+)*")


def is_step(text: str) -> bool:
    """Whether this can follow ``/api/v1/authn/`` and mean itself."""
    return _STEP.fullmatch(text) is not None and not {".", ".."} & set(text.split("/"))


def step_of(link: Link) -> str:
    """What follows ``/api/v1/authn/`` in a link.

    Only its path counts: a state token goes to the client's own server, whatever host a link names.
    """
    with suppress(ValueError):  # That is no URL.
        step = urlsplit(link.href).path.rpartition(_PREFIX)[2]
        if is_step(step):
            return step
    raise UnreadableAnswerError("a link of the sign-in leads to no step of it", provider="okta")


def links_of(state: AuthenticationTransaction) -> dict[str, Link]:
    """The links that can be posted to, by what they offer: ``next`` by its own name, the others by theirs."""
    found: dict[str, Link] = {}
    if (links := state.links) is not None:
        following = links.next_
        if following is not None and "GET" not in ((following.hints and following.hints.allow) or ()):
            found[following.name or "next"] = following
        offered = {"prev": links.prev, "skip": links.skip, "cancel": links.cancel, "resend": _resend(links.resend)}
        found |= {name: link for name, link in offered.items() if link is not None}
    for factor in factors_of(state):
        if factor.links is not None:
            offered = {"verify": factor.links.verify, "enroll": factor.links.enroll}
            found = {name: link for name, link in offered.items() if link is not None} | found
    return found


def factors_of(state: AuthenticationTransaction) -> tuple[AuthenticationFactor, ...]:
    """The factors of a state. Okta's page shows a list of them as ``factor``, its servers send ``factors``."""
    embedded = state.embedded
    if embedded is None:
        return ()
    if embedded.factors is not None:
        return tuple(embedded.factors)
    if embedded.factor is not None:
        return (embedded.factor,)
    listed: list[AuthenticationFactor] = []
    for each in as_list(embedded.additional_properties.get("factor")):
        with suppress(InvalidResponse):
            listed.append(AuthenticationFactor.from_dict(each))
    return tuple(listed)


def challenge_of(state: AuthenticationTransaction) -> Mapping[str, Any] | None:
    """The challenge of the factor, or of the kind of factor, that is asked for."""
    embedded = state.embedded
    factor = None if embedded is None else embedded.factor
    inner = None if factor is None else factor.embedded
    for holder in (inner, embedded):
        if holder is not None and (found := as_mapping(holder.additional_properties.get("challenge"))) is not None:
            return found
    return None


def _resend(received: object) -> Link | None:
    """The first of the links to send a code again: a list of them for a factor, a single one in a recovery."""
    for each in as_list(received) or [received]:
        with suppress(InvalidResponse):
            return Link.from_dict(as_mapping(each) or {})
    return None
