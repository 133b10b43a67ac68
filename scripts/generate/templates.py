"""Our changes to the templates of openapi-python-client: counted replacements, each with its reason.

A custom template cannot extend the packaged one, and a copy would freeze the injection hardening that the packaged
ones carry. So the packaged templates are read where they are installed, edited, and every one of them is hashed: an
upgrade that changes any of them stops the generation until somebody has looked.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from attrs import frozen

from .toolchain import GenerationError, Toolchain

HASHES = Path("openapi/generator/templates.sha256.json")
_LOCATE = "import openapi_python_client as g, pathlib; print(pathlib.Path(g.__file__).parent / 'templates')"


@frozen
class Change:
    """Replace ``old`` by ``new`` in ``template``, where it stands exactly ``times`` times, for ``reason``."""

    template: str
    old: str
    new: str
    reason: str
    times: int = 1


_ENDPOINT, _MACROS, _CLIENT = "endpoint_module.py.jinja", "endpoint_macros.py.jinja", "client.py.jinja"
_MODEL, _LIST = "model.py.jinja", "property_templates/list_property.py.jinja"

_ASYNC_ONLY = "only the asynchronous half is part of the product"
_EXTENSIONS = "httpx request extensions pass through, and carry the operation's name, for whoever sends the request"
_SECRETS = "a secret must not show in a repr or an error"

_REPR_RULES = """\
def masked(value: object) -> str:
    \"""The repr of a secret: whether there is one, and no more.\"""
    return "None" if value is None else "<hidden>"


def names_only(values: Mapping[str, object]) -> str:
    \"""The repr of unknown fields: their names, for a value may be a secret.\"""
    return "<" + ", ".join(sorted(values)) + ">"


def no_text(parsed: object) -> str:
    \"""The repr of an answer: of its model, but of no page of text, which may repeat what was asked for.\"""
    return "<text>" if isinstance(parsed, str) else repr(parsed)
"""

_NO_JAR = "no client of ours has an ambient cookie jar"
_SEND_ONLY = """\
class _SendOnly(CookieJar):
    \"""Sends the cookies that it was given; keeps none of an answer's.\"""

    def extract_cookies(self, response: Any, request: Any) -> None:
        pass


def _send_only(cookies: Mapping[str, str]) -> CookieJar:
    jar = httpx.Cookies(_SendOnly())
    for name, value in cookies.items():
        jar.set(name, value)
    return jar.jar

"""

CHANGES = (
    # The synchronous half.
    Change(_ENDPOINT, "def sync_detailed(\n", "{% if false %}\ndef sync_detailed(\n", _ASYNC_ONLY),
    Change(_ENDPOINT, "async def asyncio_detailed(\n", "{% endif %}\nasync def asyncio_detailed(\n", _ASYNC_ONLY),
    Change(
        _CLIENT,
        "    _client: httpx.Client | None = field(default=None, init=False)\n",
        "",
        _ASYNC_ONLY,
    ),
    Change(
        _CLIENT,
        "        if self._client is not None:\n            self._client.headers.update(headers)\n",
        "",
        _ASYNC_ONLY,
    ),
    Change(
        _CLIENT,
        "        if self._client is not None:\n            self._client.cookies.update(cookies)\n",
        "",
        _ASYNC_ONLY,
    ),
    Change(
        _CLIENT,
        "        if self._client is not None:\n            self._client.timeout = timeout\n",
        "",
        _ASYNC_ONLY,
    ),
    Change(_CLIENT, "    def set_httpx_client(", "{% if false %}\n    def set_httpx_client(", _ASYNC_ONLY),
    Change(_CLIENT, "    def set_async_httpx_client(", "{% endif %}\n    def set_async_httpx_client(", _ASYNC_ONLY),
    # Extensions.
    Change(
        _MACROS,
        "{% if include_client or ((endpoint.list_all_parameters() | length)"
        " > (endpoint.path_parameters | length)) %}\n*,\n{% endif %}\n",
        "*,\n",
        _EXTENSIONS,
    ),
    Change(
        _MACROS,
        "{{ parameter.to_string() | as_unembedded_code }},\n{% endfor %}\n{% endmacro %}\n",
        "{{ parameter.to_string() | as_unembedded_code }},\n{% endfor %}\n"
        "extensions: Mapping[str, Any] | None = None,\n{% endmacro %}\n",
        _EXTENSIONS,
    ),
    Change(
        _MACROS,
        "{{ parameter.python_name }}={{ parameter.python_name }},\n{% endfor %}\n{% endmacro %}\n",
        "{{ parameter.python_name }}={{ parameter.python_name }},\n{% endfor %}\n"
        "extensions=extensions,\n{% endmacro %}\n",
        _EXTENSIONS,
    ),
    Change(
        _MACROS,
        "{% if all_parameters %}\nArgs:\n",
        "Args:\n    client: Where and as whom to call.\n"
        "    extensions: Request extensions of httpx, such as ``timeout``; ``operation`` is set to this function's.\n",
        _EXTENSIONS,
    ),
    Change(_MACROS, "    {% endfor %}\n\n{% endif %}\nRaises:\n", "    {% endfor %}\n\nRaises:\n", _EXTENSIONS),
    Change(
        _ENDPOINT,
        '        "method": "{{ endpoint.method }}",\n',
        '        "method": "{{ endpoint.method }}",\n'
        '        "extensions": {**(extensions or {}), "operation": "{{ endpoint.name }}"},\n',
        _EXTENSIONS,
    ),
    Change(
        _ENDPOINT,
        "from http import HTTPStatus\n",
        "from collections.abc import Mapping\nfrom http import HTTPStatus\n",
        _EXTENSIONS,
    ),
    # Bodies that may be absent.
    Change(
        _ENDPOINT,
        '    headers["Content-Type"] = "{{ body.content_type | in_double_quote_literal }}"\n'
        "    {% endif %}\n{% endif %}\n\n{% if endpoint.header_parameters",
        "    {% if not body.prop.required %}\n    if body is not None:\n    {% endif %}\n"
        '    {{ "" if body.prop.required else "    " }}'
        'headers["Content-Type"] = "{{ body.content_type | in_double_quote_literal }}"\n'
        "    {% endif %}\n{% endif %}\n\n{% if endpoint.header_parameters",
        "a request without a body has no content to name the type of",
    ),
    # No ambient cookies: an answer's Set-Cookie may be somebody else's session, and would be sent with the next call.
    Change(
        _CLIENT,
        "import ssl\nfrom typing import Any, Self\n",
        "import ssl\nfrom collections.abc import Mapping\nfrom http.cookiejar import CookieJar\nfrom typing import Any, Self\n",
        _NO_JAR,
    ),
    Change(_CLIENT, "@define\nclass Client:\n", _SEND_ONLY + "\n\n@define\nclass Client:\n", _NO_JAR),
    Change(_CLIENT, "cookies=self._cookies,", "cookies=_send_only(self._cookies),", _NO_JAR, times=2),
    # Types that pyright can follow.
    Change(
        _CLIENT, "field(factory=dict, ", "field(factory=lambda: {}, ", "pyright strict: dict[Unknown, Unknown]", times=3
    ),
    Change(
        _LIST,
        "{{ property.python_name }} = []\n_{{",
        "{{ property.python_name }}: {{ property.get_type_string() | as_unembedded_code }} = []\n_{{",
        "pyright strict: list[Unknown]",
    ),
    Change(
        _LIST,
        "{% if property.required %}\n{{ _transform(",
        "{% if property.required %}\n{% if declare_type %}\n{{ destination }}: {{ type_string }}\n{% endif %}\n{{ _transform(",
        "pyright strict: list[Unknown]",
    ),
    # A model whose field has the model's name, such as SessionHandles.session_handles.
    *(
        Change(
            _MODEL,
            f"{before}{{{{ module_name }}}}{after}",
            f"{before}_made{after}",
            "a field can have its model's name",
        )
        for before, after in (
            ("        ", " = cls("),
            ("        ", ".additional_properties = additional_properties"),
            ("        ", ".additional_properties = d"),
            ("        return ", "\n"),
        )
    ),
    # Secrets.
    Change(_CLIENT, 'kw_only=True, alias="cookies")', 'kw_only=True, alias="cookies", repr=False)', _SECRETS),
    Change(_CLIENT, 'kw_only=True, alias="headers")', 'kw_only=True, alias="headers", repr=False)', _SECRETS),
    Change(_CLIENT, 'kw_only=True, alias="httpx_args")', 'kw_only=True, alias="httpx_args", repr=False)', _SECRETS),
    Change(
        _CLIENT,
        '"token": namespace(type="str", default="",',
        '"token": namespace(type="str", default="field(repr=False)",',
        _SECRETS,
    ),
    Change(
        "types.py.jinja",
        "class Unset:\n    def __bool__(self) -> Literal[False]:\n        return False\n\n\nUNSET: Unset = Unset()\n",
        _REPR_RULES,
        "scripts/generate/clean.py puts None for Unset, and these into the models' fields",
    ),
    Change(
        "types.py.jinja",
        '"Response", "Unset"]',
        '"Response", "masked", "names_only"]',
        "scripts/generate/clean.py puts None for Unset, and these into the models' fields",
    ),
    Change("types.py.jinja", '__all__ = ["UNSET", "File"', '__all__ = ["File"', "there is no Unset"),
    Change("types.py.jinja", "from attrs import define\n", "from attrs import define, field\n", _SECRETS),
    Change(
        "types.py.jinja",
        "    content: bytes\n    headers: MutableMapping[str, str]\n    parsed: T | None\n",
        "    content: bytes = field(repr=False)\n    headers: MutableMapping[str, str] = field(repr=False)\n"
        "    parsed: T | None = field(repr=no_text)\n",
        _SECRETS,
    ),
    Change(
        "errors.py.jinja",
        "            f\"Unexpected status code: {status_code}\\n\\nResponse content:\\n{content.decode(errors='ignore')}\"\n",
        '            f"Unexpected status code: {status_code} ({len(content)} bytes of content)"\n',
        _SECRETS,
    ),
)


def prepare(toolchain: Toolchain, scratch: Path, *, accept: bool = False) -> Path:
    """Write the changed templates below ``scratch`` and return their folder.

    Args:
        toolchain: Where the packaged templates are installed.
        scratch: A folder to write to.
        accept: Record the packaged templates as they are now, after somebody has read what changed in them.

    Raises:
        GenerationError: The packaged templates are not those that `CHANGES` was written for.
    """
    packaged = Path(toolchain.run("python", "-c", _LOCATE, cwd=scratch).strip())
    _compare_hashes(packaged, toolchain.root / HASHES, accept=accept)
    target = scratch / "templates"
    target.mkdir()
    for name in sorted({change.template for change in CHANGES}):
        text = (packaged / name).read_text()
        for change in CHANGES:
            if change.template == name:
                text = apply(change, text)
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_text(text)
    return target


def apply(change: Change, text: str) -> str:
    """Return ``text`` with ``change`` made, or fail if it is not found as often as it says."""
    found = text.count(change.old)
    if found != change.times:
        raise GenerationError(
            f"template {change.template}: expected {change.times} times, found {found} times:\n{change.old}\n"
            f"The change is there because {change.reason}; write it anew for this version of the generator."
        )
    return text.replace(change.old, change.new)


def _compare_hashes(packaged: Path, record: Path, *, accept: bool) -> None:
    now = {
        path.relative_to(packaged).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(packaged.rglob("*.jinja"))
    }
    if accept:
        record.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n")
        return
    before: dict[str, str] = json.loads(record.read_text())
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if changed:
        raise GenerationError(
            "the generator's templates changed: " + ", ".join(changed) + ".\nRead the changes (they carry injection "
            "hardening), adapt scripts/generate/templates.py, then record them with --accept-templates."
        )
