from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.error import Error
from ...types import Response


def _get_kwargs(
    user_id: str,
    *,
    oauth_tokens: bool | None = False,
    forget_devices: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["oauthTokens"] = oauth_tokens

    params["forgetDevices"] = forget_devices

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "extensions": {**(extensions or {}), "operation": "revoke_user_sessions"},
        "url": "/api/v1/users/{user_id}/sessions".format(
            user_id=quote(str(user_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Any | Error | None:
    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

    if response.status_code == 400:
        response_400 = Error.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Error.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Error.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Error.from_dict(response.json())

        return response_404

    if response.status_code == 405:
        response_405 = Error.from_dict(response.json())

        return response_405

    if response.status_code == 429:
        response_429 = Error.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = Error.from_dict(response.json())

        return response_500

    if response.status_code == 503:
        response_503 = Error.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[Any | Error]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    user_id: str,
    *,
    client: AuthenticatedClient,
    oauth_tokens: bool | None = False,
    forget_devices: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Any | Error]:
    """Revoke all sessions of a user

     Ends every Okta session of the user, who must authenticate again on the next request; on demand also
    revokes the OpenID Connect and OAuth tokens issued to the user. Sessions that web and native apps
    keep for themselves are not touched.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        user_id (str):
        oauth_tokens (bool | None):  Default: False.
        forget_devices (bool | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Error]
    """

    kwargs = _get_kwargs(
        user_id=user_id,
        oauth_tokens=oauth_tokens,
        forget_devices=forget_devices,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    user_id: str,
    *,
    client: AuthenticatedClient,
    oauth_tokens: bool | None = False,
    forget_devices: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Any | Error | None:
    """Revoke all sessions of a user

     Ends every Okta session of the user, who must authenticate again on the next request; on demand also
    revokes the OpenID Connect and OAuth tokens issued to the user. Sessions that web and native apps
    keep for themselves are not touched.

    Args:
        client: Where and as whom to call.
        extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.
        user_id (str):
        oauth_tokens (bool | None):  Default: False.
        forget_devices (bool | None):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Error
    """

    return (
        await asyncio_detailed(
            user_id=user_id,
            client=client,
            oauth_tokens=oauth_tokens,
            forget_devices=forget_devices,
            extensions=extensions,
        )
    ).parsed
