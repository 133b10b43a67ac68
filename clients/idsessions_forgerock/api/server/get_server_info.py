from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.crest_error import CrestError
from ...models.server_info import ServerInfo
from ...types import Response


def _get_kwargs(
    *,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=1.1",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if accept_api_version is not None:
        headers["Accept-API-Version"] = accept_api_version

    if x_forge_rock_transaction_id is not None:
        headers["X-ForgeRock-TransactionId"] = x_forge_rock_transaction_id

    params: dict[str, Any] = {}

    params["_fields"] = fields

    params["_prettyPrint"] = pretty_print

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "get_server_info"},
        "url": "/serverinfo/*",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CrestError | ServerInfo | None:
    if response.status_code == 200:
        response_200 = ServerInfo.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = CrestError.from_dict(response.json())

        return response_400

    if response.status_code == 404:
        response_404 = CrestError.from_dict(response.json())

        return response_404

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
) -> Response[CrestError | ServerInfo]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=1.1",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | ServerInfo]:
    """Read what a client must know of the server

     Above all `cookieName`: the name of the session cookie, and of the header that carries a session's
    token. In AIC it is random per tenant, and changing it ends all sessions. Nobody needs to be signed
    in.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        fields (str | None):
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=1.1'.
        x_forge_rock_transaction_id (str | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CrestError | ServerInfo]
    """

    kwargs = _get_kwargs(
        fields=fields,
        pretty_print=pretty_print,
        accept_api_version=accept_api_version,
        x_forge_rock_transaction_id=x_forge_rock_transaction_id,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=1.1",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | ServerInfo | None:
    """Read what a client must know of the server

     Above all `cookieName`: the name of the session cookie, and of the header that carries a session's
    token. In AIC it is random per tenant, and changing it ends all sessions. Nobody needs to be signed
    in.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        fields (str | None):
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=1.1'.
        x_forge_rock_transaction_id (str | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CrestError | ServerInfo
    """

    return (
        await asyncio_detailed(
            client=client,
            fields=fields,
            pretty_print=pretty_print,
            accept_api_version=accept_api_version,
            x_forge_rock_transaction_id=x_forge_rock_transaction_id,
            extensions=extensions,
        )
    ).parsed
