"""The benchmark of calls: the servers and clients work, and ratios are judged against the recorded run."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from attrs import evolve

from bench import command, ratios
from bench.calls import PLAIN, TLS, Group, measure_group
from bench.chart import chart
from bench.clients import GENERATED, OURS, Load, installed, run
from bench.footprint import CLIENT, MEMORY, STATEMENTS
from bench.layer import BARE, GATE, GET_SESSION
from bench.layer import TABLE as LAYER
from bench.measure import Cores, Row, cpu_rows
from bench.payload import LOGIN, WrongResultError, check_fields, check_json
from bench.ratios import FIGURES, results
from bench.server import serving

ONCE = (Load(1, 0.0, 30), Load(3, 0.0, 30))
TINY = command.Plan(
    [Group(PLAIN, ONCE, 1, (OURS, GENERATED))],
    calls=1,
    rounds=1,
    statements=STATEMENTS,
    imports=1,
    memory=20,
    credentials=1,
)


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command records, and what it compares with."""
    monkeypatch.setattr(command, "RECORDED", tmp_path / "recorded.json")
    monkeypatch.setattr(command, "CHART", tmp_path / "chart.svg")
    return tmp_path / "recorded.json"


def row(table: str, name: str, *values: float, failed: int = 0) -> Row:
    return Row(table, name, "us", values, failed, f"{failed} of 9 failed" if failed else "")


def get_session_over_bare(*ratios_: float) -> list[Row]:
    """Rows that give one ratio."""
    return [row(LAYER, BARE, *(100.0 for _ in ratios_)), row(LAYER, GET_SESSION, *(100.0 * each for each in ratios_))]


# --- the servers and the clients ---


@pytest.mark.slow
@pytest.mark.parametrize(
    "nginx",
    [
        pytest.param(None, marks=pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is missing"), id="nginx"),
        pytest.param("", id="fallback"),
    ],
)
@pytest.mark.parametrize("protocol", [PLAIN, TLS])
def test_every_client_gets_the_session(protocol: str, nginx: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    cores = Cores.available()
    with serving(cores.server, nginx=nginx) as server:
        rows = measure_group(Group(protocol, ONCE, 2), server, cores)
    assert [each.name for each in rows] == [*installed(), *installed()]
    assert [(each.name, each.note) for each in rows if each.failed] == []
    assert {(each.table, len(each.values)) for each in rows} == {
        (f"{protocol}, 1 task", 2),
        (f"{protocol}, 3 tasks", 2),
    }
    assert ("nginx is missing" in capsys.readouterr().err) == (nginx == "")


@pytest.mark.slow
def test_client_without_a_server_does_not_start() -> None:
    with serving(None, nginx="") as server:
        pass
    with pytest.raises(RuntimeError, match="idsessions does not start"):
        measure_group(Group(PLAIN, ONCE, 1, (OURS,)), server, Cores(None, None))


async def test_calls_that_raise_or_do_not_end_have_failed() -> None:
    numbers = iter(range(4))

    async def call() -> None:
        match next(numbers):
            case 0:
                raise WrongResultError
            case 1:
                await asyncio.Event().wait()
            case _:
                pass

    found = await run(call, Load(4, 0.0, 0.05))
    assert (found.made, found.failed, found.error) == (2, 2, "not done in 0 s")


async def test_each_task_makes_calls_until_the_time_has_passed() -> None:
    made = 0

    async def call() -> None:
        nonlocal made
        made += 1
        await asyncio.sleep(0)

    found = await run(call, Load(2, 0.01, 10))
    assert (found.made, found.failed) == (made, 0)
    assert made >= 2
    assert found.cpu > 0


@pytest.mark.parametrize(
    ("check", "result"),
    [
        (check_fields, ("INACTIVE", LOGIN, None)),
        (check_fields, ("ACTIVE", LOGIN, "2026-01-01T11:00:00.000Z")),
        (check_json, (500, {"status": "ACTIVE", "login": LOGIN})),
        (check_json, (200, {"status": "ACTIVE", "login": "somebody"})),
    ],
)
def test_another_result_than_the_session_is_noticed(check: Callable[..., None], result: tuple[Any, ...]) -> None:
    with pytest.raises(WrongResultError):
        check(*result)


@pytest.mark.slow
async def test_each_round_measures_every_call() -> None:
    made: list[str] = []

    def call(name: str) -> Callable[[], Awaitable[object]]:
        async def make() -> None:
            made.append(name)

        return make

    rows = await cpu_rows("table", {"a": call("a"), "b": call("b")}, count=2, rounds=2)
    assert [(each.name, len(each.values)) for each in rows] == [("a", 2), ("b", 2)]
    # The first round warms up.
    assert made == ["a", "a", "b", "b"] * 3


# --- the ratios ---


def test_ratio_is_the_median_of_the_repetitions() -> None:
    (found,) = results(get_session_over_bare(1.5, 1.0, 2.0), {})
    assert (found.value, found.low, found.high) == (1.5, 1.0, 2.0)
    assert (found.figure.target, found.verdict, found.problem) == (1.0, "missed", "")


def test_memory_is_a_figure_without_a_ratio() -> None:
    (found,) = results([row(MEMORY, CLIENT, 5000.0)], {f"bytes of {CLIENT}": 3000.0})
    assert found.value == 5000.0
    assert found.problem == f"bytes of {CLIENT}: 5,000 > 1.25 x 3,000 (recorded)"


def test_row_with_failures_gives_no_ratio() -> None:
    bare, typed = get_session_over_bare(1.5)
    assert results([bare, evolve(typed, failed=1)], {}) == []


@pytest.mark.parametrize(("now", "is_problem"), [(1.2, False), (1.24, False), (1.26, True)])
def test_ratio_more_than_a_quarter_above_the_recorded_is_a_problem(now: float, is_problem: bool) -> None:
    (found,) = results(get_session_over_bare(now), {"get_session / bare get, null transport": 1.0})
    assert bool(found.problem) == is_problem


def test_time_alone_is_no_problem() -> None:
    (found,) = results([row(LAYER, GATE, 500.0)], {"rate gate": 10.0})
    assert (found.verdict, found.problem) == ("missed", "")


def test_recorded_figures_are_those_of_the_command() -> None:
    names = command.recorded_figures(Path(command.__file__).parent / "recorded.json")
    assert names
    assert names.keys() <= {figure.name for figure in FIGURES}
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


# --- the command ---


@pytest.mark.slow
def test_run_prints_its_tables_and_records_them(
    recorded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "FULL", TINY)
    assert command.main(["--record"]) == 0
    printed = capsys.readouterr().out
    for text in (
        "plain, 1 task ",
        "plain, 3 tasks",
        "own layer",
        "ServiceApp with DPoP",
        "imports",
        "memory",
        "recorded",
    ):
        assert text in printed
    run_ = json.loads(recorded.read_text())
    assert run_.keys() == {"date", "machine", "python", "versions", "load_average", "server", "rows", "figures"}
    assert {each["name"] for each in run_["rows"] if each["failed"]} == set()
    assert run_["figures"]["import idsessions / import httpx"]["target"] == 1.3
    assert command.recorded_figures(recorded).keys() == run_["figures"].keys()
    assert ElementTree.fromstring((recorded.parent / "chart.svg").read_text()).tag.endswith("svg")


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[list[Row]]:
    """What each measurement of the command gives, in order; the test puts it there."""
    runs: list[list[Row]] = []

    def measure(plan: command.Plan) -> tuple[str, list[Row]]:
        return "a server", runs.pop(0)

    monkeypatch.setattr(command, "measure", measure)
    monkeypatch.setattr(command, "needless_signing_packages", list[str])
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    return runs


@pytest.fixture
def recorded_ratio_of_one(recorded: Path, measured: list[list[Row]], capsys: pytest.CaptureFixture[str]) -> None:
    measured.append(get_session_over_bare(1.0))
    assert command.main(["--record"]) == 0
    capsys.readouterr()


@pytest.mark.usefixtures("recorded_ratio_of_one")
def test_short_run_fails_if_a_ratio_is_too_high_twice(
    measured: list[list[Row]], capsys: pytest.CaptureFixture[str]
) -> None:
    measured += [get_session_over_bare(1.3), get_session_over_bare(1.4)]
    assert command.main(["--short"]) == 1
    problem = "failed: get_session / bare get, null transport: 1.40 > 1.25 x 1.00 (recorded)"
    assert capsys.readouterr().err.splitlines()[-1] == problem


@pytest.mark.usefixtures("recorded_ratio_of_one")
def test_short_run_passes_if_a_ratio_is_too_high_once(measured: list[list[Row]]) -> None:
    measured += [get_session_over_bare(1.3), get_session_over_bare(1.1)]
    assert command.main(["--short"]) == 0


@pytest.mark.usefixtures("recorded_ratio_of_one")
def test_full_run_fails_on_no_ratio(measured: list[list[Row]]) -> None:
    measured.append(get_session_over_bare(9.0))
    assert command.main([]) == 0


@pytest.mark.usefixtures("recorded")
def test_failed_call_of_this_library_fails_the_command(
    measured: list[list[Row]], capsys: pytest.CaptureFixture[str]
) -> None:
    measured += [[row("plain, 1 task", GENERATED, failed=3)], [row("plain, 1 task", OURS, 5.0, failed=2)]]
    assert command.main(["--json"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["rows"][0]["median"] is None
    assert command.main([]) == 1
    assert capsys.readouterr().err == "failed: plain, 1 task: idsessions: 2 of 9 failed\n"


@pytest.mark.usefixtures("recorded")
def test_busy_machine_is_noticed(
    measured: list[list[Row]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getloadavg", lambda: (0.0, 999.0, 0.0))
    measured.append([])
    assert command.main([]) == 0
    assert "the machine was busy (a load of 999.0)" in capsys.readouterr().err


@pytest.mark.usefixtures("recorded")
def test_short_run_is_not_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--short", "--record"])
    assert "a short run is not recorded" in capsys.readouterr().err


# --- the chart ---


def test_chart_has_a_bar_for_each_client_on_one_scale() -> None:
    rows = [
        row("plain, 1 task", "httpx, untyped", 400.0),
        row("plain, 1 task", OURS, 100.0),
        row("plain, 50 tasks", OURS, 200.0),
        row("TLS, 1 task", OURS, 800.0),
    ]
    tree = ElementTree.fromstring(chart(rows))
    bars = list(tree.iter("{http://www.w3.org/2000/svg}rect"))
    widths = [float(bar.get("width", "")) for bar in bars]
    assert [round(width / widths[1], 1) for width in widths] == [4.0, 1.0, 2.0]
    assert [bar.get("class") for bar in bars] == [None, "own", "own"]


def test_chart_says_which_calls_fail() -> None:
    tree = ElementTree.fromstring(chart([row("plain, 2000 tasks", "httpx, untyped", failed=9)]))
    texts = ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[-1] == "9 of 9 failed"


def test_numbers_have_three_digits() -> None:
    assert [ratios.number(each) for each in (1234.5, 56.78, 1.234)] == ["1,234", "56.8", "1.23"]
