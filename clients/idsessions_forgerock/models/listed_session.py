from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="ListedSession")


@_attrs_define
class ListedSession:
    """One session of a list."""

    username: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    universal_id: str | None = None
    """The user's distinguished name within the server."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    session_handle: str | None = _attrs_field(default=None, repr=redacted)
    """What `logoutByHandle` ends this session by."""
    latest_access_time: datetime.datetime | None = None
    """When the session was last used, in UTC; here with milliseconds."""
    max_idle_expiration_time: datetime.datetime | None = None
    """When the session ends if it stays idle, in UTC."""
    max_session_expiration_time: datetime.datetime | None = None
    """When the session ends in any case, in UTC."""
    id: str | None = None
    """An id within the answer, if the server sends one."""
    rev: str | None = None
    """A hash of the content."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        username = self.username

        universal_id = self.universal_id

        realm = self.realm

        session_handle = self.session_handle

        latest_access_time: str | None = None
        if self.latest_access_time is not None:
            latest_access_time = self.latest_access_time.isoformat()

        max_idle_expiration_time: str | None = None
        if self.max_idle_expiration_time is not None:
            max_idle_expiration_time = self.max_idle_expiration_time.isoformat()

        max_session_expiration_time: str | None = None
        if self.max_session_expiration_time is not None:
            max_session_expiration_time = self.max_session_expiration_time.isoformat()

        id = self.id

        rev = self.rev

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if username is not None:
            field_dict["username"] = username
        if universal_id is not None:
            field_dict["universalId"] = universal_id
        if realm is not None:
            field_dict["realm"] = realm
        if session_handle is not None:
            field_dict["sessionHandle"] = session_handle
        if latest_access_time is not None:
            field_dict["latestAccessTime"] = latest_access_time
        if max_idle_expiration_time is not None:
            field_dict["maxIdleExpirationTime"] = max_idle_expiration_time
        if max_session_expiration_time is not None:
            field_dict["maxSessionExpirationTime"] = max_session_expiration_time
        if id is not None:
            field_dict["_id"] = id
        if rev is not None:
            field_dict["_rev"] = rev

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _universal_id = d.pop("universalId", None)
        if _universal_id is not None and not isinstance(_universal_id, str):
            _universal_id = None
            d["universalId"] = src_dict["universalId"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _session_handle = d.pop("sessionHandle", None)
        if _session_handle is not None and not isinstance(_session_handle, str):
            _session_handle = None
            d["sessionHandle"] = src_dict["sessionHandle"]

        _latest_access_time = d.pop("latestAccessTime", None)
        if _latest_access_time is not None:
            try:
                _latest_access_time = datetime.datetime.fromisoformat(_latest_access_time)
                _latest_access_time = (
                    _latest_access_time.astimezone(datetime.UTC) if _latest_access_time.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                _latest_access_time = None
            if _latest_access_time is None:
                d["latestAccessTime"] = src_dict["latestAccessTime"]

        _max_idle_expiration_time = d.pop("maxIdleExpirationTime", None)
        if _max_idle_expiration_time is not None:
            try:
                _max_idle_expiration_time = datetime.datetime.fromisoformat(_max_idle_expiration_time)
                _max_idle_expiration_time = (
                    _max_idle_expiration_time.astimezone(datetime.UTC) if _max_idle_expiration_time.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                _max_idle_expiration_time = None
            if _max_idle_expiration_time is None:
                d["maxIdleExpirationTime"] = src_dict["maxIdleExpirationTime"]

        _max_session_expiration_time = d.pop("maxSessionExpirationTime", None)
        if _max_session_expiration_time is not None:
            try:
                _max_session_expiration_time = datetime.datetime.fromisoformat(_max_session_expiration_time)
                _max_session_expiration_time = (
                    _max_session_expiration_time.astimezone(datetime.UTC)
                    if _max_session_expiration_time.tzinfo
                    else None
                )
            except (TypeError, ValueError, OverflowError):
                _max_session_expiration_time = None
            if _max_session_expiration_time is None:
                d["maxSessionExpirationTime"] = src_dict["maxSessionExpirationTime"]

        _id = d.pop("_id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["_id"] = src_dict["_id"]

        _rev = d.pop("_rev", None)
        if _rev is not None and not isinstance(_rev, str):
            _rev = None
            d["_rev"] = src_dict["_rev"]

        made = cls(
            username=_username,
            universal_id=_universal_id,
            realm=_realm,
            session_handle=_session_handle,
            latest_access_time=_latest_access_time,
            max_idle_expiration_time=_max_idle_expiration_time,
            max_session_expiration_time=_max_session_expiration_time,
            id=_id,
            rev=_rev,
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
