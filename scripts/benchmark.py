"""Measure what a call costs: ``uv run --group bench scripts/benchmark.py [--short] [--json]``."""

import sys

from bench.command import main

if __name__ == "__main__":
    sys.exit(main())
