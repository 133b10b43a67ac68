"""Measure what each kind of credential costs: ``uv run scripts/bench_credentials.py``."""

import sys

from bench.credentials import main

if __name__ == "__main__":
    sys.exit(main())
