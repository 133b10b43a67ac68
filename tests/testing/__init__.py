"""Tests of the emulators, the clock and the pytest plugin; the folders mirror the packages of `idsessions.testing`.

``base``                                what the emulators share, tested with a made-up provider (``base/library``)
``okta``, ``forgerock``, ``agileapps``  one emulator each, with its fixtures in ``conftest`` and its helpers beside
"""
