"""The benchmark of the XML bridge: what it prints, and what it reads."""

from __future__ import annotations

import pytest

from bench import xml
from idsessions_agileapps.models import LoginResponse


def test_readings_are_printed_with_their_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    assert xml.main(["--calls", "1", "--rounds", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(xml.readings())
    [base] = [line for line in lines if line.startswith(xml.BASE)]
    assert base.endswith("1.000 x")


def test_the_document_is_read_into_a_typed_object() -> None:
    response = xml.readings()["load_xml and from_dict"]()
    assert isinstance(response, LoginResponse)
    assert response.login.starting_app_id is not None
    assert (response.login.session_id, response.login.starting_app_id.content, response.message.code) == (
        "s-1",
        "a1",
        0,
    )
    assert not response.login.additional_properties
