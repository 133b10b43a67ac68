"""The benchmark of calls and imports: what it prints, and that its rounds alternate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import pytest

from bench import calls
from bench.measure import cpu_seconds, wall_seconds


@pytest.mark.slow
def test_calls_and_imports_are_printed_with_their_ratios(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def seconds(imports: Mapping[str, str], rounds: int) -> dict[str, float]:
        return {"import httpx": 0.25, "import idsessions": 0.5}

    monkeypatch.setattr(calls, "wall_seconds", seconds)
    assert calls.main(["--calls", "1", "--rounds", "1"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == [
        "httpx",
        "OktaSessions.get_session",
        "AgileAppsSession.get_user_info",
        "import",
        "import",
    ]
    assert lines[0][-2:] == ["1.000", "x"]
    assert lines[-1] == ["import", "idsessions", "500.0", "ms", "wall", "2.000", "x"]


async def test_each_round_measures_every_call() -> None:
    made: list[str] = []

    def call(name: str) -> Callable[[], Awaitable[object]]:
        async def make() -> None:
            made.append(name)

        return make

    seconds = await cpu_seconds({"a": call("a"), "b": call("b")}, count=2, rounds=2)
    assert seconds.keys() == {"a", "b"}
    # The first round warms up.
    assert made == ["a", "a", "b", "b"] * 3


def test_the_start_of_the_interpreter_is_subtracted() -> None:
    seconds = wall_seconds({"one": "pass", "two": "import sys; sys.exit(0)"}, rounds=1)
    assert seconds.keys() == {"one", "two"}
