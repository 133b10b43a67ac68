"""AgileApps on the wire: a request and a response of each operation, with what the call returns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from idsessions import AgileAppsSession, AgileAppsSessions
from idsessions_agileapps.models import ErrorResponse

from .rows import Row

URL: Final = "https://acme.agileappscloud.com"
COOKIES: Final = "JSESSIONID=fakeSession; ROUTEID=fakeNode"

# --- sources ---------------------------------------------------------------------------------------------------------

SESSIONS: Final = "https://agileappscloud.info/aawiki/REST_API:Session_Management_Resources"
USER: Final = "http://lj.platformatyourservice.com/ljwiki/User_Resource"
ERRORS: Final = "https://agileappscloud.info/aawiki/REST_API:Error_Codes"
MANAGEMENT: Final = "https://agileappscloud.info/aawiki/Special:Search?search=httpSessionManagement"
CONVENTIONS: Final = "https://agileappscloud.info/aawiki/REST_API/Conventions"


TEAM: Final = {
    "content": "5",
    "type_": "TEAM",
    "uri": "https://acme.agileappscloud.com/networking/rest/team/5",
    "display_value": "Orders",
}


async def started(session: AgileAppsSession) -> Mapping[str, object]:
    """What a login returned, and the cookies as a further request would have them."""
    return {"login": session.login, "cookies": await session.cookies.headers("GET", URL)}


async def login(agileapps: AgileAppsSessions) -> object:
    return await started(await agileapps.login("jim@acme.example", "fakePassword", allow_forced_password_change=True))


async def login_as_customer_support(agileapps: AgileAppsSessions) -> object:
    session = await agileapps.login_as_customer_support(
        "adrian@admin.example", "fakePassword", client_tenant_id="464938724568972"
    )
    return await started(session)


async def proxy_login(agileapps: AgileAppsSessions) -> object:
    session = await agileapps.proxy_login(
        COOKIES, "464938724568972", user_name="adrian@admin.example", password="fakePassword"
    )
    return await started(session)


async def switch_back(agileapps: AgileAppsSessions) -> object:
    return await started(await agileapps.switch_back(COOKIES))


# --- rows, by operationId; further rows of an operation have a remark behind it --------------------------------------

ROWS: Final[Mapping[str, Row[AgileAppsSessions]]] = {
    "login": Row(
        source=f"{SESSIONS}, Logging In",
        call=login,
        request="""
POST /networking/rest/login
Accept: application/xml
Content-Type: application/xml

<?xml version="1.0" encoding="UTF-8"?>
<platform><login><userName>jim@acme.example</userName><password>fakePassword</password></login></platform>
""",
        response="""
200
Content-Type: application/xml
Set-Cookie: JSESSIONID=fakeSession; Path=/; Secure; HttpOnly
Set-Cookie: ROUTEID=fakeNode; Path=/

<platform>
<login>
<userId>qwe123rty456</userId>
<email>jim@mail.example</email>
<userName>jim@acme.example</userName>
<firstName>Jim</firstName>
<isForceChangePassword>true</isForceChangePassword>
<lastName>Acme</lastName>
<organizationName>Acme Inc.</organizationName>
<organizationId>473474</organizationId>
<timeZone>12</timeZone>
<primaryTeamId>1</primaryTeamId>
<employeeNumber>007</employeeNumber>
<sessionId>fakeSession</sessionId>
<cookieString>JSESSIONID=fakeSession; ROUTEID=fakeNode</cookieString>
<startingAppId type="APP" uri="https://acme.agileappscloud.com/networking/rest/application/446" displayValue="CRM">446</startingAppId>
<userLocale>en</userLocale>
<userDateFormat>MM/dd/yyyy</userDateFormat>
</login>
<message>
<code>0</code>
<description>Success</description>
</message>
</platform>
""",
        result={
            "login": {
                "user_id": "qwe123rty456",
                "email": "jim@mail.example",
                "user_name": "jim@acme.example",
                "first_name": "Jim",
                "is_force_change_password": True,
                "last_name": "Acme",
                "organization_name": "Acme Inc.",
                "organization_id": "473474",
                "time_zone": "12",
                "primary_team_id": "1",
                "employee_number": "007",
                "session_id": "fakeSession",
                "cookie_string": "JSESSIONID=fakeSession; ROUTEID=fakeNode",
                "starting_app_id": {
                    "content": "446",
                    "type_": "APP",
                    "uri": "https://acme.agileappscloud.com/networking/rest/application/446",
                    "display_value": "CRM",
                },
                "user_locale": "en",
                "user_date_format": "MM/dd/yyyy",
            },
            "cookies": {"Cookie": "JSESSIONID=fakeSession; ROUTEID=fakeNode"},
        },
    ),
    "loginAsCustomerSupport": Row(
        source=f"{SESSIONS}, Logging In as Customer Support",
        call=login_as_customer_support,
        request="""
POST /networking/rest/login/customerSupport
Accept: application/xml
Content-Type: application/xml

<?xml version="1.0" encoding="UTF-8"?>
"""
        "<platform><login><userName>adrian@admin.example</userName><password>fakePassword</password>"
        "<client_tenant_id>464938724568972</client_tenant_id></login></platform>",
        response="""
201
Content-Type: application/xml
Set-Cookie: JSESSIONID=fakeSupport; Path=/; Secure; HttpOnly

<platform><login><userId>1</userId><email>adrian@mail.example</email><userName>adrian@admin.example</userName>
<firstName>Customer</firstName><isForceChangePassword>false</isForceChangePassword><lastName>Support</lastName>
<organizationName>Client Inc.</organizationName><organizationId>464938724568972</organizationId>
<timeZone>36</timeZone><primaryTeamId>2</primaryTeamId><employeeNumber></employeeNumber>
<sessionId>fakeSupport</sessionId><cookieString>JSESSIONID=fakeSupport</cookieString>
<startingAppId type="" uri="https://acme.agileappscloud.com/networking/rest/application/447" displayValue="">447</startingAppId>
<userLocale>de</userLocale><userDateFormat>dd.MM.yyyy</userDateFormat></login>
<message><code>0</code><description>Success</description></message></platform>
""",
        result={
            "login": {
                "user_id": "1",
                "email": "adrian@mail.example",
                "user_name": "adrian@admin.example",
                "first_name": "Customer",
                "is_force_change_password": False,
                "last_name": "Support",
                "organization_name": "Client Inc.",
                "organization_id": "464938724568972",
                "time_zone": "36",
                "primary_team_id": "2",
                "session_id": "fakeSupport",
                "cookie_string": "JSESSIONID=fakeSupport",
                "starting_app_id": {
                    "content": "447",
                    "type_": "",
                    "uri": "https://acme.agileappscloud.com/networking/rest/application/447",
                    "display_value": "",
                },
                "user_locale": "de",
                "user_date_format": "dd.MM.yyyy",
            },
            "cookies": {"Cookie": "JSESSIONID=fakeSupport"},
        },
    ),
    "proxyLogin": Row(
        source=f"{SESSIONS}, Doing a Proxy Login",
        call=proxy_login,
        request="""
POST /networking/rest/login/proxyLogin
Accept: application/xml
Content-Type: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode

<?xml version="1.0" encoding="UTF-8"?>
"""
        "<platform><login><userName>adrian@admin.example</userName><password>fakePassword</password>"
        "<proxy_user_id>464938724568972</proxy_user_id></login></platform>",
        response="""
200
Content-Type: application/xml
Set-Cookie: JSESSIONID=fakeProxied; Path=/; Secure; HttpOnly

<platform><login><userId>464938724568972</userId><userName>carla@client.example</userName>
<sessionId>fakeProxied</sessionId></login>
<message><code>0</code><description>Success</description></message></platform>
""",
        result={
            "login": {
                "user_id": "464938724568972",
                "user_name": "carla@client.example",
                "session_id": "fakeProxied",
            },
            "cookies": {"Cookie": "ROUTEID=fakeNode; JSESSIONID=fakeProxied"},
        },
    ),
    "switchBack": Row(
        source=f"{SESSIONS}, Switching Back to Your Original Session",
        call=switch_back,
        request="""
GET /networking/rest/login/proxyLogin/switchBack?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/xml
Set-Cookie: JSESSIONID=fakeOriginal; Path=/; Secure; HttpOnly

<platform><login><userId>2</userId><userName>adrian@admin.example</userName><sessionId>fakeOriginal</sessionId></login>
<message><code>0</code><description>Success</description></message></platform>
""",
        result={
            "login": {"user_id": "2", "user_name": "adrian@admin.example", "session_id": "fakeOriginal"},
            "cookies": {"Cookie": "ROUTEID=fakeNode; JSESSIONID=fakeOriginal"},
        },
    ),
    "logout": Row(
        source=f"{SESSIONS}, Logout; {CONVENTIONS}",
        call=lambda agileapps: agileapps.logout(COOKIES),
        request="""
GET /networking/rest/logout?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/xml

<platform><message><code>0</code><description>Success</description></message></platform>
""",
    ),
    "listActiveSessions": Row(
        source=f"{MANAGEMENT}: the sample is JSON",
        call=lambda agileapps: agileapps.list_active_sessions(COOKIES),
        request="""
GET /networking/rest/httpSessionManagement/active?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":"0","description":"Success"},"recordCount":"2","session":[
{"id":"fakeRecord1","userId":"573a","userName":"ana","customerId":"1400000067","sessionId":"fakeSession",
"sessionType":"0","status":"0","dateCreated":"2023-01-01T08:51:00.000Z","statusDate":"2024-01-02T08:51:00.000Z",
"ipAddress":"127.0.0.1","serverName":"3fd6","sessionDetails":"PostmanRuntime/7.35.0"},
{"id":"fakeRecord2","sessionId":"fakeOther","ipAddress":"0:0:0:0:0:0:0:1"}]}}
""",
        result=[
            {
                "id": "fakeRecord1",
                "user_id": "573a",
                "user_name": "ana",
                "customer_id": "1400000067",
                "session_id": "fakeSession",
                "session_type": "0",
                "status": "0",
                "date_created": datetime(2023, 1, 1, 8, 51, tzinfo=UTC),
                "status_date": datetime(2024, 1, 2, 8, 51, tzinfo=UTC),
                "ip_address": "127.0.0.1",
                "server_name": "3fd6",
                "session_details": "PostmanRuntime/7.35.0",
            },
            {"id": "fakeRecord2", "session_id": "fakeOther", "ip_address": "0:0:0:0:0:0:0:1"},
        ],
    ),
    "listActiveSessions, one in JSON": Row(
        source=f"{MANAGEMENT}; one item stands for a list of one in JSON of other resources",
        call=lambda agileapps: agileapps.list_active_sessions(COOKIES),
        request="""
GET /networking/rest/httpSessionManagement/active?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":0},"recordCount":1,"session":{"id":"fakeRecord1","status":0}}}
""",
        result=[{"id": "fakeRecord1", "status": "0"}],
    ),
    "listActiveSessions, none in JSON": Row(
        source=f"{MANAGEMENT}; no item stands for an empty list in JSON of other resources",
        call=lambda agileapps: agileapps.list_active_sessions(COOKIES),
        request="""
GET /networking/rest/httpSessionManagement/active?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":"0"},"recordCount":"0"}}
""",
        result=[],
    ),
    "logoutSessions": Row(
        source=f"{MANAGEMENT}: a GET with a body",
        call=lambda agileapps: agileapps.logout_sessions(COOKIES, ["fakeRecord1", "fakeRecord2"]),
        request="""
GET /networking/rest/httpSessionManagement/logout?alt=xml
Accept: application/xml
Content-Type: application/json
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode

{"platform":{"session":[{"id":"fakeRecord1"},{"id":"fakeRecord2"}]}}""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":"0","description":"Success"}}}
""",
    ),
    "logoutAllSessions": Row(
        source=MANAGEMENT,
        call=lambda agileapps: agileapps.logout_all_sessions(COOKIES),
        request="""
GET /networking/rest/httpSessionManagement/logoutAll?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":"0","description":"Success"}}}
""",
    ),
    "logoutAllSessions, 1": Row(
        source=f"{MANAGEMENT}: its page says that 1 is a failure",
        call=lambda agileapps: agileapps.logout_all_sessions(COOKIES),
        request="""
GET /networking/rest/httpSessionManagement/logoutAll?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":"1","description":"Not all have ended"}}}
""",
        result={
            "error": "BadRequestError",
            "provider": "agileapps",
            "operation": "logoutAllSessions",
            "status": 200,
            "code": "1",
            "message": "Not all have ended",
            "request_id": None,
        },
    ),
    "isSessionValid": Row(
        source=f"{SESSIONS}, Is a Valid Session in Progress?; {CONVENTIONS}",
        call=lambda agileapps: agileapps.is_session_valid(COOKIES),
        request="""
GET /networking/rest/user/isSessionValid?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/xml

<platform><user><is_session_valid>true</is_session_valid></user>
<message><code>0</code><description>Success</description></message></platform>
""",
        result=True,
    ),
    "isSessionValid, false": Row(
        source=f"{SESSIONS}, Is a Valid Session in Progress?; {CONVENTIONS}",
        call=lambda agileapps: agileapps.is_session_valid(COOKIES),
        request="""
GET /networking/rest/user/isSessionValid?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/xml

<platform><user><is_session_valid>false</is_session_valid></user>
<message><code>0</code><description>Success</description></message></platform>
""",
        result=False,
    ),
    "getUserInfo, references as elements": Row(
        source=f"{SESSIONS}, Logged in User Info; a form that no page shows",
        call=lambda agileapps: agileapps.get_user_info(COOKIES),
        request="""
GET /networking/rest/user/info?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/xml

<platform><user><id>16016a88</id>
<team_id><content>5</content><type>TEAM</type><uri>https://acme.agileappscloud.com/networking/rest/team/5</uri>
<displayValue>Orders</displayValue></team_id></user>
<message><code>0</code><description>Success</description></message></platform>
""",
        result={"id": "16016a88", "team_id": TEAM},
    ),
    "getUserInfo, JSON": Row(
        source=f"{CONVENTIONS}: the default format; the spelling of references is that of the Field Type Reference",
        call=lambda agileapps: agileapps.get_user_info(COOKIES),
        request="""
GET /networking/rest/user/info?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/json

{"platform":{"message":{"code":"0","description":"Success"},"user":{"id":"16016a88","active":"1","employee_number":42,
"team_id":{"@type":"TEAM","@uri":"https://acme.agileappscloud.com/networking/rest/team/5","displayValue":"Orders",
"content":"5"}}}}
""",
        result={"id": "16016a88", "active": True, "employee_number": "42", "team_id": TEAM},
    ),
    "login, JSON": Row(
        source=f"{SESSIONS}, Logging In; {CONVENTIONS}: the default format",
        call=login,
        request="""
POST /networking/rest/login
Accept: application/xml
Content-Type: application/xml

<?xml version="1.0" encoding="UTF-8"?>
<platform><login><userName>jim@acme.example</userName><password>fakePassword</password></login></platform>
""",
        response="""
200
Content-Type: application/json

{"platform":{"login":{"userId":"qwe123rty456","sessionId":"fakeSession","isForceChangePassword":"true",
"startingAppId":"446"},"message":{"code":"0","description":"Success"}}}
""",
        result={
            "login": {
                "user_id": "qwe123rty456",
                "session_id": "fakeSession",
                "is_force_change_password": True,
                "starting_app_id": {"content": "446"},
            },
            "cookies": {"Cookie": "JSESSIONID=fakeSession"},
        },
    ),
    "getUserInfo": Row(
        source=f"{SESSIONS}, Logged in User Info; {USER}; {CONVENTIONS}",
        call=lambda agileapps: agileapps.get_user_info(COOKIES),
        request="""
GET /networking/rest/user/info?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
200
Content-Type: application/xml

<platform>
<user>
<id>16016a88</id><first_name>John</first_name><last_name>Smith</last_name><company>Company A</company>
<title>Clerk</title><time_zone>12</time_zone><date_format>MM/dd/yyyy</date_format>
<employee_number>42</employee_number><language>en</language><email>john@mail.example</email>
<username>john@acme.example</username><active>1</active>
<team_id type="TEAM" uri="https://acme.agileappscloud.com/networking/rest/team/5" displayValue="Orders">5</team_id>
<accessProfileId type="ROLE" uri="https://acme.agileappscloud.com/networking/rest/accessProfile/6" displayValue="Clerk">6</accessProfileId>
<federation_id>john</federation_id><sso_type>0</sso_type><single_sign_on>false</single_sign_on>
<enable_mobile>true</enable_mobile><phone>1</phone><mobile>2</mobile><fax>3</fax><street>4 Main Street</street>
<city>Oslo</city><state>Viken</state><zip>0150</zip><country>Norway</country>
<force_password_change_on_login>false</force_password_change_on_login>
<date_last_password_change>2011-07-22T12:48:46.000Z</date_last_password_change>
<date_created>2010-11-12T13:14:15Z</date_created>
<created_id type="USER" uri="https://acme.agileappscloud.com/networking/rest/user/7" displayValue="Ada">7</created_id>
<date_modified>2012-01-02T03:04:05Z</date_modified>
<modified_id type="USER" uri="https://acme.agileappscloud.com/networking/rest/user/8" displayValue="Grace">8</modified_id>
</user>
<message><code>0</code><description>Success</description></message>
</platform>
""",
        result={
            "id": "16016a88",
            "first_name": "John",
            "last_name": "Smith",
            "company": "Company A",
            "title": "Clerk",
            "time_zone": "12",
            "date_format": "MM/dd/yyyy",
            "employee_number": "42",
            "language": "en",
            "email": "john@mail.example",
            "username": "john@acme.example",
            "active": True,
            "team_id": {
                "content": "5",
                "type_": "TEAM",
                "uri": "https://acme.agileappscloud.com/networking/rest/team/5",
                "display_value": "Orders",
            },
            "access_profile_id": {
                "content": "6",
                "type_": "ROLE",
                "uri": "https://acme.agileappscloud.com/networking/rest/accessProfile/6",
                "display_value": "Clerk",
            },
            "federation_id": "john",
            "sso_type": "0",
            "single_sign_on": False,
            "enable_mobile": True,
            "phone": "1",
            "mobile": "2",
            "fax": "3",
            "street": "4 Main Street",
            "city": "Oslo",
            "state": "Viken",
            "zip_": "0150",
            "country": "Norway",
            "force_password_change_on_login": False,
            "date_last_password_change": datetime(2011, 7, 22, 12, 48, 46, tzinfo=UTC),
            "date_created": datetime(2010, 11, 12, 13, 14, 15, tzinfo=UTC),
            "created_id": {
                "content": "7",
                "type_": "USER",
                "uri": "https://acme.agileappscloud.com/networking/rest/user/7",
                "display_value": "Ada",
            },
            "date_modified": datetime(2012, 1, 2, 3, 4, 5, tzinfo=UTC),
            "modified_id": {
                "content": "8",
                "type_": "USER",
                "uri": "https://acme.agileappscloud.com/networking/rest/user/8",
                "display_value": "Grace",
            },
        },
    ),
    # --- errors ------------------------------------------------------------------------------------------------------
    "getUserInfo, -850": Row(
        source=ERRORS,
        call=lambda agileapps: agileapps.get_user_info(COOKIES),
        request="""
GET /networking/rest/user/info?alt=xml
Accept: application/xml
Cookie: JSESSIONID=fakeSession; ROUTEID=fakeNode
""",
        response="""
400
Content-Type: application/xml

<platform><message><code>-850</code><description>You may not read this.</description></message></platform>
""",
        result={
            "error": "PermissionDeniedError",
            "provider": "agileapps",
            "operation": "getUserInfo",
            "status": 400,
            "code": "-850",
            "message": "You may not read this.",
            "request_id": None,
        },
        error_model=ErrorResponse,
        error_body={"message": {"code": -850, "description": "You may not read this."}},
    ),
    "login, JSON, -101": Row(
        source=f"{ERRORS}; {CONVENTIONS}: the default format",
        call=login,
        request="""
POST /networking/rest/login
Accept: application/xml
Content-Type: application/xml

<?xml version="1.0" encoding="UTF-8"?>
<platform><login><userName>jim@acme.example</userName><password>fakePassword</password></login></platform>
""",
        response="""
401
Content-Type: application/json

{"platform":{"message":{"code":"-101","description":"Not this password."}}}
""",
        result={
            "error": "AuthenticationError",
            "provider": "agileapps",
            "operation": "login",
            "status": 401,
            "code": "-101",
            "message": "Not this password.",
            "request_id": None,
        },
    ),
}
