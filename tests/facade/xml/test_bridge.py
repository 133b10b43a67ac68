"""The XML bridge: what it writes and what it reads, as tables."""

from __future__ import annotations

import json
from typing import Any

import pytest

from idsessions._xml import XmlError, dump_xml, load_xml
from idsessions_agileapps.description import SCHEMAS
from idsessions_agileapps.models import LoginResponse, UserInfoResponse

from ..xml_shelf import LOGIN, SHELF, shelf

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, "<shelf/>"),
        ({"place": None}, "<shelf/>"),
        ({"place": ""}, "<shelf><place></place></shelf>"),
        ({"place": "a & b < c > d"}, "<shelf><place>a &amp; b &lt; c &gt; d</place></shelf>"),
        ({"place": "größer 😀\r\n"}, "<shelf><place>größer 😀&#13;\n</place></shelf>"),
        ({"label": 'a"b\n\t&<'}, '<shelf Label="a&quot;b&#10;&#9;&amp;&lt;"/>'),
        (
            {"size": -5, "weight": 2.5, "open": True},
            "<shelf><size>-5</size><weight>2.5</weight><open>true</open></shelf>",
        ),
        ({"tags": ["a", "", None]}, "<shelf><tag>a</tag><tag></tag><tag/></shelf>"),
        ({"counts": [1, 2]}, "<shelf><counts>1</counts><counts>2</counts></shelf>"),
        ({"tags": []}, "<shelf/>"),
        ({"best": {"title": "T", "lent": False}}, '<shelf><best lent="false">T</best></shelf>'),
        ({"best": {"lent": False}, "height": 3}, '<shelf height="3"><best lent="false"/></shelf>'),
        ({"state": {"code": 0}}, "<shelf><state><code>0</code></state></shelf>"),
        ({"new": "x", "more": {"@a": "1", "#text": "t"}}, '<shelf><new>x</new><more a="1">t</more></shelf>'),
        ({"new": ["x", {"y": 1}]}, "<shelf><new>x</new><new><y>1</y></new></shelf>"),
        # A number given for an id that is text on the wire is what it looks like.
        ({"place": 12}, "<shelf><place>12</place></shelf>"),
    ],
)
def test_dump(value: dict[str, Any], expected: str) -> None:
    assert dump_xml(value, SHELF["Shelf"], SHELF).decode() == DECLARATION + expected


FORBIDDEN = ["\x00", "\x08", "\x0b", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff"]


@pytest.mark.parametrize("character", FORBIDDEN)
@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"place": "X"}, "shelf/place"),
        ({"label": "X"}, "shelf/label"),
        ({"tags": ["a", "X"]}, "shelf/tags[1]"),
        ({"best": {"title": "X"}}, "shelf/best/title"),
        ({"new": {"deep": "X"}}, "shelf/new/deep"),
    ],
)
def test_what_xml_cannot_carry_is_refused_by_name(value: dict[str, Any], path: str, character: str) -> None:
    planted = json.loads(json.dumps(value).replace("X", json.dumps(f"s3cret{character}")[1:-1]))
    with pytest.raises(XmlError) as caught:
        dump_xml(planted, SHELF["Shelf"], SHELF)
    assert caught.value.path == path
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"place": {"a": "s3cret"}}, "shelf/place"),
        ({"place": ["s3cret"]}, "shelf/place"),
        ({"place": b"s3cret"}, "shelf/place"),
        ({"best": "s3cret"}, "shelf/best"),
        ({"books": "s3cret"}, "shelf/books"),
        ({"books": ["s3cret"]}, "shelf/books[0]"),
        ({"label": ["s3cret"]}, "shelf/label"),
        ({"weight": float("inf")}, "shelf/weight"),
        ({"weight": float("nan")}, "shelf/weight"),
        ({"size": 10**400}, "shelf/size"),
        ({"label": "a", "@Label": "s3cret"}, "shelf/@Label"),
        ({"new": [["s3cret"]]}, "shelf/new[0]"),
        ({"a b": "s3cret"}, "shelf"),
        ({"": "s3cret"}, "shelf"),
        ({"a><b": "s3cret"}, "shelf"),
        ({"@xmlns": "s3cret"}, "shelf"),
        ({"p:new": "s3cret"}, "shelf"),
    ],
)
def test_a_value_of_the_wrong_shape_is_refused_by_name(value: dict[str, Any], path: str) -> None:
    with pytest.raises(XmlError) as caught:
        dump_xml(value, SHELF["Shelf"], SHELF)
    assert caught.value.path == path
    assert "s3cret" not in str(caught.value)


def test_a_value_without_end_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["new"] = endless
    with pytest.raises(XmlError, match="deeper than 32 elements"):
        dump_xml(endless, SHELF["Shelf"], SHELF)


@pytest.mark.parametrize(
    ("message", "code"), [("<code>0</code>", 0), ("0", 0), ("<code> -101 </code>", -101), ("-101", -101)]
)
def test_a_login_with_its_code_in_a_tag_or_without(message: str, code: int) -> None:
    value = load_xml(LOGIN.replace("MESSAGE", message).encode(), SCHEMAS["LoginResponse"], SCHEMAS)
    assert value == {
        "login": {
            "userId": "u-77",
            "email": "ada@tenant.example",
            "userName": "ada@tenant.example",
            "firstName": "Ada",
            "lastName": "Ö'Neil & Söhne",
            "isForceChangePassword": True,
            "organizationName": "Tenant <One>",
            "timeZone": "12",
            "employeeNumber": None,
            "sessionId": "s-1",
            "cookieString": "JSESSIONID=s-1; route=a",
            "startingAppId": {
                "content": "a1",
                "type": "",
                "uri": "https://tenant.example/networking/rest/application/a1",
                "displayValue": "",
            },
            "userDateFormat": "MM/dd/yyyy",
            "somethingNew": "kept",
        },
        "message": {"code": code, "description": "Success"},
    }
    typed = LoginResponse.from_dict(value)
    assert typed.message.code == code
    assert typed.login.starting_app_id is not None
    assert typed.login.starting_app_id.content == "a1"
    assert typed.login.additional_properties == {"somethingNew": "kept"}


def test_a_user_record() -> None:
    body = b"""<platform><user><id>u-77</id><title/><phone></phone><active>1</active><single_sign_on>false</single_sign_on>
        <team_id type="TEAM" uri="https://tenant.example/networking/rest/team/1" displayValue="Orders">5</team_id>
        <created_id/><date_last_password_change> 2025-07-22T12:48:46.000Z </date_last_password_change>
        <force_security_question>0</force_security_question></user><message>0</message></platform>"""
    typed = UserInfoResponse.from_dict(load_xml(body, SCHEMAS["UserInfoResponse"], SCHEMAS))
    user = typed.user
    assert (user.id, user.title, user.phone, user.active, user.single_sign_on) == ("u-77", None, None, True, False)
    assert user.team_id is not None
    assert (user.team_id.content, user.team_id.type_, user.team_id.display_value) == ("5", "TEAM", "Orders")
    assert user.created_id is None
    assert user.date_last_password_change is not None
    assert user.date_last_password_change.isoformat() == "2025-07-22T12:48:46+00:00"
    assert user.additional_properties == {"force_security_question": "0"}
    assert (typed.message.code, typed.message.description) == (0, None)


READ: list[tuple[str, dict[str, Any]]] = [
    # Absent, empty, and nothing but white space.
    ("", {}),
    ("\n  \n", {}),
    ("<place/>", {"place": ""}),
    ("<note/>", {"note": None}),
    ("<weight/>", {"weight": None}),
    ("<since> </since>", {"since": None}),
    ("<place></place>", {"place": ""}),
    ("<place> </place>", {"place": " "}),
    ("<size> </size>", {}),
    ("<best lent='' href=''/>", {"best": {"lent": None, "href": ""}}),
    ("<best/>", {}),
    ("<best> </best>", {}),
    ("<worst/>", {"worst": None}),
    ("<worst>W</worst>", {"worst": {"title": "W"}}),
    ("<books/>", {"books": [{}]}),
    # Text as it stands, or stripped where it is not free text.
    ("<place> a\tb </place>", {"place": " a\tb "}),
    ("<place>a<!-- no -->b<?pi no?>c<![CDATA[<d>]]></place>", {"place": "abc<d>"}),
    ("<place>&lt;&amp;&#x1F600;</place>", {"place": "<&😀"}),
    ("<since>\n 2025-01-01T00:00:00Z </since>", {"since": "2025-01-01T00:00:00Z"}),
    # Numbers and booleans.
    ("<size> +007 </size>", {"size": 7}),
    ("<weight>1.5e3</weight>", {"weight": 1500.0}),
    ("<weight>.5</weight>", {"weight": 0.5}),
    ("<open>true</open>", {"open": True}),
    ("<open> 1 </open>", {"open": True}),
    ("<open>false</open>", {"open": False}),
    ("<open>0</open>", {"open": False}),
    ("<kind>glass</kind>", {"kind": "glass"}),
    # One or many.
    ("<tag>a</tag>", {"tags": ["a"]}),
    ("<tag>a</tag><size>1</size><tag/>", {"tags": ["a", None], "size": 1}),
    (
        "<books lent='1'>B</books><books href=''>C</books>",
        {"books": [{"title": "B", "lent": True}, {"title": "C", "href": ""}]},
    ),
    # The text around an absent element.
    ("<state> 0 <description>fine</description></state>", {"state": {"code": 0, "description": "fine"}}),
    ("<state>-1</state>", {"state": {"code": -1}}),
    ("<state>\n<code>4</code> aside </state>", {"state": {"code": 4, "#text": "aside"}}),
    ("<state><description/></state>", {"state": {"description": None}}),
    # What the description does not know.
    ("<new/><new> x </new>", {"new": [None, " x "]}),
    ("<new><a>1</a><a>2</a><b/></new>", {"new": {"a": ["1", "2"], "b": None}}),
    ("<new at='1'>x</new>", {"new": {"@at": "1", "#text": "x"}}),
    ("<extra><a>1</a></extra>", {"extra": {"a": "1"}}),
    ("stray", {"#text": "stray"}),
    ("<place odd='1'>p</place>", {"place": "p"}),
    ("<best odd='1'>p</best>", {"best": {"title": "p", "@odd": "1"}}),
    # Prefixes.
    ("<p:size>1</p:size>", {"size": 1}),
    ("<best xmlns:x='urn:x' xmlns='urn:y' x:lent='1' xml:lang='en'>p</best>", {"best": {"title": "p"}}),
]


@pytest.mark.parametrize(("inner", "expected"), READ)
def test_load(inner: str, expected: dict[str, Any]) -> None:
    assert shelf(inner) == expected


def test_attributes_of_the_document_element() -> None:
    assert shelf("", ' height="3" Label="a&#10;b\nc" odd=""') == {"height": 3, "label": "a\nb c", "@odd": ""}


@pytest.mark.parametrize(
    ("inner", "path"),
    [
        ("<size>s3cret</size>", "shelf/size"),
        ("<size>1.5</size>", "shelf/size"),
        ("<size>1_0</size>", "shelf/size"),
        ("<size>\u0661</size>", "shelf/size"),
        (f"<size>{'9' * 401}</size>", "shelf/size"),
        ("<weight>nan</weight>", "shelf/weight"),
        ("<weight>1e999</weight>", "shelf/weight"),
        ("<open>yes s3cret</open>", "shelf/open"),
        ("<open>2</open>", "shelf/open"),
        ("<place><b>s3cret</b></place>", "shelf/place"),
        ("<place>s3cret</place><place>s3cret</place>", "shelf/place"),
        ("<counts>1</counts><counts>s3cret</counts>", "shelf/counts[1]"),
        ("<best lent='s3cret'/>", "shelf/best/lent"),
        ("<best><lent>s3cret</lent></best>", "shelf/best/lent"),
        ("<state>s3cret</state>", "shelf/state/code"),
        ("<state>0<code>s3cret</code></state>", "shelf/state/code"),
        ("<height>s3cret</height>", "shelf/height"),
        ("<counts/>", "shelf/counts[0]"),
        ("<size odd='s3cret'/>", "shelf/size"),
    ],
)
def test_a_value_of_the_wrong_type_is_named_and_not_shown(inner: str, path: str) -> None:
    with pytest.raises(XmlError) as caught:
        shelf(inner)
    assert caught.value.path == path
    assert "s3cret" not in f"{caught.value}{caught.value!r}"
    assert str(caught.value) == f"{path}: {caught.value.reason}"
