from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import names_only

if TYPE_CHECKING:
    from ..models.error_cause import ErrorCause


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
        from ..models.error_cause import ErrorCause  # noqa: PLC0415

        d = dict(src_dict)
        code = d.pop("code", None)

        reason = d.pop("reason", None)

        message = d.pop("message", None)

        detail = d.pop("detail", None)

        _cause = d.pop("cause", None)
        cause: ErrorCause | None
        if _cause is None:
            cause = None
        else:
            cause = ErrorCause.from_dict(_cause)

        error_message = d.pop("errorMessage", None)

        _made = cls(
            code=code,
            reason=reason,
            message=message,
            detail=detail,
            cause=cause,
            error_message=error_message,
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
