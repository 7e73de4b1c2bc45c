"""The settings dialog, made from the one settings table."""
