from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.crest_error import CrestError
from ...models.logout_by_user_request import LogoutByUserRequest
from ...models.logout_by_user_result import LogoutByUserResult
from ...types import Response


def _get_kwargs(
    *,
    body: LogoutByUserRequest,
    action: Literal["logoutByUser"] = "logoutByUser",
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=5.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if accept_api_version is not None:
        headers["Accept-API-Version"] = accept_api_version

    if x_forge_rock_transaction_id is not None:
        headers["X-ForgeRock-TransactionId"] = x_forge_rock_transaction_id

    params: dict[str, Any] = {}

    params["_action"] = action

    params["_prettyPrint"] = pretty_print

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "logout_by_user"},
        "url": "/sessions#logoutByUser",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CrestError | LogoutByUserResult | None:
    if response.status_code == 200:
        response_200 = LogoutByUserResult.from_dict(response.json())

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

    if response.status_code == 429:
        response_429 = CrestError.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = CrestError.from_dict(response.json())

        return response_500

    if response.status_code == 501:
        response_501 = CrestError.from_dict(response.json())

        return response_501

    if response.status_code == 503:
        response_503 = CrestError.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CrestError | LogoutByUserResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: LogoutByUserRequest,
    action: Literal["logoutByUser"] = "logoutByUser",
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=5.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | LogoutByUserResult]:
    """End all sessions of a user in one realm

     Ends the user's server-side sessions in the realm of the path; repeat it for every realm the user
    signs in to. Client-side sessions end only where "Enable Invalidation of Sessions Based on User
    Identifier" is on. For administrators; in PingAM users may name themselves. OpenAM does not have it
    (501, or 403 for a user). A change of password does not end sessions; this does.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        action (Literal['logoutByUser']):  Default: 'logoutByUser'.
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=5.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (LogoutByUserRequest): Whose sessions to end.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CrestError | LogoutByUserResult]
    """

    kwargs = _get_kwargs(
        body=body,
        action=action,
        pretty_print=pretty_print,
        accept_api_version=accept_api_version,
        x_forge_rock_transaction_id=x_forge_rock_transaction_id,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: LogoutByUserRequest,
    action: Literal["logoutByUser"] = "logoutByUser",
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=5.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | LogoutByUserResult | None:
    """End all sessions of a user in one realm

     Ends the user's server-side sessions in the realm of the path; repeat it for every realm the user
    signs in to. Client-side sessions end only where "Enable Invalidation of Sessions Based on User
    Identifier" is on. For administrators; in PingAM users may name themselves. OpenAM does not have it
    (501, or 403 for a user). A change of password does not end sessions; this does.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        action (Literal['logoutByUser']):  Default: 'logoutByUser'.
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=5.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (LogoutByUserRequest): Whose sessions to end.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CrestError | LogoutByUserResult
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            action=action,
            pretty_print=pretty_print,
            accept_api_version=accept_api_version,
            x_forge_rock_transaction_id=x_forge_rock_transaction_id,
            extensions=extensions,
        )
    ).parsed
