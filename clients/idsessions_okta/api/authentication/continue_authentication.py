from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ... import errors
from ...models import AuthenticationStep, AuthenticationTransaction, Error
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    step: str,
    *,
    body: AuthenticationStep,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "continue_authentication"},
        "url": "/api/v1/authn/{step}".format(
            step=quote(str(step), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: Caller, response: HttpResponse) -> AuthenticationTransaction | Error | str | None:
    body: Any
    if 200 <= response.status_code <= 299:
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return AuthenticationTransaction.from_dict(body)
    if response.status_code in (400, 401, 403, 405, 429, 500, 503):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None

        return Error.from_dict(body)
    if response.status_code == 411:
        return response.text

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return None


def _build_response(*, client: Caller, response: HttpResponse) -> Response[AuthenticationTransaction | Error | str]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


async def asyncio_detailed(
    step: str,
    *,
    client: Caller,
    body: AuthenticationStep,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AuthenticationTransaction | Error | str]:
    """Take the next step of an authentication

    Every other step: its address is a link of the response before. `skip` and `previous`; `credentials/change_password`
    and `credentials/reset_password`; `factors` (enroll), `factors/<id>/lifecycle/activate` (also `.../poll`, `.../sms`,
    `.../email`), `factors/<id>/lifecycle/resend` and `factors/<id>/verify/resend`; `recovery/password` and
    `recovery/unlock` (start one for a `username`), `recovery/factors/<kind>/verify` and `.../resend`, `recovery/answer`
    and `recovery/token`. All take one body and count against one limit. The slashes in `step` are sent as they are.

    Source: https://developer.okta.com/docs/reference/api/authn/ . A step that the state does not offer is a 403
    `E0000079`.

    Args:
        step: What follows `/api/v1/authn/` in the link.
        client: Where to send the request, and with which credential.
        body: The state token, and what this step asks for.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[AuthenticationTransaction | Error | str]
    """

    kwargs = _get_kwargs(
        step=step,
        body=body,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    step: str,
    *,
    client: Caller,
    body: AuthenticationStep,
    extensions: Mapping[str, Any] | None = None,
) -> AuthenticationTransaction | Error | str | None:
    """Take the next step of an authentication

    Every other step: its address is a link of the response before. `skip` and `previous`; `credentials/change_password`
    and `credentials/reset_password`; `factors` (enroll), `factors/<id>/lifecycle/activate` (also `.../poll`, `.../sms`,
    `.../email`), `factors/<id>/lifecycle/resend` and `factors/<id>/verify/resend`; `recovery/password` and
    `recovery/unlock` (start one for a `username`), `recovery/factors/<kind>/verify` and `.../resend`, `recovery/answer`
    and `recovery/token`. All take one body and count against one limit. The slashes in `step` are sent as they are.

    Source: https://developer.okta.com/docs/reference/api/authn/ . A step that the state does not offer is a 403
    `E0000079`.

    Args:
        step: What follows `/api/v1/authn/` in the link.
        client: Where to send the request, and with which credential.
        body: The state token, and what this step asks for.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        AuthenticationTransaction | Error | str
    """

    return (
        await asyncio_detailed(
            step=step,
            client=client,
            body=body,
            extensions=extensions,
        )
    ).parsed
