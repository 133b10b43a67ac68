from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error_response import ErrorResponse
from ...models.login_response import LoginResponse
from ...models.proxy_login_request import ProxyLoginRequest
from ...types import Response


def _get_kwargs(
    *,
    body: ProxyLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "proxy_login"},
        "url": "/networking/rest/login/proxyLogin",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/xml"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorResponse | LoginResponse | str | None:
    if response.status_code == 200:
        response_200 = LoginResponse.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = LoginResponse.from_dict(response.json())

        return response_201

    if response.status_code == 302:
        response_302 = response.text
        return response_302

    if response.status_code == 400:
        response_400 = ErrorResponse.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorResponse.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorResponse.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorResponse.from_dict(response.json())

        return response_404

    if response.status_code == 405:
        response_405 = ErrorResponse.from_dict(response.json())

        return response_405

    if response.status_code == 415:
        response_415 = ErrorResponse.from_dict(response.json())

        return response_415

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
    body: ProxyLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Response[ErrorResponse | LoginResponse | str]:
    """Become another user

     Logs in as another user, one of a client's tenancy or of one's own, to see what that user sees,
    until
    `switchBack`. Name and password are
    those of the administrator, who needs Proxy Login Access; the other user must be in the
    administrator's team
    or one below it. Every action is audited.

    ```xml
    <platform>
      <login>
        <userName>root@acme.example</userName>
        <password>not-a-real-password</password>
        <proxy_user_id>900000000000042</proxy_user_id>
      </login>
    </platform>
    ```

    The answer is that of a login, and its cookies replace those held before.

    Unverified: whether the cookies of the administrator's own session must be sent too. The
    documentation shows
    name and password only, while `switchBack` restores "the original session"; so both are allowed
    here.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        body (ProxyLoginRequest): The document of a proxy login.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorResponse | LoginResponse | str]
    """

    kwargs = _get_kwargs(
        body=body,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ProxyLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> ErrorResponse | LoginResponse | str | None:
    """Become another user

     Logs in as another user, one of a client's tenancy or of one's own, to see what that user sees,
    until
    `switchBack`. Name and password are
    those of the administrator, who needs Proxy Login Access; the other user must be in the
    administrator's team
    or one below it. Every action is audited.

    ```xml
    <platform>
      <login>
        <userName>root@acme.example</userName>
        <password>not-a-real-password</password>
        <proxy_user_id>900000000000042</proxy_user_id>
      </login>
    </platform>
    ```

    The answer is that of a login, and its cookies replace those held before.

    Unverified: whether the cookies of the administrator's own session must be sent too. The
    documentation shows
    name and password only, while `switchBack` restores "the original session"; so both are allowed
    here.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        body (ProxyLoginRequest): The document of a proxy login.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorResponse | LoginResponse | str
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
