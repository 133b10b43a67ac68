from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _uid = d.pop("uid", None)
        if _uid is not None and not isinstance(_uid, str):
            _uid = None
            d["uid"] = src_dict["uid"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _idletime = d.pop("idletime", None)
        if _idletime is not None and (isinstance(_idletime, bool) or not isinstance(_idletime, int)):
            _idletime = None
            d["idletime"] = src_dict["idletime"]

        _maxidletime = d.pop("maxidletime", None)
        if _maxidletime is not None and (isinstance(_maxidletime, bool) or not isinstance(_maxidletime, int)):
            _maxidletime = None
            d["maxidletime"] = src_dict["maxidletime"]

        _maxsessiontime = d.pop("maxsessiontime", None)
        if _maxsessiontime is not None and (isinstance(_maxsessiontime, bool) or not isinstance(_maxsessiontime, int)):
            _maxsessiontime = None
            d["maxsessiontime"] = src_dict["maxsessiontime"]

        _maxtime = d.pop("maxtime", None)
        if _maxtime is not None and (isinstance(_maxtime, bool) or not isinstance(_maxtime, int)):
            _maxtime = None
            d["maxtime"] = src_dict["maxtime"]

        _valid = d.pop("valid", None)
        if _valid is not None and not isinstance(_valid, bool):
            _valid = None
            d["valid"] = src_dict["valid"]

        made = cls(
            uid=_uid,
            realm=_realm,
            idletime=_idletime,
            maxidletime=_maxidletime,
            maxsessiontime=_maxsessiontime,
            maxtime=_maxtime,
            valid=_valid,
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
