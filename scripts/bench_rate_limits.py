"""Measure how the client waits out rate limits: ``uv run scripts/bench_rate_limits.py [--peers] [--json]``."""

import sys

from bench.rate_limits import main

if __name__ == "__main__":
    sys.exit(main())
