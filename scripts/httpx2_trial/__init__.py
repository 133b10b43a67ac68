"""The trial of the move to httpx2."""
