from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..types import names_only

T = TypeVar("T", bound="AuthenticationFactorProfile")


@_attrs_define
class AuthenticationFactorProfile:
    """What tells a factor from others of its kind. The members depend on the kind; numbers and addresses are masked."""

    credential_id: str | None = None
    """The account that the token or key belongs to."""
    phone_number: str | None = None
    """The masked telephone number."""
    email: str | None = None
    """The masked e-mail address."""
    question: str | None = None
    """The key of the security question."""
    question_text: str | None = None
    """The wording of the security question."""
    name: str | None = None
    """The name of the device."""
    device_type: str | None = None
    """The kind of device."""
    platform: str | None = None
    """The platform of the device."""
    version: str | None = None
    """The version of the device's platform."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        credential_id = self.credential_id

        phone_number = self.phone_number

        email = self.email

        question = self.question

        question_text = self.question_text

        name = self.name

        device_type = self.device_type

        platform = self.platform

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if credential_id is not None:
            field_dict["credentialId"] = credential_id
        if phone_number is not None:
            field_dict["phoneNumber"] = phone_number
        if email is not None:
            field_dict["email"] = email
        if question is not None:
            field_dict["question"] = question
        if question_text is not None:
            field_dict["questionText"] = question_text
        if name is not None:
            field_dict["name"] = name
        if device_type is not None:
            field_dict["deviceType"] = device_type
        if platform is not None:
            field_dict["platform"] = platform
        if version is not None:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _credential_id = d.pop("credentialId", None)
        if _credential_id is not None and not isinstance(_credential_id, str):
            _credential_id = None
            d["credentialId"] = src_dict["credentialId"]

        _phone_number = d.pop("phoneNumber", None)
        if _phone_number is not None and not isinstance(_phone_number, str):
            _phone_number = None
            d["phoneNumber"] = src_dict["phoneNumber"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _question = d.pop("question", None)
        if _question is not None and not isinstance(_question, str):
            _question = None
            d["question"] = src_dict["question"]

        _question_text = d.pop("questionText", None)
        if _question_text is not None and not isinstance(_question_text, str):
            _question_text = None
            d["questionText"] = src_dict["questionText"]

        _name = d.pop("name", None)
        if _name is not None and not isinstance(_name, str):
            _name = None
            d["name"] = src_dict["name"]

        _device_type = d.pop("deviceType", None)
        if _device_type is not None and not isinstance(_device_type, str):
            _device_type = None
            d["deviceType"] = src_dict["deviceType"]

        _platform = d.pop("platform", None)
        if _platform is not None and not isinstance(_platform, str):
            _platform = None
            d["platform"] = src_dict["platform"]

        _version = d.pop("version", None)
        if _version is not None and not isinstance(_version, str):
            _version = None
            d["version"] = src_dict["version"]

        made = cls(
            credential_id=_credential_id,
            phone_number=_phone_number,
            email=_email,
            question=_question,
            question_text=_question_text,
            name=_name,
            device_type=_device_type,
            platform=_platform,
            version=_version,
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
