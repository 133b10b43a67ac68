"""What OpenAM 16.0.5 on Tomcat answered, as a table: a row for each answer seen."""

from __future__ import annotations

from typing import Any

import httpx
from attrs import evolve

from .forgerock_server import (
    NOBODY,
    NOT_JSON,
    Call,
    Wanted,
    encoded,
    refused,
    server_info,
    set_cookies,
    sign_in,
)


def no_version(answer: httpx.Response) -> bool:
    return "content-api-version" not in answer.headers


NOT_VALID = Wanted(body={"valid": False})
NO_TARGET = refused(400, "iPlanetDirectoryCookie not set on request")
# Who may not is told before the version is looked at.
DENIED = evolve(refused(401, "Access Denied", reason="Unauthorized"), check=no_version)
FORBIDDEN = evolve(refused(403, "Forbidden", reason="Forbidden"), check=no_version)
# Which properties are allowed, only the action knows.
NOT_LISTED = evolve(refused(403, "Forbidden"), served="resource=2.0")
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
    return evolve(Call(action="validate", version="resource=1.0", who=NOBODY), **more)


def query(text: str, **more: Any) -> Call:
    parameters = {"_queryFilter": text, **more.pop("query", {})}
    return evolve(Call(method="GET", who="admin", query=parameters), **more)


def by_headers(username: str = "bjensen", password: str = "Passw0rd!bjensen", **more: Any) -> Call:
    return sign_in(username, password, **more)


def is_empty(answer: httpx.Response) -> bool:
    return not answer.content and "content-type" not in answer.headers


def in_whole_seconds(answer: httpx.Response) -> bool:
    times = [value for name, value in answer.json().items() if name.endswith("Time")]
    return len(times) == 3 and all(len(each) == len("2026-01-01T00:00:00Z") and each[-1] == "Z" for each in times)


def signed_in(answer: httpx.Response) -> bool:
    cookies = set_cookies(answer)
    session = cookies["iPlanetDirectoryPro"].split(";")[0]
    assert cookies["amlbcookie"].startswith("01;")
    assert cookies["AMAuthCookie"].startswith("LOGOUT; Max-Age=0")
    assert "Secure" not in cookies["iPlanetDirectoryPro"]
    return session == answer.json()["tokenId"] and len(cookies) == 3


SIGNED_IN = Wanted(names="tokenId successUrl realm", has={"realm": "/alpha"}, served="resource=2.1", check=signed_in)

ROWS: dict[str, tuple[Call, Wanted]] = {
    # --- serverinfo
    "serverinfo of the top-level realm": (
        server_info(realm=""),
        Wanted(has={"cookieName": "iPlanetDirectoryPro", "realm": "/"}, served="resource=1.1"),
    ),
    "serverinfo of a realm": (server_info(), Wanted(has={"cookieName": "iPlanetDirectoryPro", "realm": "/alpha"})),
    "serverinfo of a nested realm": (
        server_info(realm="/realms/alpha/realms/staff"),
        Wanted(has={"realm": "/alpha/staff"}),
    ),
    "serverinfo with fields": (server_info(query={"_fields": "cookieName"}), Wanted(names="cookieName _id _rev")),
    "the version without a session": (
        server_info(path="serverinfo/version", version="resource=1.0"),
        refused(403, "No session for request."),
    ),
    "the version with a user's session": (
        server_info(path="serverinfo/version", version="resource=1.0", who="user"),
        refused(403, "The user has insufficient privileges"),
    ),
    "the version with an administrator's session": (
        server_info(path="serverinfo/version", version="resource=1.0", who="admin"),
        Wanted(has={"version": "16.0.5"}, served="resource=1.0"),
    ),
    "serverinfo, unsupported version": (
        server_info(version="resource=2.0"),
        refused(404, "Resource &#39;*&#39; not found"),
    ),
    # --- authenticate
    "sign in, 2.1": (by_headers(), SIGNED_IN),
    "sign in, 2.0": (by_headers(version="resource=2.0"), SIGNED_IN),
    "sign in without a body or a content type": (by_headers(content=None), SIGNED_IN),
    "sign in with an empty object": (by_headers(body={}), SIGNED_IN),
    "sign in with a form": (
        by_headers(content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"}),
        Wanted(status=415, has={"code": 415}),
    ),
    "sign in, unsupported version": (by_headers(version="resource=99.0"), Wanted(status=404, check=is_empty)),
    "sign in to an unknown realm": (
        by_headers(realm="/realms/nope"),
        refused(404, "Realm &quot;/nope&quot; not found"),
    ),
    "wrong password": (by_headers(password="wrong"), refused(401, "Authentication Failed")),
    "unknown user": (by_headers("nobody"), refused(401, "Authentication Failed")),
    "right user, other realm": (by_headers(realm=""), refused(401, "Authentication Failed")),
    "garbage authId": (
        Call(path="authenticate", who=NOBODY, version="resource=2.1", body={"authId": "x", "callbacks": []}),
        refused(400, "Failed to parse JWT, not right number of dots, 1"),
    ),
    "unknown service": (
        by_headers(query={"authIndexType": "service", "authIndexValue": "Nope"}),
        refused(400, "No Configuration found"),
    ),
    "unknown module": (by_headers(query={"authIndexType": "module", "authIndexValue": "Nope"}), Wanted(status=404)),
    "a type without a value": (by_headers(query={"authIndexType": "service"}), refused(400, "No Configuration found")),
    "a value without a type": (by_headers(query={"authIndexValue": "x"}), SIGNED_IN),
    "an unknown type": (
        by_headers(query={"authIndexType": "transaction", "authIndexValue": "x"}),
        refused(400, "Unknown Authentication Index Type"),
    ),
    "known module": (by_headers(query={"authIndexType": "module", "authIndexValue": "DataStore"}), SIGNED_IN),
    "bad upgrade target": (
        by_headers(query={"sessionUpgradeSSOTokenId": "not-a-session"}),
        Wanted(status=400, check=lambda answer: "not-a-session" in answer.json()["message"]),
    ),
    "no session wanted": (
        by_headers(query={"noSession": "true"}),
        Wanted(names="message successUrl realm", check=lambda answer: "iPlanetDirectoryPro" not in set_cookies(answer)),
    ),
    "credentials in raw UTF-8": (by_headers("jürgen", "Paßwort-€uro"), refused(401, "Authentication Failed")),
    "credentials as encoded words": (by_headers(encoded("jürgen"), encoded("Paßwort-€uro")), SIGNED_IN),
    "sign in with a stale cookie": (by_headers(cookie="dead"), SIGNED_IN),
    "sign in with another's cookie": (by_headers(cookie="other"), SIGNED_IN),
    # --- getSessionInfo
    "own info, header": (info(), Wanted(names=INFO, has={"username": "bjensen"}, check=in_whole_seconds)),
    "own info, cookie": (info(who=NOBODY, cookie="user"), Wanted(names=INFO, has={"realm": "/alpha"})),
    "own info, another realm's path": (info(realm=""), Wanted(names=INFO, has={"realm": "/alpha"})),
    "own info, no version": (
        info(version=None),
        Wanted(
            names=INFO, served="resource=2.0", check=lambda answer: "Accept-API-Version" in answer.headers["warning"]
        ),
    ),
    "own info, 4.0": (info(version="resource=4.0"), refused(404, "Resource &#39;&#39; not found")),
    "own info, 2.1": (info(version="resource=2.1"), refused(404, "Resource &#39;&#39; not found")),
    "own info, name in lower case": (Call(action="getsessioninfo"), Wanted(names=INFO)),
    "own info, body target ignored": (
        info(body={"tokenId": "<other>"}),
        Wanted(has={"username": "bjensen"}),
    ),
    "another's info by admin": (info(who="admin", query={"tokenId": "<other>"}), Wanted(has={"username": "jürgen"})),
    "another's info by a user": (info(query={"tokenId": "<other>"}), FORBIDDEN),
    "garbage's info by a user": (info(query={"tokenId": "garbage"}), FORBIDDEN),
    "garbage's info by admin": (info(who="admin", query={"tokenId": "garbage"}), NOT_VALID),
    "info without a credential": (info(who=NOBODY), DENIED),
    "info with garbage": (info(who="garbage"), DENIED),
    "info with a dead session": (info(who="dead"), DENIED),
    "garbage cookie, good header": (info(cookie="garbage"), DENIED),
    "good cookie, garbage header": (info(who="garbage", cookie="admin"), Wanted(has={"username": "amadmin"})),
    "an administrator's cookie, a user's header": (info(cookie="admin"), Wanted(has={"username": "amadmin"})),
    # The cookie says who is calling and what is meant, but whether it is one's own is judged by the header.
    "a user's cookie, garbage header": (info(who="garbage", cookie="user"), FORBIDDEN),
    "a user's cookie, another's header": (info(who="other", cookie="user"), FORBIDDEN),
    "a user's cookie, an administrator's header": (info(who="admin", cookie="user"), FORBIDDEN),
    "4.0 without a credential": (info(who=NOBODY, version="resource=4.0"), DENIED),
    "4.0 of an administrator's action by a user": (Call(action="refresh", version="resource=4.0"), FORBIDDEN),
    # --- validate
    "validate a header": (validate(who="user"), Wanted(body=USERS_VALID, served="resource=1.2")),
    "validate a cookie": (validate(cookie="user"), Wanted(body=USERS_VALID)),
    "validate a query": (validate(query={"tokenId": "<user>"}), Wanted(body=USERS_VALID)),
    "validate a path": (validate(path_token="user"), Wanted(body=USERS_VALID)),
    "validate a garbage header": (validate(who="garbage"), NOT_VALID),
    "validate a garbage query": (validate(query={"tokenId": "garbage"}), NOT_VALID),
    "validate a dead header": (validate(who="dead"), NOT_VALID),
    "validate a good cookie, garbage header": (validate(who="garbage", cookie="user"), Wanted(body=USERS_VALID)),
    "validate a garbage cookie, good header": (validate(who="user", cookie="garbage"), NOT_VALID),
    "validate a body": (validate(body={"tokenId": "<user>"}), NO_TARGET),
    "validate nothing": (validate(), NO_TARGET),
    "validate at 2.0": (
        validate(who="user", version="resource=2.0"),
        refused(501, "Action validate not implemented for this resource", reason="Not Implemented"),
    ),
    # --- what is not there
    "refresh at 1.2": (Call(action="refresh", who="admin", version="resource=1.2"), Wanted(status=501)),
    "unknown action": (
        Call(action="dance", who="admin"),
        refused(501, "Action dance not implemented for this resource"),
    ),
    "logoutByUser": (Call(action="logoutByUser", who="admin", body={"username": "bjensen"}), Wanted(status=501)),
    "getSessionInfoAndResetIdleTime by a user": (Call(action="getSessionInfoAndResetIdleTime"), FORBIDDEN),
    "getSessionInfoAndResetIdleTime by admin": (
        Call(action="getSessionInfoAndResetIdleTime", who="admin"),
        Wanted(status=501),
    ),
    # --- refresh
    "refresh one's own, user": (Call(action="refresh"), FORBIDDEN),
    "refresh one's own, admin": (Call(action="refresh", who="admin"), Wanted(names=REFRESHED, has={"uid": "amadmin"})),
    "refresh another's, in the query": (
        Call(action="refresh", who="admin", query={"tokenId": "<user>"}),
        Wanted(has={"uid": "bjensen", "maxidletime": 30, "maxsessiontime": 120, "maxtime": 7200}),
    ),
    "refresh another's, in the body": (
        Call(action="refresh", who="admin", body={"tokenId": "<user>"}),
        Wanted(has={"uid": "amadmin"}),
    ),
    "refresh garbage": (Call(action="refresh", who="admin", query={"tokenId": "garbage"}), NOT_VALID),
    # --- properties
    "own properties": (Call(action="getSessionProperties"), Wanted(body={"LoginLocation": "", "Team": ""})),
    "update all properties": (
        Call(action="updateSessionProperties", body=BOTH_PROPERTIES),
        Wanted(body=BOTH_PROPERTIES),
    ),
    "update a part": (Call(action="updateSessionProperties", body={"Team": "night"}), NOT_LISTED),
    "update one more": (Call(action="updateSessionProperties", body={**BOTH_PROPERTIES, "Shoe": "42"}), NOT_LISTED),
    "update with a target in the body": (
        Call(action="updateSessionProperties", body={**BOTH_PROPERTIES, "tokenId": "<user>"}),
        NOT_LISTED,
    ),
    "update with a number": (
        Call(action="updateSessionProperties", body={"LoginLocation": 7, "Team": "night"}),
        refused(400, "Bad Request"),
    ),
    "update nothing": (Call(action="updateSessionProperties", body={}), refused(400, "Bad Request")),
    "a dead session's properties by admin": (
        Call(action="getSessionProperties", who="admin", query={"tokenId": "<dead>"}),
        refused(400, "Bad Request"),
    ),
    # --- query
    "query by admin": (
        query(FILTER, query={"_pageSize": "1"}),
        Wanted(has={"resultCount": 0, "result": [], "totalPagedResults": -1}, served="resource=2.0"),
    ),
    "query under another realm's path": (query(FILTER, realm=""), Wanted(has={"resultCount": 0})),
    "query of an unknown user": (query('username eq "nobody" and realm eq "/alpha"'), Wanted(has={"result": []})),
    "query of a realm": (query('realm eq "/nowhere"'), Wanted(has={"result": []})),
    "query of a user only": (query('username eq "bjensen"'), refused(400, "The query filter must specify the realm")),
    "query of another field": (
        query('mail eq "b@acme.test" and realm eq "/alpha"'),
        refused(400, "mail is not supported in query filter"),
    ),
    "query of nonsense": (
        query("nonsense"),
        refused(
            400,
            "The value &#39;nonsense&#39; for parameter &#39;_queryFilter&#39; could not be parsed as a valid query filter",
        ),
    ),
    "query of nonsense by nobody": (query("nonsense", who=NOBODY), Wanted(status=400)),
    "query of an empty realm": (query('username eq "bjensen" and realm eq ""'), Wanted(has={"result": []})),
    "query with other capitals": (query("username EQ \"b\" AND (/realm eq '/nowhere')"), Wanted(has={"result": []})),
    "query without quotes": (query("realm eq /alpha"), Wanted(status=400)),
    "query of a bad page": (query(FILTER, query={"_pageSize": "x"}), Wanted(status=400)),
    "no query": (Call(method="GET"), Wanted(status=400, served="resource=2.0")),
    **{
        f"query of what sessions do not support: {text}": (query(text), Wanted(status=500, check=is_empty))
        for text in (
            "true",
            '!(realm eq "/")',
            'username co "b"',
            'realm eq "/" or realm eq "/a"',
            "realm eq 7",
            "realm pr",
        )
    },
    "query by a user": (query(FILTER, who="user"), FORBIDDEN),
    "query by nobody": (query(FILTER, who=NOBODY), DENIED),
    # --- logoutByHandle
    "logoutByHandle by admin": (
        Call(action="logoutByHandle", who="admin", body=MANY_HANDLES),
        Wanted(body={"result": {"<user handle>": True, "<dead handle>": True, "shandle:made-up": True}}, ends="user"),
    ),
    "logoutByHandle of nothing": (
        Call(action="logoutByHandle", who="admin", body={"sessionHandles": []}),
        Wanted(body={"result": {}}),
    ),
    "logoutByHandle without handles": (
        Call(action="logoutByHandle", who="admin", body={}),
        Wanted(status=400, has={"code": 400}),
    ),
    "logoutByHandle of what is no text": (
        Call(action="logoutByHandle", who="admin", body={"sessionHandles": [7]}),
        Wanted(status=500, check=is_empty),
    ),
    "logoutByHandle by a user": (Call(action="logoutByHandle", body={"sessionHandles": []}), FORBIDDEN),
    # --- logout
    "logout one's own": (Call(action="logout"), Wanted(body=LOGGED_OUT, ends="user")),
    "logout with a slash": (Call(action="logout", path="sessions/"), Wanted(body=LOGGED_OUT, ends="user")),
    "logout one's own again": (Call(action="logout", who="dead"), DENIED),
    "logout another's by admin": (
        Call(action="logout", who="admin", query={"tokenId": "<user>"}),
        Wanted(body=LOGGED_OUT, ends="user", keeps="admin"),
    ),
    "logout another's, in the body: logs the admin out": (
        Call(action="logout", who="admin", body={"tokenId": "<user>"}),
        Wanted(body=LOGGED_OUT, ends="admin"),
    ),
    "logout another's by a user, who needs only know the token": (
        Call(action="logout", query={"tokenId": "<other>"}),
        Wanted(body=LOGGED_OUT, ends="other", keeps="user"),
    ),
    "logout a dead target by admin": (
        Call(action="logout", who="admin", query={"tokenId": "<dead>"}),
        Wanted(body={"result": "Token has expired"}, keeps="admin"),
    ),
    # --- what is wrong with a request
    "GET with an action": (
        Call(action="getSessionInfo", method="GET"),
        refused(400, "Unrecognized request parameter &#39;_action&#39;"),
    ),
    "DELETE with an action": (
        Call(action="logout", method="DELETE"),
        refused(400, "Unrecognized request parameter &#39;_action&#39;"),
    ),
    "text for a body": (
        info(content=b"hello", headers={"Content-Type": "text/plain"}),
        Wanted(status=400, check=lambda answer: "content-type" in answer.json()["message"]),
    ),
    "malformed JSON": (
        info(content=NOT_JSON, headers={"Content-Type": "application/json"}),
        Wanted(status=400, check=lambda answer: isinstance(answer.json()["detail"], str)),
    ),
    "an array for a body": (info(body=[]), Wanted(names=INFO)),
    "a malformed version": (
        info(version="resource=two"),
        Wanted(status=400, check=lambda answer: answer.text == "Version string is in an invalid format: resource=two"),
    ),
    "a protocol too new": (info(version="protocol=3.0,resource=2.0"), refused(400, "Unsupported major version: 3.0")),
    "PUT": (Call(method="PUT", body={}), refused(404, "Resource &#39;&#39; not found")),
    "DELETE by a user": (Call(method="DELETE"), FORBIDDEN),
    "DELETE by admin": (Call(method="DELETE", who="admin"), Wanted(status=400)),
    "GET of authenticate": (Call(method="GET", path="authenticate"), Wanted(status=405, served="resource=2.1")),
    "a path below a token": (Call(path="sessions/x/y", action="validate"), Wanted(status=404)),
    "a token in the path at 2.0": (info(path_token="user"), refused(501, "Operation is not supported.")),
    "no proof against forgery needed": (info(version=None, headers={}), Wanted(names=INFO)),
}
