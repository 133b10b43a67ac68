"""Try mutants of the facade against its tests: ``uv run scripts/mutate.py --count 200 --seed 1 --jobs 2``."""

import sys

from mutation.command import main

if __name__ == "__main__":
    sys.exit(main())
