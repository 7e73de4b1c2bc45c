"""The quick chat popup of the tray."""
