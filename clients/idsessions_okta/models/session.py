from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.session_authentication_method import SESSION_AUTHENTICATION_METHOD_BY_VALUE, SessionAuthenticationMethod
from ..models.session_identity_provider import SessionIdentityProvider
from ..models.session_links import SessionLinks
from ..models.session_status import SESSION_STATUS_BY_VALUE, SessionStatus
from ..types import names_only, redacted

T = TypeVar("T", bound="Session")


@_attrs_define
class Session:
    """A session of a user in an Okta org."""

    id: str = _attrs_field(repr=redacted)
    """The session's id, and the value of the user's `sid` cookie. Who has it has the session."""
    user_id: str
    """The id of the user."""
    login: str
    """The user's login, usually an e-mail address."""
    status: SessionStatus | str
    """Whether the session can be used, or waits for a further factor."""
    created_at: datetime.datetime
    """When the session began."""
    expires_at: datetime.datetime
    """When the session will end unless it is refreshed."""
    last_password_verification: datetime.datetime | None = None
    """When the user last gave the password; null if never in this session."""
    last_factor_verification: datetime.datetime | None = None
    """When the user last used a further factor; null if never in this session."""
    amr: list[SessionAuthenticationMethod | str] | None = None
    """How the user has authenticated (RFC 8176 and Okta's own values)."""
    idp: SessionIdentityProvider | None = None
    """The identity provider that authenticated the user."""
    mfa_active: bool | None = None
    """Whether the user has a further factor. Deprecated by Okta, and still sent."""
    links: SessionLinks | None = None
    """What can be done with a session. A session that was just created points at `/sessions/me`; one that was
    looked up by id points at its external id."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        user_id = self.user_id

        login = self.login

        status: str
        if isinstance(self.status, SessionStatus):
            status = self.status.value
        else:
            status = self.status

        created_at = self.created_at.isoformat()

        expires_at = self.expires_at.isoformat()

        last_password_verification: str | None = None
        if self.last_password_verification is not None:
            last_password_verification = self.last_password_verification.isoformat()

        last_factor_verification: str | None = None
        if self.last_factor_verification is not None:
            last_factor_verification = self.last_factor_verification.isoformat()

        amr: list[str] | None = None
        if self.amr is not None:
            amr = []
            for amr_item_data in self.amr:
                amr_item: str
                if isinstance(amr_item_data, SessionAuthenticationMethod):
                    amr_item = amr_item_data.value
                else:
                    amr_item = amr_item_data
                amr.append(amr_item)

        idp: dict[str, Any] | None = None
        if self.idp is not None:
            idp = self.idp.to_dict()

        mfa_active = self.mfa_active

        links: dict[str, Any] | None = None
        if self.links is not None:
            links = self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "userId": user_id,
                "login": login,
                "status": status,
                "createdAt": created_at,
                "expiresAt": expires_at,
            }
        )
        if last_password_verification is not None:
            field_dict["lastPasswordVerification"] = last_password_verification
        if last_factor_verification is not None:
            field_dict["lastFactorVerification"] = last_factor_verification
        if amr is not None:
            field_dict["amr"] = amr
        if idp is not None:
            field_dict["idp"] = idp
        if mfa_active is not None:
            field_dict["mfaActive"] = mfa_active
        if links is not None:
            field_dict["_links"] = links

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if not isinstance(_id, str):
            raise InvalidResponse("id", "a string", missing="id" not in src_dict)

        _user_id = d.pop("userId", None)
        if not isinstance(_user_id, str):
            raise InvalidResponse("userId", "a string", missing="userId" not in src_dict)

        _login = d.pop("login", None)
        if not isinstance(_login, str):
            raise InvalidResponse("login", "a string", missing="login" not in src_dict)

        _status = d.pop("status", None)
        if isinstance(_status, str):
            _status = SESSION_STATUS_BY_VALUE.get(_status, _status)
        else:
            raise InvalidResponse("status", "a string", missing="status" not in src_dict)

        _created_at = d.pop("createdAt", None)
        try:
            _created_at = datetime.datetime.fromisoformat(_created_at)
            _created_at = _created_at.astimezone(datetime.UTC) if _created_at.tzinfo else None
        except (TypeError, ValueError, OverflowError):
            _created_at = None
        if _created_at is None:
            raise InvalidResponse("createdAt", "a date and time with a time zone", missing="createdAt" not in src_dict)

        _expires_at = d.pop("expiresAt", None)
        try:
            _expires_at = datetime.datetime.fromisoformat(_expires_at)
            _expires_at = _expires_at.astimezone(datetime.UTC) if _expires_at.tzinfo else None
        except (TypeError, ValueError, OverflowError):
            _expires_at = None
        if _expires_at is None:
            raise InvalidResponse("expiresAt", "a date and time with a time zone", missing="expiresAt" not in src_dict)

        _last_password_verification = d.pop("lastPasswordVerification", None)
        if _last_password_verification is not None:
            try:
                _last_password_verification = datetime.datetime.fromisoformat(_last_password_verification)
                _last_password_verification = (
                    _last_password_verification.astimezone(datetime.UTC) if _last_password_verification.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                _last_password_verification = None
            if _last_password_verification is None:
                d["lastPasswordVerification"] = src_dict["lastPasswordVerification"]

        _last_factor_verification = d.pop("lastFactorVerification", None)
        if _last_factor_verification is not None:
            try:
                _last_factor_verification = datetime.datetime.fromisoformat(_last_factor_verification)
                _last_factor_verification = (
                    _last_factor_verification.astimezone(datetime.UTC) if _last_factor_verification.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                _last_factor_verification = None
            if _last_factor_verification is None:
                d["lastFactorVerification"] = src_dict["lastFactorVerification"]

        raw_amr: list[Any] | None = d.pop("amr", None)
        _amr: list[SessionAuthenticationMethod | str] | None = None
        if isinstance(raw_amr, list):
            _amr = []
            for amr_item in raw_amr:
                if isinstance(amr_item, str):
                    amr_item = SESSION_AUTHENTICATION_METHOD_BY_VALUE.get(amr_item, amr_item)
                else:
                    _amr = None
                    break
                _amr.append(amr_item)

        if raw_amr is not None and _amr is None:
            d["amr"] = src_dict["amr"]

        _idp = d.pop("idp", None)
        if _idp is not None:
            try:
                _idp = SessionIdentityProvider.from_dict(_idp)
            except InvalidResponse:
                _idp = None
                d["idp"] = src_dict["idp"]

        _mfa_active = d.pop("mfaActive", None)
        if _mfa_active is not None and not isinstance(_mfa_active, bool):
            _mfa_active = None
            d["mfaActive"] = src_dict["mfaActive"]

        _links = d.pop("_links", None)
        if _links is not None:
            try:
                _links = SessionLinks.from_dict(_links)
            except InvalidResponse:
                _links = None
                d["_links"] = src_dict["_links"]

        made = cls(
            id=_id,
            user_id=_user_id,
            login=_login,
            status=_status,
            created_at=_created_at,
            expires_at=_expires_at,
            last_password_verification=_last_password_verification,
            last_factor_verification=_last_factor_verification,
            amr=_amr,
            idp=_idp,
            mfa_active=_mfa_active,
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
