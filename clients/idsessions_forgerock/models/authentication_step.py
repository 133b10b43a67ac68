from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import masked, names_only

if TYPE_CHECKING:
    from ..models.callback import Callback


T = TypeVar("T", bound="AuthenticationStep")


@_attrs_define
class AuthenticationStep:
    """One step of a sign-in. An answer has either `tokenId` (signed in) or `authId` with `callbacks` (questions); the
    latter goes back to the server with its inputs filled in, unknown fields included.

    """

    token_id: str | None = _attrs_field(default=None, repr=masked)
    """The token of the new session."""
    success_url: str | None = None
    """Where the server would send a browser now."""
    realm: str | None = None
    """The realm of the new session as a path, such as `/alpha`."""
    message: str | None = None
    """Says that the credentials are good when `noSession` was asked for (OpenAM)."""
    auth_id: str | None = _attrs_field(default=None, repr=masked)
    """The state of the dialogue, signed by the server; good for about 15 minutes. Return the newest."""
    callbacks: list[Callback] | None = None
    """The questions of this step, and texts to show."""
    stage: str | None = None
    """A name for this step, which a page can choose its form by."""
    header: str | None = None
    """A heading for the form."""
    description: str | None = None
    """A text for the form."""
    template: str | None = None
    """A template for the form; of older modules, mostly empty."""
    info_text: list[str] | None = None
    """A text for each callback; of older modules."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        token_id = self.token_id

        success_url = self.success_url

        realm = self.realm

        message = self.message

        auth_id = self.auth_id

        callbacks: list[dict[str, Any]] | None = None
        if self.callbacks is not None:
            callbacks = []
            for callbacks_item_data in self.callbacks:
                callbacks_item = callbacks_item_data.to_dict()
                callbacks.append(callbacks_item)

        stage = self.stage

        header = self.header

        description = self.description

        template = self.template

        info_text: list[str] | None = None
        if self.info_text is not None:
            info_text = self.info_text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if token_id is not None:
            field_dict["tokenId"] = token_id
        if success_url is not None:
            field_dict["successUrl"] = success_url
        if realm is not None:
            field_dict["realm"] = realm
        if message is not None:
            field_dict["message"] = message
        if auth_id is not None:
            field_dict["authId"] = auth_id
        if callbacks is not None:
            field_dict["callbacks"] = callbacks
        if stage is not None:
            field_dict["stage"] = stage
        if header is not None:
            field_dict["header"] = header
        if description is not None:
            field_dict["description"] = description
        if template is not None:
            field_dict["template"] = template
        if info_text is not None:
            field_dict["infoText"] = info_text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.callback import Callback  # noqa: PLC0415

        d = dict(src_dict)
        token_id = d.pop("tokenId", None)

        success_url = d.pop("successUrl", None)

        realm = d.pop("realm", None)

        message = d.pop("message", None)

        auth_id = d.pop("authId", None)

        _callbacks = d.pop("callbacks", None)
        callbacks: list[Callback] | None = None
        if _callbacks is not None:
            callbacks = []
            for callbacks_item_data in _callbacks:
                callbacks_item = Callback.from_dict(callbacks_item_data)

                callbacks.append(callbacks_item)

        stage = d.pop("stage", None)

        header = d.pop("header", None)

        description = d.pop("description", None)

        template = d.pop("template", None)

        info_text = cast(list[str], d.pop("infoText", None))

        _made = cls(
            token_id=token_id,
            success_url=success_url,
            realm=realm,
            message=message,
            auth_id=auth_id,
            callbacks=callbacks,
            stage=stage,
            header=header,
            description=description,
            template=template,
            info_text=info_text,
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
