from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.crest_error import CrestError
from ...models.session_properties import SessionProperties
from ...models.session_properties_update import SessionPropertiesUpdate
from ...types import Response


def _get_kwargs(
    *,
    body: SessionPropertiesUpdate,
    action: Literal["updateSessionProperties"] = "updateSessionProperties",
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
        "extensions": {**(extensions or {}), "operation": "update_session_properties"},
        "url": "/sessions#updateSessionProperties",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CrestError | SessionProperties | None:
    if response.status_code == 200:
        response_200 = SessionProperties.from_dict(response.json())

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
) -> Response[CrestError | SessionProperties]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SessionPropertiesUpdate,
    action: Literal["updateSessionProperties"] = "updateSessionProperties",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | SessionProperties]:
    """Set properties of a session

     Sets properties that are on the realm's allowlist, and answers with all of them. A name that is not
    on the list (or that the server keeps to itself, such as `AuthLevel`) is a 403 and nothing is set.

    OpenAM insists on *all* names of the list at once: a part of them is a 403. To work everywhere, read
    the properties, change them, and send them all. Unverified: whether AIC and PingAM always take a
    part. The properties of client-side sessions can only be set while the user signs in.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        action (Literal['updateSessionProperties']):  Default: 'updateSessionProperties'.
        token_id (str | None):
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=3.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (SessionPropertiesUpdate): Properties to set by their names. One that is called
            `tokenId` cannot be set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CrestError | SessionProperties]
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
    body: SessionPropertiesUpdate,
    action: Literal["updateSessionProperties"] = "updateSessionProperties",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | SessionProperties | None:
    """Set properties of a session

     Sets properties that are on the realm's allowlist, and answers with all of them. A name that is not
    on the list (or that the server keeps to itself, such as `AuthLevel`) is a 403 and nothing is set.

    OpenAM insists on *all* names of the list at once: a part of them is a 403. To work everywhere, read
    the properties, change them, and send them all. Unverified: whether AIC and PingAM always take a
    part. The properties of client-side sessions can only be set while the user signs in.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        action (Literal['updateSessionProperties']):  Default: 'updateSessionProperties'.
        token_id (str | None):
        pretty_print (bool | None):
        accept_api_version (str | None):  Default: 'resource=3.1, protocol=1.0'.
        x_forge_rock_transaction_id (str | None):
        body (SessionPropertiesUpdate): Properties to set by their names. One that is called
            `tokenId` cannot be set.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CrestError | SessionProperties
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
