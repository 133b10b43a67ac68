"""The mutation run: which mutants it finds, and how it tries them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mutation import command, trial
from mutation.mutants import Mutant, mutants_of
from mutation.trial import room_of


def changes(source: str) -> list[tuple[str, str]]:
    """The kind and the new line of each mutant."""
    return [(mutant.kind, mutant.after) for mutant in mutants_of("x.py", source.encode())]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a < b <= c: ...", ["if a <= b <= c: ...", "if a < b < c: ..."]),
        ("if a > b >= c: ...", ["if a >= b >= c: ...", "if a > b > c: ..."]),
        ("if a == b != c: ...", ["if a != b != c: ...", "if a == b == c: ..."]),
        ("if a is b is not c: ...", ["if a is not b is not c: ...", "if a is b is c: ..."]),
        ("if a in b not in c: ...", ["if a not in b not in c: ...", "if a in b in c: ..."]),
    ],
)
def test_a_comparison_is_changed(source: str, expected: list[str]) -> None:
    assert changes(source) == [("comparison", line) for line in expected]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("if a and b or c: ...", [("boolean", "if a or b or c: ..."), ("boolean", "if a and b and c: ...")]),
        ("if not a: ...", [("not", "if a: ...")]),
        ("f(a + b - c)", [("statement", "pass"), ("arithmetic", "f(a - b - c)"), ("arithmetic", "f(a + b + c)")]),
        ("a += 1", [("statement", "pass"), ("arithmetic", "a -= 1")]),
        ("'é' + x", [("arithmetic", "'é' - x")]),
    ],
)
def test_an_operator_is_changed(source: str, expected: list[tuple[str, str]]) -> None:
    assert changes(source) == expected


@pytest.mark.parametrize(
    ("value", "new"), [("True", "False"), ("False", "True"), ("x", "None"), ("0", "None"), ("None", None), ("", None)]
)
def test_a_returned_value_is_changed(value: str, new: str | None) -> None:
    expected = [] if new is None else [("return", f"    return {new}")]
    assert changes(f"def f():\n    return {value}\n") == expected


@pytest.mark.parametrize("statement", ["raise E", "x.a = b", "x['a'] = b", "del x", "f()", "await f()"])
def test_a_statement_is_deleted(statement: str) -> None:
    assert changes(f"async def f():\n    {statement}\n") == [("statement", "    pass")]


@pytest.mark.parametrize("statement", ["a = b", "import a", "async with f():\n        ...", '"A docstring."'])
def test_other_statements_stay(statement: str) -> None:
    assert changes(f"async def f():\n    {statement}\n") == []


def test_a_statement_on_several_lines_is_deleted_as_a_whole() -> None:
    (mutant,) = mutants_of("x.py", b"def f():\n    raise E(\n        1,\n    )\n")
    assert (mutant.line, mutant.before, mutant.after) == (2, "    raise E(", "    pass")
    assert mutant.source == b"def f():\n    pass\n"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ('T = frozenset({"a"})', ["T = frozenset({'aX'})", "T = frozenset({})"]),
        ('T = {"a": 1}', ["T = {'aX': 1}", 'T = {"a": 2}', "T = {}"]),
        ("T = (a, b)", ["T = ( b)", "T = (a)"]),
        ("T: Final = [x, True]", ["T: Final = [ True]", "T: Final = [x, False]", "T: Final = [x]"]),
        ("class C:\n    t: int = 5", ["    t: int = 6"]),
    ],
)
def test_an_entry_of_a_table_is_changed_and_dropped(table: str, expected: list[str]) -> None:
    assert sorted(changes(table)) == sorted(("table", line) for line in expected)


@pytest.mark.parametrize(
    "source", ['T = TypeVar("T")', 't = list["T"]', '__all__ = ["a"]', 'A: TypeAlias = "int"', "def f(): a = [1]"]
)
def test_what_is_no_table_stays(source: str) -> None:
    assert changes(source) == []


def test_a_mask_of_repr_is_dropped() -> None:
    assert changes(
        "class C:\n    a: str = field(repr=False, kw_only=True)\n    b: str = field(alias=x, repr=hidden)"
    ) == [
        ("repr", "    a: str = field( kw_only=True)"),
        ("table", "    a: str = field(repr=True, kw_only=True)"),
        ("table", "    a: str = field(repr=False, kw_only=False)"),
        ("repr", "    b: str = field(alias=x)"),
    ]


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("_core/sender.py", ["tests/facade/core"]),
        ("okta/_rules.py", ["tests/facade/okta"]),
        ("credentials.py", ["tests/facade/core/test_credentials.py", "tests/facade/core/test_own_credentials.py"]),
        ("_elsewhere/a.py", []),
    ],
)
def test_the_room_of_a_file_is_found_by_its_path(path: str, tests: list[str], tmp_path: Path) -> None:
    for name in ("core/test_credentials.py", "core/test_own_credentials.py", "core/test_sender.py", "okta/test_a.py"):
        file = tmp_path / "tests" / "facade" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert room_of(f"facade/idsessions/{path}", tmp_path) == tests


def test_every_file_to_mutate_has_a_room(root: Path) -> None:
    files = command.find_files(root)
    rooms = {name.removeprefix("facade/idsessions/").partition("/")[0] for name in files}
    assert rooms >= {"_core", "_rate_limit", "_xml", "_redact", "_tokens", "okta", "credentials.py"}
    for name in files:
        assert room_of(name, root), name
    assert command.find_files(root, ["facade/idsessions/_xml"]) == [name for name in files if "/_xml/" in name]


# --- the command ---

SOURCE = "def sign(n):\n    if n < 0:\n        return -1\n    return n + 1\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one file, whose tests do not notice every mutant."""
    files = {
        "facade/idsessions/_core/number.py": SOURCE,
        "tests/facade/core/test_number.py": "def test_core(): ...\n",
        "tests/facade/test_all.py": "def test_all(): ...\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


class FakePytest:
    """Stands in for pytest: notices mutants of one kind in the room, and of another in the rest."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[list[str]] = []
        self.baseline = "survived"
        monkeypatch.setattr(trial.Trials, "_run_tests", self.run)

    def run(self, copy: Path, suite: Iterable[str], seconds: float | None) -> str:
        paths = list(suite)
        self.runs.append(paths)
        source = (copy / "facade/idsessions/_core/number.py").read_text()
        if seconds is None:
            assert source == SOURCE
            return self.baseline
        assert seconds == 60
        if paths == ["tests/facade/core"]:
            return "killed" if "<=" in source else "survived"
        assert paths == ["tests/facade", "--ignore=tests/facade/core"]
        return "hung" if "n - 1" in source else "survived"


def test_survivors_and_the_score_are_printed(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tests = FakePytest(monkeypatch)
    assert command.main(["--jobs", "1"], root=project) == 0
    captured = capsys.readouterr()
    assert captured.out == (
        "facade/idsessions/_core/number.py:3 (return)\n- return -1\n+ return None\n\n"
        "facade/idsessions/_core/number.py:4 (return)\n- return n + 1\n+ return None\n\n"
        "score: 50.0 % (2 of 4 survived, 1 hung)\n"
    )
    assert captured.err.startswith("4 of 4 mutants; first the tests without a mutant\n")
    assert len(captured.err.splitlines()) == 5
    # The killed mutant met the tests of its room only.
    assert len(tests.runs) == 2 + 1 + 3 * 2
    assert (project / "facade/idsessions/_core/number.py").read_text() == SOURCE


def test_json_has_every_result(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakePytest(monkeypatch)
    assert command.main(["--json", "--count", "3", "--seed", "7"], root=project) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["seed"], len(report["results"])) == (7, 3)
    assert report["results"][0].keys() == {"path", "line", "kind", "before", "after", "outcome", "seconds"}


def test_the_seed_chooses_the_mutants(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakePytest(monkeypatch)

    def chosen(seed: str) -> list[str]:
        command.main(["--json", "--count", "2", "--seed", seed], root=project)
        return [result["after"] for result in json.loads(capsys.readouterr().out)["results"]]

    assert chosen("1") == chosen("1")
    assert len({tuple(chosen(str(seed))) for seed in range(8)}) > 1


def test_a_score_below_the_bound_fails(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FakePytest(monkeypatch)
    assert command.main(["--fail-under", "50"], root=project) == 0
    assert command.main(["--fail-under", "50.1"], root=project) == 1


def test_tests_that_fail_without_a_mutant_fail_the_command(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    FakePytest(monkeypatch).baseline = "killed"
    assert command.main(["--jobs", "1"], root=project) == 2
    assert "mutate: the tests fail without a mutant: uv run pytest -x tests/facade" in capsys.readouterr().err


def test_a_path_without_mutants_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["facade/idsessions/_xml/"], root=project)
    assert "no file to mutate below these paths" in capsys.readouterr().err


@pytest.mark.slow
def test_pytest_runs_in_the_copy_and_a_hanging_mutant_is_ended(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The plugin of the project would import the real facade.
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p no:idsessions_pytest")
    (project / "facade/idsessions/_core/__init__.py").touch()
    (project / "facade/idsessions/__init__.py").touch()
    (project / "tests/facade/core/test_number.py").write_text(
        "from idsessions._core.number import sign\n\n"
        "def test_sign():\n    assert sign(0) == 1\n    while sign(1) != 2: ...\n    assert 'copy-0' in __file__\n"
    )
    name = "facade/idsessions/_core/number.py"

    def outcomes(*sources: str) -> list[str]:
        mutants = [Mutant(name, line, "", "", "", source.encode()) for line, source in enumerate(sources)]
        with TemporaryDirectory() as folder:
            results = list(trial.Trials(project, Path(folder), jobs=1).run(mutants))
            assert (Path(folder) / "copy-0" / name).read_text() == SOURCE
        return [result.outcome for result in sorted(results, key=lambda result: result.mutant.line)]

    # The second mutant has the size of the original, and can have its time: its bytecode must not outlive it.
    assert outcomes(SOURCE.replace("<", "<="), SOURCE.replace("+", "-"), SOURCE) == ["killed", "killed", "survived"]
    monkeypatch.setattr(trial, "_LEAST_SECONDS", 1.0)
    monkeypatch.setattr(trial, "_SLOWDOWN", 0)
    assert outcomes(SOURCE.replace("return n + 1", "return 1")) == ["hung"]
