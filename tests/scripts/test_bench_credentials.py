"""The benchmark of credentials: what it prints, and that it notices a package loaded without need."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bench import credentials
from bench.credentials import SIGNING_PACKAGES, signing_packages_loaded_by


@pytest.mark.slow
def test_every_kind_of_credential_is_measured_and_no_signing_package_is_loaded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert credentials.main(["--calls", "2", "--rounds", "1"]) == 0
    captured = capsys.readouterr()
    for name in (
        "ApiToken ",
        "ApiToken, an async function",
        "ServiceApp with DPoP",
        "hooks that do nothing",
        "library",
    ):
        assert name in captured.out
    assert captured.err == ""


@pytest.mark.slow
def test_a_loaded_signing_package_fails_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def seconds(imports: Mapping[str, str], rounds: int) -> dict[str, float]:
        return dict.fromkeys(imports, 1.0)

    def loaded(code: str) -> list[str]:
        return ["joserfc"] if "ServiceApp" in code else []

    monkeypatch.setattr(credentials, "wall_seconds", seconds)
    monkeypatch.setattr(credentials, "signing_packages_loaded_by", loaded)
    assert credentials.main(["--calls", "1", "--rounds", "1"]) == 1
    assert capsys.readouterr().err == "loaded although nothing is signed (a ServiceApp is made): joserfc\n"


@pytest.mark.slow
def test_a_signing_package_that_is_loaded_is_found() -> None:
    for code in credentials.UNSIGNED.values():
        assert signing_packages_loaded_by(code) == []
    assert signing_packages_loaded_by("import joserfc.jwt") == list(SIGNING_PACKAGES)
