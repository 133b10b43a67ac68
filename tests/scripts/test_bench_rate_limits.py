"""Every row of the benchmark of rate limits as a test, and tests of the benchmark itself."""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import time
from collections.abc import Iterable
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import httpx
import pytest
from attrs import evolve

from bench import gate_cost, peers, rate_limits
from bench.gate_cost import Cost, costs
from bench.picture import picture
from bench.rate_limits import (
    IDSESSIONS,
    PEER_WORLDS,
    TASKS,
    idsessions_client,
    missed_targets,
)
from bench.worlds import (
    WORLDS,
    Attempt,
    Client,
    Concurrent,
    FixedWindow,
    Lost,
    Server,
    VirtualClock,
    World,
    run,
    run_virtual,
)


@pytest.mark.parametrize(
    "tasks", [pytest.param(each, marks=[] if each == 100 else [pytest.mark.slow]) for each in TASKS]
)
@pytest.mark.parametrize("world", WORLDS)
def test_a_run_meets_the_targets(world: str, tasks: int) -> None:
    assert missed_targets(run(IDSESSIONS, idsessions_client, WORLDS[world], tasks)) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("world", PEER_WORLDS)
def test_runs_with_other_seeds_meet_the_targets(world: str, seed: int) -> None:
    def server() -> Server:
        seeded = WORLDS[world].server()
        seeded.random = Random(seed)
        return seeded

    assert missed_targets(run(IDSESSIONS, idsessions_client, evolve(WORLDS[world], server=server), 100)) == []


@pytest.mark.parametrize("tasks", [1, 10, 100])
@pytest.mark.parametrize("server", [Server(FixedWindow("okta"), dated=False), Server(FixedWindow(""))])
def test_a_server_without_usable_headers_is_probed_and_no_call_is_lost(server: Server, tasks: int) -> None:
    world = evolve(WORLDS["W1"], server=lambda: copy.deepcopy(server))
    row = run(IDSESSIONS, idsessions_client, world, tasks)
    assert row.lost == 0
    assert row.makespan_over_bound < 1.06
    assert max(row.refused_by_window) < 50


@pytest.mark.parametrize("okta", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 5, 15])
def test_a_server_with_a_lower_concurrency_than_the_cap_loses_no_call(limit: int, okta: bool) -> None:
    world = evolve(WORLDS["C1"], server=lambda: Server(Concurrent(okta, limit), work=0.5), concurrency=limit)
    row = run(IDSESSIONS, idsessions_client, world, 100, calls=40 * limit)
    assert row.lost == 0
    assert row.makespan_over_bound < 1.05


@pytest.mark.parametrize(
    "processes", [2, pytest.param(4, marks=pytest.mark.slow), pytest.param(8, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("world", ["W3", "W4", "T1", "C1"])
def test_several_processes_lose_no_call(world: str, processes: int) -> None:
    row = run(IDSESSIONS, idsessions_client, evolve(WORLDS[world], processes=processes, concurrency=75), 200)
    assert row.lost == 0
    assert row.makespan_over_bound < 1.25
    assert max(row.refused_by_window) <= 64 * processes


@pytest.mark.slow
def test_a_wrong_clock_changes_no_result() -> None:
    rows = [run(IDSESSIONS, idsessions_client, WORLDS[name], 100) for name in ("W1", "W1 clock +1 h", "W1 clock -1 h")]
    assert len({(row.makespan, row.refused, row.longest_wait) for row in rows}) == 1


@pytest.mark.slow
def test_the_gate_meets_its_cost_targets() -> None:
    assert [str(cost) for cost in costs() if not 0 < cost.value <= cost.target] == []


@pytest.mark.parametrize("name", ["W1 beside", "W1 bulk"])
def test_a_lone_call_waits_long_in_a_client_with_one_queue(name: str) -> None:
    def fair(world: World, number: int) -> Client:
        call = idsessions_client(evolve(world, lone=""), number)

        async def send(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
            return await call(attempt)

        return send

    assert run("fair", fair, WORLDS[name], 1000).lone_wait > 30


# --- the bound ---


@pytest.mark.parametrize(
    ("world", "tasks", "bound", "longest"),
    [
        # 600 calls at the start, then 600 at each full minute.
        ("W1", 1000, 232.8, 120.0),
        ("W1", 100, 233.3, 59.5),
        ("W1", 10, 238.7, 54.1),
        # 100 at the start, then 50 a second.
        ("T1", 1000, 58.1, 20.0),
        # 0.6 s each, 32 at a time; 75 at a time for a client with a cap of 100.
        ("C1", 1000, 56.4, 19.2),
        ("C1 cap 100", 1000, 24.0, 8.4),
        ("C1", 10, 180.0, 0.6),
    ],
)
def test_the_best_possible_client_needs_this_long(world: str, tasks: int, bound: float, longest: float) -> None:
    assert [round(seconds, 1) for seconds in WORLDS[world].schedule(tasks, 3000)] == [bound, longest]


def greedy(world: World, process: int) -> Client:
    async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
        return await attempt()

    return call


def test_a_client_that_does_not_wait_loses_most_calls() -> None:
    row = run("greedy", greedy, WORLDS["W1"], 100)
    assert (row.lost, row.refused) == (2400, 2400)
    assert [what.partition(":")[0] for what in missed_targets(row)] == [
        "lost",
        "refused in a later window",
    ]


def test_a_client_that_gives_up_loses_every_call() -> None:
    def give_up(world: World, process: int) -> Client:
        async def call(attempt: Attempt, /, *, lone: bool = False) -> httpx.Response:
            raise Lost

        return call

    row = run("give up", give_up, WORLDS["W1"], 10, calls=50)
    assert (row.lost, row.refused, row.server.responses) == (50, 0, [])


def test_virtual_time_without_a_timer_raises() -> None:
    async def wait_for_nothing() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="no timer is set"):
        run_virtual(wait_for_nothing())


def test_a_long_virtual_sleep_takes_no_real_time() -> None:
    started = time.perf_counter()

    async def wait() -> float:
        clock = VirtualClock(skew=7.0)
        before = clock.time()
        await clock.sleep(1e6)
        await clock.sleep(-1)
        return clock.time() - before

    assert run_virtual(wait()) == pytest.approx(1e6)
    # Not even a thousandth, on any machine.
    assert time.perf_counter() - started < 1e6 / 1000


# --- the command ---


@pytest.fixture(name="gate_cost")
def gate_cost_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command measures no CPU time: tests of what it prints take no notice of the machine."""
    monkeypatch.setattr(gate_cost, "costs", lambda: [Cost("a cost", 1.234, 1.5, "x", "; 12.3 us here")])


@pytest.mark.usefixtures("gate_cost")
def test_json_prints_an_object_for_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert rate_limits.main(["--json", "--world", "W1", "--tasks", "10"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "who": "idsessions",
        "world": "W1",
        "tasks": 10,
        "makespan_over_bound": pytest.approx(1.001, abs=0.002),
        "refused": 0,
        "lost": 0,
        "longest_wait_s": pytest.approx(54.2, abs=0.5),
    }


@pytest.mark.usefixtures("gate_cost")
def test_the_table_has_a_head_a_row_and_the_cpu_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    assert rate_limits.main(["--world", "C1", "--tasks", "10"]) == 0
    head, row, cpu = capsys.readouterr().out.splitlines()
    assert head.split() == ["who", "world", "tasks", "x", "bound", "refused", "lost", "longest", "s", "lone", "s"]
    assert row.split() == ["idsessions", "C1", "10", "1.001", "0", "0", "0.6"]
    assert cpu == "a cost: 1.23 x (target 1.5); 12.3 us here"


@pytest.mark.usefixtures("gate_cost")
def test_rows_show_how_long_a_lone_call_waited(capsys: pytest.CaptureFixture[str]) -> None:
    assert rate_limits.main(["--world", "W1 beside", "--tasks", "10"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-1] == "0.12"
    assert rate_limits.main(["--json", "--world", "W1 beside", "--tasks", "10"]) == 0
    assert json.loads(capsys.readouterr().out)["lone_wait_s"] == 0.12


def test_a_missed_target_fails_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate_cost, "costs", lambda: [Cost("a cost", 1.51, 1.5, "x")])
    monkeypatch.setattr(rate_limits, "idsessions_client", greedy)
    assert rate_limits.main(["--world", "W2", "--tasks", "10"]) == 1
    captured = capsys.readouterr()
    assert "idsessions     W2                 10         -     2400   2400" in captured.out
    assert captured.err.splitlines()[0] == "missed: W2, 10 tasks: lost: 2400 > 0"
    assert captured.err.splitlines()[-1] == "missed: a cost: 1.51 x (target 1.5)"


@pytest.mark.usefixtures("gate_cost")
def test_installed_peers_run_in_the_worlds_for_peers(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "installed", lambda: {"greedy": greedy})
    assert rate_limits.main(["--json", "--peers", "--world", "W1", "--world", "W1 x2", "--tasks", "10"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["who"], row["world"]) for row in rows] == [
        ("idsessions", "W1"),
        ("greedy", "W1"),
        ("idsessions", "W1 x2"),
    ]


def test_the_environment_of_peers_is_undone() -> None:
    real = time.time, time.monotonic, logging.root.manager.disable
    with peers.environment(lambda: 5.0):
        assert time.monotonic() == 5.0
    assert (time.time, time.monotonic, logging.root.manager.disable) == real


def test_the_picture_has_a_panel_for_each_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "installed", lambda: {"tenacity": greedy})
    path = tmp_path / "picture.svg"
    assert rate_limits.main(["--picture", str(path)]) == 0
    tree = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    texts = ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "idsessions done in 235 s, 0 refused, 0 lost"
    assert any(text == "tenacity done in 0 s, 2400 refused, 2400 lost" for text in texts)
    assert tallest_bar(tree) <= 60


def tallest_bar(tree: ElementTree.Element) -> float:
    def heights(path: str) -> Iterable[float]:
        return (abs(float(bar.partition("v")[2].partition("h")[0])) for bar in path.split("z") if bar)

    return max(
        height for path in tree.iter("{http://www.w3.org/2000/svg}path") for height in heights(path.get("d", ""))
    )


def test_a_picture_of_one_run_has_a_title() -> None:
    row = run(IDSESSIONS, idsessions_client, WORLDS["C1"], 10, calls=40)
    assert "<title>40 calls by 10 tasks" in picture([row])
