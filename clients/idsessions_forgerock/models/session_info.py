from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.session_properties import SessionProperties
from ..types import names_only, redacted

T = TypeVar("T", bound="SessionInfo")


@_attrs_define
class SessionInfo:
    """Whose session it is, and when it will end."""

    username: str | None = None
    """The user's name; in AIC the UUID of the managed user."""
    universal_id: str | None = None
    """The user's distinguished name within the server."""
    realm: str | None = None
    """The realm as a path, such as `/alpha`, or `/` for the top-level one."""
    session_handle: str | None = _attrs_field(default=None, repr=redacted)
    """A handle of the session, for `logoutByHandle`. OpenAM sends it here; AIC and PingAM in `querySessions` only.
    """
    latest_access_time: datetime.datetime | None = None
    """When the session was last used, in UTC. Written at most once per 60 seconds."""
    max_idle_expiration_time: datetime.datetime | None = None
    """When the session ends if it stays idle, in UTC."""
    max_session_expiration_time: datetime.datetime | None = None
    """When the session ends in any case, in UTC."""
    properties: SessionProperties | None = None
    """Properties of a session by their names; a property that was never set is an empty string."""
    valid: bool | None = None
    """`false`, and nothing else, when the target is unknown or has ended."""
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

        properties: dict[str, Any] | None = None
        if self.properties is not None:
            properties = self.properties.to_dict()

        valid = self.valid

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
        if properties is not None:
            field_dict["properties"] = properties
        if valid is not None:
            field_dict["valid"] = valid

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

        _properties = d.pop("properties", None)
        if _properties is not None:
            try:
                _properties = SessionProperties.from_dict(_properties)
            except InvalidResponse:
                _properties = None
                d["properties"] = src_dict["properties"]

        _valid = d.pop("valid", None)
        if _valid is not None and not isinstance(_valid, bool):
            _valid = None
            d["valid"] = src_dict["valid"]

        made = cls(
            username=_username,
            universal_id=_universal_id,
            realm=_realm,
            session_handle=_session_handle,
            latest_access_time=_latest_access_time,
            max_idle_expiration_time=_max_idle_expiration_time,
            max_session_expiration_time=_max_session_expiration_time,
            properties=_properties,
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
