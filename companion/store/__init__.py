"""The record, its index and its keys: what is kept, and where."""
