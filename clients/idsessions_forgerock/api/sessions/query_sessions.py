from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import CrestError, SessionList
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    query_filter: str,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=4.0, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if accept_api_version is not None:
        headers["Accept-API-Version"] = accept_api_version

    if x_forge_rock_transaction_id is not None:
        headers["X-ForgeRock-TransactionId"] = x_forge_rock_transaction_id

    params: dict[str, Any] = {}

    params["_queryFilter"] = query_filter

    params["_fields"] = fields

    params["_prettyPrint"] = pretty_print

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "extensions": {**(extensions or {}), "operation": "query_sessions"},
        "url": "/sessions#querySessions",
        "params": params,
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> CrestError | SessionList | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return SessionList.from_dict(body)
    if response.status_code in (400, 401, 403, 404, 429, 500, 501, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return CrestError.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[CrestError | SessionList]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    query_filter: str,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=4.0, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[CrestError | SessionList]:
    """List the sessions of a user

    The server-side sessions of one user in one realm, for administrators. No token is listed, only handles for
    `logoutByHandle`.

    There is no paging: `_pageSize` is ignored, and the server stops at its configured maximum (120 unless changed), so
    an answer of exactly that length may be cut off. An unknown user is an empty list.

    Args:
        client: Where to send the request, and with which credential.
        query_filter: Whose sessions: `username eq "bjensen" and realm eq "/alpha"`; the top-level realm is `"/"`.
            No other field is supported. In AIC the user name is the UUID of the managed user. OpenAM takes the realm
            alone, too, but never the user alone, and answers 500 without a body to operators other than `eq` and `and`.
            Unverified: the realm alone on AIC and PingAM.
        fields: The fields wanted of each session, separated by commas. All of them if missing.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. AIC documents 4.0, PingAM 8.1 documents 3.1, OpenAM serves
            2.0.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[CrestError | SessionList]
    """

    kwargs = _get_kwargs(
        query_filter=query_filter,
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
    query_filter: str,
    fields: str | None = None,
    pretty_print: bool | None = None,
    accept_api_version: str | None = "resource=4.0, protocol=1.0",
    x_forge_rock_transaction_id: str | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> CrestError | SessionList | None:
    """List the sessions of a user

    The server-side sessions of one user in one realm, for administrators. No token is listed, only handles for
    `logoutByHandle`.

    There is no paging: `_pageSize` is ignored, and the server stops at its configured maximum (120 unless changed), so
    an answer of exactly that length may be cut off. An unknown user is an empty list.

    Args:
        client: Where to send the request, and with which credential.
        query_filter: Whose sessions: `username eq "bjensen" and realm eq "/alpha"`; the top-level realm is `"/"`.
            No other field is supported. In AIC the user name is the UUID of the managed user. OpenAM takes the realm
            alone, too, but never the user alone, and answers 500 without a body to operators other than `eq` and `and`.
            Unverified: the realm alone on AIC and PingAM.
        fields: The fields wanted of each session, separated by commas. All of them if missing.
        pretty_print: `true` indents the JSON of the answer for human eyes.
        accept_api_version: The version of the endpoint. AIC documents 4.0, PingAM 8.1 documents 3.1, OpenAM serves
            2.0.
        x_forge_rock_transaction_id: An id of your own for this request, which turns up in the server's audit logs.
            AIC echoes it in the answer. Servers on premises take it only if configured to trust it.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        CrestError | SessionList
    """

    return (
        await asyncio_detailed(
            client=client,
            query_filter=query_filter,
            fields=fields,
            pretty_print=pretty_print,
            accept_api_version=accept_api_version,
            x_forge_rock_transaction_id=x_forge_rock_transaction_id,
            extensions=extensions,
        )
    ).parsed
