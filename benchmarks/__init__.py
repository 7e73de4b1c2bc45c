"""Measurements of the product through its own door: the engine's import, recall and prompt, nothing parallel."""
