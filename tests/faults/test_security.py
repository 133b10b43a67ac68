"""SECURITY.md names tests that exist; and an error is a dead end, whatever the server sends."""

from __future__ import annotations

import pickle
import re
import traceback
from pathlib import Path

import pytest

from idsessions import SessionsError
from idsessions.testing import ManualClock

from ..docs.test_language import banned_words
from .calls import CALLS, Call, client_for
from .raw import Behaviour, Link, serve
from .servers import empty, page

ROOT = Path(__file__).parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_promise_names_its_tests() -> None:
    promises = SECURITY.split("## What is promised\n")[1].split("\n## ")[0].strip().split("\n- ")
    assert len(promises) > 5
    for promise in promises:
        named = re.findall(r"`(tests/\S+\.py)`", promise)
        assert named, promise
        assert all((ROOT / name).is_file() for name in named), promise


def test_page_is_short_and_plain() -> None:
    assert len(SECURITY.splitlines()) <= 60
    assert banned_words(SECURITY) == []
    for link in re.findall(r"\]\(([^)\s]+)\)", SECURITY):
        assert (ROOT / link).is_file()


# Those of the calls.
SECRETS = re.compile(r"00fakeApiToken|fakeS(essionToken|id\b|ession\b)|fake(UserToken|OldToken|Password|Node)")


async def echoes(link: Link) -> None:
    """Send the request back, in an error of the provider's format and in the headers."""
    head, body = await link.request()
    text = re.sub(rb'[\r\n"<>&\\]', b" ", head + body).decode()
    said = f'{{"errorCode":"E1","errorSummary":"{text}","code":400,"message":"{text}"}}'
    if not link.good.is_json:
        said = f"<platform><message><code>-5</code><description>{text}</description></message></platform>"
    headers = f"Content-Type: {link.good.media.decode()}\r\nX-Okta-Request-Id: {text}\r\nSet-Cookie: a={text}\r\n"
    await link.send(f"HTTP/1.1 400 {text}\r\n{headers}Content-Length: {len(said)}\r\n\r\n{said}".encode())


async def breaks(link: Link) -> None:
    head, _ = await link.request()
    await link.send(b"HTTP/1.1 " + head)


async def redirects_with_secrets(link: Link) -> None:
    head, _ = await link.request()
    await link.send(empty("302 Found", f"Location: https://elsewhere.test/?{head.splitlines()[0].decode()}"))


async def sends_a_page_with_secrets(link: Link) -> None:
    head, _ = await link.request()
    await link.send(page("502 Bad Gateway", b"<title>" + head))


@pytest.mark.parametrize("behave", [echoes, breaks, redirects_with_secrets, sends_a_page_with_secrets])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
async def test_error_shows_no_secret_in_a_traceback_or_a_pickle(call: Call, behave: Behaviour) -> None:
    async with (
        serve(behave, call.good, ManualClock()) as (port, _),
        client_for(call.provider, f"http://127.0.0.1:{port}", retries=0) as client,
    ):
        with pytest.raises(SessionsError) as raised:
            await call.row.call(client)
    error = raised.value.with_traceback(None)  # Its lines of code are those of the test, with the secrets.
    shown = [*traceback.format_exception(error), pickle.dumps(error, 0).decode("latin-1"), repr(vars(error))]
    if behave is echoes:
        assert "<hidden>" in str(error)
    assert [text for text in shown if SECRETS.search(text)] == []
    assert error.__cause__ is None
    assert error.__context__ is None
