"""Responses of OpenAM 16.0.5 on Tomcat, as a table: a row for each response seen."""

from __future__ import annotations

from typing import Any

import httpx
from attrs import evolve

from .server import (
    NO_CREDENTIAL,
    NOT_JSON,
    Call,
    Expected,
    encoded,
    error,
    server_info,
    set_cookies,
    sign_in,
)


def has_no_warning(response: httpx.Response) -> bool:
    return "warning" not in response.headers


def no_version(response: httpx.Response) -> bool:
    return "content-api-version" not in response.headers


NOT_VALID = Expected(body={"valid": False})
NO_TARGET = error(400, "iPlanetDirectoryCookie not set on request")
# OpenAM checks the permission before the version.
DENIED = evolve(error(401, "Access Denied", reason="Unauthorized"), check=no_version)
FORBIDDEN = evolve(error(403, "Forbidden", reason="Forbidden"), check=no_version)
# The action itself checks the names of properties, after the version.
NOT_LISTED = evolve(error(403, "Forbidden"), served="resource=2.0")
INFO = "username universalId realm sessionHandle latestAccessTime maxIdleExpirationTime maxSessionExpirationTime"
REFRESHED = "uid realm idletime maxidletime maxsessiontime maxtime"
LOGGED_OUT = {"result": "Successfully logged out"}
USERS_VALID = {"valid": True, "uid": "bjensen", "realm": "/alpha"}
MANY_HANDLES = {"sessionHandles": ["<user handle>", "<dead handle>", "shandle:made-up"]}
BOTH_PROPERTIES = {"LoginLocation": "Oslo", "Team": "night"}
FILTER = 'username eq "bjensen" and realm eq "/alpha"'


def info(**more: Any) -> Call:
    return evolve(Call(action="getSessionInfo"), **more)


def validate(**more: Any) -> Call:
    return evolve(Call(action="validate", version="resource=1.0", caller=NO_CREDENTIAL), **more)


def query(text: str, **more: Any) -> Call:
    parameters = {"_queryFilter": text, **more.pop("query", {})}
    return evolve(Call(method="GET", caller="admin", query=parameters), **more)


def by_headers(username: str = "bjensen", password: str = "Passw0rd!bjensen", **more: Any) -> Call:
    return sign_in(username, password, **more)


def is_empty(response: httpx.Response) -> bool:
    return not response.content and "content-type" not in response.headers


def in_whole_seconds(response: httpx.Response) -> bool:
    times = [value for name, value in response.json().items() if name.endswith("Time")]
    return len(times) == 3 and all(len(each) == len("2026-01-01T00:00:00Z") and each[-1] == "Z" for each in times)


def signed_in(response: httpx.Response) -> bool:
    cookies = set_cookies(response)
    session = cookies["iPlanetDirectoryPro"].split(";")[0]
    assert cookies["amlbcookie"].startswith("01;")
    assert cookies["AMAuthCookie"].startswith("LOGOUT; Max-Age=0")
    assert "Secure" not in cookies["iPlanetDirectoryPro"]
    return session == response.json()["tokenId"] and len(cookies) == 3


SIGNED_IN = Expected(names="tokenId successUrl realm", has={"realm": "/alpha"}, served="resource=2.1", check=signed_in)

ROWS: dict[str, tuple[Call, Expected]] = {
    # --- serverinfo
    "serverinfo of the top-level realm": (
        server_info(realm=""),
        Expected(has={"cookieName": "iPlanetDirectoryPro", "realm": "/"}, served="resource=1.1"),
    ),
    "serverinfo of a realm": (server_info(), Expected(has={"cookieName": "iPlanetDirectoryPro", "realm": "/alpha"})),
    "serverinfo of a nested realm": (
        server_info(realm="/realms/alpha/realms/staff"),
        Expected(has={"realm": "/alpha/staff"}),
    ),
    "serverinfo with fields": (server_info(query={"_fields": "cookieName"}), Expected(names="cookieName _id _rev")),
    "the version without a session": (
        server_info(path="serverinfo/version", version="resource=1.0"),
        error(403, "No session for request."),
    ),
    "the version with a user's session": (
        server_info(path="serverinfo/version", version="resource=1.0", caller="user"),
        error(403, "The user has insufficient privileges"),
    ),
    "the version with an administrator's session": (
        server_info(path="serverinfo/version", version="resource=1.0", caller="admin"),
        Expected(has={"version": "16.0.5"}, served="resource=1.0"),
    ),
    "serverinfo, unsupported version": (
        server_info(version="resource=2.0"),
        error(404, "Resource &#39;*&#39; not found"),
    ),
    # --- authenticate
    "sign in, 2.1": (by_headers(), SIGNED_IN),
    "sign in, 2.0": (by_headers(version="resource=2.0"), SIGNED_IN),
    "sign in without a body or a content type": (by_headers(content=None), SIGNED_IN),
    "sign in with an empty object": (by_headers(body={}), SIGNED_IN),
    "sign in with a form": (
        by_headers(content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}),
        Expected(status=415, has={"code": 415}),
    ),
    "sign in, unsupported version": (by_headers(version="resource=99.0"), Expected(status=404, check=is_empty)),
    "sign in to an unknown realm": (
        by_headers(realm="/realms/nope"),
        error(404, "Realm &quot;/nope&quot; not found"),
    ),
    "wrong password": (by_headers(password="wrong"), error(401, "Authentication Failed")),
    "unknown user": (by_headers("nobody"), error(401, "Authentication Failed")),
    # All realms have the users of one directory; the administrator is none of them.
    "right user, other realm": (
        by_headers(realm=""),
        evolve(SIGNED_IN, has={"realm": "/", "successUrl": "/openam/console"}),
    ),
    "right user, nested realm": (
        by_headers(realm="/realms/alpha/realms/staff"),
        evolve(SIGNED_IN, has={"realm": "/alpha/staff"}),
    ),
    "wrong password, other realm": (by_headers(password="wrong", realm=""), error(401, "Authentication Failed")),
    "garbage authId": (
        Call(path="authenticate", caller=NO_CREDENTIAL, version="resource=2.1", body={"authId": "x", "callbacks": []}),
        error(400, "Failed to parse JWT, not right number of dots, 1"),
    ),
    "unknown service": (
        by_headers(query={"authIndexType": "service", "authIndexValue": "Nope"}),
        error(400, "No Configuration found"),
    ),
    "unknown module": (by_headers(query={"authIndexType": "module", "authIndexValue": "Nope"}), Expected(status=404)),
    "a type without a value": (by_headers(query={"authIndexType": "service"}), error(400, "No Configuration found")),
    "a value without a type": (by_headers(query={"authIndexValue": "x"}), SIGNED_IN),
    "an unknown type": (
        by_headers(query={"authIndexType": "transaction", "authIndexValue": "x"}),
        error(400, "Unknown Authentication Index Type"),
    ),
    "known module": (by_headers(query={"authIndexType": "module", "authIndexValue": "DataStore"}), SIGNED_IN),
    "bad upgrade target": (
        by_headers(query={"sessionUpgradeSSOTokenId": "not-a-session"}),
        Expected(status=400, check=lambda response: "not-a-session" in response.json()["message"]),
    ),
    "no session expected": (
        by_headers(query={"noSession": "true"}),
        Expected(
            names="message successUrl realm", check=lambda response: "iPlanetDirectoryPro" not in set_cookies(response)
        ),
    ),
    "credentials in raw UTF-8": (by_headers("jürgen", "Paßwort-€uro"), error(401, "Authentication Failed")),
    "credentials as encoded words": (by_headers(encoded("jürgen"), encoded("Paßwort-€uro")), SIGNED_IN),
    "sign in with a stale cookie": (by_headers(cookie="dead"), SIGNED_IN),
    "sign in with another's cookie": (by_headers(cookie="other"), SIGNED_IN),
    # --- getSessionInfo
    "own info, header": (info(), Expected(names=INFO, has={"username": "bjensen"}, check=in_whole_seconds)),
    "own info, cookie": (info(caller=NO_CREDENTIAL, cookie="user"), Expected(names=INFO, has={"realm": "/alpha"})),
    "own info, another realm's path": (info(realm=""), Expected(names=INFO, has={"realm": "/alpha"})),
    "own info, no version": (info(version=None), Expected(names=INFO, served="resource=2.0", check=has_no_warning)),
    "own info, 4.0": (info(version="resource=4.0"), error(404, "Resource &#39;&#39; not found")),
    "own info, 2.1": (info(version="resource=2.1"), error(404, "Resource &#39;&#39; not found")),
    "own info, name in lower case": (Call(action="getsessioninfo"), Expected(names=INFO)),
    "own info, body target ignored": (
        info(body={"tokenId": "<other>"}),
        Expected(has={"username": "bjensen"}),
    ),
    "another's info by admin": (
        info(caller="admin", query={"tokenId": "<other>"}),
        Expected(has={"username": "jürgen"}),
    ),
    "another's info by a user": (info(query={"tokenId": "<other>"}), FORBIDDEN),
    "garbage's info by a user": (info(query={"tokenId": "garbage"}), FORBIDDEN),
    "garbage's info by admin": (info(caller="admin", query={"tokenId": "garbage"}), NOT_VALID),
    "info without a credential": (info(caller=NO_CREDENTIAL), DENIED),
    "info with garbage": (info(caller="garbage"), DENIED),
    "info with a dead session": (info(caller="dead"), DENIED),
    "garbage cookie, good header": (info(cookie="garbage"), DENIED),
    "good cookie, garbage header": (info(caller="garbage", cookie="admin"), Expected(has={"username": "amadmin"})),
    "an administrator's cookie, a user's header": (info(cookie="admin"), Expected(has={"username": "amadmin"})),
    # The cookie names the caller and the target, but the header decides whether the caller owns the target.
    "a user's cookie, garbage header": (info(caller="garbage", cookie="user"), FORBIDDEN),
    "a user's cookie, another's header": (info(caller="other", cookie="user"), FORBIDDEN),
    "a user's cookie, an administrator's header": (info(caller="admin", cookie="user"), FORBIDDEN),
    "4.0 without a credential": (info(caller=NO_CREDENTIAL, version="resource=4.0"), DENIED),
    "4.0 of an administrator's action by a user": (Call(action="refresh", version="resource=4.0"), FORBIDDEN),
    # --- validate
    "validate a header": (validate(caller="user"), Expected(body=USERS_VALID, served="resource=1.2")),
    "validate a cookie": (validate(cookie="user"), Expected(body=USERS_VALID)),
    "validate a query": (validate(query={"tokenId": "<user>"}), Expected(body=USERS_VALID)),
    "validate a path": (validate(path_token="user"), Expected(body=USERS_VALID)),
    "validate a garbage header": (validate(caller="garbage"), NOT_VALID),
    "validate a garbage query": (validate(query={"tokenId": "garbage"}), NOT_VALID),
    "validate a dead header": (validate(caller="dead"), NOT_VALID),
    "validate a good cookie, garbage header": (validate(caller="garbage", cookie="user"), Expected(body=USERS_VALID)),
    "validate a garbage cookie, good header": (validate(caller="user", cookie="garbage"), NOT_VALID),
    "validate a body": (validate(body={"tokenId": "<user>"}), NO_TARGET),
    "validate nothing": (validate(), NO_TARGET),
    "validate at 2.0": (
        validate(caller="user", version="resource=2.0"),
        error(501, "Action validate not implemented for this resource", reason="Not Implemented"),
    ),
    # --- unsupported actions
    "refresh at 1.2": (Call(action="refresh", caller="admin", version="resource=1.2"), Expected(status=501)),
    "unknown action": (
        Call(action="dance", caller="admin"),
        error(501, "Action dance not implemented for this resource"),
    ),
    "logoutByUser": (Call(action="logoutByUser", caller="admin", body={"username": "bjensen"}), Expected(status=501)),
    "getSessionInfoAndResetIdleTime by a user": (Call(action="getSessionInfoAndResetIdleTime"), FORBIDDEN),
    "getSessionInfoAndResetIdleTime by admin": (
        Call(action="getSessionInfoAndResetIdleTime", caller="admin"),
        Expected(status=501),
    ),
    # --- refresh
    "refresh the caller's, user": (Call(action="refresh"), FORBIDDEN),
    "refresh the caller's, admin": (
        Call(action="refresh", caller="admin"),
        Expected(names=REFRESHED, has={"uid": "amadmin"}),
    ),
    "refresh another's, in the query": (
        Call(action="refresh", caller="admin", query={"tokenId": "<user>"}),
        Expected(has={"uid": "bjensen", "maxidletime": 30, "maxsessiontime": 120, "maxtime": 7200}),
    ),
    "refresh another's, in the body": (
        Call(action="refresh", caller="admin", body={"tokenId": "<user>"}),
        Expected(has={"uid": "amadmin"}),
    ),
    "refresh garbage": (Call(action="refresh", caller="admin", query={"tokenId": "garbage"}), NOT_VALID),
    # --- properties
    "own properties": (Call(action="getSessionProperties"), Expected(body={"LoginLocation": "", "Team": ""})),
    "update all properties": (
        Call(action="updateSessionProperties", body=BOTH_PROPERTIES),
        Expected(body=BOTH_PROPERTIES),
    ),
    "update a part": (Call(action="updateSessionProperties", body={"Team": "night"}), NOT_LISTED),
    "update one more": (Call(action="updateSessionProperties", body={**BOTH_PROPERTIES, "Shoe": "42"}), NOT_LISTED),
    "update with a target in the body": (
        Call(action="updateSessionProperties", body={**BOTH_PROPERTIES, "tokenId": "<user>"}),
        NOT_LISTED,
    ),
    "update with a number": (
        Call(action="updateSessionProperties", body={"LoginLocation": 7, "Team": "night"}),
        error(400, "Bad Request"),
    ),
    "update nothing": (Call(action="updateSessionProperties", body={}), error(400, "Bad Request")),
    "a dead session's properties by admin": (
        Call(action="getSessionProperties", caller="admin", query={"tokenId": "<dead>"}),
        error(400, "Bad Request"),
    ),
    # --- query
    "query by admin": (
        query(FILTER, query={"_pageSize": "1"}),
        Expected(has={"resultCount": 0, "result": [], "totalPagedResults": -1}, served="resource=2.0"),
    ),
    "query under another realm's path": (query(FILTER, realm=""), Expected(has={"resultCount": 0})),
    "query of an unknown user": (query('username eq "nobody" and realm eq "/alpha"'), Expected(has={"result": []})),
    "query of a realm": (query('realm eq "/nowhere"'), Expected(has={"result": []})),
    "query of a user only": (query('username eq "bjensen"'), error(400, "The query filter must specify the realm")),
    "query of another field": (
        query('mail eq "b@acme.test" and realm eq "/alpha"'),
        error(400, "mail is not supported in query filter"),
    ),
    "query of nonsense": (
        query("nonsense"),
        error(
            400,
            "The value &#39;nonsense&#39; for parameter &#39;_queryFilter&#39; could not be parsed as a valid query filter",
        ),
    ),
    "query of nonsense without a credential": (query("nonsense", caller=NO_CREDENTIAL), Expected(status=400)),
    "query of an empty realm": (query('username eq "bjensen" and realm eq ""'), Expected(has={"result": []})),
    "query with other capitals": (query("username EQ \"b\" AND (/realm eq '/nowhere')"), Expected(has={"result": []})),
    "query without quotes": (query("realm eq /alpha"), Expected(status=400)),
    "query of a bad page": (query(FILTER, query={"_pageSize": "x"}), Expected(status=400)),
    "no query": (Call(method="GET"), Expected(status=400, served="resource=2.0")),
    **{
        f"query of what sessions do not support: {text}": (query(text), Expected(status=500, check=is_empty))
        for text in (
            "true",
            '!(realm eq "/")',
            'username co "b"',
            'realm eq "/" or realm eq "/a"',
            "realm eq 7",
            "realm pr",
        )
    },
    "query by a user": (query(FILTER, caller="user"), FORBIDDEN),
    "query without a credential": (query(FILTER, caller=NO_CREDENTIAL), DENIED),
    # --- logoutByHandle
    "logoutByHandle by admin": (
        Call(action="logoutByHandle", caller="admin", body=MANY_HANDLES),
        Expected(body={"result": {"<user handle>": True, "<dead handle>": True, "shandle:made-up": True}}, ends="user"),
    ),
    "logoutByHandle of nothing": (
        Call(action="logoutByHandle", caller="admin", body={"sessionHandles": []}),
        Expected(body={"result": {}}),
    ),
    "logoutByHandle without handles": (
        Call(action="logoutByHandle", caller="admin", body={}),
        Expected(status=400, has={"code": 400}),
    ),
    "logoutByHandle of a number": (
        Call(action="logoutByHandle", caller="admin", body={"sessionHandles": [7]}),
        Expected(status=500, check=is_empty),
    ),
    "logoutByHandle by a user": (Call(action="logoutByHandle", body={"sessionHandles": []}), FORBIDDEN),
    # --- logout
    "logout the caller's": (Call(action="logout"), Expected(body=LOGGED_OUT, ends="user")),
    "logout with a slash": (Call(action="logout", path="sessions/"), Expected(body=LOGGED_OUT, ends="user")),
    "logout the caller's again": (Call(action="logout", caller="dead"), DENIED),
    "logout another's by admin": (
        Call(action="logout", caller="admin", query={"tokenId": "<user>"}),
        Expected(body=LOGGED_OUT, ends="user", keeps="admin"),
    ),
    "logout another's, in the body: logs the admin out": (
        Call(action="logout", caller="admin", body={"tokenId": "<user>"}),
        Expected(body=LOGGED_OUT, ends="admin"),
    ),
    "logout another's by a user who knows the token": (
        Call(action="logout", query={"tokenId": "<other>"}),
        Expected(body=LOGGED_OUT, ends="other", keeps="user"),
    ),
    "logout a dead target by admin": (
        Call(action="logout", caller="admin", query={"tokenId": "<dead>"}),
        Expected(body={"result": "Token has expired"}, keeps="admin"),
    ),
    # --- wrong requests
    "GET with an action": (
        Call(action="getSessionInfo", method="GET"),
        error(400, "Unrecognized request parameter &#39;_action&#39;"),
    ),
    "DELETE with an action": (
        Call(action="logout", method="DELETE"),
        error(400, "Unrecognized request parameter &#39;_action&#39;"),
    ),
    "text for a body": (
        info(content=b"hello", headers={"Content-Type": "text/plain"}),
        Expected(status=400, check=lambda response: "content-type" in response.json()["message"]),
    ),
    "malformed JSON": (
        info(content=NOT_JSON, headers={"Content-Type": "application/json"}),
        Expected(status=400, check=lambda response: isinstance(response.json()["detail"], str)),
    ),
    "an array for a body": (info(body=[]), Expected(names=INFO)),
    "a malformed version": (
        info(version="resource=two"),
        Expected(
            status=400, check=lambda response: response.text == "Version string is in an invalid format: resource=two"
        ),
    ),
    "a protocol too new": (info(version="protocol=3.0,resource=2.0"), error(400, "Unsupported major version: 3.0")),
    "PUT": (Call(method="PUT", body={}), error(404, "Resource &#39;&#39; not found")),
    "DELETE by a user": (Call(method="DELETE"), FORBIDDEN),
    "DELETE by admin": (Call(method="DELETE", caller="admin"), Expected(status=400)),
    "GET of authenticate": (Call(method="GET", path="authenticate"), Expected(status=405, served="resource=2.1")),
    "a path below a token": (Call(path="sessions/x/y", action="validate"), Expected(status=404)),
    "a token in the path at 2.0": (info(path_token="user"), error(501, "Operation is not supported.")),
    "no header against forgery needed": (info(version=None, headers={}), Expected(names=INFO)),
}
