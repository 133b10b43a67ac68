"""The XML bridge."""
