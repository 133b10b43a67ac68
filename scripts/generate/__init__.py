"""The steps of scripts/regenerate.py, one file each."""
