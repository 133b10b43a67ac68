"""Write docs/reliability.md from the table of faults: ``uv run scripts/reliability.py``; ``--check`` only compares."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.faults.page import main

if __name__ == "__main__":
    sys.exit(main())
