from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.link import Link
from ..types import names_only

T = TypeVar("T", bound="AuthenticationFactorLinks")


@_attrs_define
class AuthenticationFactorLinks:
    """What can be done with a factor."""

    verify: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    enroll: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    questions: Link | None = None
    """A link of HAL, the convention by which Okta's answers say what can be done next."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        verify: dict[str, Any] | None = None
        if self.verify is not None:
            verify = self.verify.to_dict()

        enroll: dict[str, Any] | None = None
        if self.enroll is not None:
            enroll = self.enroll.to_dict()

        questions: dict[str, Any] | None = None
        if self.questions is not None:
            questions = self.questions.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if verify is not None:
            field_dict["verify"] = verify
        if enroll is not None:
            field_dict["enroll"] = enroll
        if questions is not None:
            field_dict["questions"] = questions

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _verify = d.pop("verify", None)
        if _verify is not None:
            try:
                _verify = Link.from_dict(_verify)
            except InvalidResponse:
                _verify = None
                d["verify"] = src_dict["verify"]

        _enroll = d.pop("enroll", None)
        if _enroll is not None:
            try:
                _enroll = Link.from_dict(_enroll)
            except InvalidResponse:
                _enroll = None
                d["enroll"] = src_dict["enroll"]

        _questions = d.pop("questions", None)
        if _questions is not None:
            try:
                _questions = Link.from_dict(_questions)
            except InvalidResponse:
                _questions = None
                d["questions"] = src_dict["questions"]

        made = cls(
            verify=_verify,
            enroll=_enroll,
            questions=_questions,
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
