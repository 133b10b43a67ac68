from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import AuthenticationStep, AuthIndexType, CrestError
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: AuthenticationStep | None = None,
    auth_index_type: AuthIndexType | str | None = None,
    auth_index_value: str | None = None,
    no_session: bool | None = None,
    force_auth: bool | None = None,
    session_upgrade_sso_token_id: str | None = None,
    suspended_id: str | None = None,
    goto: str | None = None,
    x_open_am_username: str | None = None,
    x_open_am_password: str | None = None,
    accept_api_version: str | None = "resource=2.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if x_open_am_username is not None:
        headers["X-OpenAM-Username"] = x_open_am_username

    if x_open_am_password is not None:
        headers["X-OpenAM-Password"] = x_open_am_password

    if accept_api_version is not None:
        headers["Accept-API-Version"] = accept_api_version

    if x_forge_rock_transaction_id is not None:
        headers["X-ForgeRock-TransactionId"] = x_forge_rock_transaction_id

    params: dict[str, Any] = {}

    json_auth_index_type: str | None
    if auth_index_type is None:
        json_auth_index_type = None
    elif isinstance(auth_index_type, AuthIndexType):
        json_auth_index_type = auth_index_type.value
    else:
        json_auth_index_type = auth_index_type
    params["authIndexType"] = json_auth_index_type

    params["authIndexValue"] = auth_index_value

    params["noSession"] = no_session

    params["ForceAuth"] = force_auth

    params["sessionUpgradeSSOTokenId"] = session_upgrade_sso_token_id

    params["suspendedId"] = suspended_id

    params["goto"] = goto

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "authenticate"},
        "url": "/authenticate",
        "params": params,
    }

    if body is not None:
        _kwargs["json"] = body.to_dict()

    if body is not None:
        headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> AuthenticationStep | CrestError | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return AuthenticationStep.from_dict(body)
    if response.status_code in (400, 401, 403, 404, 408, 415, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CrestError.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[AuthenticationStep | CrestError]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: AuthenticationStep | None = None,
    auth_index_type: AuthIndexType | str | None = None,
    auth_index_value: str | None = None,
    no_session: bool | None = None,
    force_auth: bool | None = None,
    session_upgrade_sso_token_id: str | None = None,
    suspended_id: str | None = None,
    goto: str | None = None,
    x_open_am_username: str | None = None,
    x_open_am_password: str | None = None,
    accept_api_version: str | None = "resource=2.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AuthenticationStep | CrestError]:
    """Sign in, in one request or step by step

    Begins a session. A name and a password in the headers are enough where the journey asks for nothing else. Otherwise
    the answer has `authId` and `callbacks` instead of `tokenId`: fill in the inputs, send the *whole object* back, and
    repeat until a `tokenId` comes, or an error.

    An `authId` lives about 15 minutes. AIC and PingAM send a new one with every step, OpenAM keeps one for the whole
    dialogue; always return the newest. Return the cookie `amlbcookie` within one dialogue, and forget it after. Send no
    session cookie of an earlier sign-in: it would turn the sign-in into an upgrade of that session. An unsupported
    version is a 404 without a body.

    Where the server makes its cookie `HttpOnly` in the strict way of OpenAM (`cookieHttpOnly` in `getServerInfo`), the
    token is in `Set-Cookie` only.

    Args:
        client: Where to send the request, and with which credential.
        body: The object of the previous answer with its inputs filled in; nothing, or an empty object, to begin.
            Anything else counts as an answer, and mostly as a wrong one.
        auth_index_type: What `authIndexValue` names. `service` is a journey (a tree, or in OpenAM a chain). AIC
            also knows `composite_advice`, `resource` and `transaction`; older servers and OpenAM know `module`,
            `level`, `role` and `user`. Needs `authIndexValue`.
        auth_index_value: The name of the journey, or whatever else `authIndexType` says. Needs `authIndexType`.
        no_session: `true` checks the credentials and begins no session: the answer has no `tokenId`.
        force_auth: `true` asks again even if the request comes with a session that would do.
        session_upgrade_sso_token_id: The token of a session to upgrade. It travels in the URL, where logs see it.
            OpenAM gives a live one back unchanged, whoever's it is, and repeats a bad one in the message of its 400.
        suspended_id: Resumes a journey that was suspended, for example by a mail with a link. AIC and PingAM.
        goto: Where the user wants to go after; the server checks it and answers with it in `successUrl`.
        x_open_am_username: The user name. Anything beyond ASCII must be an encoded word of RFC 2047
            (`=?UTF-8?B?...?=`); servers refuse raw UTF-8 with a 401.
        x_open_am_password: The password, encoded as the user name.
        accept_api_version: The version of the endpoint. All three kinds of server serve 2.0 and 2.1.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[AuthenticationStep | CrestError]
    """

    kwargs = _get_kwargs(
        body=body,
        auth_index_type=auth_index_type,
        auth_index_value=auth_index_value,
        no_session=no_session,
        force_auth=force_auth,
        session_upgrade_sso_token_id=session_upgrade_sso_token_id,
        suspended_id=suspended_id,
        goto=goto,
        x_open_am_username=x_open_am_username,
        x_open_am_password=x_open_am_password,
        accept_api_version=accept_api_version,
        x_forge_rock_transaction_id=x_forge_rock_transaction_id,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: AuthenticationStep | None = None,
    auth_index_type: AuthIndexType | str | None = None,
    auth_index_value: str | None = None,
    no_session: bool | None = None,
    force_auth: bool | None = None,
    session_upgrade_sso_token_id: str | None = None,
    suspended_id: str | None = None,
    goto: str | None = None,
    x_open_am_username: str | None = None,
    x_open_am_password: str | None = None,
    accept_api_version: str | None = "resource=2.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AuthenticationStep | CrestError | None:
    """Sign in, in one request or step by step

    Begins a session. A name and a password in the headers are enough where the journey asks for nothing else. Otherwise
    the answer has `authId` and `callbacks` instead of `tokenId`: fill in the inputs, send the *whole object* back, and
    repeat until a `tokenId` comes, or an error.

    An `authId` lives about 15 minutes. AIC and PingAM send a new one with every step, OpenAM keeps one for the whole
    dialogue; always return the newest. Return the cookie `amlbcookie` within one dialogue, and forget it after. Send no
    session cookie of an earlier sign-in: it would turn the sign-in into an upgrade of that session. An unsupported
    version is a 404 without a body.

    Where the server makes its cookie `HttpOnly` in the strict way of OpenAM (`cookieHttpOnly` in `getServerInfo`), the
    token is in `Set-Cookie` only.

    Args:
        client: Where to send the request, and with which credential.
        body: The object of the previous answer with its inputs filled in; nothing, or an empty object, to begin.
            Anything else counts as an answer, and mostly as a wrong one.
        auth_index_type: What `authIndexValue` names. `service` is a journey (a tree, or in OpenAM a chain). AIC
            also knows `composite_advice`, `resource` and `transaction`; older servers and OpenAM know `module`,
            `level`, `role` and `user`. Needs `authIndexValue`.
        auth_index_value: The name of the journey, or whatever else `authIndexType` says. Needs `authIndexType`.
        no_session: `true` checks the credentials and begins no session: the answer has no `tokenId`.
        force_auth: `true` asks again even if the request comes with a session that would do.
        session_upgrade_sso_token_id: The token of a session to upgrade. It travels in the URL, where logs see it.
            OpenAM gives a live one back unchanged, whoever's it is, and repeats a bad one in the message of its 400.
        suspended_id: Resumes a journey that was suspended, for example by a mail with a link. AIC and PingAM.
        goto: Where the user wants to go after; the server checks it and answers with it in `successUrl`.
        x_open_am_username: The user name. Anything beyond ASCII must be an encoded word of RFC 2047
            (`=?UTF-8?B?...?=`); servers refuse raw UTF-8 with a 401.
        x_open_am_password: The password, encoded as the user name.
        accept_api_version: The version of the endpoint. All three kinds of server serve 2.0 and 2.1.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        AuthenticationStep | CrestError
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            auth_index_type=auth_index_type,
            auth_index_value=auth_index_value,
            no_session=no_session,
            force_auth=force_auth,
            session_upgrade_sso_token_id=session_upgrade_sso_token_id,
            suspended_id=suspended_id,
            goto=goto,
            x_open_am_username=x_open_am_username,
            x_open_am_password=x_open_am_password,
            accept_api_version=accept_api_version,
            x_forge_rock_transaction_id=x_forge_rock_transaction_id,
            extensions=extensions,
        )
    ).parsed
