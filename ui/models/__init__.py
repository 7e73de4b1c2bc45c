"""Models: which there are, where they come from, what they are used for."""
