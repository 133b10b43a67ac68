"""The demo calls every operation once, prints a table or JSON, and exits with 1 and the reason if one fails."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from attrs import evolve
from starlette.datastructures import Headers

from idsessions import ApiToken, OktaSessions, SystemClock
from idsessions.cli import demo, main
from idsessions.cli.demo._agileapps import RecordingTransport
from idsessions.cli.demo._okta import OktaSteps, okta_steps
from idsessions.cli.demo._outcome import snake_case
from idsessions.cli.demo._run import Part
from idsessions.cli.demo._steps import Steps
from idsessions.testing import OktaEmulator
from idsessions_agileapps.description import OPERATIONS as AGILEAPPS
from idsessions_forgerock.description import OPERATIONS as FORGEROCK
from idsessions_okta.description import OPERATIONS as OKTA

ALL = [
    (provider, operation)
    for provider, operations in (("okta", OKTA), ("forgerock", FORGEROCK), ("agileapps", AGILEAPPS))
    for operation in operations
]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def json_lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_table_shows_every_operation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 0
    printed = capsys.readouterr()
    table = printed.out.partition("login: the request")[0]
    for _, operation in ALL:
        assert re.search(rf" {operation} +{snake_case(operation)} .* \d+\.\d *$", table, re.MULTILINE), operation
    assert printed.out.endswith(f"All {len(ALL)} operations work.\n")
    assert printed.err == ""


def test_narrow_terminal_breaks_no_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["demo"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("\N{HORIZONTAL ELLIPSIS}" in line for line in lines)
    for _, operation in ALL:
        assert any(re.search(rf" {operation} ", line) for line in lines)
        assert any(re.search(rf"  {snake_case(operation)} ", line) for line in lines)


def test_exchange_in_xml_is_shown_with_secrets_redacted(capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo"])
    printed = capsys.readouterr().out
    for element in ("password", "sessionId", "cookieString"):
        assert f"<{element}>********</{element}>" in printed
    assert "<userName>maria@acme.example</userName>" in printed
    assert "<code>0</code>" in printed
    assert "Correct-horse-7" not in printed
    assert "JSESSIONID" not in printed


def test_429_is_waited_out_by_the_emulated_clock(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def sleep(_: SystemClock, seconds: float) -> None:
        raise AssertionError(f"the demo sleeps {seconds} s in real time")

    monkeypatch.setattr(SystemClock, "sleep", sleep)
    assert main(["demo"]) == 0
    printed = " ".join(capsys.readouterr().out.split())
    found = re.search(r"getSession got a 429, waited (\d+\.\d) s, .* sent twice.* it took \d+\.\d+ s", printed)
    assert found is not None
    assert 50 < float(found[1]) <= 61


def test_json_prints_one_object_per_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--json"]) == 0
    printed = capsys.readouterr()
    lines = json_lines(printed.out)
    assert [(line["provider"], line["operation"]) for line in lines] == ALL
    assert all(list(line) == ["provider", "operation", "ok", "seconds"] for line in lines)
    assert all(line["ok"] is True and isinstance(line["seconds"], float) for line in lines)
    assert printed.err == ""


@asynccontextmanager
async def broken_okta() -> AsyncGenerator[Steps[OktaEmulator]]:
    """Okta's steps, of which four fail, each for a different reason."""

    class Broken(OktaSteps):
        async def get_session(self) -> str:
            raise ZeroDivisionError("a bug")

        async def revoke_session(self) -> str:
            return "nothing was called"

        async def close_current_session(self) -> str:
            async with OktaSessions(self.emulator.url, ApiToken("00wrong"), on_call=self.calls.append) as okta:
                await okta.get_session("101abc")
            return "unreachable"

        async def refresh_session(self) -> str:
            self.emulator.fail_next(500, "<html>[bold]</html>", {"Content-Type": "text/html"})
            return await super().refresh_session()

    async with okta_steps() as steps:
        yield Broken(steps.emulator, steps.calls, steps.okta)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    part = Part("okta", [*OKTA, "inspectSession"], broken_okta)
    monkeypatch.setattr(demo, "PARTS", (part, *demo.PARTS[1:]))


REASONS = {
    "getSession": "ZeroDivisionError: a bug",
    "revokeSession": "the demo's step did not call it",
    "closeCurrentSession": "AuthenticationError: okta getSession: 401 E0000011",
    "refreshSession": "ServerError: okta refreshSession: 500",
    "inspectSession": "the demo has no step for it",
}


@pytest.mark.usefixtures("broken")
def test_failed_operation_has_a_reason_and_the_others_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--json"]) == 1
    printed = capsys.readouterr()
    failed = {str(line["operation"]): str(line["error"]) for line in json_lines(printed.out) if not line["ok"]}
    assert failed.keys() == REASONS.keys()
    for operation, reason in REASONS.items():
        assert failed[operation].startswith(reason)
    assert len(printed.out.splitlines()) == len(ALL) + 1
    # A bug is printed with its place; the text of the library's own errors is enough.
    assert "ZeroDivisionError" in printed.err
    assert "AuthenticationError" not in printed.err


@pytest.mark.usefixtures("broken")
def test_table_marks_failures_and_lists_their_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 1
    printed = capsys.readouterr().out
    assert printed.count("FAILED") == len(REASONS)
    assert f"{len(REASONS)} failed:\n" in printed
    for operation, reason in REASONS.items():
        assert f"  okta {operation}: {reason}" in printed


def test_violation_of_the_description_fails_the_row(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Careless(OktaSteps):
        async def get_session(self) -> str:
            text = await super().get_session()
            await self.emulator.exchange("PUT", b"/api/v1/sessions", Headers(), b"")
            return text

    monkeypatch.setattr("idsessions.cli.demo._okta.OktaSteps", Careless)
    assert main(["demo", "--json"]) == 1
    failed = [line for line in json_lines(capsys.readouterr().out) if not line["ok"]]
    assert [line["operation"] for line in failed] == ["getSession"]
    assert str(failed[0]["error"]).startswith("the request violates the provider's description: ")


def test_emulator_that_cannot_start_fails_its_operations(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @asynccontextmanager
    async def no_port() -> AsyncGenerator[Steps[OktaEmulator]]:
        raise OSError("no port is free")
        yield

    monkeypatch.setattr(demo, "PARTS", (evolve(demo.PARTS[0], open_steps=no_port), *demo.PARTS[1:]))
    assert main(["demo", "--json"]) == 1
    lines = json_lines(capsys.readouterr().out)
    assert [(line["provider"], line["operation"]) for line in lines] == ALL
    assert all(line["error"] == "OSError: no port is free" for line in lines if line["provider"] == "okta")
    assert all(line["ok"] for line in lines if line["provider"] != "okta")


@pytest.mark.parametrize("arguments", [["demo"], ["demo", "--json"]])
def test_failed_extra_exits_with_1(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(RecordingTransport, "exchange", property(lambda _: None, lambda _, __: None))
    assert main(arguments) == 1
    printed = capsys.readouterr()
    stream = printed.err if "--json" in arguments else printed.out
    assert "agileapps: Unexpected: no request in XML was seen" in stream


@pytest.mark.parametrize("lines", [0, 1, len(OKTA), len(ALL) - 1])
def test_closed_pipe_ends_the_demo_without_an_error(
    lines: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """As with `idsessions demo --json | head -1`, for a reader that closes the pipe after some lines."""

    class Pipe(io.StringIO):
        def write(self, text: str) -> int:
            if self.getvalue().count("\n") == lines:
                raise BrokenPipeError
            return super().write(text)

        def fileno(self) -> int:
            return file.fileno()

    with (tmp_path / "stdout").open("w") as file:
        monkeypatch.setattr(sys, "stdout", Pipe())
        assert main(["demo", "--json"]) == 0
    assert capfd.readouterr().err == ""
