from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only, redacted

T = TypeVar("T", bound="FactorActivation")


@_attrs_define
class FactorActivation:
    """What is needed to activate a factor."""

    expires_at: datetime.datetime | None = None
    """Until when it can be activated."""
    shared_secret: str | None = _attrs_field(default=None, repr=redacted)
    """The secret of a time-based one-time password (RFC 6238)."""
    encoding: str | None = None
    """The encoding of `sharedSecret`, `base32` or `base64`."""
    key_length: int | None = None
    """How many digits a one-time password has."""
    time_step: int | str | None = None
    """How many seconds a one-time password lasts. Documented as a string, shown as a number."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        expires_at: str | None = None
        if self.expires_at is not None:
            expires_at = self.expires_at.isoformat()

        shared_secret = self.shared_secret

        encoding = self.encoding

        key_length = self.key_length

        time_step: int | str | None
        if self.time_step is None:
            time_step = None
        else:
            time_step = self.time_step

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if expires_at is not None:
            field_dict["expiresAt"] = expires_at
        if shared_secret is not None:
            field_dict["sharedSecret"] = shared_secret
        if encoding is not None:
            field_dict["encoding"] = encoding
        if key_length is not None:
            field_dict["keyLength"] = key_length
        if time_step is not None:
            field_dict["timeStep"] = time_step

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _expires_at = d.pop("expiresAt", None)
        if _expires_at is not None:
            try:
                _expires_at = datetime.datetime.fromisoformat(_expires_at)
                _expires_at = _expires_at.astimezone(datetime.UTC) if _expires_at.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                _expires_at = None
            if _expires_at is None:
                d["expiresAt"] = src_dict["expiresAt"]

        _shared_secret = d.pop("sharedSecret", None)
        if _shared_secret is not None and not isinstance(_shared_secret, str):
            _shared_secret = None
            d["sharedSecret"] = src_dict["sharedSecret"]

        _encoding = d.pop("encoding", None)
        if _encoding is not None and not isinstance(_encoding, str):
            _encoding = None
            d["encoding"] = src_dict["encoding"]

        _key_length = d.pop("keyLength", None)
        if _key_length is not None and (isinstance(_key_length, bool) or not isinstance(_key_length, int)):
            _key_length = None
            d["keyLength"] = src_dict["keyLength"]

        _time_step = d.pop("timeStep", None)
        if _time_step is not None and (isinstance(_time_step, bool) or not isinstance(_time_step, (int, str))):
            _time_step = None
            d["timeStep"] = src_dict["timeStep"]

        made = cls(
            expires_at=_expires_at,
            shared_secret=_shared_secret,
            encoding=_encoding,
            key_length=_key_length,
            time_step=_time_step,
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
