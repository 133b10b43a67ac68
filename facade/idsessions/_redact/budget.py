"""Counts the work that a text and its secrets take."""

from __future__ import annotations


class OverBudgetError(Exception):
    """There is more to do than the budget allows."""


class Budget:
    """What is left to do; a unit is one comparison of characters, about a nanosecond."""

    def __init__(self, units: int) -> None:
        self.units = units

    def spend(self, units: int) -> None:
        self.units -= units
        if self.units < 0:
            raise OverBudgetError
