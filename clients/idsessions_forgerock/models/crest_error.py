from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.error_cause import ErrorCause
from ..types import names_only

T = TypeVar("T", bound="CrestError")


@_attrs_define
class CrestError:
    """The body of an error, the same for all endpoints; only version 1 of `authenticate` has `errorMessage` instead."""

    code: int | None = None
    """The HTTP status, again."""
    reason: str | None = None
    """The phrase of that status."""
    message: str | None = None
    """What went wrong. OpenAM escapes it as HTML (`&quot;`, `&#39;`), and may repeat a token that was sent."""
    detail: Any | None = None
    """More about it: an object (`errorCode`, `failureUrl`) or a string (where the JSON is broken)."""
    cause: ErrorCause | None = None
    """What lay behind an error."""
    error_message: str | None = None
    """What went wrong, in version 1 of `authenticate`."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        reason = self.reason

        message = self.message

        detail = self.detail

        cause: dict[str, Any] | None = None
        if self.cause is not None:
            cause = self.cause.to_dict()

        error_message = self.error_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not None:
            field_dict["code"] = code
        if reason is not None:
            field_dict["reason"] = reason
        if message is not None:
            field_dict["message"] = message
        if detail is not None:
            field_dict["detail"] = detail
        if cause is not None:
            field_dict["cause"] = cause
        if error_message is not None:
            field_dict["errorMessage"] = error_message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _code = d.pop("code", None)
        if _code is not None and (isinstance(_code, bool) or not isinstance(_code, int)):
            _code = None
            d["code"] = src_dict["code"]

        _reason = d.pop("reason", None)
        if _reason is not None and not isinstance(_reason, str):
            _reason = None
            d["reason"] = src_dict["reason"]

        _message = d.pop("message", None)
        if _message is not None and not isinstance(_message, str):
            _message = None
            d["message"] = src_dict["message"]

        _detail = d.pop("detail", None)

        _cause = d.pop("cause", None)
        if _cause is not None:
            try:
                _cause = ErrorCause.from_dict(_cause)
            except InvalidResponse:
                _cause = None
                d["cause"] = src_dict["cause"]

        _error_message = d.pop("errorMessage", None)
        if _error_message is not None and not isinstance(_error_message, str):
            _error_message = None
            d["errorMessage"] = src_dict["errorMessage"]

        made = cls(
            code=_code,
            reason=_reason,
            message=_message,
            detail=_detail,
            cause=_cause,
            error_message=_error_message,
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
