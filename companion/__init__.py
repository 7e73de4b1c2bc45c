"""The engine of Companion: conversation, memory, decay and portrait. It knows no Qt and no screen."""

__version__ = "0.2.0"
