from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.error_cause import ErrorCause
from ..types import names_only

T = TypeVar("T", bound="OAuthError")


@_attrs_define
class OAuthError:
    """An error of the token endpoint. It has `error`, or, where Okta answers before its OAuth code does, the members of
    `Error`.

    """

    error: str | None = None
    """The code (RFC 6749, RFC 9449), such as `invalid_client`, `invalid_scope`, `invalid_request`,
    `use_dpop_nonce` or `invalid_dpop_proof`."""
    error_description: str | None = None
    """What was wrong, for people."""
    error_code: str | None = None
    """The code, in an answer of the other kind."""
    error_summary: str | None = None
    """What was wrong, in an answer of the other kind."""
    error_link: str | None = None
    """The same as `errorCode`."""
    error_id: str | None = None
    """Okta's name for this error."""
    error_causes: list[ErrorCause] | None = None
    """What was wrong in detail."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        error = self.error

        error_description = self.error_description

        error_code = self.error_code

        error_summary = self.error_summary

        error_link = self.error_link

        error_id = self.error_id

        error_causes: list[dict[str, Any]] | None = None
        if self.error_causes is not None:
            error_causes = []
            for error_causes_item_data in self.error_causes:
                error_causes_item = error_causes_item_data.to_dict()
                error_causes.append(error_causes_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if error is not None:
            field_dict["error"] = error
        if error_description is not None:
            field_dict["error_description"] = error_description
        if error_code is not None:
            field_dict["errorCode"] = error_code
        if error_summary is not None:
            field_dict["errorSummary"] = error_summary
        if error_link is not None:
            field_dict["errorLink"] = error_link
        if error_id is not None:
            field_dict["errorId"] = error_id
        if error_causes is not None:
            field_dict["errorCauses"] = error_causes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _error = d.pop("error", None)
        if _error is not None and not isinstance(_error, str):
            _error = None
            d["error"] = src_dict["error"]

        _error_description = d.pop("error_description", None)
        if _error_description is not None and not isinstance(_error_description, str):
            _error_description = None
            d["error_description"] = src_dict["error_description"]

        _error_code = d.pop("errorCode", None)
        if _error_code is not None and not isinstance(_error_code, str):
            _error_code = None
            d["errorCode"] = src_dict["errorCode"]

        _error_summary = d.pop("errorSummary", None)
        if _error_summary is not None and not isinstance(_error_summary, str):
            _error_summary = None
            d["errorSummary"] = src_dict["errorSummary"]

        _error_link = d.pop("errorLink", None)
        if _error_link is not None and not isinstance(_error_link, str):
            _error_link = None
            d["errorLink"] = src_dict["errorLink"]

        _error_id = d.pop("errorId", None)
        if _error_id is not None and not isinstance(_error_id, str):
            _error_id = None
            d["errorId"] = src_dict["errorId"]

        raw_error_causes: list[Any] | None = d.pop("errorCauses", None)
        _error_causes: list[ErrorCause] | None = None
        if isinstance(raw_error_causes, list):
            _error_causes = []
            for error_causes_item in raw_error_causes:
                try:
                    error_causes_item = ErrorCause.from_dict(error_causes_item)
                except InvalidResponse:
                    _error_causes = None
                    break
                _error_causes.append(error_causes_item)

        if raw_error_causes is not None and _error_causes is None:
            d["errorCauses"] = src_dict["errorCauses"]

        made = cls(
            error=_error,
            error_description=_error_description,
            error_code=_error_code,
            error_summary=_error_summary,
            error_link=_error_link,
            error_id=_error_id,
            error_causes=_error_causes,
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
