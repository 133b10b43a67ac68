from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

T = TypeVar("T", bound="RefreshedSession")


@_attrs_define
class RefreshedSession:
    """How long a session may still live. Mind the units: two fields are in seconds, two in minutes."""

    uid: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    idletime: int | None = None
    """How long the session has been idle, in seconds."""
    maxidletime: int | None = None
    """How long the session may be idle, in minutes."""
    maxsessiontime: int | None = None
    """How long the session may live in all, in minutes."""
    maxtime: int | None = None
    """How much longer the session may live, in seconds."""
    valid: bool | None = None
    """`false`, and nothing else, when the target is unknown or has ended."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        uid = self.uid

        realm = self.realm

        idletime = self.idletime

        maxidletime = self.maxidletime

        maxsessiontime = self.maxsessiontime

        maxtime = self.maxtime

        valid = self.valid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if uid is not None:
            field_dict["uid"] = uid
        if realm is not None:
            field_dict["realm"] = realm
        if idletime is not None:
            field_dict["idletime"] = idletime
        if maxidletime is not None:
            field_dict["maxidletime"] = maxidletime
        if maxsessiontime is not None:
            field_dict["maxsessiontime"] = maxsessiontime
        if maxtime is not None:
            field_dict["maxtime"] = maxtime
        if valid is not None:
            field_dict["valid"] = valid

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        uid = d.pop("uid", None)

        realm = d.pop("realm", None)

        idletime = d.pop("idletime", None)

        maxidletime = d.pop("maxidletime", None)

        maxsessiontime = d.pop("maxsessiontime", None)

        maxtime = d.pop("maxtime", None)

        valid = d.pop("valid", None)

        _made = cls(
            uid=uid,
            realm=realm,
            idletime=idletime,
            maxidletime=maxidletime,
            maxsessiontime=maxsessiontime,
            maxtime=maxtime,
            valid=valid,
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
