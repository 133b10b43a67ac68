from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ... import errors
from ...models import AuthenticationStep, AuthenticationTransaction, Error
from ...types import Caller, HttpResponse, Response


def _get_kwargs(
    factor_id_or_factor_type: str,
    *,
    body: AuthenticationStep,
    remember_device: bool | None = None,
    auto_push: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    params["rememberDevice"] = remember_device

    params["autoPush"] = auto_push

    params = {k: v for k, v in params.items() if v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "extensions": {**(extensions or {}), "operation": "verify_factor"},
        "url": "/api/v1/authn/factors/{factor_id_or_factor_type}/verify".format(
            factor_id_or_factor_type=quote(str(factor_id_or_factor_type), safe=""),
        ),
        "params": params,
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
    factor_id_or_factor_type: str,
    *,
    client: Caller,
    body: AuthenticationStep,
    remember_device: bool | None = None,
    auto_push: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> Response[AuthenticationTransaction | Error | str]:
    """Verify a factor

    Starts the challenge of a factor, answers it, or asks how it stands: a code is sent, a passcode or an answer is
    checked, a push is polled. Follow the `verify` link of a factor, or `next`. A wrong code is a 403 `E0000068` and
    leaves the state as it is; a push that was refused or not answered is a 200 with its `factorResult`.

    Source: https://developer.okta.com/docs/reference/api/authn/#verify-factor . Unverified: how often Okta wants a push
    polled.

    Args:
        factor_id_or_factor_type: The factor's id, or `webauthn` for any key of the user.
        client: Where to send the request, and with which credential.
        body: The state token, and what this step asks for.
        remember_device: Spare the user the factor on this device, as long as the policy says.
        auto_push: Send a push at once the next time.
        extensions: Request extensions of httpx, such as ``timeout``. ``operation`` is always this function's.

    Raises:
        errors.InvalidResponse: The body is not what the document describes.
        errors.UnexpectedStatus: The status code is not documented, and ``client.raise_on_unexpected_status`` is true.
        httpx.TimeoutException: The request took longer than the client's timeout.

    Returns:
        Response[AuthenticationTransaction | Error | str]
    """

    kwargs = _get_kwargs(
        factor_id_or_factor_type=factor_id_or_factor_type,
        body=body,
        remember_device=remember_device,
        auto_push=auto_push,
        extensions=extensions,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    factor_id_or_factor_type: str,
    *,
    client: Caller,
    body: AuthenticationStep,
    remember_device: bool | None = None,
    auto_push: bool | None = None,
    extensions: Mapping[str, Any] | None = None,
) -> AuthenticationTransaction | Error | str | None:
    """Verify a factor

    Starts the challenge of a factor, answers it, or asks how it stands: a code is sent, a passcode or an answer is
    checked, a push is polled. Follow the `verify` link of a factor, or `next`. A wrong code is a 403 `E0000068` and
    leaves the state as it is; a push that was refused or not answered is a 200 with its `factorResult`.

    Source: https://developer.okta.com/docs/reference/api/authn/#verify-factor . Unverified: how often Okta wants a push
    polled.

    Args:
        factor_id_or_factor_type: The factor's id, or `webauthn` for any key of the user.
        client: Where to send the request, and with which credential.
        body: The state token, and what this step asks for.
        remember_device: Spare the user the factor on this device, as long as the policy says.
        auto_push: Send a push at once the next time.
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
            factor_id_or_factor_type=factor_id_or_factor_type,
            client=client,
            body=body,
            remember_device=remember_device,
            auto_push=auto_push,
            extensions=extensions,
        )
    ).parsed
