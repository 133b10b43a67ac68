"""Run a real OpenAM for the tests: ``uv run scripts/openam.py check|start|stop|status|reset|limits`` (Linux, macOS)."""

import sys

from openam_server.command import main

if __name__ == "__main__":
    sys.exit(main())
