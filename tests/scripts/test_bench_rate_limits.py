"""All rows of the benchmark as tests, and that the benchmark itself measures what it says."""

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

from bench import peers as rate_limit_peers
from bench import rate_limits as bench
from bench.picture import picture
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


@pytest.mark.parametrize("tasks", bench.TASKS)
@pytest.mark.parametrize("world", WORLDS)
def test_the_targets(world: str, tasks: int) -> None:
    assert bench.missed(run(bench.OURSELVES, bench.ourselves, WORLDS[world], tasks)) == []


@pytest.mark.parametrize("seed", [2, 3, 4])
@pytest.mark.parametrize("world", bench.PEERS_WORLDS)
def test_the_targets_are_not_met_by_luck(world: str, seed: int) -> None:
    def server() -> Server:
        seeded = WORLDS[world].server()
        seeded.random = Random(seed)
        return seeded

    assert bench.missed(run(bench.OURSELVES, bench.ourselves, evolve(WORLDS[world], server=server), 100)) == []


@pytest.mark.parametrize("tasks", [1, 10, 100])
@pytest.mark.parametrize("server", [Server(FixedWindow("okta"), dated=False), Server(FixedWindow(""))])
def test_a_server_that_says_nothing_of_use_is_probed_but_nothing_is_lost(server: Server, tasks: int) -> None:
    world = evolve(WORLDS["W1"], server=lambda: copy.deepcopy(server))
    row = run(bench.OURSELVES, bench.ourselves, world, tasks)
    assert row.lost == 0
    assert row.makespan_over_bound < 1.06
    assert max(row.refused_by_window) < 50


@pytest.mark.parametrize("okta", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 5, 15])
def test_a_server_that_takes_fewer_at_once_than_the_cap(limit: int, okta: bool) -> None:
    world = evolve(WORLDS["C1"], server=lambda: Server(Concurrent(okta, limit), work=0.5), at_once=limit)
    row = run(bench.OURSELVES, bench.ourselves, world, 100, calls=40 * limit)
    assert row.lost == 0
    assert row.makespan_over_bound < 1.05


@pytest.mark.parametrize("processes", [2, 4, 8])
@pytest.mark.parametrize("world", ["W3", "W4", "T1", "C1"])
def test_several_processes_lose_nothing_whatever_the_server_says(world: str, processes: int) -> None:
    row = run(bench.OURSELVES, bench.ourselves, evolve(WORLDS[world], processes=processes, at_once=75), 200)
    assert row.lost == 0
    assert row.makespan_over_bound < 1.25
    assert max(row.refused_by_window) <= 64 * processes


def test_the_skew_of_a_clock_changes_nothing() -> None:
    rows = [
        run(bench.OURSELVES, bench.ourselves, WORLDS[name], 100) for name in ("W1", "W1 clock +1 h", "W1 clock -1 h")
    ]
    assert len({(row.makespan, row.refused, row.longest_wait) for row in rows}) == 1


def test_the_cpu_of_a_call() -> None:
    assert min(bench.cpu_per_call(calls=4000) for _ in range(3)) < bench.CPU_TARGET


# --- the yardstick ---


@pytest.mark.parametrize(
    ("world", "tasks", "bound", "longest"),
    [
        # 600 calls at once, and then 600 at each full minute; the last 600 need a moment.
        ("W1", 1000, 232.8, 120.0),
        ("W1", 100, 233.3, 59.5),
        ("W1", 10, 238.7, 54.1),
        # 100 at once, and then 50 a second.
        ("T1", 1000, 58.1, 20.0),
        # 0.6 s each, 32 at a time; 75 at a time for a client that would go up to 100.
        ("C1", 1000, 56.4, 19.2),
        ("C1 cap 100", 1000, 24.0, 8.4),
        ("C1", 10, 180.0, 0.6),
    ],
)
def test_what_the_best_of_all_clients_takes(world: str, tasks: int, bound: float, longest: float) -> None:
    assert [round(seconds, 1) for seconds in WORLDS[world].schedule(tasks, 3000)] == [bound, longest]


def greedy(world: World, process: int) -> Client:
    async def call(attempt: Attempt) -> httpx.Response:
        return await attempt()

    return call


def test_a_client_that_does_not_wait_loses_nearly_all() -> None:
    row = run("greedy", greedy, WORLDS["W1"], 100)
    assert (row.lost, row.refused) == (2400, 2400)
    assert [what.partition(":")[0] for what in bench.missed(row)] == [
        "lost",
        "refused in a later window",
    ]


def test_a_client_that_gives_up_loses_the_call() -> None:
    def hopeless(world: World, process: int) -> Client:
        async def call(attempt: Attempt) -> httpx.Response:
            raise Lost

        return call

    row = run("hopeless", hopeless, WORLDS["W1"], 10, calls=50)
    assert (row.lost, row.refused, row.server.answers) == (50, 0, [])


def test_virtual_time_needs_somebody_to_wait_for() -> None:
    async def wait_for_nothing() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="nothing is left"):
        run_virtual(wait_for_nothing())


def test_virtual_time_takes_none() -> None:
    started = time.perf_counter()

    async def wait() -> float:
        clock = VirtualClock(skew=7.0)
        before = clock.time()
        await clock.sleep(1e6)
        await clock.sleep(-1)
        return clock.time() - before

    assert run_virtual(wait()) == pytest.approx(1e6)
    assert time.perf_counter() - started < 1


# --- the command ---


def test_a_row_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--json", "--world", "W1", "--tasks", "10"]) == 0
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


def test_the_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "cpu_per_call", lambda: 12.3)
    assert bench.main(["--world", "C1", "--tasks", "10"]) == 0
    head, row, cpu = capsys.readouterr().out.splitlines()
    assert head.split() == ["who", "world", "tasks", "x", "bound", "refused", "lost", "longest", "s"]
    assert row.split() == ["idsessions", "C1", "10", "1.001", "0", "0", "0.6"]
    assert cpu == "CPU per call: 12 us (target 80)"


def test_a_missed_target_fails_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "cpu_per_call", lambda: 99.0)
    monkeypatch.setattr(bench, "ourselves", greedy)
    assert bench.main(["--world", "W2", "--tasks", "10"]) == 1
    captured = capsys.readouterr()
    assert "idsessions     W2                 10         -     2400   2400" in captured.out
    assert captured.err.splitlines()[0] == "missed: W2, 10 tasks: lost: 2400 > 0"
    assert captured.err.splitlines()[-1] == "missed: CPU per call: 99 us > 80"


def test_peers_run_beside_us_as_far_as_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limit_peers, "installed", lambda: {"greedy": greedy})
    monkeypatch.setattr(bench, "cpu_per_call", lambda: 12.3)
    assert bench.main(["--json", "--peers", "--world", "W1", "--world", "W1 x2", "--tasks", "10"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["who"], row["world"]) for row in rows] == [
        ("idsessions", "W1"),
        ("greedy", "W1"),
        ("idsessions", "W1 x2"),
    ]


def test_what_peers_take_from_around_them_is_given_back() -> None:
    real = time.time, time.monotonic, logging.root.manager.disable
    with rate_limit_peers.surroundings(lambda: 5.0):
        assert time.monotonic() == 5.0
    assert (time.time, time.monotonic, logging.root.manager.disable) == real


def test_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit_peers, "installed", lambda: {"tenacity": greedy})
    path = tmp_path / "picture.svg"
    assert bench.main(["--picture", str(path)]) == 0
    tree = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    texts = ["".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == "idsessions done in 235 s, 0 refused, 0 lost"
    assert any(text == "tenacity done in 0 s, 2400 refused, 2400 lost" for text in texts)
    assert heights(tree) <= 60


def heights(tree: ElementTree.Element) -> float:
    """The tallest bar."""

    def of(path: str) -> Iterable[float]:
        return (abs(float(bar.partition("v")[2].partition("h")[0])) for bar in path.split("z") if bar)

    return max(height for path in tree.iter("{http://www.w3.org/2000/svg}path") for height in of(path.get("d", "")))


def test_a_picture_of_one_run() -> None:
    row = run(bench.OURSELVES, bench.ourselves, WORLDS["C1"], 10, calls=40)
    assert "<title>40 calls by 10 tasks" in picture([row])
