"""Tests of the emulators, the clock and the pytest plugin."""
