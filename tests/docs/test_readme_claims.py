"""Each claim of the README and of pages that continue it, with the test or the command that shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")

# By heading of the README, or by page: words of it, and what shows them. A test is `file::name`, or a file or folder below tests/; a command
# begins with $ and is one of `noxfile.py`.
CLAIMS: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "idsessions": {
        "async, fully typed": [
            "$ mypy",
            "$ pyright",
            "facade/test_public_surface.py::test_type_hints_resolve_at_run_time",
        ],
        "logs in and logs out again, also after an exception": [
            "facade/core/test_sessions.py::test_scope_ends_the_session_after_an_exception"
        ],
        "waits when a provider limits requests": ["facade/core/test_sender.py::test_every_operation_waits_after_a_429"],
        "one typed result or one typed error": ["wire/test_wire.py", "facade/core/test_bodies.py"],
        "as pytest fixtures and as a command": ["testing/test_pytest_plugin.py", "cli/test_emulate.py"],
        "call every operation and check the result": ["$ idsessions demo", "cli/test_demo_checks.py"],
        "a table of all operations": ["cli/test_demo.py::test_table_shows_every_operation"],
        "one exchange in XML": ["cli/test_demo.py::test_exchange_in_xml_is_shown_with_secrets_redacted"],
        "one 429 that is waited out": ["cli/test_demo.py::test_429_is_waited_out_by_the_emulated_clock"],
        "the project's tests run and type-check them": ["docs/test_examples.py", "$ scripts/check_examples.py"],
    },
    "The idea": {
        "in one event loop": ["facade/core/test_closing.py::test_another_event_loop_raises"],
        "named after the provider's operations": [
            "facade/test_public_surface.py::test_every_operation_is_a_method_of_its_name"
        ],
        "in the package of the provider": ["facade/test_public_surface.py::test_all_lists_exactly_the_public_names"],
        "starts a session and ends it on exit": [
            "facade/core/test_sessions.py::test_scope_ends_the_session",
            "facade/core/test_sessions.py::test_cancelled_scope_ends_the_session_first",
        ],
        "you end it with `await session.end()`": [
            "facade/core/test_sessions.py::test_awaited_login_leaves_the_end_to_the_caller"
        ],
        "sends nothing, and never ends it": [
            "facade/okta/test_client.py::test_attaching_a_session_sends_nothing",
            "facade/forgerock/test_behaviour.py::test_attaching_to_a_session_sends_nothing_and_ends_nothing",
            "facade/agileapps",
        ],
        "Every session has `is_alive()`": ["facade/core/test_sessions.py::test_session_handles_have_the_protocols"],
        "an `end()` that you may call twice": ["facade/test_ended_sessions.py"],
    },
    "Okta": {
        "`login` raises `AuthenticationError`": [
            "facade/okta/test_login.py::test_unfinished_authentication_raises_with_its_state"
        ],
        "never sends its own beside the cookie": ["facade/okta/test_client.py::test_request_is_exactly_these_bytes"],
        "the cookie that Okta set": ["facade/okta/test_client.py::test_current_session_holds_the_cookie_to_use_next"],
    },
    "ForgeRock": {
        "sends the token that the call is about": ["facade/forgerock/test_target.py"],
        "asks the server for that name once": [
            "facade/forgerock/test_cookie_name.py::test_hundred_first_calls_ask_once"
        ],
        "does not extend the session unless you pass `refresh=True`": [
            "facade/forgerock/test_behaviour.py::test_idle_session_ends",
            "real_openam/test_sessions.py",
        ],
        "in any alphabet": ["facade/forgerock/test_login.py", "real_openam/test_sign_in.py"],
        "it raises `UnansweredCallbacksError`, which lists the callbacks": [
            "facade/forgerock/test_login.py::test_other_questions_raise_with_their_types"
        ],
    },
    "AgileApps": {
        "calls on the administrator's session raise `UsageError`": ["facade/agileapps/test_proxy.py"],
        "sends a login only once": ["facade/core/test_operations.py::test_retryable_operations_are_exactly_these"],
        "AgileApps speaks XML": ["facade/xml", "wire/agileapps.py"],
    },
    "Errors": {
        "All errors belong to one tree": [
            "docs/test_pages.py::test_error_table_is_the_tree",
            "facade/core/test_errors.py",
        ],
        "Each names provider and operation": [
            "facade/core/test_errors.py::test_error_text_names_provider_operation_and_cause"
        ],
        "None contains a secret, and none leads to an object of httpx": ["facade/test_secrets.py", "facade/forgerock"],
        "False means that the request never arrived": ["facade/transport/test_httpx_errors.py"],
    },
    "More": {},
    "docs/quick-start-agileapps.md": {
        "logs in to a client's tenancy": ["wire/agileapps.py", "cli/test_demo_checks.py"],
        "it can restore the session": ["docs/test_examples.py"],
        "after it has expired": ["facade/agileapps/test_relogin.py", "facade/test_late_expiry.py"],
        "pass `allow_forced_password_change=True` to keep the session": ["facade/agileapps/test_client.py"],
    },
    "docs/errors.md": {
        "is retried once": ["facade/core/test_sender.py::test_broken_connection_is_retried_once"],
        "never retries a login, a token request, `create_session`, `switch_back` or a step of a dialogue": [
            "facade/core/test_operations.py::test_retryable_operations_are_exactly_these"
        ],
    },
    "docs/rate-limits.md": {
        "waits out a 429 as the provider asks": [
            "facade/core/test_sender.py::test_pause_after_a_429_is_what_the_headers_say"
        ],
        "All calls of a client that share a limit wait in one queue": [
            "facade/okta/test_behaviour.py::test_all_calls_wait_for_the_limit"
        ],
        "are neither refused nor lost": [
            "docs/test_claims.py::test_ten_thousand_calls_at_once_are_neither_refused_nor_lost"
        ],
    },
    "docs/observability.md": {
        "no `repr`": ["facade/test_redacted_fields.py", "clients/test_secrets.py"],
        "log record, error text or printed URL": ["facade/test_secrets.py"],
        "not in the log records of httpx and httpcore either": [
            "facade/redact/test_http_logs.py::test_records_of_a_call_show_the_path_template_and_events_only"
        ],
        "the loggers of your own httpx clients are not changed": [
            "facade/redact/test_http_logs.py::test_records_of_other_clients_stay_as_they_are"
        ],
        "refuses any other before sending": ["facade/core/test_messages.py::test_wrong_credential_sends_nothing"],
        "follows no redirect": ["facade/core/test_bodies.py::test_redirect_raises_wherever_it_leads"],
        "keeps no cookies of a response": ["facade/okta/test_client.py::test_cookie_of_a_response_is_never_sent"],
        "refuses plain http except to this machine": [
            "facade/core/test_options.py::test_base_url_that_cannot_be_called_or_holds_credentials_raises",
            "facade/core/test_options.py::test_allow_http_permits_plain_http",
        ],
        "A secret can be a function": ["facade/core/test_secrets_as_callables.py"],
        "one line for each pause": ["facade/rate_limit/test_pauses.py"],
        "a session that could not be ended": [
            "facade/core/test_sessions.py::test_error_while_ending_is_logged_when_there_is_a_first_error"
        ],
    },
    "docs/testing.md": {
        "an Okta org, a ForgeRock server of each kind and an AgileApps tenant": ["testing"],
        "the providers' own errors and limits": ["testing/okta/test_limits.py", "real_openam/test_rows.py"],
        "run in process or over TCP": ["testing/base/test_serving.py"],
        "A pytest plugin provides the fixtures": ["testing/test_pytest_plugin.py"],
        "prints URLs, credentials and a curl line for each": ["cli/test_emulate.py::test_curl_lines_work"],
        "the same as one line of JSON": ["cli/test_emulate.py::test_json_has_all_that_a_client_needs"],
    },
    "docs/how-it-is-built.md": {
        "The first two also work alone": [
            "clients/test_standalone.py::test_okta",
            "clients/test_standalone.py::test_forgerock",
        ],
        "Alone, it sends JSON labelled as XML": [
            "docs/test_claims.py::test_agileapps_client_alone_sends_json_labelled_as_xml"
        ],
        "One command regenerates all three": [
            "$ scripts/regenerate.py --check",
            "scripts/test_regenerate.py::test_the_clients_are_what_the_documents_say",
        ],
    },
}


def prose(heading: str) -> str:
    """A section of the README, or a page, in one line."""
    if heading.startswith("docs/"):
        return " ".join((ROOT / heading).read_text(encoding="utf-8").split())
    _, section = re.split(rf"^#+ {re.escape(heading)}$", README, maxsplit=1, flags=re.MULTILINE)
    return " ".join(re.split(r"^## ", section, maxsplit=1, flags=re.MULTILINE)[0].split())


def test_every_section_is_here() -> None:
    without_code = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"^#+ (.+)$", without_code, re.MULTILINE) == [
        key for key in CLAIMS if not key.startswith("docs/")
    ]


@pytest.mark.parametrize("heading", CLAIMS)
def test_readme_makes_the_claims(heading: str) -> None:
    assert [words for words in CLAIMS[heading] if words not in prose(heading)] == []


@pytest.mark.parametrize(
    "shown", sorted({each for claims in CLAIMS.values() for all_ in claims.values() for each in all_})
)
def test_what_shows_a_claim_exists(shown: str) -> None:
    if shown.startswith("$ "):
        assert shown.removeprefix("$ ") in (ROOT / "noxfile.py").read_text(encoding="utf-8").replace('", "', " ")
        return
    path, _, name = shown.partition("::")
    assert (ROOT / "tests" / path).exists()
    assert not name or re.search(
        rf"^(?:async )?def {name}\(", (ROOT / "tests" / path).read_text(encoding="utf-8"), re.MULTILINE
    )
