"""What it costs to read AgileApps' login document, as ratios to expat and ElementTree in the same run."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from idsessions._xml import compile_schema, dump_xml, load_xml
from idsessions_agileapps.description import SCHEMAS
from idsessions_agileapps.models import LoginResponse

from .measure import cpu_rows

# As long as the one in AgileApps' documentation.
LOGIN: Final = b"""\
<platform>
  <login>
    <userId>u-77</userId>
    <email>ada@tenant.example</email>
    <userName>ada@tenant.example</userName>
    <firstName>Ada</firstName>
    <isForceChangePassword>true</isForceChangePassword>
    <lastName>O&apos;Neil</lastName>
    <organizationName>Tenant One</organizationName>
    <timeZone>12</timeZone>
    <employeeNumber></employeeNumber>
    <sessionId>s-1</sessionId>
    <cookieString>JSESSIONID=s-1; route=a</cookieString>
    <startingAppId type="" uri="https://tenant.example/networking/rest/application/a1" displayValue="">a1</startingAppId>
    <userLocale>en</userLocale>
    <userDateFormat>MM/dd/yyyy</userDateFormat>
  </login>
  <message>
    <code>0</code>
    <description>Success</description>
  </message>
</platform>
"""
BASE: Final = "expat, handlers that do nothing"


def _parse(body: bytes, *, with_handlers: bool) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    if with_handlers:
        texts: list[str] = []
        parser.StartElementHandler = lambda name, attributes: None
        parser.EndElementHandler = lambda name: None
        parser.CharacterDataHandler = texts.append
    parser.Parse(body, True)


async def _call(reading: Callable[[], object]) -> object:
    return reading()


def readings() -> dict[str, Callable[[], object]]:
    """The ways to read the document, by name."""
    shape = compile_schema(SCHEMAS["LoginResponse"], SCHEMAS)
    value = load_xml(LOGIN, shape)
    return {
        "expat without handlers": lambda: _parse(LOGIN, with_handlers=False),
        BASE: lambda: _parse(LOGIN, with_handlers=True),
        "ElementTree": lambda: ElementTree.fromstring(LOGIN),
        "load_xml": lambda: load_xml(LOGIN, shape),
        "LoginResponse.from_dict": lambda: LoginResponse.from_dict(value),
        "load_xml and from_dict": lambda: LoginResponse.from_dict(load_xml(LOGIN, shape)),
        "dump_xml": lambda: dump_xml(value, shape),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description="Measure what it costs to read AgileApps' login document. Times depend on the machine; compare the ratios."
    )
    parser.add_argument("--calls", type=int, default=1000, help="readings in a round (default: 1000)")
    parser.add_argument("--rounds", type=int, default=9, help="rounds; the median counts (default: 9)")
    options = parser.parse_args(arguments)
    calls = {name: partial(_call, reading) for name, reading in readings().items()}
    rows = {row.name: row.median for row in asyncio.run(cpu_rows("XML", calls, options.calls, options.rounds))}
    for name, each in rows.items():
        print(f"{name:<32} {each:8.1f} us CPU   {each / rows[BASE]:6.3f} x")
    return 0
