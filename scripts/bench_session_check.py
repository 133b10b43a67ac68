"""Measure what a session check costs: ``uv run scripts/bench_session_check.py``."""

import sys

from bench.session_check import main

if __name__ == "__main__":
    sys.exit(main())
