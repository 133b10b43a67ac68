"""Tries the move to httpx2 on a copy: renames the imports, runs the tests, and says what fails. docs/httpx2.md has the result."""

from __future__ import annotations

import sys

from httpx2_trial.command import main

if __name__ == "__main__":
    sys.exit(main())
