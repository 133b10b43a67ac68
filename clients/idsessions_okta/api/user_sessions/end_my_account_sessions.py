from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import Error
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    oauth_tokens: bool | None = True,
    exclude_current_authorization_context: bool | None = False,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["oauthTokens"] = oauth_tokens

    params["excludeCurrentAuthorizationContext"] = exclude_current_authorization_context

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "extensions": {**(extensions or {}), "operation": "end_my_account_sessions"},
        "url": "/idp/myaccount/sessions",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> Any | Error | None:
    body: Any
    if 200 <= response.status_code <= 299:
        return None
    if response.status_code in (400, 401, 403, 404, 405, 406, 429, 500, 503):
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
    *,
    client: Caller,
    oauth_tokens: bool | None = True,
    exclude_current_authorization_context: bool | None = False,
    extensions: Mapping[str, Any] | None = None,
) -> Response[Any | Error]:
    """End all sessions of the user whose token it is

    Ends every session of the user who calls, on Identity Engine. The access token is of the org authorization server,
    from a sign-in of that user for the scope `okta.myAccount.sessions.manage`; the token of a service app has no user.
    The version of this API is part of the media type in `Accept`.

    Source: https://developer.okta.com/docs/api/openapi/okta-myaccount/myaccount/tag/Sessions (release 2026.06.3).
    Unverified: the codes of its errors, and the bucket that it counts against.

    Args:
        client: Where to send the request, and with which credential.
        oauth_tokens: Also revoke the user's OpenID Connect and OAuth refresh and access tokens, this one too.
        exclude_current_authorization_context: Spare the session and the tokens with which the call is made.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[Any | Error]
    """

    kwargs = _get_kwargs(
        oauth_tokens=oauth_tokens,
        exclude_current_authorization_context=exclude_current_authorization_context,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    oauth_tokens: bool | None = True,
    exclude_current_authorization_context: bool | None = False,
    extensions: Mapping[str, Any] | None = None,
) -> Any | Error | None:
    """End all sessions of the user whose token it is

    Ends every session of the user who calls, on Identity Engine. The access token is of the org authorization server,
    from a sign-in of that user for the scope `okta.myAccount.sessions.manage`; the token of a service app has no user.
    The version of this API is part of the media type in `Accept`.

    Source: https://developer.okta.com/docs/api/openapi/okta-myaccount/myaccount/tag/Sessions (release 2026.06.3).
    Unverified: the codes of its errors, and the bucket that it counts against.

    Args:
        client: Where to send the request, and with which credential.
        oauth_tokens: Also revoke the user's OpenID Connect and OAuth refresh and access tokens, this one too.
        exclude_current_authorization_context: Spare the session and the tokens with which the call is made.
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
            client=client,
            oauth_tokens=oauth_tokens,
            exclude_current_authorization_context=exclude_current_authorization_context,
            extensions=extensions,
        )
    ).parsed
