"""Measure what the XML bridge costs: ``uv run scripts/bench_xml.py``."""

import sys

from bench.xml import main

if __name__ == "__main__":
    sys.exit(main())
