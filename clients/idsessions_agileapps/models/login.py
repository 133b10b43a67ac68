from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..errors import InvalidResponse
from ..models.reference import Reference
from ..types import names_only, redacted

T = TypeVar("T", bound="Login")


@_attrs_define
class Login:
    """A session that was just begun, and its user. No field is certain to be there: the documentation has one sample
    and no table, and older servers send fewer. Ids are opaque.

    """

    user_id: str | None = None
    """The user's id."""
    email: str | None = None
    """The user's e-mail address."""
    user_name: str | None = None
    """The user's login name."""
    first_name: str | None = None
    """The user's first name."""
    last_name: str | None = None
    """The user's last name."""
    is_force_change_password: bool | None = None
    """Whether the user must choose a new password. To be looked at after every login, which succeeds all the same.
    Absent from servers older than December 2022.
     """
    organization_name: str | None = None
    """The name of the user's organization."""
    organization_id: str | None = None
    """The id of the user's organization."""
    time_zone: str | None = None
    """The user's time zone: a numeric code of the platform's own, not a zone name."""
    primary_team_id: str | None = None
    """The id of the user's primary team."""
    employee_number: str | None = None
    """The user's employee number, if there is one."""
    session_id: str | None = _attrs_field(default=None, repr=redacted)
    """The id of the session, which is also the value of the cookie `JSESSIONID`."""
    cookie_string: str | None = _attrs_field(default=None, repr=redacted)
    """What to send as `Cookie` from now on. Absent from servers older than about 2015. Unverified: its exact
    syntax, taken to be that of the header.
     """
    starting_app_id: Reference | None = None
    """A pointer to another record. On the wire the id is the text of the element and the rest are its attributes.
    Where the id in `uri` differs from `content`, go by `content`.
     """
    user_locale: str | None = None
    """The user's language, such as `en`."""
    user_date_format: str | None = None
    """How the user writes dates, as a pattern of Java's SimpleDateFormat."""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {}, repr=names_only)

    def to_dict(self) -> dict[str, Any]:
        user_id = self.user_id

        email = self.email

        user_name = self.user_name

        first_name = self.first_name

        last_name = self.last_name

        is_force_change_password = self.is_force_change_password

        organization_name = self.organization_name

        organization_id = self.organization_id

        time_zone = self.time_zone

        primary_team_id = self.primary_team_id

        employee_number = self.employee_number

        session_id = self.session_id

        cookie_string = self.cookie_string

        starting_app_id: dict[str, Any] | None = None
        if self.starting_app_id is not None:
            starting_app_id = self.starting_app_id.to_dict()

        user_locale = self.user_locale

        user_date_format = self.user_date_format

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if user_id is not None:
            field_dict["userId"] = user_id
        if email is not None:
            field_dict["email"] = email
        if user_name is not None:
            field_dict["userName"] = user_name
        if first_name is not None:
            field_dict["firstName"] = first_name
        if last_name is not None:
            field_dict["lastName"] = last_name
        if is_force_change_password is not None:
            field_dict["isForceChangePassword"] = is_force_change_password
        if organization_name is not None:
            field_dict["organizationName"] = organization_name
        if organization_id is not None:
            field_dict["organizationId"] = organization_id
        if time_zone is not None:
            field_dict["timeZone"] = time_zone
        if primary_team_id is not None:
            field_dict["primaryTeamId"] = primary_team_id
        if employee_number is not None:
            field_dict["employeeNumber"] = employee_number
        if session_id is not None:
            field_dict["sessionId"] = session_id
        if cookie_string is not None:
            field_dict["cookieString"] = cookie_string
        if starting_app_id is not None:
            field_dict["startingAppId"] = starting_app_id
        if user_locale is not None:
            field_dict["userLocale"] = user_locale
        if user_date_format is not None:
            field_dict["userDateFormat"] = user_date_format

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Validate and parse a decoded body. Raises InvalidResponse."""
        if not hasattr(src_dict, "keys"):
            raise InvalidResponse("", "an object")
        d = {**src_dict}

        _user_id = d.pop("userId", None)
        if _user_id is not None and not isinstance(_user_id, str):
            _user_id = None
            d["userId"] = src_dict["userId"]

        _email = d.pop("email", None)
        if _email is not None and not isinstance(_email, str):
            _email = None
            d["email"] = src_dict["email"]

        _user_name = d.pop("userName", None)
        if _user_name is not None and not isinstance(_user_name, str):
            _user_name = None
            d["userName"] = src_dict["userName"]

        _first_name = d.pop("firstName", None)
        if _first_name is not None and not isinstance(_first_name, str):
            _first_name = None
            d["firstName"] = src_dict["firstName"]

        _last_name = d.pop("lastName", None)
        if _last_name is not None and not isinstance(_last_name, str):
            _last_name = None
            d["lastName"] = src_dict["lastName"]

        _is_force_change_password = d.pop("isForceChangePassword", None)
        if _is_force_change_password is not None and not isinstance(_is_force_change_password, bool):
            _is_force_change_password = None
            d["isForceChangePassword"] = src_dict["isForceChangePassword"]

        _organization_name = d.pop("organizationName", None)
        if _organization_name is not None and not isinstance(_organization_name, str):
            _organization_name = None
            d["organizationName"] = src_dict["organizationName"]

        _organization_id = d.pop("organizationId", None)
        if _organization_id is not None and not isinstance(_organization_id, str):
            _organization_id = None
            d["organizationId"] = src_dict["organizationId"]

        _time_zone = d.pop("timeZone", None)
        if _time_zone is not None and not isinstance(_time_zone, str):
            _time_zone = None
            d["timeZone"] = src_dict["timeZone"]

        _primary_team_id = d.pop("primaryTeamId", None)
        if _primary_team_id is not None and not isinstance(_primary_team_id, str):
            _primary_team_id = None
            d["primaryTeamId"] = src_dict["primaryTeamId"]

        _employee_number = d.pop("employeeNumber", None)
        if _employee_number is not None and not isinstance(_employee_number, str):
            _employee_number = None
            d["employeeNumber"] = src_dict["employeeNumber"]

        _session_id = d.pop("sessionId", None)
        if _session_id is not None and not isinstance(_session_id, str):
            _session_id = None
            d["sessionId"] = src_dict["sessionId"]

        _cookie_string = d.pop("cookieString", None)
        if _cookie_string is not None and not isinstance(_cookie_string, str):
            _cookie_string = None
            d["cookieString"] = src_dict["cookieString"]

        _starting_app_id = d.pop("startingAppId", None)
        if _starting_app_id is not None:
            try:
                _starting_app_id = Reference.from_dict(_starting_app_id)
            except InvalidResponse:
                _starting_app_id = None
                d["startingAppId"] = src_dict["startingAppId"]

        _user_locale = d.pop("userLocale", None)
        if _user_locale is not None and not isinstance(_user_locale, str):
            _user_locale = None
            d["userLocale"] = src_dict["userLocale"]

        _user_date_format = d.pop("userDateFormat", None)
        if _user_date_format is not None and not isinstance(_user_date_format, str):
            _user_date_format = None
            d["userDateFormat"] = src_dict["userDateFormat"]

        made = cls(
            user_id=_user_id,
            email=_email,
            user_name=_user_name,
            first_name=_first_name,
            last_name=_last_name,
            is_force_change_password=_is_force_change_password,
            organization_name=_organization_name,
            organization_id=_organization_id,
            time_zone=_time_zone,
            primary_team_id=_primary_team_id,
            employee_number=_employee_number,
            session_id=_session_id,
            cookie_string=_cookie_string,
            starting_app_id=_starting_app_id,
            user_locale=_user_locale,
            user_date_format=_user_date_format,
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
