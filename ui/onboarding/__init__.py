"""The welcome of a new profile."""
