"""The benchmark of credentials runs, and finds that nobody pays for a library that is not used."""

from __future__ import annotations

import pytest

from bench import credentials as bench_credentials


def test_it_measures_every_kind_and_finds_nothing_loaded_without_need(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_credentials.main(["--calls", "2", "--rounds", "1"]) == 0
    out = capsys.readouterr().out
    for name in (
        "ApiToken ",
        "ApiToken, an async function",
        "ServiceApp with DPoP",
        "hooks that do nothing",
        "library",
    ):
        assert name in out
    assert "without need" not in out


def test_it_would_find_it() -> None:
    assert bench_credentials.loaded("import idsessions") == []
    assert bench_credentials.loaded(bench_credentials.MAKING_ONE) == []
    assert bench_credentials.loaded("import joserfc.jwt") == list(bench_credentials.OF_THE_EXTRA)
