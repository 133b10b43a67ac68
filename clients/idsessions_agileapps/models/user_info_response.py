from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.message import Message
from ..models.user import User
from ..types import names_only

T = TypeVar("T", bound="UserInfoResponse")


@_attrs_define
class UserInfoResponse:
    """The answer with the logged-in user's record."""

    user: User
    """The record of a user. Mind the names: `username` here is `userName` in a login, `team_id` is
    `primaryTeamId`.
    An empty field has no value. Servers send more fields than are documented.
     """
    message: Message
    """How a request went."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user = self.user.to_dict()

        message = self.message.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "user": user,
                "message": message,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        if "user" not in d:
            raise InvalidResponse("user", "an object", missing=True)
        _user = d.pop("user", None)
        try:
            _user = User.from_dict(_user)
        except InvalidResponse as error:
            error.prepend("user")
            raise

        if "message" not in d:
            raise InvalidResponse("message", "an object", missing=True)
        _message = d.pop("message", None)
        try:
            _message = Message.from_dict(_message)
        except InvalidResponse as error:
            error.prepend("message")
            raise

        made = cls(
            user=_user,
            message=_message,
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
