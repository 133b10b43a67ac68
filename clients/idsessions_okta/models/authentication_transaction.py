from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.authentication_status import AuthenticationStatus
from ..models.factor_result import FactorResult
from ..types import masked, names_only

if TYPE_CHECKING:
    from ..models.authentication_embedded import AuthenticationEmbedded
    from ..models.authentication_links import AuthenticationLinks


T = TypeVar("T", bound="AuthenticationTransaction")


@_attrs_define
class AuthenticationTransaction:
    """The state an authentication has reached. Which members are there depends on `status`: `SUCCESS` has `sessionToken`
    (unless it completes a step-up to an app), most others have `stateToken`, `LOCKED_OUT` has neither.

    """

    status: AuthenticationStatus | str
    """The state that the authentication has reached."""
    session_token: str | None = _attrs_field(default=None, repr=masked)
    """With `SUCCESS` only. Works once, within five minutes."""
    state_token: str | None = _attrs_field(default=None, repr=masked)
    """The transaction's token, to be sent with each further step."""
    expires_at: datetime.datetime | None = None
    """When the session token or state token expires. A state token lives on with every step."""
    relay_state: str | None = None
    """The `relayState` of the request."""
    factor_result: FactorResult | None | str = None
    """How the last attempt with a factor went, in `MFA_CHALLENGE` and `RECOVERY_CHALLENGE`."""
    factor_type: str | None = None
    """The kind of factor that a recovery uses, such as `EMAIL` or `SMS`."""
    recovery_token: str | None = _attrs_field(default=None, repr=masked)
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

        factor_result: None | str
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
        from ..models.authentication_embedded import AuthenticationEmbedded  # noqa: PLC0415
        from ..models.authentication_links import AuthenticationLinks  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_status(data: object) -> AuthenticationStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = AuthenticationStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AuthenticationStatus | str, data)

        status = _parse_status(d.pop("status"))

        session_token = d.pop("sessionToken", None)

        state_token = d.pop("stateToken", None)

        _expires_at = d.pop("expiresAt", None)
        expires_at: datetime.datetime | None
        if _expires_at is None:
            expires_at = None
        else:
            expires_at = datetime.datetime.fromisoformat(_expires_at)

        relay_state = d.pop("relayState", None)

        def _parse_factor_result(data: object) -> FactorResult | None | str:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                factor_result_type_0 = FactorResult(data)

                return factor_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FactorResult | None | str, data)

        factor_result = _parse_factor_result(d.pop("factorResult", None))

        factor_type = d.pop("factorType", None)

        recovery_token = d.pop("recoveryToken", None)

        recovery_type = d.pop("recoveryType", None)

        type_ = d.pop("type", None)

        _embedded = d.pop("_embedded", None)
        embedded: AuthenticationEmbedded | None
        if _embedded is None:
            embedded = None
        else:
            embedded = AuthenticationEmbedded.from_dict(_embedded)

        _links = d.pop("_links", None)
        links: AuthenticationLinks | None
        if _links is None:
            links = None
        else:
            links = AuthenticationLinks.from_dict(_links)

        _made = cls(
            status=status,
            session_token=session_token,
            state_token=state_token,
            expires_at=expires_at,
            relay_state=relay_state,
            factor_result=factor_result,
            factor_type=factor_type,
            recovery_token=recovery_token,
            recovery_type=recovery_type,
            type_=type_,
            embedded=embedded,
            links=links,
        )

        _made.additional_properties = d
        return _made

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
