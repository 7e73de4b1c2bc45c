"""The memory browser: what is remembered, why, how surely, and what will fade."""
