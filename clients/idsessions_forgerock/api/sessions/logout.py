from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.crest_error import CrestError
from ...models.logout_result import LogoutResult
from ...models.session_target import SessionTarget
from ...types import Response


def _get_kwargs(
    *,
    body: SessionTarget | None = None,
    action: Literal["logout"] = "logout",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
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

    params["tokenId"] = token_id

    params["_prettyPrint"] = pretty_print

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "logout"},
        "url": "/sessions/#logout",
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
) -> CrestError | LogoutResult | None:
    if response.status_code == 200:
        response_200 = LogoutResult.from_dict(response.json())

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
) -> Response[CrestError | LogoutResult]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SessionTarget | None = None,
    action: Literal["logout"] = "logout",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | LogoutResult]:
    """End a session

     Ends the caller's own session, or the one that `tokenId` names if the caller is an administrator (on
    OpenAM, any caller). Ending it twice is no failure: a target that has already ended is a 200 with
    `Token has expired`. A caller whose own session has already ended gets a 401.

    Send neither body nor `Content-Type` to end one's own session. The slash before the query is the
    vendor's; the path works without it, too.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        action (Literal['logout']):  Default: 'logout'.
        token_id (str | None):
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=3.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (SessionTarget | None): Names the session that an action is about.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CrestError | LogoutResult]
    """

    kwargs = _get_kwargs(
        body=body,
        action=action,
        token_id=token_id,
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
    body: SessionTarget | None = None,
    action: Literal["logout"] = "logout",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | LogoutResult | None:
    """End a session

     Ends the caller's own session, or the one that `tokenId` names if the caller is an administrator (on
    OpenAM, any caller). Ending it twice is no failure: a target that has already ended is a 200 with
    `Token has expired`. A caller whose own session has already ended gets a 401.

    Send neither body nor `Content-Type` to end one's own session. The slash before the query is the
    vendor's; the path works without it, too.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        action (Literal['logout']):  Default: 'logout'.
        token_id (str | None):
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=3.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (SessionTarget | None): Names the session that an action is about.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CrestError | LogoutResult
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            action=action,
            token_id=token_id,
            pretty_print=pretty_print,
            accept_api_version=accept_api_version,
            x_forge_rock_transaction_id=x_forge_rock_transaction_id,
            extensions=extensions,
        )
    ).parsed
