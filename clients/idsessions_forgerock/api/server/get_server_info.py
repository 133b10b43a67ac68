from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import CrestError, ServerInfo
from ...types import Caller, HttpResponse, Response


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


def _parse_response(*, client: Caller, response: HttpResponse) -> CrestError | ServerInfo | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ServerInfo.from_dict(body)
    if response.status_code in (400, 404, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CrestError.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[CrestError | ServerInfo]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=1.1",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | ServerInfo]:
    """Read what a client must know of the server

    Above all `cookieName`: the name of the session cookie, and of the header that carries a session's token. In AIC it
    is random per tenant, and changing it ends all sessions. Nobody needs to be signed in.

    Args:
        client: Where to send the request, and with which credential.
        fields: The fields wanted, separated by commas; `cookieName` is enough for most. `_id` and `_rev` may come
            anyway.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. All three kinds of server serve 1.1.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
    client: Caller,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=1.1",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | ServerInfo | None:
    """Read what a client must know of the server

    Above all `cookieName`: the name of the session cookie, and of the header that carries a session's token. In AIC it
    is random per tenant, and changing it ends all sessions. Nobody needs to be signed in.

    Args:
        client: Where to send the request, and with which credential.
        fields: The fields wanted, separated by commas; `cookieName` is enough for most. `_id` and `_rev` may come
            anyway.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. All three kinds of server serve 1.1.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

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
