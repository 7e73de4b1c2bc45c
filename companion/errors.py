"""The errors that reach a person. Each says what happened, what it means for their data, and what to do next."""

from __future__ import annotations


class CompanionError(Exception):
    """Base of every expected failure.

    `str(error)` is one plain line for a person; `next_step` says what they can do (may be empty).
    Neither ever holds words from a conversation, so both may be logged.
    """

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step


class BadInput(CompanionError):
    """What was asked for cannot be done as written; nothing was changed."""


class NotFound(BadInput):
    """The thing that was named is not in this profile."""


class ProfileBusy(CompanionError):
    """Another process owns this profile."""


class VaultLocked(CompanionError):
    """The record is encrypted and its key is not to be had; the file was not touched."""


class RecordDamaged(CompanionError):
    """The record cannot be read as a database of ours; the file was not touched."""


class ModelError(CompanionError):
    """The language model could not do what was asked. The message that was sent is kept."""

    def __init__(self, message: str, next_step: str = "", *, retryable: bool = True, code: str = "model") -> None:
        super().__init__(message, next_step)
        self.retryable = retryable
        self.code = code
