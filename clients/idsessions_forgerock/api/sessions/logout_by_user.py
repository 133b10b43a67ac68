from collections.abc import Mapping
from typing import Any, Literal

from ... import errors
from ...models import CrestError, LogoutByUserRequest, LogoutByUserResult
from ...types import Caller, HttpResponse, Response


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


def _parse_response(*, client: Caller, response: HttpResponse) -> CrestError | LogoutByUserResult | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return LogoutByUserResult.from_dict(body)
    if response.status_code in (400, 401, 403, 404, 429, 500, 501, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CrestError.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[CrestError | LogoutByUserResult]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: LogoutByUserRequest,
    action: Literal["logoutByUser"] = "logoutByUser",
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=5.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | LogoutByUserResult]:
    """End all sessions of a user in one realm

    Ends the user's server-side sessions in the realm of the path; repeat it for every realm the user signs in to.
    Client-side sessions end only where "Enable Invalidation of Sessions Based on User Identifier" is on. For
    administrators; in PingAM users may name themselves. OpenAM does not have it (501, or 403 for a user). A change of
    password does not end sessions; this does.

    Args:
        client: Where to send the request, and with which credential.
        body: Whose sessions to end.
        action: Names the action; always `logoutByUser`.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. AIC and PingAM have the action since 5.1.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
    client: Caller,
    body: LogoutByUserRequest,
    action: Literal["logoutByUser"] = "logoutByUser",
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=5.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | LogoutByUserResult | None:
    """End all sessions of a user in one realm

    Ends the user's server-side sessions in the realm of the path; repeat it for every realm the user signs in to.
    Client-side sessions end only where "Enable Invalidation of Sessions Based on User Identifier" is on. For
    administrators; in PingAM users may name themselves. OpenAM does not have it (501, or 403 for a user). A change of
    password does not end sessions; this does.

    Args:
        client: Where to send the request, and with which credential.
        body: Whose sessions to end.
        action: Names the action; always `logoutByUser`.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. AIC and PingAM have the action since 5.1.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
