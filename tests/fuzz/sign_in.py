"""Fuzzers of what starts a session or brings a token: token endpoints, and ForgeRock's dialogue."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

from hypothesis import strategies as st

from idsessions import AnswerError, ForgeRockSessions, OktaSessions, ServiceAccount, ServiceApp, set_answer
from idsessions.testing import ManualClock

from ..facade.forgerock.wire import CALLBACKS, SIGNED_IN
from ..facade.okta_wire import SESSION
from ..facade.signing import jwk
from .harness import SECRET, Fuzzer
from .wire import OPTIONS, Raw, json_response, mutated, network, objects, outcome, responses, scalars, words

_NOW: Final = 1_767_258_000.0
_TOKEN: Final = {"token_type": "Bearer", "expires_in": 3600, "access_token": SECRET, "scope": "okta.sessions.read"}
_values: Final = objects([*_TOKEN, "error", "error_description"])
tokens: Final = mutated(_TOKEN, scalars | _values) | mutated(
    {"error": "invalid_client", "error_description": SECRET}, _values
)


def _fetch(example: tuple[Raw, bool, str]) -> AnswerError | None:
    response, dpop, client = example

    async def okta() -> None:
        async with OktaSessions(
            "https://acme.okta.test",
            ServiceApp("0oa", jwk(), "okta.sessions.read", dpop=dpop),
            transport=network(response, rest=json_response(SESSION)),
            **OPTIONS,
            clock=ManualClock(_NOW),
        ) as sessions:
            await sessions.get_session("102")

    async def forgerock() -> None:
        async with ForgeRockSessions(
            "https://tenant.forgeblocks.test/am",
            ServiceAccount("account", jwk()),
            realm="alpha",
            cookie_name="c",
            transport=network(response, rest=json_response({"result": [], "resultCount": 0})),
            **OPTIONS,
            clock=ManualClock(_NOW),
        ) as am:
            await am.query_sessions("ada")

    return outcome(okta if client == "okta" else forgerock)


TOKENS: Final = Fuzzer(
    st.tuples(responses(tokens), st.booleans(), st.sampled_from(["okta", "forgerock"])),
    [
        (json_response({**_TOKEN, **changes}), False, client)
        for client in ("okta", "forgerock")
        for changes in (
            {"expires_in": 10**400},
            {"expires_in": -1},
            {"expires_in": "3600"},
            {"expires_in": 1e308},
            {"access_token": f"{SECRET}\n"},
            {"access_token": ""},
            {"token_type": SECRET},
        )
    ],
    _fetch,
)


def _auth_id(payload: object) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"eyJ.{middle}.{SECRET}"


_moments: Final = st.integers(-(10**20), 10**20) | st.just(10**400) | st.floats() | st.none()
auth_ids: Final = (
    st.fixed_dictionaries({"iat": _moments, "exp": _moments}).map(_auth_id)
    | st.sampled_from([SECRET, "a.b.c", "..", "é.é.é", "a." + "e" * 100_001, _auth_id([]), _auth_id("x")])
    | scalars
)
_ODD: Final[list[Any]] = [{"type": SECRET, "output": []}, {"type": "ChoiceCallback", "input": []}, None, SECRET]
callbacks: Final[st.SearchStrategy[list[Any]]] = st.lists(
    st.sampled_from(CALLBACKS).flatmap(
        lambda callback: mutated(callback, words | objects(["name", "value", "type", "input", "output"]))
    )
    | st.sampled_from(_ODD),
    max_size=3,
)
steps: Final[st.SearchStrategy[Any]] = (
    st.fixed_dictionaries({"authId": auth_ids, "callbacks": callbacks})
    | mutated(dict(SIGNED_IN), objects(["tokenId", "realm"]))
    | st.just({"authId": "a.b.c", "callbacks": CALLBACKS})
    | mutated(
        {"code": 401, "reason": "Unauthorized", "message": SECRET, "detail": {"errorCode": "110"}}, objects(["code"])
    )
)
answers: Final[st.SearchStrategy[Raw]] = steps.map(json_response) | steps.map(json_response) | responses(steps)


def _sign_in(example: tuple[list[Raw], bool]) -> AnswerError | None:
    given, by_hand = example

    async def call() -> None:
        async with ForgeRockSessions(
            "https://tenant.forgeblocks.test/am",
            realm="alpha",
            transport=network(*given, rest=json_response(SIGNED_IN)),
            **OPTIONS,
            clock=ManualClock(_NOW),
        ) as am:
            if not by_hand:
                await am.login("ada", SECRET)
                return
            dialogue = am.dialogue()
            step = await dialogue.start()
            while dialogue.session is None:
                for callback in step.callbacks or []:
                    if callback.input_:
                        set_answer(callback, SECRET)
                step = await dialogue.answer(step)

    return outcome(call)


def _asked(**changes: Any) -> dict[str, Any]:
    return {"authId": "a.b.c", "callbacks": CALLBACKS, **changes}


DIALOGUE: Final = Fuzzer(
    st.tuples(st.lists(answers, max_size=4), st.booleans()),
    [
        ([json_response(step) for step in given], by_hand)
        for by_hand in (False, True)
        for given in (
            [_asked(), _asked()],
            [_asked(authId=_auth_id({"iat": 0, "exp": 10**400}))],
            [_asked(authId=f"a.{base64.urlsafe_b64encode(b'[' * 100_000).decode()}.c")],
            [_asked(callbacks=[{"type": f"\x1b{SECRET}", "output": [], "input": []}])],
            [_asked(callbacks=[])],
            [_asked(callbacks="x", tokenId=SECRET)],
            [{**SIGNED_IN, "tokenId": f"{SECRET}\n"}],
            [{"message": SECRET}, {"cookieName": "Host"}],
            [{"code": 401, "message": f"{SECRET} is wrong", "detail": {"failureUrl": SECRET}}],
        )
    ],
    _sign_in,
)
