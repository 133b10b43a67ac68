from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ... import errors
from ...models import Error
from ...types import Caller, HttpResponse, Response


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


def _parse_response(*, client: Caller, response: HttpResponse) -> Any | Error | None:
    body: Any
    if 200 <= response.status_code <= 299:
        return None
    if response.status_code in (400, 401, 403, 404, 405, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Error.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[Any | Error]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    user_id: str,
    *,
    client: Caller,
    oauth_tokens: bool | None = False,
    forget_devices: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Any | Error]:
    """Revoke all sessions of a user

    Ends every Okta session of the user, who must authenticate again on the next request; on demand also revokes the
    OpenID Connect and OAuth tokens issued to the user. Sessions that web and native apps keep for themselves are not
    touched.

    Args:
        user_id: The user's id. Okta also takes the login in most paths for users.
        client: Where to send the request, and with which credential.
        oauth_tokens: Also revoke the user's OpenID Connect and OAuth refresh and access tokens.
        forget_devices: Also forget the user's remembered factors on all devices. If left out, Identity Engine
            forgets them and Classic Engine does not.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
    client: Caller,
    oauth_tokens: bool | None = False,
    forget_devices: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Any | Error | None:
    """Revoke all sessions of a user

    Ends every Okta session of the user, who must authenticate again on the next request; on demand also revokes the
    OpenID Connect and OAuth tokens issued to the user. Sessions that web and native apps keep for themselves are not
    touched.

    Args:
        user_id: The user's id. Okta also takes the login in most paths for users.
        client: Where to send the request, and with which credential.
        oauth_tokens: Also revoke the user's OpenID Connect and OAuth refresh and access tokens.
        forget_devices: Also forget the user's remembered factors on all devices. If left out, Identity Engine
            forgets them and Classic Engine does not.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
