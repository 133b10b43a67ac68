"""Tests of the generated clients and of the documents behind them."""
