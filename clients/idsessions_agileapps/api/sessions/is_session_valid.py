from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_response import ErrorResponse
from ...models.session_validity_response import SessionValidityResponse
from ...types import Response


def _get_kwargs(
    *,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["alt"] = alt

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "is_session_valid"},
        "url": "/networking/rest/user/isSessionValid",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResponse | SessionValidityResponse | str | None:
    if response.status_code == 200:
        response_200 = SessionValidityResponse.from_dict(response.json())

        return response_200

    if response.status_code == 302:
        response_302 = response.text
        return response_302

    if response.status_code == 400:
        response_400 = ErrorResponse.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorResponse.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = ErrorResponse.from_dict(response.json())

        return response_404

    if response.status_code == 405:
        response_405 = ErrorResponse.from_dict(response.json())

        return response_405

    if response.status_code == 429:
        response_429 = ErrorResponse.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorResponse.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = ErrorResponse.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorResponse | SessionValidityResponse | str]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> Response[ErrorResponse | SessionValidityResponse | str]:
    """Ask whether the session is alive

     Says whether the session whose cookies are sent is valid.

    Unverified: what a session that is not valid gets (`false`, 401, or code -101: all three mean "not
    valid"), and
    whether asking prolongs the session.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        alt (Literal['xml']):  Default: 'xml'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | SessionValidityResponse | str]
    """

    kwargs = _get_kwargs(
        alt=alt,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    alt: Literal["xml"] = "xml",
    extensions: Mapping[str, Any] | None = None,
) -> ErrorResponse | SessionValidityResponse | str | None:
    """Ask whether the session is alive

     Says whether the session whose cookies are sent is valid.

    Unverified: what a session that is not valid gets (`false`, 401, or code -101: all three mean "not
    valid"), and
    whether asking prolongs the session.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        alt (Literal['xml']):  Default: 'xml'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | SessionValidityResponse | str
    """

    return (
        await asyncio_detailed(
            client=client,
            alt=alt,
            extensions=extensions,
        )
    ).parsed
