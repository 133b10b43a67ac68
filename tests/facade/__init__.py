"""Tests of the hand-written package."""
