from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

if TYPE_CHECKING:
    from ..models.session_properties import SessionProperties


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
    session_handle: str | None = _attrs_field(default=None, repr=masked)
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
        from ..models.session_properties import SessionProperties  # noqa: PLC0415

        d = dict(src_dict)
        username = d.pop("username", None)

        universal_id = d.pop("universalId", None)

        realm = d.pop("realm", None)

        session_handle = d.pop("sessionHandle", None)

        _latest_access_time = d.pop("latestAccessTime", None)
        latest_access_time: datetime.datetime | None
        if _latest_access_time is None:
            latest_access_time = None
        else:
            latest_access_time = datetime.datetime.fromisoformat(_latest_access_time)

        _max_idle_expiration_time = d.pop("maxIdleExpirationTime", None)
        max_idle_expiration_time: datetime.datetime | None
        if _max_idle_expiration_time is None:
            max_idle_expiration_time = None
        else:
            max_idle_expiration_time = datetime.datetime.fromisoformat(_max_idle_expiration_time)

        _max_session_expiration_time = d.pop("maxSessionExpirationTime", None)
        max_session_expiration_time: datetime.datetime | None
        if _max_session_expiration_time is None:
            max_session_expiration_time = None
        else:
            max_session_expiration_time = datetime.datetime.fromisoformat(_max_session_expiration_time)

        _properties = d.pop("properties", None)
        properties: SessionProperties | None
        if _properties is None:
            properties = None
        else:
            properties = SessionProperties.from_dict(_properties)

        valid = d.pop("valid", None)

        _made = cls(
            username=username,
            universal_id=universal_id,
            realm=realm,
            session_handle=session_handle,
            latest_access_time=latest_access_time,
            max_idle_expiration_time=max_idle_expiration_time,
            max_session_expiration_time=max_session_expiration_time,
            properties=properties,
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
