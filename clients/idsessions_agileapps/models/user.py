from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.reference import Reference
from ..types import names_only

T = TypeVar("T", bound="User")


@_attrs_define
class User:
    """The record of a user. Mind the names: `username` here is `userName` in a login, `team_id` is `primaryTeamId`.
    An empty field has no value. Servers send more fields than are documented.

    """

    id: str | None = None
    """The user's id, opaque."""
    first_name: str | None = None
    """First name."""
    last_name: str | None = None
    """Last name."""
    company: str | None = None
    """Company."""
    title: str | None = None
    """Job title."""
    time_zone: str | None = None
    """Time zone: a numeric code of the platform's own, not a zone name."""
    date_format: str | None = None
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""
    employee_number: str | None = None
    """Employee number."""
    language: str | None = None
    """Language, such as `en`."""
    email: str | None = None
    """E-mail address."""
    username: str | None = None
    """Login name."""
    active: bool | None = None
    """Whether the user may log in. On the wire `1` or `0`, while other fields have `true` or `false`."""
    team_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    access_profile_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    federation_id: str | None = None
    """The user's id at an identity provider."""
    sso_type: str | None = None
    """A numeric code for the kind of single sign-on."""
    single_sign_on: bool | None = None
    """Whether the user signs on by single sign-on."""
    enable_mobile: bool | None = None
    """Whether mobile access is enabled."""
    phone: str | None = None
    """Telephone number."""
    mobile: str | None = None
    """Mobile telephone number."""
    fax: str | None = None
    """Fax number."""
    street: str | None = None
    """Street address."""
    city: str | None = None
    """City."""
    state: str | None = None
    """State or province."""
    zip_: str | None = None
    """Postal code."""
    country: str | None = None
    """Country."""
    force_password_change_on_login: bool | None = None
    """Whether the user must choose a new password at the next login."""
    date_last_password_change: datetime.datetime | None = None
    """When the password was last changed."""
    date_created: datetime.datetime | None = None
    """Unverified: when the record was created; known from other records."""
    created_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    date_modified: datetime.datetime | None = None
    """Unverified: when the record was last changed; known from other records."""
    modified_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        first_name = self.first_name

        last_name = self.last_name

        company = self.company

        title = self.title

        time_zone = self.time_zone

        date_format = self.date_format

        employee_number = self.employee_number

        language = self.language

        email = self.email

        username = self.username

        active = self.active

        team_id: dict[str, Any] | None = None
        if self.team_id is not None:
            team_id = self.team_id.to_dict()

        access_profile_id: dict[str, Any] | None = None
        if self.access_profile_id is not None:
            access_profile_id = self.access_profile_id.to_dict()

        federation_id = self.federation_id

        sso_type = self.sso_type

        single_sign_on = self.single_sign_on

        enable_mobile = self.enable_mobile

        phone = self.phone

        mobile = self.mobile

        fax = self.fax

        street = self.street

        city = self.city

        state = self.state

        zip_ = self.zip_

        country = self.country

        force_password_change_on_login = self.force_password_change_on_login

        date_last_password_change: str | None = None
        if self.date_last_password_change is not None:
            date_last_password_change = self.date_last_password_change.isoformat()

        date_created: str | None = None
        if self.date_created is not None:
            date_created = self.date_created.isoformat()

        created_id: dict[str, Any] | None = None
        if self.created_id is not None:
            created_id = self.created_id.to_dict()

        date_modified: str | None = None
        if self.date_modified is not None:
            date_modified = self.date_modified.isoformat()

        modified_id: dict[str, Any] | None = None
        if self.modified_id is not None:
            modified_id = self.modified_id.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not None:
            field_dict["id"] = id
        if first_name is not None:
            field_dict["first_name"] = first_name
        if last_name is not None:
            field_dict["last_name"] = last_name
        if company is not None:
            field_dict["company"] = company
        if title is not None:
            field_dict["title"] = title
        if time_zone is not None:
            field_dict["time_zone"] = time_zone
        if date_format is not None:
            field_dict["date_format"] = date_format
        if employee_number is not None:
            field_dict["employee_number"] = employee_number
        if language is not None:
            field_dict["language"] = language
        if email is not None:
            field_dict["email"] = email
        if username is not None:
            field_dict["username"] = username
        if active is not None:
            field_dict["active"] = active
        if team_id is not None:
            field_dict["team_id"] = team_id
        if access_profile_id is not None:
            field_dict["accessProfileId"] = access_profile_id
        if federation_id is not None:
            field_dict["federation_id"] = federation_id
        if sso_type is not None:
            field_dict["sso_type"] = sso_type
        if single_sign_on is not None:
            field_dict["single_sign_on"] = single_sign_on
        if enable_mobile is not None:
            field_dict["enable_mobile"] = enable_mobile
        if phone is not None:
            field_dict["phone"] = phone
        if mobile is not None:
            field_dict["mobile"] = mobile
        if fax is not None:
            field_dict["fax"] = fax
        if street is not None:
            field_dict["street"] = street
        if city is not None:
            field_dict["city"] = city
        if state is not None:
            field_dict["state"] = state
        if zip_ is not None:
            field_dict["zip"] = zip_
        if country is not None:
            field_dict["country"] = country
        if force_password_change_on_login is not None:
            field_dict["force_password_change_on_login"] = force_password_change_on_login
        if date_last_password_change is not None:
            field_dict["date_last_password_change"] = date_last_password_change
        if date_created is not None:
            field_dict["date_created"] = date_created
        if created_id is not None:
            field_dict["created_id"] = created_id
        if date_modified is not None:
            field_dict["date_modified"] = date_modified
        if modified_id is not None:
            field_dict["modified_id"] = modified_id

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

        _first_name = d.pop("first_name", None)
        if _first_name is not None and not isinstance(_first_name, str):
            _first_name = None
            d["first_name"] = src_dict["first_name"]

        _last_name = d.pop("last_name", None)
        if _last_name is not None and not isinstance(_last_name, str):
            _last_name = None
            d["last_name"] = src_dict["last_name"]

        _company = d.pop("company", None)
        if _company is not None and not isinstance(_company, str):
            _company = None
            d["company"] = src_dict["company"]

        _title = d.pop("title", None)
        if _title is not None and not isinstance(_title, str):
            _title = None
            d["title"] = src_dict["title"]

        _time_zone = d.pop("time_zone", None)
        if _time_zone is not None and not isinstance(_time_zone, str):
            _time_zone = None
            d["time_zone"] = src_dict["time_zone"]

        _date_format = d.pop("date_format", None)
        if _date_format is not None and not isinstance(_date_format, str):
            _date_format = None
            d["date_format"] = src_dict["date_format"]

        _employee_number = d.pop("employee_number", None)
        if _employee_number is not None and not isinstance(_employee_number, str):
            _employee_number = None
            d["employee_number"] = src_dict["employee_number"]

        _language = d.pop("language", None)
        if _language is not None and not isinstance(_language, str):
            _language = None
            d["language"] = src_dict["language"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _username = d.pop("username", None)
        if _username is not None and not isinstance(_username, str):
            _username = None
            d["username"] = src_dict["username"]

        _active = d.pop("active", None)
        if _active is not None and not isinstance(_active, bool):
            _active = None
            d["active"] = src_dict["active"]

        _team_id = d.pop("team_id", None)
        if _team_id is not None:
            try:
                _team_id = Reference.from_dict(_team_id)
            except InvalidResponse:
                _team_id = None
                d["team_id"] = src_dict["team_id"]

        _access_profile_id = d.pop("accessProfileId", None)
        if _access_profile_id is not None:
            try:
                _access_profile_id = Reference.from_dict(_access_profile_id)
            except InvalidResponse:
                _access_profile_id = None
                d["accessProfileId"] = src_dict["accessProfileId"]

        _federation_id = d.pop("federation_id", None)
        if _federation_id is not None and not isinstance(_federation_id, str):
            _federation_id = None
            d["federation_id"] = src_dict["federation_id"]

        _sso_type = d.pop("sso_type", None)
        if _sso_type is not None and not isinstance(_sso_type, str):
            _sso_type = None
            d["sso_type"] = src_dict["sso_type"]

        _single_sign_on = d.pop("single_sign_on", None)
        if _single_sign_on is not None and not isinstance(_single_sign_on, bool):
            _single_sign_on = None
            d["single_sign_on"] = src_dict["single_sign_on"]

        _enable_mobile = d.pop("enable_mobile", None)
        if _enable_mobile is not None and not isinstance(_enable_mobile, bool):
            _enable_mobile = None
            d["enable_mobile"] = src_dict["enable_mobile"]

        _phone = d.pop("phone", None)
        if _phone is not None and not isinstance(_phone, str):
            _phone = None
            d["phone"] = src_dict["phone"]

        _mobile = d.pop("mobile", None)
        if _mobile is not None and not isinstance(_mobile, str):
            _mobile = None
            d["mobile"] = src_dict["mobile"]

        _fax = d.pop("fax", None)
        if _fax is not None and not isinstance(_fax, str):
            _fax = None
            d["fax"] = src_dict["fax"]

        _street = d.pop("street", None)
        if _street is not None and not isinstance(_street, str):
            _street = None
            d["street"] = src_dict["street"]

        _city = d.pop("city", None)
        if _city is not None and not isinstance(_city, str):
            _city = None
            d["city"] = src_dict["city"]

        _state = d.pop("state", None)
        if _state is not None and not isinstance(_state, str):
            _state = None
            d["state"] = src_dict["state"]

        _zip_ = d.pop("zip", None)
        if _zip_ is not None and not isinstance(_zip_, str):
            _zip_ = None
            d["zip"] = src_dict["zip"]

        _country = d.pop("country", None)
        if _country is not None and not isinstance(_country, str):
            _country = None
            d["country"] = src_dict["country"]

        _force_password_change_on_login = d.pop("force_password_change_on_login", None)
        if _force_password_change_on_login is not None and not isinstance(_force_password_change_on_login, bool):
            _force_password_change_on_login = None
            d["force_password_change_on_login"] = src_dict["force_password_change_on_login"]

        _date_last_password_change = d.pop("date_last_password_change", None)
        if _date_last_password_change is not None:
            try:
                _date_last_password_change = datetime.datetime.fromisoformat(_date_last_password_change)
                _date_last_password_change = (
                    _date_last_password_change.astimezone(datetime.UTC) if _date_last_password_change.tzinfo else None
                )
            except (TypeError, ValueError, OverflowError):
                _date_last_password_change = None
            if _date_last_password_change is None:
                d["date_last_password_change"] = src_dict["date_last_password_change"]

        _date_created = d.pop("date_created", None)
        if _date_created is not None:
            try:
                _date_created = datetime.datetime.fromisoformat(_date_created)
                _date_created = _date_created.astimezone(datetime.UTC) if _date_created.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                _date_created = None
            if _date_created is None:
                d["date_created"] = src_dict["date_created"]

        _created_id = d.pop("created_id", None)
        if _created_id is not None:
            try:
                _created_id = Reference.from_dict(_created_id)
            except InvalidResponse:
                _created_id = None
                d["created_id"] = src_dict["created_id"]

        _date_modified = d.pop("date_modified", None)
        if _date_modified is not None:
            try:
                _date_modified = datetime.datetime.fromisoformat(_date_modified)
                _date_modified = _date_modified.astimezone(datetime.UTC) if _date_modified.tzinfo else None
            except (TypeError, ValueError, OverflowError):
                _date_modified = None
            if _date_modified is None:
                d["date_modified"] = src_dict["date_modified"]

        _modified_id = d.pop("modified_id", None)
        if _modified_id is not None:
            try:
                _modified_id = Reference.from_dict(_modified_id)
            except InvalidResponse:
                _modified_id = None
                d["modified_id"] = src_dict["modified_id"]

        made = cls(
            id=_id,
            first_name=_first_name,
            last_name=_last_name,
            company=_company,
            title=_title,
            time_zone=_time_zone,
            date_format=_date_format,
            employee_number=_employee_number,
            language=_language,
            email=_email,
            username=_username,
            active=_active,
            team_id=_team_id,
            access_profile_id=_access_profile_id,
            federation_id=_federation_id,
            sso_type=_sso_type,
            single_sign_on=_single_sign_on,
            enable_mobile=_enable_mobile,
            phone=_phone,
            mobile=_mobile,
            fax=_fax,
            street=_street,
            city=_city,
            state=_state,
            zip_=_zip_,
            country=_country,
            force_password_change_on_login=_force_password_change_on_login,
            date_last_password_change=_date_last_password_change,
            date_created=_date_created,
            created_id=_created_id,
            date_modified=_date_modified,
            modified_id=_modified_id,
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
