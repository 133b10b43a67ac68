from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_response import ErrorResponse
from ...models.login_response import LoginResponse
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
        "extensions": {**(extensions or {}), "operation": "switch_back"},
        "url": "/networking/rest/login/proxyLogin/switchBack",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResponse | LoginResponse | str | None:
    if response.status_code == 200:
        response_200 = LoginResponse.from_dict(response.json())

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
) -> Response[ErrorResponse | LoginResponse | str]:
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
) -> Response[ErrorResponse | LoginResponse | str]:
    """Return from a proxy login

     Restores the session that a proxy login was made from. The answer is that of a login, and its
    cookies replace
    those of the proxy session.

    This is a GET with an effect: it must not be prefetched, and not be repeated without thought.

    Unverified: the answer to a session that is not a proxy session; documentation of 2012 had the path
    `/networking/rest/login/switchBack`.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        alt (Literal['xml']):  Default: 'xml'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | LoginResponse | str]
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
) -> ErrorResponse | LoginResponse | str | None:
    """Return from a proxy login

     Restores the session that a proxy login was made from. The answer is that of a login, and its
    cookies replace
    those of the proxy session.

    This is a GET with an effect: it must not be prefetched, and not be repeated without thought.

    Unverified: the answer to a session that is not a proxy session; documentation of 2012 had the path
    `/networking/rest/login/switchBack`.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        alt (Literal['xml']):  Default: 'xml'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | LoginResponse | str
    """

    return (
        await asyncio_detailed(
            client=client,
            alt=alt,
            extensions=extensions,
        )
    ).parsed
