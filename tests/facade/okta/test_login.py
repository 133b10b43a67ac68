"""`OktaSessions.login` takes the result of `authenticate` if it is a success."""

from __future__ import annotations

import httpx
import pytest

from idsessions import ApiToken, AuthenticationError, OktaSessions
from idsessions.testing import OktaEmulator


async def test_finished_authentication_starts_a_session(okta_emulator: OktaEmulator) -> None:
    async with OktaSessions(
        okta_emulator.url, ApiToken(okta_emulator.api_token), transport=okta_emulator.transport()
    ) as okta:
        authenticated = await okta.authenticate(okta_emulator.username, okta_emulator.password)
        async with okta.login(authenticated) as session:
            assert session.details is not None
            assert session.details.login == okta_emulator.username
            assert await session.is_alive()
        assert not await session.is_alive()


async def test_unfinished_authentication_raises_with_its_state(okta_emulator: OktaEmulator) -> None:
    okta_emulator.add_user("mfa@example.com", "not-a-real-password", outcome="MFA_REQUIRED")
    transport: httpx.AsyncBaseTransport = okta_emulator.transport()
    async with OktaSessions(okta_emulator.url, ApiToken(okta_emulator.api_token), transport=transport) as okta:
        authenticated = await okta.authenticate("mfa@example.com", "not-a-real-password")
        sent = len(okta_emulator.requests)
        with pytest.raises(AuthenticationError, match="MFA_REQUIRED"):
            await okta.login(authenticated)
    assert len(okta_emulator.requests) == sent
