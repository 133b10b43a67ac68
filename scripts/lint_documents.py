"""Lint the OpenAPI documents: ``uv run --group documents scripts/lint_documents.py``."""

import sys

from checks.documents import main

if __name__ == "__main__":
    sys.exit(main())
