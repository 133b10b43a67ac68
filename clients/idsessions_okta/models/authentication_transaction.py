from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.authentication_embedded import AuthenticationEmbedded
from ..models.authentication_links import AuthenticationLinks
from ..models.authentication_status import AUTHENTICATION_STATUS_BY_VALUE, AuthenticationStatus
from ..models.factor_result import FACTOR_RESULT_BY_VALUE, FactorResult
from ..types import names_only, redacted

T = TypeVar("T", bound="AuthenticationTransaction")


@_attrs_define
class AuthenticationTransaction:
    """The state an authentication has reached. Which members are there depends on `status`: `SUCCESS` has `sessionToken`
    (unless it completes a step-up to an app), most others have `stateToken`, `LOCKED_OUT` has neither.

    """

    status: AuthenticationStatus | str
    """The state that the authentication has reached."""
    session_token: str | None = _attrs_field(default=None, repr=redacted)
    """With `SUCCESS` only. Works once, within five minutes."""
    state_token: str | None = _attrs_field(default=None, repr=redacted)
    """The transaction's token, to be sent with each further step."""
    expires_at: datetime.datetime | None = None
    """When the session token or state token expires. A state token lives on with every step."""
    relay_state: str | None = None
    """The `relayState` of the request."""
    factor_result: FactorResult | str | None = None
    """How the last attempt with a factor went, in `MFA_CHALLENGE` and `RECOVERY_CHALLENGE`."""
    factor_type: str | None = None
    """The kind of factor that a recovery uses, such as `EMAIL` or `SMS`."""
    recovery_token: str | None = _attrs_field(default=None, repr=redacted)
    """In `RECOVERY`, for trusted applications only. Who has it can reset the password."""
    recovery_type: str | None = None
    """What the recovery is for, such as `PASSWORD`, `UNLOCK` or `ACCOUNT_ACTIVATION`."""
    type_: str | None = None
    """How a step-up authentication began, such as `SESSION_STEP_UP`."""
    embedded: AuthenticationEmbedded | None = None
    """What an authentication's answer tells besides its state. More members come with single states."""
    links: AuthenticationLinks | None = None
    """What can be done next in an authentication."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        status: str
        if isinstance(self.status, AuthenticationStatus):
            status = self.status.value
        else:
            status = self.status

        session_token = self.session_token

        state_token = self.state_token

        expires_at: str | None = None
        if self.expires_at is not None:
            expires_at = self.expires_at.isoformat()

        relay_state = self.relay_state

        factor_result: str | None
        if self.factor_result is None:
            factor_result = None
        elif isinstance(self.factor_result, FactorResult):
            factor_result = self.factor_result.value
        else:
            factor_result = self.factor_result

        factor_type = self.factor_type

        recovery_token = self.recovery_token

        recovery_type = self.recovery_type

        type_ = self.type_

        embedded: dict[str, Any] | None = None
        if self.embedded is not None:
            embedded = self.embedded.to_dict()

        links: dict[str, Any] | None = None
        if self.links is not None:
            links = self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
            }
        )
        if session_token is not None:
            field_dict["sessionToken"] = session_token
        if state_token is not None:
            field_dict["stateToken"] = state_token
        if expires_at is not None:
            field_dict["expiresAt"] = expires_at
        if relay_state is not None:
            field_dict["relayState"] = relay_state
        if factor_result is not None:
            field_dict["factorResult"] = factor_result
        if factor_type is not None:
            field_dict["factorType"] = factor_type
        if recovery_token is not None:
            field_dict["recoveryToken"] = recovery_token
        if recovery_type is not None:
            field_dict["recoveryType"] = recovery_type
        if type_ is not None:
            field_dict["type"] = type_
        if embedded is not None:
            field_dict["_embedded"] = embedded
        if links is not None:
            field_dict["_links"] = links

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _status = d.pop("status", None)
        if isinstance(_status, str):
            _status = AUTHENTICATION_STATUS_BY_VALUE.get(_status, _status)
        else:
            raise InvalidResponse("status", "a string", missing="status" not in src_dict)

        _session_token = d.pop("sessionToken", None)
        if _session_token is not None and not isinstance(_session_token, str):
            _session_token = None
            d["sessionToken"] = src_dict["sessionToken"]

        _state_token = d.pop("stateToken", None)
        if _state_token is not None and not isinstance(_state_token, str):
            _state_token = None
            d["stateToken"] = src_dict["stateToken"]

        _expires_at = d.pop("expiresAt", None)
        if _expires_at is not None:
            try:
                _expires_at = datetime.datetime.fromisoformat(_expires_at)
                _expires_at = _expires_at.astimezone(datetime.UTC) if _expires_at.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                _expires_at = None
            if _expires_at is None:
                d["expiresAt"] = src_dict["expiresAt"]

        _relay_state = d.pop("relayState", None)
        if _relay_state is not None and not isinstance(_relay_state, str):
            _relay_state = None
            d["relayState"] = src_dict["relayState"]

        _factor_result = d.pop("factorResult", None)
        if isinstance(_factor_result, str):
            _factor_result = FACTOR_RESULT_BY_VALUE.get(_factor_result, _factor_result)
        elif _factor_result is not None:
            _factor_result = None
            d["factorResult"] = src_dict["factorResult"]

        _factor_type = d.pop("factorType", None)
        if _factor_type is not None and not isinstance(_factor_type, str):
            _factor_type = None
            d["factorType"] = src_dict["factorType"]

        _recovery_token = d.pop("recoveryToken", None)
        if _recovery_token is not None and not isinstance(_recovery_token, str):
            _recovery_token = None
            d["recoveryToken"] = src_dict["recoveryToken"]

        _recovery_type = d.pop("recoveryType", None)
        if _recovery_type is not None and not isinstance(_recovery_type, str):
            _recovery_type = None
            d["recoveryType"] = src_dict["recoveryType"]

        _type_ = d.pop("type", None)
        if _type_ is not None and not isinstance(_type_, str):
            _type_ = None
            d["type"] = src_dict["type"]

        _embedded = d.pop("_embedded", None)
        if _embedded is not None:
            try:
                _embedded = AuthenticationEmbedded.from_dict(_embedded)
            except InvalidResponse:
                _embedded = None
                d["_embedded"] = src_dict["_embedded"]

        _links = d.pop("_links", None)
        if _links is not None:
            try:
                _links = AuthenticationLinks.from_dict(_links)
            except InvalidResponse:
                _links = None
                d["_links"] = src_dict["_links"]

        made = cls(
            status=_status,
            session_token=_session_token,
            state_token=_state_token,
            expires_at=_expires_at,
            relay_state=_relay_state,
            factor_result=_factor_result,
            factor_type=_factor_type,
            recovery_token=_recovery_token,
            recovery_type=_recovery_type,
            type_=_type_,
            embedded=_embedded,
            links=_links,
        )
        made.additional_properties = d
        return made

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
