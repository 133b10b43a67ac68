from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.auth_index_type import AuthIndexType
from ...models.authentication_step import AuthenticationStep
from ...models.crest_error import CrestError
from ...types import Response


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


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AuthenticationStep | CrestError | None:
    if response.status_code == 200:
        response_200 = AuthenticationStep.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = CrestError.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = CrestError.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = CrestError.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = CrestError.from_dict(response.json())

        return response_404

    if response.status_code == 408:
        response_408 = CrestError.from_dict(response.json())

        return response_408

    if response.status_code == 415:
        response_415 = CrestError.from_dict(response.json())

        return response_415

    if response.status_code == 429:
        response_429 = CrestError.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = CrestError.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = CrestError.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AuthenticationStep | CrestError]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
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

     Begins a session. A name and a password in the headers are enough where the journey asks for nothing
    else. Otherwise the answer has `authId` and `callbacks` instead of `tokenId`: fill in the inputs,
    send the *whole object* back, and repeat until a `tokenId` comes, or an error.

    An `authId` lives about 15 minutes. AIC and PingAM send a new one with every step, OpenAM keeps one
    for the whole dialogue; always return the newest. Return the cookie `amlbcookie` within one
    dialogue, and forget it after. Send no session cookie of an earlier sign-in: it would turn the sign-
    in into an upgrade of that session. An unsupported version is a 404 without a body.

    Where the server makes its cookie `HttpOnly` in the strict way of OpenAM (`cookieHttpOnly` in
    `getServerInfo`), the token is in `Set-Cookie` only.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        auth_index_type (AuthIndexType | str | None):
        auth_index_value (str | None):
        no_session (bool | None):
        force_auth (bool | None):
        session_upgrade_sso_token_id (str | None):
        suspended_id (str | None):
        goto (str | None):
        x_open_am_username (str | None):
        x_open_am_password (str | None):
        accept_api_version (str | None):  Default: 'resource=2.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (AuthenticationStep | None): One step of a sign-in. An answer has either `tokenId`
            (signed in) or `authId` with `callbacks` (questions); the latter goes back to the server
            with its inputs filled in, unknown fields included.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

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
    client: AuthenticatedClient | Client,
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

     Begins a session. A name and a password in the headers are enough where the journey asks for nothing
    else. Otherwise the answer has `authId` and `callbacks` instead of `tokenId`: fill in the inputs,
    send the *whole object* back, and repeat until a `tokenId` comes, or an error.

    An `authId` lives about 15 minutes. AIC and PingAM send a new one with every step, OpenAM keeps one
    for the whole dialogue; always return the newest. Return the cookie `amlbcookie` within one
    dialogue, and forget it after. Send no session cookie of an earlier sign-in: it would turn the sign-
    in into an upgrade of that session. An unsupported version is a 404 without a body.

    Where the server makes its cookie `HttpOnly` in the strict way of OpenAM (`cookieHttpOnly` in
    `getServerInfo`), the token is in `Set-Cookie` only.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        auth_index_type (AuthIndexType | str | None):
        auth_index_value (str | None):
        no_session (bool | None):
        force_auth (bool | None):
        session_upgrade_sso_token_id (str | None):
        suspended_id (str | None):
        goto (str | None):
        x_open_am_username (str | None):
        x_open_am_password (str | None):
        accept_api_version (str | None):  Default: 'resource=2.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (AuthenticationStep | None): One step of a sign-in. An answer has either `tokenId`
            (signed in) or `authId` with `callbacks` (questions); the latter goes back to the server
            with its inputs filled in, unknown fields included.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

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
