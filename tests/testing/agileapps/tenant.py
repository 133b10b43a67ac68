"""What the tests of the AgileApps emulator share: paths, requests, and typed documents of responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx

from idsessions.testing.agileapps import AgileAppsUser
from idsessions_agileapps.description import OPERATIONS, SCHEMAS
from idsessions_agileapps.documents import ErrorResponse, Login, LoginResponse, User, UserInfoResponse

from ..plain_client import assert_valid

XML = "application/xml"
JSON = "application/json"
LOGIN = "/networking/rest/login"
SUPPORT = f"{LOGIN}/customerSupport"
PROXY = f"{LOGIN}/proxyLogin"
SWITCH_BACK = f"{PROXY}/switchBack?alt=xml"
LOGOUT = "/networking/rest/logout?alt=xml"
IS_VALID = "/networking/rest/user/isSessionValid?alt=xml"
INFO = "/networking/rest/user/info?alt=xml"


def assert_documented(response: httpx.Response, operation: str) -> None:
    """Validate a response against the document."""
    media_type = response.headers["content-type"].partition(";")[0]
    if (media_type, response.status_code) == ("text/html", 200):
        return  # The document mentions the login page only in words.
    described: Mapping[str, Any] = OPERATIONS[operation]["responses"][str(response.status_code)]
    if media_type == XML:
        name = described[XML]["$ref"].rpartition("/")[2]
        if response.status_code == 200 and message(response)[0] != 0:
            name = "ErrorResponse"
        assert_valid(read_document(response, name), SCHEMAS[name], SCHEMAS)
    else:
        assert media_type == JSON or media_type in described


# --- requests ----------------------------------------------------------------------------------------------------------


def document(**fields: str) -> bytes:
    """The document of a login."""
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<platform><login>{inner}</login></platform>".encode()


def credentials(user: AgileAppsUser, **more: str) -> dict[str, str]:
    """The fields of a login of this user."""
    return {"userName": user.username, "password": user.password, **more}


async def post(http: httpx.AsyncClient, path: str, /, cookie: str = "", **fields: str) -> httpx.Response:
    headers = {"Content-Type": XML} | ({"Cookie": cookie} if cookie else {})
    return await http.post(path, content=document(**fields), headers=headers)


async def get(http: httpx.AsyncClient, path: str, cookie: str = "") -> httpx.Response:
    return await http.get(path, headers={"Cookie": cookie} if cookie else {})


# --- responses ---------------------------------------------------------------------------------------------------------


def read_document(response: httpx.Response, name: str) -> Any:
    """The XML document of this name (`idsessions_agileapps.documents`); empty elements are None."""
    root = ElementTree.fromstring(response.content)
    assert root.tag == "platform"
    return _read(root, SCHEMAS[name])


def read_login(response: httpx.Response) -> Login:
    return cast("LoginResponse", read_document(response, "LoginResponse"))["login"]


def read_user(response: httpx.Response) -> User:
    return cast("UserInfoResponse", read_document(response, "UserInfoResponse"))["user"]


def message(response: httpx.Response) -> tuple[int, str | None]:
    """The code and the description of a response."""
    found = cast("ErrorResponse", read_document(response, "ErrorResponse"))["message"]
    return found["code"], found.get("description")


def code(response: httpx.Response) -> tuple[int, int]:
    """The status code and the code of a response."""
    return response.status_code, message(response)[0]


def cookie_of(response: httpx.Response) -> str:
    """The ``Cookie`` header that a client sends after this response."""
    return "; ".join(line.partition(";")[0] for line in response.headers.get_list("set-cookie"))


def _read(element: ElementTree.Element, schema: Mapping[str, Any]) -> Any:
    if "$ref" in schema:
        schema = SCHEMAS[schema["$ref"].rpartition("/")[2]]
    if "properties" not in schema:
        return _typed((element.text or "").strip(), schema)
    properties: Mapping[str, Mapping[str, Any]] = schema["properties"]
    if "content" in properties:
        return {"content": element.text or None, **element.attrib}
    found = {child.tag: _read(child, properties.get(child.tag, {})) for child in element}
    if "code" in properties and "code" not in found:
        # Some pages of the documentation have the code as text of the message.
        found["code"] = int(element.text or "")
    return found


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    types = schema.get("type", "string")
    if not text and "null" in types:
        return None
    if "boolean" in types:
        return {"true": True, "false": False, "1": True, "0": False}[text]
    return int(text) if "integer" in types else text
