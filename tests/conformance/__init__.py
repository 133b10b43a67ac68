"""Proof from outside: what others wrote runs against the emulators."""
