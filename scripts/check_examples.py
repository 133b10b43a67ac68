"""Type-check the Python examples of the documentation: ``uv run --group lint scripts/check_examples.py``."""

import sys

from checks.examples import main

if __name__ == "__main__":
    sys.exit(main())
