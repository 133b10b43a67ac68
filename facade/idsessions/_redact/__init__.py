"""Keeps secrets out of what the library shows: texts that a provider sent, and the log records of httpx.

What is promised of a text (`redact`):

* A secret is replaced by ``<hidden>`` where it occurs as it is, percent-encoded (a blank also as ``+``), escaped for
  HTML, JSON or JavaScript, or in base64 (standard or URL-safe, with or without padding, also as a part of what was
  encoded); all of it in up to eight layers of escapes, mixed. A secret in double quotes is also found without them.
* The beginning of a secret is replaced as well if it has 16 characters or more, because servers cut long values.
* A secret of fewer than 4 characters (counted without its escapes) is replaced only where it does not touch a letter, a
  digit or an underscore, so that the rest stays readable: "Invalid token" does if the token is ``t``. In an id
  (`redact_id`) it is not replaced at all.
* The result is one line of printable text. After 1,000 characters it is cut.
* The work is bounded, whatever the text and the secrets: if it would exceed the bound, the whole text is replaced by
  ``<hidden: ...>``.

What is promised of the log records (while `shown_request` is set): the records of httpx and httpcore about the library's own calls
show the method and the path template, and no values. Records of other httpx clients stay as they are.
"""

from .http_logs import shown_request
from .text import REPLACED_TEXT, header_secrets, redact, redact_id

__all__ = ["REPLACED_TEXT", "header_secrets", "redact", "redact_id", "shown_request"]
