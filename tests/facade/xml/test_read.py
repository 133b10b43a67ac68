"""What is read from XML documents, as tables."""

from __future__ import annotations

from typing import Any

import pytest

from idsessions._xml import XmlError, compile_schema, load_xml
from idsessions_agileapps.description import SCHEMAS
from idsessions_agileapps.errors import InvalidResponse
from idsessions_agileapps.models import LoginResponse, SessionValidityResponse, UserInfoResponse

from .shelf import LOGIN, SHELF, load_shelf


@pytest.mark.parametrize(
    ("message", "code"), [("<code>0</code>", 0), ("0", 0), ("<code> -101 </code>", -101), ("-101", -101)]
)
def test_login_is_read_with_its_code_in_an_element_or_as_text(message: str, code: int) -> None:
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


def test_user_record_is_read() -> None:
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
    # An element where an attribute or a text belongs.
    (
        "<best><title>B</title><lent>1</lent><href>x</href></best><height>4</height><Label>L</Label>",
        {"best": {"title": "B", "lent": True, "href": "x"}, "height": 4, "label": "L"},
    ),
    ("<best><href> x </href></best>", {"best": {"href": " x "}}),
    ("<best lent=''><title/></best>", {"best": {"lent": None, "title": ""}}),
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
    ("<state odd='1'> </state>", {"state": {"@odd": "1"}}),
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
    ("<best> p <new/> q </best>", {"best": {"title": "p  q", "new": None}}),
    ("<best><new/></best>", {"best": {"new": None}}),
    ("a<new/>b", {"new": None, "#text": "ab"}),
    ("<new>\n <a/>\n </new>", {"new": {"a": None}}),
    ("<new at='1'> </new>", {"new": {"@at": "1"}}),
    ("<new at='1'> x </new>", {"new": {"@at": "1", "#text": " x "}}),
    ("<best lent='1'> p </best>", {"best": {"title": " p ", "lent": True}}),
    ("<new at='1'><a/> x </new>", {"new": {"@at": "1", "a": None, "#text": "x"}}),
    ("<new> </new>", {"new": " "}),
    ("<extra/>", {}),
    ("<extra>x</extra>", {"extra": {"#text": "x"}}),
    ("<worst href='x'/>", {"worst": {"href": "x"}}),
    ("<worst x:href='x' xmlns:x='urn:x'/>", {"worst": None}),
    ("<kind> oak </kind>", {"kind": " oak "}),
    ("<state>\n<code>4</code></state>", {"state": {"code": 4}}),
    # Prefixes.
    ("<p:size>1</p:size>", {"size": 1}),
    ("<p:q:size>1</p:q:size>", {"size": 1}),
    ("<best xmlns:x='urn:x' xmlns='urn:y' x:lent='1' xml:lang='en'>p</best>", {"best": {"title": "p"}}),
]


@pytest.mark.parametrize(("inner", "expected"), READ)
def test_table_of_read_documents(inner: str, expected: dict[str, Any]) -> None:
    assert load_shelf(inner) == expected


def test_attributes_of_the_document_element_are_read() -> None:
    assert load_shelf("", ' height="3" Label="a&#10;b\nc" odd=""') == {"height": 3, "label": "a\nb c", "@odd": ""}


# What does not fit the schema, as it stays for the client's parser.
RAW: list[tuple[str, dict[str, Any]]] = [
    # A text of another type.
    ("<size>abc</size>", {"size": "abc"}),
    ("<size> 1.5 </size>", {"size": " 1.5 "}),
    ("<size>1_0</size>", {"size": "1_0"}),
    ("<size>\u0661</size>", {"size": "\u0661"}),
    ("<size>\u00a01</size>", {"size": "\u00a01"}),
    (f"<size>{'9' * 401}</size>", {"size": "9" * 401}),
    (f"<size>-{'0' * 401}</size>", {"size": "-" + "0" * 401}),
    *[
        (f"<weight>{text}</weight>", {"weight": text})
        for text in ("nan", "inf", "1e999", "1e-10000", "1e10000", "9" * 400, f"0.{'0' * 401}")
    ],
    *[(f"<open>{text}</open>", {"open": text}) for text in ("yes", "2", "True")],
    ("<best lent='abc'/>", {"best": {"lent": "abc"}}),
    ("<best><lent>abc</lent></best>", {"best": {"lent": "abc"}}),
    ("<counts>1</counts><counts>abc</counts>", {"counts": [1, "abc"]}),
    ("<counts/>", {"counts": [""]}),
    ("<books/><books lent='abc'/>", {"books": [{}, {"lent": "abc"}]}),
    ("<state>abc</state>", {"state": {"code": "abc"}}),
    ("<state>0<code>abc</code></state>", {"state": {"code": "abc", "#text": "0"}}),
    ("<height>abc</height>", {"height": "abc"}),
    ("<size odd='abc'/>", {"size": ""}),
    # Elements where a single value belongs.
    ("<place><b>abc</b></place>", {"place": {"b": "abc"}}),
    ("<place at='1'>x<b/></place>", {"place": {"@at": "1", "b": None, "#text": "x"}}),
    ("<size><size>1</size></size>", {"size": {"size": "1"}}),
    ("<counts>1</counts><counts><a/></counts>", {"counts": [1, {"a": None}]}),
    ("<best><lent><a>1</a></lent></best>", {"best": {"lent": {"a": "1"}}}),
    # An element that comes twice.
    ("<place>a</place><place>b</place><place>c</place>", {"place": ["a", "b", "c"]}),
    ("<note/><note>a</note>", {"note": [None, "a"]}),
    ("<size>1</size><size>x</size>", {"size": [1, "x"]}),
    ("<best>A</best><best href='x'/>", {"best": [{"title": "A"}, {"href": "x"}]}),
    ("<place>a</place><place><b/></place>", {"place": ["a", {"b": None}]}),
    # One that is empty, and counts as absent.
    ("<best/><best>A</best>", {"best": {"title": "A"}}),
    ("<best>A</best><best/><size/><size> </size>", {"best": {"title": "A"}}),
    # An attribute or a text that comes twice.
    ("<best><title>A</title><title/></best>", {"best": {"title": ["A", ""]}}),
    ("<best href='a'><href>b</href></best>", {"best": {"href": ["b", "a"]}}),
    ("<best>A<title>B</title></best>", {"best": {"title": ["B", "A"]}}),
    ("<best href='a'><href>b</href><href>c</href></best>", {"best": {"href": ["b", "c", "a"]}}),
    # An element with the name that the client has for others.
    ("<tags>a</tags>", {"tags": "a"}),
    ("<tags>a</tags><tag>b</tag>", {"tags": ["a", "b"]}),
]


@pytest.mark.parametrize(("inner", "expected"), RAW)
def test_what_does_not_fit_stays_as_it_is(inner: str, expected: dict[str, Any]) -> None:
    assert load_shelf(inner) == expected


@pytest.mark.parametrize(
    ("odd", "name", "raw"),
    [
        ("<active>perhaps</active>", "active", "perhaps"),
        ("<phone><home>1</home></phone>", "phone", {"home": "1"}),
        ("<phone>1</phone><phone>2</phone>", "phone", ["1", "2"]),
        ("<team_id>1</team_id><team_id>2</team_id>", "team_id", [{"content": "1"}, {"content": "2"}]),
        ("<date_created>yesterday</date_created>", "date_created", "yesterday"),
    ],
)
def test_optional_member_of_another_shape_is_none_and_its_raw_value_is_kept(odd: str, name: str, raw: object) -> None:
    body = f"<platform><user><id>u-77</id>{odd}</user><message>0</message></platform>"
    user = UserInfoResponse.from_dict(load_xml(body.encode(), SCHEMAS["UserInfoResponse"], SCHEMAS)).user
    assert (user.id, getattr(user, name)) == ("u-77", None)
    assert user.additional_properties == {name: raw}


@pytest.mark.parametrize(
    ("odd", "raw"),
    [
        ("<team_id type='TEAM'>5<type>X</type></team_id>", ["X", "TEAM"]),
        ("<team_id>5<type><a>1</a></type></team_id>", {"a": "1"}),
    ],
)
def test_optional_member_of_a_reference_is_none_and_the_rest_is_typed(odd: str, raw: object) -> None:
    body = f"<platform><user>{odd}</user><message>0</message></platform>"
    team = UserInfoResponse.from_dict(load_xml(body.encode(), SCHEMAS["UserInfoResponse"], SCHEMAS)).user.team_id
    assert team is not None
    assert (team.type_, team.additional_properties["type"]) == (None, raw)


@pytest.mark.parametrize(
    "inner",
    [
        "<user><is_session_valid>s3cret</is_session_valid></user><message>0</message>",
        "<user><is_session_valid>true</is_session_valid><is_session_valid>true</is_session_valid></user><message>0</message>",
        "<user><is_session_valid><a/></is_session_valid></user><message>0</message>",
        "<user><is_session_valid>true</is_session_valid></user><message>s3cret</message>",
        "<user><is_session_valid>true</is_session_valid></user><message>0</message><message>0</message>",
    ],
)
def test_required_member_of_another_shape_raises_without_the_value(inner: str) -> None:
    value = load_xml(f"<platform>{inner}</platform>".encode(), SCHEMAS["SessionValidityResponse"], SCHEMAS)
    with pytest.raises(InvalidResponse) as caught:
        SessionValidityResponse.from_dict(value)
    assert "s3cret" not in f"{caught.value}{caught.value!r}"


@pytest.mark.parametrize("digits", [1, 20, 400])
def test_numbers_of_up_to_400_digits_are_read(digits: int) -> None:
    ones = int("1" * digits)
    assert load_shelf(f"<size>{ones}</size>") == {"size": ones}
    assert load_shelf(f"<size>-{ones}</size>") == {"size": -ones}
    assert load_shelf(f"<weight>.{ones}</weight>") == {"weight": float(f".{ones}")}
    assert load_shelf(f"<weight>0.{ones}e-9999</weight>") == {"weight": 0.0}


def test_other_document_element_raises() -> None:
    with pytest.raises(XmlError, match=r"^the document element is not 'shelf'$"):
        load_xml(b"<Shelf/>", SHELF["Shelf"], SHELF)
    assert load_xml(b"<p:shelf xmlns:p='urn:p'/>", SHELF["Shelf"], SHELF) == {}


def test_missing_required_properties_are_left_to_the_parser_of_the_client() -> None:
    assert load_xml(b"<platform/>", SCHEMAS["LoginResponse"], SCHEMAS) == {}


def test_shape_is_taken_in_place_of_a_schema() -> None:
    shape = compile_schema(SCHEMAS["LoginResponse"], SCHEMAS)
    body = LOGIN.replace("MESSAGE", "0").encode()
    assert load_xml(body, shape) == load_xml(body, SCHEMAS["LoginResponse"], SCHEMAS)
