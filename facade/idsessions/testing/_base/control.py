"""What a served emulator does over HTTP that a test does by a method: plan faults, and list its users."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol, cast

from idsessions.testing._base.faults import DropAt
from idsessions.testing._base.messages import Answer

#: No provider has a path that begins like this.
PREFIX: Final = "/_emulator/"


class Controllable(Protocol):
    """An emulator as this module sees it."""

    @property
    def user_ids(self) -> Sequence[str]: ...

    def fail_next(
        self,
        status: int,
        body: str | bytes | Mapping[str, Any] = b"",
        headers: Mapping[str, str] | None = None,
        *,
        operation: str | None = None,
        times: int | None = 1,
    ) -> None: ...

    def drop_connection(
        self, at: DropAt = "request", *, operation: str | None = None, times: int | None = 1
    ) -> None: ...

    def slow(
        self, seconds: float, *, real: bool = False, operation: str | None = None, times: int | None = 1
    ) -> None: ...

    def html_error_page(self, status: int = 502, *, operation: str | None = None, times: int | None = 1) -> None: ...

    def clear_faults(self) -> None: ...


def control(emulator: Controllable, method: str, path: str, body: bytes) -> Answer:
    """The response to a request below `PREFIX`.

    ``GET users`` lists the users' ids, one on each line. ``DELETE faults`` forgets all planned faults. ``POST faults`` plans
    one: a JSON object with one of ``status`` (and ``body``, ``headers``), ``drop``, ``slow`` and ``page``, which are the
    first arguments of `fail_next`, `drop_connection`, `slow` and `html_error_page`, and with ``operation`` and ``times``.
    """
    match method, path.removeprefix(PREFIX):
        case "GET", "users":
            return Answer.text("".join(f"{user_id}\n" for user_id in emulator.user_ids))
        case "DELETE", "faults":
            emulator.clear_faults()
            return Answer.empty(204)
        case "POST", "faults":
            try:
                _plan(emulator, json.loads(body))
            except (ValueError, TypeError, RecursionError) as error:
                return Answer.text(f"{error}\n", status=400)
            return Answer.empty(204)
        case _:
            return Answer.text("expected GET users, POST faults or DELETE faults\n", status=404)


def _plan(emulator: Controllable, fault: Any) -> None:
    if not isinstance(fault, dict):
        raise ValueError('expected a JSON object, such as {"status": 503, "times": 3}')
    given = dict(cast(dict[str, Any], fault))
    kinds: dict[str, tuple[Callable[..., None], type[Any], tuple[str, ...]]] = {
        "status": (emulator.fail_next, int, ("body", "headers")),
        "drop": (emulator.drop_connection, str, ()),
        "slow": (emulator.slow, float, ()),
        "page": (emulator.html_error_page, int, ()),
    }
    chosen = [kind for kind in kinds if kind in given]
    if len(chosen) != 1:
        raise ValueError(f"expected one of {', '.join(kinds)}")
    (kind,) = chosen
    plan, wanted, further = kinds[kind]
    if unknown := sorted(given.keys() - {kind, "operation", "times", *further}):
        raise ValueError(f"unknown: {', '.join(unknown)}")
    value = given.pop(kind)
    if wanted is float and type(value) is int:
        value = float(value)
    if type(value) is not wanted or (kind == "drop" and value not in ("request", "answer", "body")):
        raise ValueError(f"`{kind}` cannot be {value!r}")
    if not isinstance(given.get("times", 1), int | None) or not isinstance(given.get("operation", ""), str):
        raise ValueError("`times` must be a whole number or null, and `operation` a text")
    headers = given.get("headers", {})
    if not isinstance(given.get("body", ""), str | dict) or not isinstance(headers, dict):
        raise ValueError("`body` must be a text or a JSON object, and `headers` a JSON object")
    plan(value, **given)
