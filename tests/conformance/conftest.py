"""Collects these tests only where what they run is installed: the group ``conformance`` is no default group."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore_glob = [] if all(map(find_spec, ("okta", "schemathesis"))) else ["test_*.py"]
