"""What is read from XML documents, as tables."""

from __future__ import annotations

from typing import Any

import pytest

from idsessions._xml import XmlError, compile_schema, load_xml
from idsessions_agileapps.description import SCHEMAS
from idsessions_agileapps.models import LoginResponse, UserInfoResponse

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


MISPLACED = "an element where an attribute or text belongs"
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


@pytest.mark.parametrize(
    ("inner", "path", "reason"),
    [
        ("<size>s3cret</size>", "shelf/size", "not of type integer"),
        ("<size>1.5</size>", "shelf/size", "not of type integer"),
        ("<size>1_0</size>", "shelf/size", "not of type integer"),
        ("<size>\u0661</size>", "shelf/size", "not of type integer"),
        ("<size>\u00a01</size>", "shelf/size", "not of type integer"),
        (f"<size>{'9' * 401}</size>", "shelf/size", "not of type integer"),
        (f"<size>-{'0' * 401}</size>", "shelf/size", "not of type integer"),
        ("<weight>nan</weight>", "shelf/weight", "not of type number or null"),
        ("<weight>inf</weight>", "shelf/weight", "not of type number or null"),
        ("<weight>1e999</weight>", "shelf/weight", "not of type number or null"),
        ("<weight>1e-10000</weight>", "shelf/weight", "not of type number or null"),
        ("<weight>1e10000</weight>", "shelf/weight", "not of type number or null"),
        (f"<weight>{'9' * 400}</weight>", "shelf/weight", "not of type number or null"),
        (f"<weight>0.{'0' * 401}</weight>", "shelf/weight", "not of type number or null"),
        ("<open>yes s3cret</open>", "shelf/open", "not of type boolean"),
        ("<open>2</open>", "shelf/open", "not of type boolean"),
        ("<open>True</open>", "shelf/open", "not of type boolean"),
        ("<place><b>s3cret</b></place>", "shelf/place", "holds elements where a single value belongs"),
        ("<place>s3cret</place><place>s3cret</place>", "shelf/place", "occurs more than once"),
        ("<best/><best>s3cret</best>", "shelf/best", "occurs more than once"),
        ("<counts>1</counts><counts>s3cret</counts>", "shelf/counts[1]", "not of type integer"),
        ("<best lent='s3cret'/>", "shelf/best/lent", "not of type boolean or null"),
        ("<books/><books lent='s3cret'/>", "shelf/books[1]/lent", "not of type boolean or null"),
        ("<best><lent>s3cret</lent></best>", "shelf/best/lent", "not of type boolean or null"),
        ("<best><title>s3cret</title><title/></best>", "shelf/best/title", "occurs more than once"),
        ("<best href='s3cret'><href>s3cret</href></best>", "shelf/best/href", "occurs more than once"),
        ("<best>s3cret<title>s3cret</title></best>", "shelf/best/title", "occurs more than once"),
        ("<tags>s3cret</tags>", "shelf/tags", MISPLACED),
        ("<state>s3cret</state>", "shelf/state/code", "not of type integer"),
        ("<state>0<code>s3cret</code></state>", "shelf/state/code", "not of type integer"),
        ("<height>s3cret</height>", "shelf/height", "not of type integer"),
        ("<counts/>", "shelf/counts[0]", "not of type integer"),
        ("<size odd='s3cret'/>", "shelf/size", "not of type integer"),
        ("<new><size>1</size><x><a>s3cret</a></x></new><size>x</size>", "shelf/size", "not of type integer"),
    ],
)
def test_value_of_the_wrong_type_raises_without_the_value(inner: str, path: str, reason: str) -> None:
    with pytest.raises(XmlError) as caught:
        load_shelf(inner)
    assert (caught.value.path, caught.value.reason) == (path, reason)
    assert str(caught.value) == f"{path}: {reason}"
    assert "s3cret" not in f"{caught.value}{caught.value!r}"


@pytest.mark.parametrize("digits", [1, 20, 400])
def test_numbers_of_up_to_400_digits_are_read(digits: int) -> None:
    ones = int("1" * digits)
    assert load_shelf(f"<size>{ones}</size>") == {"size": ones}
    assert load_shelf(f"<size>-{ones}</size>") == {"size": -ones}
    assert load_shelf(f"<weight>.{ones}</weight>") == {"weight": float(f".{ones}")}
    assert load_shelf(f"<weight>0.{ones}e-9999</weight>") == {"weight": 0.0}


NAMED = {"xml": {"name": "deep"}, "properties": {"n" * 60_000: {"type": "integer"}}}


def test_long_names_are_cut_in_the_path_of_an_error() -> None:
    name = "n" * 60_000
    with pytest.raises(XmlError) as caught:
        load_xml(f"<shelf><{name}><size>1</size></{name}><size>x</size></shelf>".encode(), SHELF["Shelf"], SHELF)
    assert caught.value.path == "shelf/size"
    with pytest.raises(XmlError) as caught:
        load_xml(f"<deep><{name}>x</{name}></deep>".encode(), NAMED, {})
    assert caught.value.path == f"deep/{name}"[:1_000]
    assert len(str(caught.value)) < 1_100


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
