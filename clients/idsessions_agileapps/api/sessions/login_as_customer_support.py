from collections.abc import Mapping
from typing import Any

from ... import errors
from ...models import CustomerSupportLoginRequest, ErrorResponse, LoginResponse
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    *,
    body: CustomerSupportLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "login_as_customer_support"},
        "url": "/networking/rest/login/customerSupport",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/xml"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> ErrorResponse | LoginResponse | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return LoginResponse.from_dict(body)
    if response.status_code in (400, 401, 403, 404, 405, 415, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return ErrorResponse.from_dict(body)

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[ErrorResponse | LoginResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    *,
    client: Caller,
    body: CustomerSupportLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> Response[ErrorResponse | LoginResponse]:
    """Log in to a client's tenancy as customer support

    Starts a session in the tenancy of a client, as its "Customer Support" user with the rights of a system
    administrator. Name and password are those of the tenant administrator of the service provider, who needs the
    Customer Support Login permission. The login is audited, and the client can see it.

    ```xml
    <platform>
      <login>
        <userName>root@provider.example</userName>
        <password>not-a-real-password</password>
        <client_tenant_id>900000000000001</client_tenant_id>
      </login>
    </platform>
    ```

    A session begun like this is left by logging out.

    Args:
        client: Where to send the request, and with which credential.
        body: The tenant administrator's name and password, and the tenancy to enter.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[ErrorResponse | LoginResponse]
    """

    kwargs = _get_kwargs(
        body=body,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: Caller,
    body: CustomerSupportLoginRequest,
    extensions: Mapping[str, Any] | None = None,
) -> ErrorResponse | LoginResponse | None:
    """Log in to a client's tenancy as customer support

    Starts a session in the tenancy of a client, as its "Customer Support" user with the rights of a system
    administrator. Name and password are those of the tenant administrator of the service provider, who needs the
    Customer Support Login permission. The login is audited, and the client can see it.

    ```xml
    <platform>
      <login>
        <userName>root@provider.example</userName>
        <password>not-a-real-password</password>
        <client_tenant_id>900000000000001</client_tenant_id>
      </login>
    </platform>
    ```

    A session begun like this is left by logging out.

    Args:
        client: Where to send the request, and with which credential.
        body: The tenant administrator's name and password, and the tenancy to enter.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        ErrorResponse | LoginResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
