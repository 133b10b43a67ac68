"""A real OpenAM for the tests: installed, configured, started and stopped by ``scripts/openam.py``."""
