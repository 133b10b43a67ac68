"""ForgeRock on the wire: a request and a response of each operation, with what the call returns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from idsessions import ForgeRockSessions, SessionToken
from idsessions_forgerock.models import CrestError, OAuthError

from .rows import Row

URL: Final = "https://tenant.forgeblocks.com/am"
OPENAM_URL: Final = "https://openam.example.com/openam"
COOKIE_NAME: Final = "6ac6499e9da2071"
ADMIN: Final = SessionToken("fakeAdminToken")

# --- sources ---------------------------------------------------------------------------------------------------------

OPENAM: Final = "OpenAM 16.0.5 on Tomcat, https://github.com/OpenIdentityPlatform/OpenAM"
COLLECTION: Final = "Postman, ForgeRock Identity Cloud Collection"
SESSIONS: Final = "https://docs.pingidentity.com/pingoneaic/am-sessions/managing-sessions-REST.html"
AUTHENTICATE: Final = (
    "https://developer.pingidentity.com/pingoneaic-api/am-authentication/authenticate-endpoint-parameters.html"
)
SIGN_IN: Final = "https://developer.pingidentity.com/pingoneaic-api/am-authentication/authn-rest.html"
SERVER_INFO: Final = f"recorded by https://github.com/rockcarver/frodo-lib; {OPENAM}"
ACCESS_TOKEN: Final = (
    "https://developer.pingidentity.com/pingoneaic-api/authenticate-to-rest-api-with-access-token.html"
)


def utc(hour: int, minute: int, second: int = 0, *, milliseconds: int = 0) -> datetime:
    """A time on 31 July 2025, the day of all rows."""
    return datetime(2025, 7, 31, hour, minute, second, milliseconds * 1000, tzinfo=UTC)


# --- rows of AIC, by operationId; further rows of an operation have a remark behind it -------------------------------

ROWS: Final[Mapping[str, Row[ForgeRockSessions]]] = {
    "refresh": Row(
        source=f"{COLLECTION}, Step 6: Refresh Users' Session; {SESSIONS}",
        call=lambda am: am.refresh("fakeUserToken", pretty_print=True),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=refresh&_prettyPrint=true
Accept: application/json
Accept-API-Version: resource=4.0
Content-Length: 0
6ac6499e9da2071: fakeUserToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"uid":"fake-uuid","realm":"/alpha","idletime":1,"maxidletime":30,"maxsessiontime":120,"maxtime":6826}
""",
        result={
            "uid": "fake-uuid",
            "realm": "/alpha",
            "idletime": 1,
            "maxidletime": 30,
            "maxsessiontime": 120,
            "maxtime": 6826,
        },
    ),
    "logout": Row(
        source=f"{COLLECTION}, Step 4: Logout",
        call=lambda am: am.logout("fakeUserToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions/?_action=logout
Accept: application/json
Accept-API-Version: resource=3.1, protocol=1.0
Content-Length: 0
6ac6499e9da2071: fakeUserToken
""",
        response="""
200
Content-API-Version: resource=3.2
Content-Type: application/json;charset=UTF-8
Set-Cookie: 6ac6499e9da2071=""; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; HttpOnly

{
    "result": "Successfully logged out",
    "goto": "https://tenant.forgeblocks.com/goodbye"
}
""",
        result={"result": "Successfully logged out", "goto": "https://tenant.forgeblocks.com/goodbye"},
    ),
    "getSessionInfo": Row(
        source=SESSIONS,
        call=lambda am: am.get_session_info("fakeUserToken", fields=["username", "realm"]),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=getSessionInfo&_fields=username%2Crealm
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
Content-Length: 0
6ac6499e9da2071: fakeUserToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"username":"fake-uuid","universalId":"id=fake-uuid,ou=user,o=alpha,ou=services,ou=am-config","realm":"/alpha",
"latestAccessTime":"2025-07-31T15:05:45Z","maxIdleExpirationTime":"2025-07-31T15:35:45Z",
"maxSessionExpirationTime":"2025-07-31T17:05:44Z","properties":{"AMCtxId":"fake-context-id"}}
""",
        result={
            "username": "fake-uuid",
            "universal_id": "id=fake-uuid,ou=user,o=alpha,ou=services,ou=am-config",
            "realm": "/alpha",
            "latest_access_time": utc(15, 5, 45),
            "max_idle_expiration_time": utc(15, 35, 45),
            "max_session_expiration_time": utc(17, 5, 44),
            "properties": {"AMCtxId": "fake-context-id"},
        },
    ),
    "getSessionInfo, by an administrator": Row(
        source=SESSIONS,
        call=lambda am: am.with_options(credentials=ADMIN).get_session_info("fakeUserToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=getSessionInfo
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"tokenId":"fakeUserToken"}
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"username":"fake-uuid","realm":"/alpha"}
""",
        result={"username": "fake-uuid", "realm": "/alpha"},
    ),
    "getSessionInfoAndResetIdleTime": Row(
        source=SESSIONS,
        call=lambda am: am.get_session_info_and_reset_idle_time("fakeUserToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=getSessionInfoAndResetIdleTime
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
Content-Length: 0
6ac6499e9da2071: fakeUserToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"username":"fake-uuid","universalId":"id=fake-uuid,ou=user,o=alpha,ou=services,ou=am-config","realm":"/alpha",
"sessionHandle":"shandle:fakeHandle","latestAccessTime":"2025-07-31T16:00:00Z",
"maxIdleExpirationTime":"2025-07-31T16:30:00Z","maxSessionExpirationTime":"2025-07-31T17:05:44Z",
"properties":{"AuthType":""}}
""",
        result={
            "username": "fake-uuid",
            "universal_id": "id=fake-uuid,ou=user,o=alpha,ou=services,ou=am-config",
            "realm": "/alpha",
            "session_handle": "shandle:fakeHandle",
            "latest_access_time": utc(16, 0),
            "max_idle_expiration_time": utc(16, 30),
            "max_session_expiration_time": utc(17, 5, 44),
            "properties": {"AuthType": ""},
        },
    ),
    "validate": Row(
        source=SESSIONS,
        call=lambda am: am.validate("fakeUserToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=validate&refresh=false
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
Content-Length: 0
6ac6499e9da2071: fakeUserToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"valid":true,"sessionUid":"fake-session-uid","uid":"fake-uuid","realm":"/alpha"}
""",
        result={"valid": True, "session_uid": "fake-session-uid", "uid": "fake-uuid", "realm": "/alpha"},
    ),
    "getSessionProperties": Row(
        source=SESSIONS,
        call=lambda am: am.get_session_properties("fakeUserToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=getSessionProperties
Accept: application/json
Accept-API-Version: resource=3.1, protocol=1.0
Content-Length: 0
6ac6499e9da2071: fakeUserToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"LoginLocation":"40.7, -73.9","Team":""}
""",
        result={"LoginLocation": "40.7, -73.9", "Team": ""},
    ),
    "updateSessionProperties": Row(
        source=SESSIONS,
        call=lambda am: am.with_options(credentials=ADMIN).update_session_properties(
            "fakeUserToken", {"LoginLocation": "59.9, 10.7"}
        ),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=updateSessionProperties
Accept: application/json
Accept-API-Version: resource=3.1, protocol=1.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"LoginLocation":"59.9, 10.7","tokenId":"fakeUserToken"}
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"LoginLocation":"59.9, 10.7"}
""",
        result={"LoginLocation": "59.9, 10.7"},
    ),
    "querySessions": Row(
        source=SESSIONS,
        call=lambda am: am.with_options(credentials=ADMIN).query_sessions("fake-uuid"),
        request="""
GET /am/json/realms/root/realms/alpha/sessions?_queryFilter=username+eq+%22fake-uuid%22+and+realm+eq+%22%2Falpha%22
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
6ac6499e9da2071: fakeAdminToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"result":[{"_id":"fake-id","_rev":"647523949","username":"fake-uuid",
"universalId":"id=fake-uuid,ou=user,o=alpha,ou=services,ou=am-config","realm":"/alpha",
"sessionHandle":"shandle:fakeHandle","latestAccessTime":"2025-07-31T15:05:45.544Z",
"maxIdleExpirationTime":"2025-07-31T15:35:45Z","maxSessionExpirationTime":"2025-07-31T17:05:44Z"}],
"resultCount":1,"pagedResultsCookie":"fakePage","totalPagedResultsPolicy":"NONE","totalPagedResults":-1,
"remainingPagedResults":-2}
""",
        result={
            "result": [
                {
                    "id": "fake-id",
                    "rev": "647523949",
                    "username": "fake-uuid",
                    "universal_id": "id=fake-uuid,ou=user,o=alpha,ou=services,ou=am-config",
                    "realm": "/alpha",
                    "session_handle": "shandle:fakeHandle",
                    "latest_access_time": utc(15, 5, 45, milliseconds=544),
                    "max_idle_expiration_time": utc(15, 35, 45),
                    "max_session_expiration_time": utc(17, 5, 44),
                }
            ],
            "result_count": 1,
            "paged_results_cookie": "fakePage",
            "total_paged_results_policy": "NONE",
            "total_paged_results": -1,
            "remaining_paged_results": -2,
        },
    ),
    "logoutByHandle": Row(
        source=SESSIONS,
        call=lambda am: am.with_options(credentials=ADMIN).logout_by_handle(["shandle:fakeOne", "shandle:fakeTwo"]),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=logoutByHandle
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"sessionHandles":["shandle:fakeOne","shandle:fakeTwo"]}
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"result":{"shandle:fakeOne":true,"shandle:fakeTwo":false}}
""",
        result={"shandle:fakeOne": True, "shandle:fakeTwo": False},
    ),
    "logoutByUser": Row(
        source=SESSIONS,
        call=lambda am: am.with_options(credentials=ADMIN).logout_by_user("fake-uuid"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=logoutByUser
Accept: application/json
Accept-API-Version: resource=5.1, protocol=1.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"username":"fake-uuid"}
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"result":true}
""",
        result=True,
    ),
    "authenticate": Row(
        source=f"{AUTHENTICATE}; {SIGN_IN}",
        call=lambda am: am.authenticate(
            username="bjensen",
            password="fakePassword",
            service="Login",
            no_session=False,
            force_auth=True,
            session_upgrade_token="fakeOldToken",
            suspended_id="fakeSuspendedId",
            goto="https://app.example.com/start",
        ),
        request="""
POST /am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=Login&noSession=false"""
        "&ForceAuth=true&sessionUpgradeSSOTokenId=fakeOldToken&suspendedId=fakeSuspendedId"
        """&goto=https%3A%2F%2Fapp.example.com%2Fstart
Accept: application/json
Accept-API-Version: resource=2.1, protocol=1.0
Content-Length: 0
X-OpenAM-Password: fakePassword
X-OpenAM-Username: bjensen
""",
        response="""
200
Content-Type: application/json;charset=UTF-8
Set-Cookie: 6ac6499e9da2071=fakeUserToken; Path=/; Secure; HttpOnly; SameSite=none

{"tokenId":"fakeUserToken","successUrl":"https://tenant.forgeblocks.com/enduser/?realm=alpha","realm":"/alpha"}
""",
        result={
            "token_id": "fakeUserToken",
            "success_url": "https://tenant.forgeblocks.com/enduser/?realm=alpha",
            "realm": "/alpha",
        },
    ),
    "authenticate, the first step of a dialogue": Row(
        source=SIGN_IN,
        call=lambda am: am.authenticate(),
        request="""
POST /am/json/realms/root/realms/alpha/authenticate
Accept: application/json
Accept-API-Version: resource=2.1, protocol=1.0
Content-Length: 0
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"authId":"fake.auth.id","callbacks":[
{"type":"NameCallback","output":[{"name":"prompt","value":"User Name"}],"input":[{"name":"IDToken1","value":"bj"}],
"_id":0},
{"type":"ChoiceCallback","output":[{"name":"choices","value":["Mail","Telephone"]}],
"input":[{"name":"IDToken2","value":1}],"_id":1}],
"stage":"FirstStage","header":"Sign in","description":"Please sign in.","template":"fake.jsp",
"infoText":["Your name","Your choice"]}
""",
        result={
            "auth_id": "fake.auth.id",
            "callbacks": [
                {
                    "type_": "CallbackType.NAMECALLBACK",
                    "output": [{"name": "prompt", "value": "User Name"}],
                    "input_": [{"name": "IDToken1", "value": "bj"}],
                    "id": 0,
                },
                {
                    "type_": "CallbackType.CHOICECALLBACK",
                    "output": [{"name": "choices", "value": ["Mail", "Telephone"]}],
                    "input_": [{"name": "IDToken2", "value": 1}],
                    "id": 1,
                },
            ],
            "stage": "FirstStage",
            "header": "Sign in",
            "description": "Please sign in.",
            "template": "fake.jsp",
            "info_text": ["Your name", "Your choice"],
        },
    ),
    "getServerInfo": Row(
        source=SERVER_INFO,
        call=lambda am: am.get_server_info(fields=["cookieName", "realm"]),
        request="""
GET /am/json/realms/root/realms/alpha/serverinfo/*?_fields=cookieName%2Crealm
Accept: application/json
Accept-API-Version: resource=1.1
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"_id":"*","_rev":"fake-rev","domains":["tenant.forgeblocks.com"],"protectedUserAttributes":["telephoneNumber"],
"cookieName":"6ac6499e9da2071","secureCookie":true,"cookieHttpOnly":false,"cookieSameSite":"NONE",
"forgotPassword":"true","forgotUsername":"false","kbaEnabled":"one","selfRegistration":"two","lang":"en-US",
"successfulUserRegistrationDestination":"default","socialImplementations":["fake"],"referralsEnabled":"three",
"zeroPageLogin":{"enabled":false,"refererWhitelist":["https://app.example.com"],"allowedWithoutReferer":true},
"realm":"/alpha","xuiUserSessionValidationEnabled":true,"fileBasedConfiguration":false,
"userIdAttributes":["fr-idm-uuid"]}
""",
        result={
            "id": "*",
            "rev": "fake-rev",
            "domains": ["tenant.forgeblocks.com"],
            "protected_user_attributes": ["telephoneNumber"],
            "cookie_name": "6ac6499e9da2071",
            "secure_cookie": True,
            "cookie_http_only": False,
            "cookie_same_site": "NONE",
            "forgot_password": "true",
            "forgot_username": "false",
            "kba_enabled": "one",
            "self_registration": "two",
            "lang": "en-US",
            "successful_user_registration_destination": "default",
            "social_implementations": ["fake"],
            "referrals_enabled": "three",
            "zero_page_login": {
                "enabled": False,
                "referer_whitelist": ["https://app.example.com"],
                "allowed_without_referer": True,
            },
            "realm": "/alpha",
            "xui_user_session_validation_enabled": True,
            "file_based_configuration": False,
            "user_id_attributes": ["fr-idm-uuid"],
        },
    ),
    "issueAccessToken": Row(
        source=ACCESS_TOKEN,
        call=lambda am: am.issue_access_token("fake.signed.assertion"),
        request="""
POST /am/oauth2/access_token
Accept: application/json
Content-Type: application/x-www-form-urlencoded

"""
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=service-account"
        "&scope=fr%3Aam%3A%2A&assertion=fake.signed.assertion",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"access_token":"fakeAccessToken","scope":"fr:am:*","token_type":"Bearer","expires_in":899}
""",
        result={"access_token": "fakeAccessToken", "scope": "fr:am:*", "token_type": "Bearer", "expires_in": 899},
    ),
    # --- sessions that are not alive, and errors ---------------------------------------------------------------------
    "refresh, an ended session": Row(
        source=OPENAM,
        call=lambda am: am.with_options(credentials=ADMIN).refresh("fakeDeadToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=refresh
Accept: application/json
Accept-API-Version: resource=4.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"tokenId":"fakeDeadToken"}
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"valid":false}
""",
        result={
            "error": "SessionExpiredError",
            "provider": "forgerock",
            "operation": "refresh",
            "status": 200,
            "code": None,
        },
    ),
    "getSessionInfo, an ended session": Row(
        source=OPENAM,
        call=lambda am: am.with_options(credentials=ADMIN).get_session_info("fakeDeadToken"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=getSessionInfo
Accept: application/json
Accept-API-Version: resource=4.0, protocol=1.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"tokenId":"fakeDeadToken"}
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"valid":false}
""",
        result={
            "error": "SessionExpiredError",
            "provider": "forgerock",
            "operation": "getSessionInfo",
            "status": 200,
            "code": None,
        },
    ),
    "logoutByUser, 403": Row(
        source=SESSIONS,
        call=lambda am: am.with_options(credentials=ADMIN).logout_by_user("fake-uuid"),
        request="""
POST /am/json/realms/root/realms/alpha/sessions?_action=logoutByUser
Accept: application/json
Accept-API-Version: resource=5.1, protocol=1.0
Content-Type: application/json
6ac6499e9da2071: fakeAdminToken

{"username":"fake-uuid"}
""",
        response="""
403
Content-Type: application/json;charset=UTF-8
X-ForgeRock-TransactionId: fake-transaction-id

{"code":403,"reason":"Forbidden","message":"This operation is not available here.",
"detail":{"fakeDetail":"fake"},"cause":{"message":"It was turned off."}}
""",
        result={
            "error": "PermissionDeniedError",
            "provider": "forgerock",
            "operation": "logoutByUser",
            "status": 403,
            "code": "403",
            "message": "This operation is not available here.",
            "request_id": "fake-transaction-id",
        },
        error_model=CrestError,
        error_body={
            "code": 403,
            "reason": "Forbidden",
            "message": "This operation is not available here.",
            "detail": {"fakeDetail": "fake"},
            "cause": {"message": "It was turned off."},
        },
    ),
    "issueAccessToken, 400": Row(
        source=ACCESS_TOKEN,
        call=lambda am: am.issue_access_token("fake.signed.assertion"),
        request="""
POST /am/oauth2/access_token
Accept: application/json
Content-Type: application/x-www-form-urlencoded

"""
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=service-account"
        "&scope=fr%3Aam%3A%2A&assertion=fake.signed.assertion",
        response="""
400
Content-Type: application/json;charset=UTF-8

{"error_description":"The assertion is expired.","error":"invalid_grant"}
""",
        result={
            "error": "AuthenticationError",
            "provider": "forgerock",
            "operation": "issueAccessToken",
            "status": 400,
            "code": "invalid_grant",
            "message": "The assertion is expired.",
        },
        error_model=OAuthError,
        error_body={"error": "invalid_grant", "error_description": "The assertion is expired."},
    ),
}

# --- rows of OpenAM, whose versions and targets differ ---------------------------------------------------------------

OPENAM_ROWS: Final[Mapping[str, Row[ForgeRockSessions]]] = {
    "authenticate, 401 of version 1 on OpenAM": Row(
        source=OPENAM,
        call=lambda am: am.authenticate(username="bjensen", password="fakePassword"),
        request="""
POST /openam/json/realms/root/authenticate
Accept: application/json
Accept-API-Version: resource=2.0, protocol=1.0
Content-Length: 0
X-OpenAM-Password: fakePassword
X-OpenAM-Username: bjensen
""",
        response="""
401
Content-Type: application/json;charset=UTF-8

{"errorMessage":"Authentication Failed"}
""",
        result={
            "error": "AuthenticationError",
            "provider": "forgerock",
            "operation": "authenticate",
            "status": 401,
            "message": "Authentication Failed; the realm is '/': if the user is in another, pass it as `realm`",
        },
        error_model=CrestError,
        error_body={"error_message": "Authentication Failed"},
    ),
    "refresh, OpenAM": Row(
        source=OPENAM,
        call=lambda am: am.refresh("fakeUserToken"),
        request="""
POST /openam/json/realms/root/sessions?_action=refresh&tokenId=fakeUserToken
Accept: application/json
Accept-API-Version: resource=2.0, protocol=1.0
Content-Length: 0
iPlanetDirectoryPro: fakeAdminToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"uid":"bjensen","realm":"/","idletime":1,"maxidletime":30,"maxsessiontime":120,"maxtime":7200}
""",
        result={
            "uid": "bjensen",
            "realm": "/",
            "idletime": 1,
            "maxidletime": 30,
            "maxsessiontime": 120,
            "maxtime": 7200,
        },
    ),
    "validate, OpenAM": Row(
        source=OPENAM,
        call=lambda am: am.with_options(credentials=None).validate("fakeUserToken"),
        request="""
POST /openam/json/realms/root/sessions?_action=validate
Accept: application/json
Accept-API-Version: resource=1.0, protocol=1.0
Content-Length: 0
iPlanetDirectoryPro: fakeUserToken
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"valid":true,"uid":"bjensen","realm":"/"}
""",
        result={"valid": True, "uid": "bjensen", "realm": "/"},
    ),
    "authenticate, OpenAM without a session": Row(
        source=OPENAM,
        call=lambda am: am.authenticate(username="bjensen", password="fakePassword", no_session=True),
        request="""
POST /openam/json/realms/root/authenticate?noSession=true
Accept: application/json
Accept-API-Version: resource=2.0, protocol=1.0
Content-Length: 0
X-OpenAM-Password: fakePassword
X-OpenAM-Username: bjensen
""",
        response="""
200
Content-Type: application/json;charset=UTF-8

{"message":"Authentication Successful","successUrl":"/openam/console","realm":"/"}
""",
        result={"message": "Authentication Successful", "success_url": "/openam/console", "realm": "/"},
    ),
}
