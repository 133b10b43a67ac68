"""How a provider is asked about a session: the part of a check that differs between providers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from attrs import evolve, fields, has

from ..errors import UnreadableAnswerError
from .records import Identity


class Probe(ABC):
    """Asks one provider.

    Attributes:
        provider: Its name.
        names: The names of the cookies that carry a session; empty if they are not known.
    """

    provider: ClassVar[str]
    names: tuple[str, ...]

    @abstractmethod
    def text_of(self, token: Any, max_bytes: int) -> str | None:
        """What the visitor sent, as text; None if it cannot be a session.

        Raises:
            UsageError: It is of a type that no visitor can send.
        """

    def session_of(self, text: str) -> str:
        """What identifies the session, of what `text_of` returned."""
        return text

    @abstractmethod
    async def ask(self, text: str, *, extend: bool) -> Identity | None:
        """Whose session it is; None if it has ended.

        Args:
            text: What `text_of` returned.
            extend: Extend the session.

        Raises:
            SessionsError: The provider did not say.
        """

    @abstractmethod
    def tokens_in(self, cookies: Iterable[tuple[str, str]]) -> list[Any]:
        """What to check, of the cookies of a request: each that may be the session, in their order."""


def user_id_of(given: str | None, provider: str) -> str:
    """The id of the user; `UnreadableAnswerError` without one, since an application must not take visitors for each other."""
    if not given:
        raise UnreadableAnswerError("the response does not say whose session it is", provider=provider)
    return given


def without_secrets(entity: Any) -> Any:
    """An entity with its secrets left empty, at any depth, so that it can be kept."""
    changes: dict[str, Any] = {}
    for each in fields(entity.__class__):
        value = getattr(entity, each.name)
        if getattr(each.repr, "__name__", "") == "redacted":
            changes[each.alias] = None if value is None else ""
        elif has(value.__class__):
            changes[each.alias] = without_secrets(value)
    kept = evolve(entity, **changes)
    others: dict[str, Any] = getattr(entity, "additional_properties", {})
    if others:
        # The raw value of a field that was not read stays out, too.
        names = {each.name for each in fields(entity.__class__)}
        kept.additional_properties.update({name: others[name] for name in others if name not in names})
    return kept
