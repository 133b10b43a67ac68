"""Reads the targets of a caller, from an iterable of either kind, each target once."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar, cast

from ..credentials import as_secret
from ..errors import UsageError

T = TypeVar("T")


class RedactedTargets:
    """Targets that are secrets while a function of the library holds them: crash reporters show the repr of its locals."""

    def __init__(self, targets: Any) -> None:
        self.targets = targets


def redacted_targets(targets: T) -> T:
    """``targets`` with a repr that shows none of them; for `end_many` alone."""
    wrapped: Any = RedactedTargets(targets)
    return cast(T, wrapped)


class Source(Generic[T]):
    """The targets of one run.

    It remembers each target that it has read, to leave out duplicates: that is the only thing that grows with their number.

    Args:
        targets: What the caller gave.
        parameter: The name that the caller knows it by.
        provider: For errors.
        wrap: Applied to each target: redacts the repr of secrets.
        key: What is equal for targets that are the same.

    Raises:
        UsageError: It cannot be iterated, or is one text, whose letters would be the targets.
    """

    def __init__(
        self,
        targets: Iterable[T] | AsyncIterable[T],
        parameter: str,
        provider: str,
        wrap: Callable[[T], T],
        key: Callable[[T], object],
    ) -> None:
        given: Any = targets
        if isinstance(given, RedactedTargets):
            given = given.targets
        self._wrap, self._key = wrap, key
        self._seen: set[object] = set()
        self._async: AsyncIterator[T] | None = None
        self._sync: Iterator[T] = iter(())
        if not isinstance(given, (str, bytes)):
            if isinstance(given, AsyncIterable):
                self._async = aiter(cast(AsyncIterable[T], given))
                return
            if isinstance(given, Iterable):
                self._sync = iter(cast(Iterable[T], given))
                return
        kind = type(given).__name__
        del targets, given
        raise UsageError(f"`{parameter}` must be an iterable or an async iterable, not {kind}", provider=provider)

    async def read(self, most: int) -> list[T]:
        """The next targets, ``most`` of them or fewer; none at the end."""
        found: list[T] = []
        while len(found) < most:
            try:
                target = next(self._sync) if self._async is None else await anext(self._async)
            except (StopIteration, StopAsyncIteration):
                break
            target = self._wrap(target)
            try:
                key = as_secret(self._key(target))
                if key in self._seen:
                    continue
                self._seen.add(key)
            except TypeError:
                pass  # It cannot be a target: the outcome says so.
            found.append(target)
            if self._async is not None:
                break  # The next one may be long in coming.
        return found
