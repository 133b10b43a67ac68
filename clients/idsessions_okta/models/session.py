from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.session_authentication_method import SessionAuthenticationMethod
from ..models.session_status import SessionStatus
from ..types import masked, names_only

if TYPE_CHECKING:
    from ..models.session_identity_provider import SessionIdentityProvider
    from ..models.session_links import SessionLinks


T = TypeVar("T", bound="Session")


@_attrs_define
class Session:
    """A session of a user in an Okta org."""

    id: str = _attrs_field(repr=masked)
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
        from ..models.session_identity_provider import SessionIdentityProvider  # noqa: PLC0415
        from ..models.session_links import SessionLinks  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        user_id = d.pop("userId")

        login = d.pop("login")

        def _parse_status(data: object) -> SessionStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = SessionStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SessionStatus | str, data)

        status = _parse_status(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("createdAt"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expiresAt"))

        _last_password_verification = d.pop("lastPasswordVerification", None)
        last_password_verification: datetime.datetime | None
        if _last_password_verification is None:
            last_password_verification = None
        else:
            last_password_verification = datetime.datetime.fromisoformat(_last_password_verification)

        _last_factor_verification = d.pop("lastFactorVerification", None)
        last_factor_verification: datetime.datetime | None
        if _last_factor_verification is None:
            last_factor_verification = None
        else:
            last_factor_verification = datetime.datetime.fromisoformat(_last_factor_verification)

        _amr = d.pop("amr", None)
        amr: list[SessionAuthenticationMethod | str] | None = None
        if _amr is not None:
            amr = []
            for amr_item_data in _amr:

                def _parse_amr_item(data: object) -> SessionAuthenticationMethod | str:
                    try:
                        if not isinstance(data, str):
                            raise TypeError()
                        amr_item_type_0 = SessionAuthenticationMethod(data)

                        return amr_item_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(SessionAuthenticationMethod | str, data)

                amr_item = _parse_amr_item(amr_item_data)

                amr.append(amr_item)

        _idp = d.pop("idp", None)
        idp: SessionIdentityProvider | None
        if _idp is None:
            idp = None
        else:
            idp = SessionIdentityProvider.from_dict(_idp)

        mfa_active = d.pop("mfaActive", None)

        _links = d.pop("_links", None)
        links: SessionLinks | None
        if _links is None:
            links = None
        else:
            links = SessionLinks.from_dict(_links)

        _made = cls(
            id=id,
            user_id=user_id,
            login=login,
            status=status,
            created_at=created_at,
            expires_at=expires_at,
            last_password_verification=last_password_verification,
            last_factor_verification=last_factor_verification,
            amr=amr,
            idp=idp,
            mfa_active=mfa_active,
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
