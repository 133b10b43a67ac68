from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.callback import Callback
from ..types import names_only, redacted

T = TypeVar("T", bound="AuthenticationStep")


@_attrs_define
class AuthenticationStep:
    """One step of a sign-in. An answer has either `tokenId` (signed in) or `authId` with `callbacks` (questions); the
    latter goes back to the server with its inputs filled in, unknown fields included.

    """

    token_id: str | None = _attrs_field(default=None, repr=redacted)
    """The token of the new session."""
    success_url: str | None = None
    """Where the server would send a browser now."""
    realm: str | None = None
    """The realm of the new session as a path, such as `/alpha`."""
    message: str | None = None
    """Says that the credentials are good when `noSession` was asked for (OpenAM)."""
    auth_id: str | None = _attrs_field(default=None, repr=redacted)
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
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _token_id = d.pop("tokenId", None)
        if _token_id is not None and not isinstance(_token_id, str):
            _token_id = None
            d["tokenId"] = src_dict["tokenId"]

        _success_url = d.pop("successUrl", None)
        if _success_url is not None and not isinstance(_success_url, str):
            _success_url = None
            d["successUrl"] = src_dict["successUrl"]

        _realm = d.pop("realm", None)
        if _realm is not None and not isinstance(_realm, str):
            _realm = None
            d["realm"] = src_dict["realm"]

        _message = d.pop("message", None)
        if _message is not None and not isinstance(_message, str):
            _message = None
            d["message"] = src_dict["message"]

        _auth_id = d.pop("authId", None)
        if _auth_id is not None and not isinstance(_auth_id, str):
            _auth_id = None
            d["authId"] = src_dict["authId"]

        raw_callbacks: list[Any] | None = d.pop("callbacks", None)
        _callbacks: list[Callback] | None = None
        if isinstance(raw_callbacks, list):
            _callbacks = []
            for callbacks_item in raw_callbacks:
                try:
                    callbacks_item = Callback.from_dict(callbacks_item)
                except InvalidResponse:
                    _callbacks = None
                    break
                _callbacks.append(callbacks_item)

        if raw_callbacks is not None and _callbacks is None:
            d["callbacks"] = src_dict["callbacks"]

        _stage = d.pop("stage", None)
        if _stage is not None and not isinstance(_stage, str):
            _stage = None
            d["stage"] = src_dict["stage"]

        _header = d.pop("header", None)
        if _header is not None and not isinstance(_header, str):
            _header = None
            d["header"] = src_dict["header"]

        _description = d.pop("description", None)
        if _description is not None and not isinstance(_description, str):
            _description = None
            d["description"] = src_dict["description"]

        _template = d.pop("template", None)
        if _template is not None and not isinstance(_template, str):
            _template = None
            d["template"] = src_dict["template"]

        raw_info_text: list[Any] | None = d.pop("infoText", None)
        _info_text: list[str] | None = None
        if isinstance(raw_info_text, list):
            _info_text = []
            for info_text_item in raw_info_text:
                if not isinstance(info_text_item, str):
                    _info_text = None
                    break
                _info_text.append(info_text_item)

        if raw_info_text is not None and _info_text is None:
            d["infoText"] = src_dict["infoText"]

        made = cls(
            token_id=_token_id,
            success_url=_success_url,
            realm=_realm,
            message=_message,
            auth_id=_auth_id,
            callbacks=_callbacks,
            stage=_stage,
            header=_header,
            description=_description,
            template=_template,
            info_text=_info_text,
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
