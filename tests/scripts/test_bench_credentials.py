"""The benchmark of credentials: what it measures, and that it notices a package loaded without need."""

from __future__ import annotations

import pytest

from bench import credentials
from bench.credentials import (
    SIGNING_PACKAGES,
    measure_credentials,
    needless_signing_packages,
    signing_packages_loaded_by,
)


@pytest.mark.slow
def test_every_kind_of_credential_is_measured() -> None:
    names = [row.name for row in measure_credentials(2, 1)]
    assert names[0] == "ApiToken"
    assert {"ApiToken, an async function", "ServiceApp with DPoP", "the hooks that do nothing"} <= set(names)


@pytest.mark.slow
def test_no_signing_package_is_loaded_without_need() -> None:
    assert needless_signing_packages() == []


def test_loaded_signing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(code: str) -> list[str]:
        return ["joserfc"] if "ServiceApp" in code else []

    monkeypatch.setattr(credentials, "signing_packages_loaded_by", loaded)
    assert needless_signing_packages() == ["loaded although nothing is signed (a ServiceApp is made): joserfc"]


@pytest.mark.slow
def test_a_signing_package_that_is_loaded_is_found() -> None:
    for code in credentials.UNSIGNED.values():
        assert signing_packages_loaded_by(code) == []
    assert signing_packages_loaded_by("import joserfc.jwt") == list(SIGNING_PACKAGES)
