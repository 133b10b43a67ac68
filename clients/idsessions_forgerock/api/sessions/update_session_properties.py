from collections.abc import Mapping
from typing import Any, Literal

from ... import errors
from ...models import CrestError, SessionProperties, SessionPropertiesUpdate
from ...types import Caller, HttpResponse, Response


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


def _parse_response(*, client: Caller, response: HttpResponse) -> CrestError | SessionProperties | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return SessionProperties.from_dict(body)
    if response.status_code in (400, 401, 403, 404, 429, 500, 501, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CrestError.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[CrestError | SessionProperties]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: SessionPropertiesUpdate,
    action: Literal["updateSessionProperties"] = "updateSessionProperties",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | SessionProperties]:
    """Set properties of a session

    Sets properties that are on the realm's allowlist, and answers with all of them. A name that is not on the list (or
    that the server keeps to itself, such as `AuthLevel`) is a 403 and nothing is set.

    OpenAM insists on *all* names of the list at once: a part of them is a 403. To work everywhere, read the properties,
    change them, and send them all. Unverified: whether AIC and PingAM always take a part. The properties of client-side
    sessions can only be set while the user signs in.

    Args:
        client: Where to send the request, and with which credential.
        body: The names and values to set, and at the same level the session that is meant.
        action: Names the action; always `updateSessionProperties`.
        token_id: The session that is meant, **for OpenAM only**: it ignores `tokenId` in the body and acts on the
            caller's own session instead. Administrators may name any session. The token is in the URL, where logs see
            it; PingAM and AIC take it in the body.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. AIC and PingAM document 3.1, OpenAM serves 2.0. Unverified:
            whether 4.0 works.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
    client: Caller,
    body: SessionPropertiesUpdate,
    action: Literal["updateSessionProperties"] = "updateSessionProperties",
    token_id: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=3.1, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | SessionProperties | None:
    """Set properties of a session

    Sets properties that are on the realm's allowlist, and answers with all of them. A name that is not on the list (or
    that the server keeps to itself, such as `AuthLevel`) is a 403 and nothing is set.

    OpenAM insists on *all* names of the list at once: a part of them is a 403. To work everywhere, read the properties,
    change them, and send them all. Unverified: whether AIC and PingAM always take a part. The properties of client-side
    sessions can only be set while the user signs in.

    Args:
        client: Where to send the request, and with which credential.
        body: The names and values to set, and at the same level the session that is meant.
        action: Names the action; always `updateSessionProperties`.
        token_id: The session that is meant, **for OpenAM only**: it ignores `tokenId` in the body and acts on the
            caller's own session instead. Administrators may name any session. The token is in the URL, where logs see
            it; PingAM and AIC take it in the body.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. AIC and PingAM document 3.1, OpenAM serves 2.0. Unverified:
            whether 4.0 works.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
