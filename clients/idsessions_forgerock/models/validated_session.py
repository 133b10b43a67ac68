from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="ValidatedSession")


@_attrs_define
class ValidatedSession:
    """Whether a session lives, and if so, whose it is."""

    valid: bool
    """Whether the session lives. If not, nothing else is sent."""
    uid: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    session_uid: str | None = None
    """An id of the session for audit logs; it opens nothing. AIC and newer PingAM."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        valid = self.valid

        uid = self.uid

        realm = self.realm

        session_uid = self.session_uid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "valid": valid,
            }
        )
        if uid is not None:
            field_dict["uid"] = uid
        if realm is not None:
            field_dict["realm"] = realm
        if session_uid is not None:
            field_dict["sessionUid"] = session_uid

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _valid = d.pop("valid", None)
        if not isinstance(_valid, bool):
            raise InvalidResponse("valid", "true or false", missing="valid" not in src_dict)

        _uid = d.pop("uid", None)
        if _uid is not None and not isinstance(_uid, str):
            _uid = None
            d["uid"] = src_dict["uid"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _session_uid = d.pop("sessionUid", None)
        if _session_uid is not None and not isinstance(_session_uid, str):
            _session_uid = None
            d["sessionUid"] = src_dict["sessionUid"]

        made = cls(
            valid=_valid,
            uid=_uid,
            realm=_realm,
            session_uid=_session_uid,
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
