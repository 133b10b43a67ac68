"""Okta on the wire: a request and a response of each operation, with what the call returns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from idsessions import AccessToken, ApiToken, OktaSessions, SessionCookie
from idsessions.okta import AuthenticationStep, CurrentSession
from idsessions_okta.models import Error, OAuthError

from .rows import Row

URL: Final = "https://acme.okta.com"
API_TOKEN: Final = ApiToken("00fakeApiToken")

# --- sources ---------------------------------------------------------------------------------------------------------

# Paths, methods, credentials, media types and status codes of the seven operations of sessions.
SDK: Final = "okta-sdk-dotnet, docs/SessionApi.md"
SESSION: Final = f"{SDK}; https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session"
USER_SESSIONS: Final = "https://github.com/okta/okta-management-openapi-spec, release 2025.08.0"
GLOBAL_REVOCATION: Final = (
    "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/GlobalTokenRevocation"
)
MY_ACCOUNT: Final = "https://developer.okta.com/docs/api/openapi/okta-myaccount/myaccount/tag/Sessions"
AUTHN: Final = "https://developer.okta.com/docs/reference/api/authn/"
TOKEN: Final = "https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/"
DPOP: Final = "https://developer.okta.com/docs/guides/dpop/"
ERRORS: Final = "https://developer.okta.com/docs/reference/error-codes/"


def utc(hour: int, minute: int, second: int = 0) -> datetime:
    """A time on 22 September 2025, the day of all rows."""
    return datetime(2025, 9, 22, hour, minute, second, tzinfo=UTC)


async def with_cookie(current: CurrentSession) -> Mapping[str, object]:
    """The session, and the cookie as a further request would have it."""
    return {"session": current.session, "cookie": await current.cookie.headers("GET", URL)}


async def get_current(okta: OktaSessions) -> object:
    return await with_cookie(await okta.get_current_session(SessionCookie("idx", "fakeIdxCookie")))


async def refresh_current(okta: OktaSessions) -> object:
    return await with_cookie(await okta.refresh_current_session(SessionCookie("sid", "102fakeOldSid")))


# --- rows, by operationId; further rows of an operation have a remark behind it --------------------------------------

ROWS: Final[Mapping[str, Row[OktaSessions]]] = {
    "createSession": Row(
        source=SESSION,
        call=lambda okta: okta.create_session("20111fakeSessionToken"),
        request="""
POST /api/v1/sessions
Accept: application/json
Authorization: SSWS 00fakeApiToken
Content-Type: application/json

{"sessionToken":"20111fakeSessionToken"}
""",
        response="""
200
Content-Type: application/json

{"id":"102fakeCreated","userId":"00ufakeAda","login":"ada@example.com","createdAt":"2025-09-22T07:00:23.000Z",
"expiresAt":"2025-09-22T09:00:23.000Z","status":"ACTIVE","lastPasswordVerification":"2025-09-22T07:00:22.000Z",
"lastFactorVerification":"2025-09-22T07:00:21.000Z","amr":["pwd","otp"],"idp":{"id":"00ofakeOrg","type":"OKTA"},
"mfaActive":true,
"_links":{"self":{"href":"https://acme.okta.com/api/v1/sessions/me","hints":{"allow":["GET","DELETE"]}},
"refresh":{"href":"https://acme.okta.com/api/v1/sessions/me/lifecycle/refresh","hints":{"allow":["POST"]}},
"user":{"name":"Ada Example","href":"https://acme.okta.com/api/v1/users/me","hints":{"allow":["GET"]}}}}
""",
        result={
            "id": "102fakeCreated",
            "user_id": "00ufakeAda",
            "login": "ada@example.com",
            "created_at": utc(7, 0, 23),
            "expires_at": utc(9, 0, 23),
            "status": "SessionStatus.ACTIVE",
            "last_password_verification": utc(7, 0, 22),
            "last_factor_verification": utc(7, 0, 21),
            "amr": ["SessionAuthenticationMethod.PWD", "SessionAuthenticationMethod.OTP"],
            "idp": {"id": "00ofakeOrg", "type_": "SessionIdentityProviderType.OKTA"},
            "mfa_active": True,
            "links": {
                "self_": {"href": "https://acme.okta.com/api/v1/sessions/me", "hints": {"allow": ["GET", "DELETE"]}},
                "refresh": {
                    "href": "https://acme.okta.com/api/v1/sessions/me/lifecycle/refresh",
                    "hints": {"allow": ["POST"]},
                },
                "user": {
                    "name": "Ada Example",
                    "href": "https://acme.okta.com/api/v1/users/me",
                    "hints": {"allow": ["GET"]},
                },
            },
        },
    ),
    "getSession": Row(
        source=SESSION,
        call=lambda okta: okta.get_session("102fakeSid"),
        request="""
GET /api/v1/sessions/102fakeSid
Accept: application/json
Authorization: SSWS 00fakeApiToken
""",
        response="""
200
Content-Type: application/json

{"id":"102fakeSid","userId":"00ufakeGrace","login":"grace@example.com","createdAt":"2025-09-22T08:00:00.000Z",
"expiresAt":"2025-09-22T10:00:00.000Z","status":"MFA_REQUIRED","lastPasswordVerification":"2025-09-22T08:00:01.000Z",
"lastFactorVerification":null,"amr":["kba"],"idp":{"id":"0oafakeProvider","type":"SOCIAL"},"mfaActive":false,
"_links":{"self":{"href":"https://acme.okta.com/api/v1/sessions/102fakeExternal","hints":{"allow":["GET","DELETE"]}},
"refresh":{"href":"https://acme.okta.com/api/v1/sessions/102fakeExternal/lifecycle/refresh",
"hints":{"allow":["POST"]}},
"user":{"name":"Grace Example","href":"https://acme.okta.com/api/v1/users/00ufakeGrace","type":"application/json",
"templated":false,"hints":{"allow":["GET"]}}}}
""",
        result={
            "id": "102fakeSid",
            "user_id": "00ufakeGrace",
            "login": "grace@example.com",
            "created_at": utc(8, 0),
            "expires_at": utc(10, 0),
            "status": "SessionStatus.MFA_REQUIRED",
            "last_password_verification": utc(8, 0, 1),
            "amr": ["SessionAuthenticationMethod.KBA"],
            "idp": {"id": "0oafakeProvider", "type_": "SessionIdentityProviderType.SOCIAL"},
            "mfa_active": False,
            "links": {
                "self_": {
                    "href": "https://acme.okta.com/api/v1/sessions/102fakeExternal",
                    "hints": {"allow": ["GET", "DELETE"]},
                },
                "refresh": {
                    "href": "https://acme.okta.com/api/v1/sessions/102fakeExternal/lifecycle/refresh",
                    "hints": {"allow": ["POST"]},
                },
                "user": {
                    "name": "Grace Example",
                    "href": "https://acme.okta.com/api/v1/users/00ufakeGrace",
                    "type_": "application/json",
                    "templated": False,
                    "hints": {"allow": ["GET"]},
                },
            },
        },
    ),
    "refreshSession": Row(
        source=SESSION,
        call=lambda okta: okta.refresh_session("102fakeSid"),
        request="""
POST /api/v1/sessions/102fakeSid/lifecycle/refresh
Accept: application/json
Authorization: SSWS 00fakeApiToken
Content-Length: 0
""",
        response="""
200
Content-Type: application/json
Set-Cookie: sid=102fakeSid;Version=1;Path=/;Secure

{"id":"102fakeSid","userId":"00ufakeGrace","login":"grace@example.com","createdAt":"2025-09-22T08:00:00.000Z",
"expiresAt":"2025-09-22T11:30:00.000Z","status":"MFA_ENROLL","lastPasswordVerification":"2025-09-22T08:00:01.000Z",
"lastFactorVerification":"2025-09-22T08:00:02.000Z","amr":["pwd","mfa","sms"],
"idp":{"id":"0oafakeProvider","type":"ACTIVE_DIRECTORY"},"mfaActive":true,
"_links":{"self":{"href":"https://acme.okta.com/api/v1/sessions/102fakeExternal"},
"refresh":{"href":"https://acme.okta.com/api/v1/sessions/102fakeExternal/lifecycle/refresh"},
"user":{"href":"https://acme.okta.com/api/v1/users/00ufakeGrace"}}}
""",
        result={
            "id": "102fakeSid",
            "user_id": "00ufakeGrace",
            "login": "grace@example.com",
            "created_at": utc(8, 0),
            "expires_at": utc(11, 30),
            "status": "SessionStatus.MFA_ENROLL",
            "last_password_verification": utc(8, 0, 1),
            "last_factor_verification": utc(8, 0, 2),
            "amr": [f"SessionAuthenticationMethod.{name}" for name in ("PWD", "MFA", "SMS")],
            "idp": {"id": "0oafakeProvider", "type_": "SessionIdentityProviderType.ACTIVE_DIRECTORY"},
            "mfa_active": True,
            "links": {
                "self_": {"href": "https://acme.okta.com/api/v1/sessions/102fakeExternal"},
                "refresh": {"href": "https://acme.okta.com/api/v1/sessions/102fakeExternal/lifecycle/refresh"},
                "user": {"href": "https://acme.okta.com/api/v1/users/00ufakeGrace"},
            },
        },
    ),
    "revokeSession": Row(
        source=SESSION,
        call=lambda okta: okta.revoke_session("102fakeSid"),
        request="""
DELETE /api/v1/sessions/102fakeSid
Accept: application/json
Authorization: SSWS 00fakeApiToken
""",
        response="""
204
""",
    ),
    "getCurrentSession": Row(
        source=SESSION,
        call=get_current,
        request="""
GET /api/v1/sessions/me
Accept: application/json
Cookie: idx=fakeIdxCookie
""",
        response="""
200
Content-Type: application/json

{"id":"102fakeMine","userId":"00ufakeAda","login":"ada@example.com","createdAt":"2025-09-22T12:00:00.000Z",
"expiresAt":"2025-09-22T14:00:00.000Z","status":"ACTIVE","lastPasswordVerification":"2025-09-22T12:00:01.000Z",
"lastFactorVerification":"2025-09-22T12:00:02.000Z","amr":["hwk"],"idp":{"id":"00ofakeOrg","type":"FEDERATION"},
"mfaActive":true,"_links":{"self":{"href":"https://acme.okta.com/api/v1/sessions/me"},
"refresh":{"href":"https://acme.okta.com/api/v1/sessions/me/lifecycle/refresh"},
"user":{"href":"https://acme.okta.com/api/v1/users/me"}}}
""",
        result={
            "session": {
                "id": "102fakeMine",
                "user_id": "00ufakeAda",
                "login": "ada@example.com",
                "created_at": utc(12, 0),
                "expires_at": utc(14, 0),
                "status": "SessionStatus.ACTIVE",
                "last_password_verification": utc(12, 0, 1),
                "last_factor_verification": utc(12, 0, 2),
                "amr": ["SessionAuthenticationMethod.HWK"],
                "idp": {"id": "00ofakeOrg", "type_": "SessionIdentityProviderType.FEDERATION"},
                "mfa_active": True,
                "links": {
                    "self_": {"href": "https://acme.okta.com/api/v1/sessions/me"},
                    "refresh": {"href": "https://acme.okta.com/api/v1/sessions/me/lifecycle/refresh"},
                    "user": {"href": "https://acme.okta.com/api/v1/users/me"},
                },
            },
            "cookie": {"Cookie": "idx=fakeIdxCookie"},
        },
    ),
    "refreshCurrentSession": Row(
        source=SESSION,
        call=refresh_current,
        request="""
POST /api/v1/sessions/me/lifecycle/refresh
Accept: application/json
Content-Length: 0
Cookie: sid=102fakeOldSid
""",
        response="""
200
Content-Type: application/json
Set-Cookie: sid=102fakeNewSid;Version=1;Path=/;Secure
Set-Cookie: xids=102fakeExternal;Version=1;Path=/;Secure

{"id":"102fakeNewSid","userId":"00ufakeAda","login":"ada@example.com","createdAt":"2025-09-22T12:00:00.000Z",
"expiresAt":"2025-09-22T14:05:00.000Z","status":"ACTIVE","lastPasswordVerification":"2025-09-22T12:00:01.000Z",
"lastFactorVerification":"2025-09-22T12:00:02.000Z","amr":["swk"],"idp":{"id":"00ofakeOrg","type":"LDAP"},
"mfaActive":false,"_links":{"self":{"href":"https://acme.okta.com/api/v1/sessions/me"},
"refresh":{"href":"https://acme.okta.com/api/v1/sessions/me/lifecycle/refresh"},
"user":{"href":"https://acme.okta.com/api/v1/users/me"}}}
""",
        result={
            "session": {
                "id": "102fakeNewSid",
                "user_id": "00ufakeAda",
                "login": "ada@example.com",
                "created_at": utc(12, 0),
                "expires_at": utc(14, 5),
                "status": "SessionStatus.ACTIVE",
                "last_password_verification": utc(12, 0, 1),
                "last_factor_verification": utc(12, 0, 2),
                "amr": ["SessionAuthenticationMethod.SWK"],
                "idp": {"id": "00ofakeOrg", "type_": "SessionIdentityProviderType.LDAP"},
                "mfa_active": False,
                "links": {
                    "self_": {"href": "https://acme.okta.com/api/v1/sessions/me"},
                    "refresh": {"href": "https://acme.okta.com/api/v1/sessions/me/lifecycle/refresh"},
                    "user": {"href": "https://acme.okta.com/api/v1/users/me"},
                },
            },
            "cookie": {"Cookie": "sid=102fakeNewSid"},
        },
    ),
    "closeCurrentSession": Row(
        source=SESSION,
        call=lambda okta: okta.close_current_session(SessionCookie("sid", "102fakeSid")),
        request="""
DELETE /api/v1/sessions/me
Accept: application/json
Cookie: sid=102fakeSid
""",
        response="""
204
Set-Cookie: sid="";Version=1;Path=/;Max-Age=0
""",
    ),
    "revokeUserSessions": Row(
        source=USER_SESSIONS,
        call=lambda okta: okta.revoke_user_sessions("00ufakeAda", oauth_tokens=True, forget_devices=False),
        request="""
DELETE /api/v1/users/00ufakeAda/sessions?oauthTokens=true&forgetDevices=false
Accept: application/json
Authorization: SSWS 00fakeApiToken
""",
        response="""
204
""",
    ),
    "endUserSessions": Row(
        source=USER_SESSIONS,
        call=lambda okta: okta.end_user_sessions(SessionCookie("idx", "fakeIdxCookie"), keep_current=False),
        request="""
POST /api/v1/users/me/lifecycle/delete_sessions
Accept: application/json
Content-Type: application/json
Cookie: idx=fakeIdxCookie

{"keepCurrent":false}
""",
        response="""
200
""",
    ),
    "globalTokenRevocation": Row(
        source=f"{GLOBAL_REVOCATION}; RFC 9493",
        call=lambda okta: okta.global_token_revocation(issuer="https://idp.example.com", subject="ana@example.com"),
        request="""
POST /oauth2/v1/global-token-revocation
Accept: application/json
Authorization: SSWS 00fakeApiToken
Content-Type: application/json

{"sub_id":{"format":"iss_sub","iss":"https://idp.example.com","sub":"ana@example.com"}}
""",
        response="""
204
""",
    ),
    "refreshSession, minimal": Row(
        source="https://developer.okta.com/docs/release-notes/2018/#preview-release-2018-09",
        call=lambda okta: okta.refresh_session("102fakeSid", minimal=True),
        request="""
POST /api/v1/sessions/102fakeSid/lifecycle/refresh
Accept: application/json
Authorization: SSWS 00fakeApiToken
Content-Length: 0
Prefer: return=minimal
""",
        response="""
204
Preference-Applied: return=minimal
""",
    ),
    "endMyAccountSessions": Row(
        source=f"{MY_ACCOUNT}; the media type carries the version",
        call=lambda okta: okta.end_my_account_sessions(AccessToken("fakeUserToken"), oauth_tokens=False),
        request="""
DELETE /idp/myaccount/sessions?oauthTokens=false&excludeCurrentAuthorizationContext=false
Accept: application/json; okta-version=1.0.0
Authorization: Bearer fakeUserToken
""",
        response="""
204
""",
    ),
    "authenticate": Row(
        source=AUTHN,
        call=lambda okta: okta.authenticate(
            "ada@example.com",
            "fakePassword",
            relay_state="/deep/link",
            device_token="fakeDeviceToken",
            warn_before_password_expired=True,
            multi_optional_factor_enroll=False,
            forwarded_for="203.0.113.9",
            device_fingerprint="fakeFingerprint",
            as_trusted_application=True,
        ),
        request="""
POST /api/v1/authn
Accept: application/json
Authorization: SSWS 00fakeApiToken
Content-Type: application/json
X-Device-Fingerprint: fakeFingerprint
X-Forwarded-For: 203.0.113.9

"""
        '{"username":"ada@example.com","password":"fakePassword","relayState":"/deep/link","options":'
        '{"multiOptionalFactorEnroll":false,"warnBeforePasswordExpired":true},"context":{"deviceToken":"fakeDeviceToken"}}',
        response="""
200
Content-Type: application/json

{"expiresAt":"2025-09-22T07:05:23.000Z","status":"SUCCESS","relayState":"/deep/link",
"sessionToken":"20111fakeSessionToken","_embedded":{"user":{"id":"00ufakeAda",
"passwordChanged":"2025-09-22T07:00:22.000Z","profile":{"login":"ada@example.com","firstName":"Ada",
"lastName":"Example","locale":"en_US","timeZone":"America/Los_Angeles"}}},
"_links":{"cancel":{"href":"https://acme.okta.com/api/v1/authn/cancel","hints":{"allow":["POST"]}}}}
""",
        result={
            "expires_at": utc(7, 5, 23),
            "status": "AuthenticationStatus.SUCCESS",
            "relay_state": "/deep/link",
            "session_token": "20111fakeSessionToken",
            "embedded": {
                "user": {
                    "id": "00ufakeAda",
                    "password_changed": utc(7, 0, 22),
                    "profile": {
                        "login": "ada@example.com",
                        "first_name": "Ada",
                        "last_name": "Example",
                        "locale": "en_US",
                        "time_zone": "America/Los_Angeles",
                    },
                }
            },
            "links": {"cancel": {"href": "https://acme.okta.com/api/v1/authn/cancel", "hints": {"allow": ["POST"]}}},
        },
    ),
    "authenticate, MFA_REQUIRED": Row(
        source=AUTHN,
        call=lambda okta: okta.authenticate("ada@example.com", "fakePassword"),
        request="""
POST /api/v1/authn
Accept: application/json
Content-Type: application/json

{"username":"ada@example.com","password":"fakePassword"}
""",
        response="""
200
Content-Type: application/json

{"stateToken":"00fakeStateToken","expiresAt":"2025-09-22T07:05:00.000Z","status":"MFA_REQUIRED","_embedded":{
"user":{"id":"00ufakeAda"},
"factors":[
{"id":"ufsfakeQuestion","factorType":"question","provider":"OKTA","vendorName":"OKTA","status":"ACTIVE",
"enrollment":"OPTIONAL","profile":{"question":"favorite_art_piece","questionText":"Which picture do you like best?"},
"_links":{"verify":{"href":"https://acme.okta.com/api/v1/authn/factors/ufsfakeQuestion/verify"},
"questions":{"href":"https://acme.okta.com/api/v1/users/00ufakeAda/factors/questions"}}},
{"id":"opffakePush","factorType":"push","provider":"OKTA","profile":{"credentialId":"ada@example.com",
"phoneNumber":"+1 XXX-XXX-0123","email":"a...a@example.com","deviceType":"SmartPhone_IPhone","name":"Phone",
"platform":"IOS","version":"17.0"},
"_links":{"enroll":{"href":"https://acme.okta.com/api/v1/authn/factors"}}}],
"policy":{"allowRememberDevice":true,"rememberDeviceByDefault":false,"rememberDeviceLifetimeInMinutes":15}},
"_links":{"cancel":{"href":"https://acme.okta.com/api/v1/authn/cancel"}}}
""",
        result={
            "state_token": "00fakeStateToken",
            "expires_at": utc(7, 5),
            "status": "AuthenticationStatus.MFA_REQUIRED",
            "embedded": {
                "user": {"id": "00ufakeAda"},
                "factors": [
                    {
                        "id": "ufsfakeQuestion",
                        "factor_type": "question",
                        "provider": "OKTA",
                        "vendor_name": "OKTA",
                        "status": "ACTIVE",
                        "enrollment": "OPTIONAL",
                        "profile": {
                            "question": "favorite_art_piece",
                            "question_text": "Which picture do you like best?",
                        },
                        "links": {
                            "verify": {"href": "https://acme.okta.com/api/v1/authn/factors/ufsfakeQuestion/verify"},
                            "questions": {"href": "https://acme.okta.com/api/v1/users/00ufakeAda/factors/questions"},
                        },
                    },
                    {
                        "id": "opffakePush",
                        "factor_type": "push",
                        "provider": "OKTA",
                        "profile": {
                            "credential_id": "ada@example.com",
                            "phone_number": "+1 XXX-XXX-0123",
                            "email": "a...a@example.com",
                            "device_type": "SmartPhone_IPhone",
                            "name": "Phone",
                            "platform": "IOS",
                            "version": "17.0",
                        },
                        "links": {"enroll": {"href": "https://acme.okta.com/api/v1/authn/factors"}},
                    },
                ],
                "policy": {
                    "allow_remember_device": True,
                    "remember_device_by_default": False,
                    "remember_device_lifetime_in_minutes": 15,
                },
            },
            "links": {"cancel": {"href": "https://acme.okta.com/api/v1/authn/cancel"}},
        },
    ),
    "authenticate, MFA_ENROLL_ACTIVATE": Row(
        source=AUTHN,
        call=lambda okta: okta.authenticate(state_token="00fakeStateToken"),
        request="""
POST /api/v1/authn
Accept: application/json
Content-Type: application/json

{"stateToken":"00fakeStateToken"}
""",
        response="""
200
Content-Type: application/json

{"stateToken":"00fakeStateToken","status":"MFA_ENROLL_ACTIVATE","factorResult":"WAITING","_embedded":{
"factor":{"id":"opffakePush","factorType":"push","_embedded":{"activation":{"expiresAt":"2025-09-22T07:10:00.000Z",
"timeStep":30,"sharedSecret":"fakeSharedSecret","encoding":"base32","keyLength":16}}}},
"_links":{
"next":{"name":"poll","href":"https://acme.okta.com/api/v1/authn/factors/opffakePush/lifecycle/activate/poll"},
"prev":{"href":"https://acme.okta.com/api/v1/authn/previous"},
"cancel":{"href":"https://acme.okta.com/api/v1/authn/cancel"},
"resend":[{"name":"push","href":"https://acme.okta.com/api/v1/authn/factors/opffakePush/resend"}]}}
""",
        result={
            "state_token": "00fakeStateToken",
            "status": "AuthenticationStatus.MFA_ENROLL_ACTIVATE",
            "factor_result": "FactorResult.WAITING",
            "embedded": {
                "factor": {
                    "id": "opffakePush",
                    "factor_type": "push",
                    "embedded": {
                        "activation": {
                            "expires_at": utc(7, 10),
                            "time_step": 30,
                            "shared_secret": "fakeSharedSecret",
                            "encoding": "base32",
                            "key_length": 16,
                        }
                    },
                }
            },
            "links": {
                "next_": {
                    "name": "poll",
                    "href": "https://acme.okta.com/api/v1/authn/factors/opffakePush/lifecycle/activate/poll",
                },
                "prev": {"href": "https://acme.okta.com/api/v1/authn/previous"},
                "cancel": {"href": "https://acme.okta.com/api/v1/authn/cancel"},
                "resend": [{"name": "push", "href": "https://acme.okta.com/api/v1/authn/factors/opffakePush/resend"}],
            },
        },
    ),
    "authenticate, PASSWORD_WARN": Row(
        source=AUTHN,
        call=lambda okta: okta.authenticate(token="fakeActivationToken"),
        request="""
POST /api/v1/authn
Accept: application/json
Content-Type: application/json

{"token":"fakeActivationToken"}
""",
        response="""
200
Content-Type: application/json

{"stateToken":"00fakeStateToken","status":"PASSWORD_WARN","_embedded":{"policy":{
"expiration":{"passwordExpireDays":3},
"complexity":{"minLength":8,"minLowerCase":1,"minUpperCase":2,"minNumber":3,"minSymbol":4,"excludeUsername":true},
"age":{"minAgeMinutes":5,"historyCount":6}}},
"_links":{
"next":{"name":"changePassword","href":"https://acme.okta.com/api/v1/authn/credentials/change_password"},
"skip":{"name":"skip","href":"https://acme.okta.com/api/v1/authn/skip"}}}
""",
        result={
            "state_token": "00fakeStateToken",
            "status": "AuthenticationStatus.PASSWORD_WARN",
            "embedded": {
                "policy": {
                    "expiration": {"password_expire_days": 3},
                    "complexity": {
                        "min_length": 8,
                        "min_lower_case": 1,
                        "min_upper_case": 2,
                        "min_number": 3,
                        "min_symbol": 4,
                        "exclude_username": True,
                    },
                    "age": {"min_age_minutes": 5, "history_count": 6},
                }
            },
            "links": {
                "next_": {
                    "name": "changePassword",
                    "href": "https://acme.okta.com/api/v1/authn/credentials/change_password",
                },
                "skip": {"name": "skip", "href": "https://acme.okta.com/api/v1/authn/skip"},
            },
        },
    ),
    "authenticate, RECOVERY": Row(
        source=AUTHN,
        call=lambda okta: okta.authenticate(state_token="00fakeStateToken"),
        request="""
POST /api/v1/authn
Accept: application/json
Content-Type: application/json

{"stateToken":"00fakeStateToken"}
""",
        response="""
200
Content-Type: application/json

{"stateToken":"00fakeStateToken","status":"RECOVERY","type":"SESSION_STEP_UP","recoveryToken":"fakeRecoveryToken",
"recoveryType":"PASSWORD","factorType":"EMAIL","_embedded":{"user":{"recovery_question":{
"question":"Who is a major player in the cowboy scene?"}}}}
""",
        result={
            "state_token": "00fakeStateToken",
            "status": "AuthenticationStatus.RECOVERY",
            "type_": "SESSION_STEP_UP",
            "recovery_token": "fakeRecoveryToken",
            "recovery_type": "PASSWORD",
            "factor_type": "EMAIL",
            "embedded": {"user": {"recovery_question": {"question": "Who is a major player in the cowboy scene?"}}},
        },
    ),
    "verifyFactor": Row(
        source=f"{AUTHN}#verify-push-factor; fixtures of okta-auth-js",
        call=lambda okta: okta.verify_factor("opffakePush", AuthenticationStep("00fakeStateToken"), auto_push=True),
        request="""
POST /api/v1/authn/factors/opffakePush/verify?autoPush=true
Accept: application/json
Content-Type: application/json

{"stateToken":"00fakeStateToken"}
""",
        response="""
200
Content-Type: application/json

{"stateToken":"00fakeStateToken","status":"MFA_CHALLENGE","factorResult":"WAITING",
"_embedded":{"factor":{"id":"opffakePush","factorType":"push"}},
"_links":{"next":{"name":"poll","href":"https://acme.okta.com/api/v1/authn/factors/opffakePush/verify"},
"resend":[{"name":"push","href":"https://acme.okta.com/api/v1/authn/factors/opffakePush/verify/resend"}]}}
""",
        result={
            "state_token": "00fakeStateToken",
            "status": "AuthenticationStatus.MFA_CHALLENGE",
            "factor_result": "FactorResult.WAITING",
            "embedded": {"factor": {"id": "opffakePush", "factor_type": "push"}},
            "links": {
                "next_": {"name": "poll", "href": "https://acme.okta.com/api/v1/authn/factors/opffakePush/verify"},
                "resend": [
                    {"name": "push", "href": "https://acme.okta.com/api/v1/authn/factors/opffakePush/verify/resend"}
                ],
            },
        },
    ),
    "continueAuthentication": Row(
        source=f"{AUTHN}#answer-recovery-question",
        call=lambda okta: okta.continue_authentication(
            "recovery/answer", AuthenticationStep("00fakeStateToken", answer="Annie Oakley")
        ),
        request="""
POST /api/v1/authn/recovery/answer
Accept: application/json
Content-Type: application/json

{"stateToken":"00fakeStateToken","answer":"Annie Oakley"}
""",
        response="""
200
Content-Type: application/json

{"stateToken":"00fakeStateToken","status":"PASSWORD_RESET"}
""",
        result={"state_token": "00fakeStateToken", "status": "AuthenticationStatus.PASSWORD_RESET"},
    ),
    "cancelAuthentication": Row(
        source=f"{AUTHN}#cancel-transaction",
        call=lambda okta: okta.cancel_authentication("00fakeStateToken"),
        request="""
POST /api/v1/authn/cancel
Accept: application/json
Content-Type: application/json

{"stateToken":"00fakeStateToken"}
""",
        response="""
200
Content-Type: application/json

{"relayState":"/myapp"}
""",
    ),
    "issueAccessToken": Row(
        source=f"{TOKEN}; {DPOP}",
        call=lambda okta: okta.issue_access_token(
            "fake.client.assertion", scope="okta.sessions.read okta.sessions.manage", dpop="fake.dpop.proof"
        ),
        request="""
POST /oauth2/v1/token
Accept: application/json
Content-Type: application/x-www-form-urlencoded
DPoP: fake.dpop.proof

"""
        "grant_type=client_credentials&scope=okta.sessions.read+okta.sessions.manage"
        "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        "&client_assertion=fake.client.assertion",
        response="""
200
Content-Type: application/json

{"token_type":"DPoP","expires_in":3600,"access_token":"fakeAccessToken",
"scope":"okta.sessions.read okta.sessions.manage"}
""",
        result={
            "token_type": "AccessTokenType.DPOP",
            "expires_in": 3600,
            "access_token": "fakeAccessToken",
            "scope": "okta.sessions.read okta.sessions.manage",
        },
    ),
    # --- errors ------------------------------------------------------------------------------------------------------
    "getSession, 404": Row(
        source=f"{SESSION}; {ERRORS}",
        call=lambda okta: okta.get_session("102fakeDead"),
        request="""
GET /api/v1/sessions/102fakeDead
Accept: application/json
Authorization: SSWS 00fakeApiToken
""",
        response="""
404
Content-Type: application/json
X-Okta-Request-Id: fakeRequestId

{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: this one (AppSession)",
"errorLink":"E0000007","errorId":"oaefakeErrorId","errorCauses":[{"errorSummary":"It was revoked."}]}
""",
        result={
            "error": "NotFoundError",
            "provider": "okta",
            "operation": "getSession",
            "status": 404,
            "code": "E0000007",
            "message": "Not found: Resource not found: this one (AppSession): It was revoked.",
            "request_id": "fakeRequestId",
        },
        error_model=Error,
        error_body={
            "error_code": "E0000007",
            "error_summary": "Not found: Resource not found: this one (AppSession)",
            "error_link": "E0000007",
            "error_id": "oaefakeErrorId",
            "error_causes": [{"error_summary": "It was revoked."}],
        },
    ),
    "issueAccessToken, 401": Row(
        source=TOKEN,
        call=lambda okta: okta.issue_access_token("fake.client.assertion", scope="okta.sessions.read"),
        request="""
POST /oauth2/v1/token
Accept: application/json
Content-Type: application/x-www-form-urlencoded

"""
        "grant_type=client_credentials&scope=okta.sessions.read"
        "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        "&client_assertion=fake.client.assertion",
        response="""
401
Content-Type: application/json
X-Okta-Request-Id: fakeRequestId

{"error":"invalid_client","error_description":"The client_assertion token is expired."}
""",
        result={
            "error": "AuthenticationError",
            "provider": "okta",
            "operation": "issueAccessToken",
            "status": 401,
            "code": "invalid_client",
            "message": "The client_assertion token is expired.",
            "request_id": "fakeRequestId",
        },
        error_model=OAuthError,
        error_body={"error": "invalid_client", "error_description": "The client_assertion token is expired."},
    ),
    "issueAccessToken, 401 of the API": Row(
        source=f"{TOKEN}; {ERRORS}",
        call=lambda okta: okta.issue_access_token("fake.client.assertion", scope="okta.sessions.read"),
        request="""
POST /oauth2/v1/token
Accept: application/json
Content-Type: application/x-www-form-urlencoded

"""
        "grant_type=client_credentials&scope=okta.sessions.read"
        "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        "&client_assertion=fake.client.assertion",
        response="""
401
Content-Type: application/json

{"errorCode":"invalid_client","errorSummary":"Invalid value for 'client_id' parameter.",
"errorLink":"invalid_client","errorId":"oaefakeErrorId","errorCauses":[]}
""",
        result={
            "error": "AuthenticationError",
            "provider": "okta",
            "operation": "issueAccessToken",
            "status": 401,
            "code": "invalid_client",
            "message": "Invalid value for 'client_id' parameter.",
        },
        error_model=OAuthError,
        error_body={
            "error_code": "invalid_client",
            "error_summary": "Invalid value for 'client_id' parameter.",
            "error_link": "invalid_client",
            "error_id": "oaefakeErrorId",
            "error_causes": [],
        },
    ),
}
