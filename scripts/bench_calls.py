"""Measure what a call and an import cost: ``uv run scripts/bench_calls.py``."""

import sys

from bench.calls import main

if __name__ == "__main__":
    sys.exit(main())
