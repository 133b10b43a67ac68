"""Draw docs/incident-response.svg: ``uv run scripts/terminal_picture.py docs/incident-response.svg``."""

import sys

from terminal.picture import main

if __name__ == "__main__":
    sys.exit(main())
