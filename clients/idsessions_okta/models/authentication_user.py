from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.authentication_user_profile import AuthenticationUserProfile
from ..models.recovery_question import RecoveryQuestion
from ..types import names_only

T = TypeVar("T", bound="AuthenticationUser")


@_attrs_define
class AuthenticationUser:
    """What an authentication's answer tells of the user."""

    id: str | None = None
    """The id of the user."""
    password_changed: datetime.datetime | None = None
    """When the password was last changed."""
    profile: AuthenticationUserProfile | None = None
    """The user's name and place."""
    recovery_question: RecoveryQuestion | None = None
    """The question that a recovery asks the user."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        password_changed: str | None = None
        if self.password_changed is not None:
            password_changed = self.password_changed.isoformat()

        profile: dict[str, Any] | None = None
        if self.profile is not None:
            profile = self.profile.to_dict()

        recovery_question: dict[str, Any] | None = None
        if self.recovery_question is not None:
            recovery_question = self.recovery_question.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if password_changed is not None:
            field_dict["passwordChanged"] = password_changed
        if profile is not None:
            field_dict["profile"] = profile
        if recovery_question is not None:
            field_dict["recovery_question"] = recovery_question

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _id = d.pop("id", None)
        if _id is not None and not isinstance(_id, str):
            _id = None
            d["id"] = src_dict["id"]

        _password_changed = d.pop("passwordChanged", None)
        if _password_changed is not None:
            try:
                _password_changed = datetime.datetime.fromisoformat(_password_changed)
                _password_changed = _password_changed.astimezone(datetime.UTC) if _password_changed.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                _password_changed = None
            if _password_changed is None:
                d["passwordChanged"] = src_dict["passwordChanged"]

        _profile = d.pop("profile", None)
        if _profile is not None:
            try:
                _profile = AuthenticationUserProfile.from_dict(_profile)
            except InvalidResponse:
                _profile = None
                d["profile"] = src_dict["profile"]

        _recovery_question = d.pop("recovery_question", None)
        if _recovery_question is not None:
            try:
                _recovery_question = RecoveryQuestion.from_dict(_recovery_question)
            except InvalidResponse:
                _recovery_question = None
                d["recovery_question"] = src_dict["recovery_question"]

        made = cls(
            id=_id,
            password_changed=_password_changed,
            profile=_profile,
            recovery_question=_recovery_question,
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
