"""Emulators of the three providers, good enough to replace a tenant in tests, and the clock that goes with them."""
