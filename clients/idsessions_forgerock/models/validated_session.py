from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

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
        d = dict(src_dict)
        valid = d.pop("valid")

        uid = d.pop("uid", None)

        realm = d.pop("realm", None)

        session_uid = d.pop("sessionUid", None)

        _made = cls(
            valid=valid,
            uid=uid,
            realm=realm,
            session_uid=session_uid,
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
