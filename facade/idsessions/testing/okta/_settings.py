"""How an emulated Okta org is set up."""

from __future__ import annotations

from attrs import define

from idsessions.testing.okta._state import ACCESS_TOKEN_SECONDS


@define(kw_only=True)
class OktaSettings:
    """How the emulated org is set up; change it at any time.

    Attributes:
        session_lifetime: Seconds that a session lasts after it starts and after each refresh.
        identity_engine: Whether the org is on Identity Engine, which leaves ``idp`` out of the current session and
            forgets devices by default.
        hide_lockout: Whether a locked-out user gets the same 401 as a user with a wrong password.
        lockout_after: How many wrong passwords in a row lock a user out.
        authn_per_user: How many attempts per second ``authenticate`` admits for one username.
        concurrency_limit: How many requests the org processes at the same time.
        read_only: Whether the org is in maintenance: only GETs work.
        access_token_lifetime: Seconds that an access token lasts. On a real org it is always an hour.
        dpop_nonce: Whether the token endpoint requires its nonce in proofs of possession (DPoP).
        dpop_proof_lifetime: How many seconds the time in a proof may differ from now. Unverified: Okta does not say.
        accepts_unspaced_token: Whether ``SSWS<token>`` without the space works, as Okta's SDK for Python sends it.
            Unverified: that SDK is in use, so orgs seem to accept it. It is a violation in any case.
    """

    session_lifetime: float = 7200.0
    """Seconds that a session lasts after it starts and after each refresh."""
    identity_engine: bool = False
    """Whether the org is on Identity Engine, which leaves ``idp`` out of the current session and forgets devices by
    default."""
    hide_lockout: bool = True
    """Whether a locked-out user gets the same 401 as a user with a wrong password."""
    lockout_after: int = 10
    """How many wrong passwords in a row lock a user out."""
    authn_per_user: int = 4
    """How many attempts per second ``authenticate`` admits for one username."""
    concurrency_limit: int = 75
    """How many requests the org processes at the same time."""
    read_only: bool = False
    """Whether the org is in maintenance: only GETs work."""
    access_token_lifetime: int = ACCESS_TOKEN_SECONDS
    """Seconds that an access token lasts. On a real org it is always an hour."""
    dpop_nonce: bool = True
    """Whether the token endpoint requires its nonce in proofs of possession (DPoP)."""
    dpop_proof_lifetime: float = 60.0
    """How many seconds the time in a proof may differ from now. Unverified: Okta does not say."""
    accepts_unspaced_token: bool = True
    """Whether ``SSWS<token>`` without the space works, as Okta's SDK for Python sends it. Unverified: that SDK is in use,
    so orgs seem to accept it. It is a violation in any case."""
