"""Tests of the commands that a maintainer runs."""
