"""Async sessions for Okta, ForgeRock and AgileApps Cloud."""
