"""Moments as the record keeps them: epoch seconds. Imports nothing of the store, so that all of it may import this."""

from __future__ import annotations

import datetime as dt


def moment(seconds: float) -> dt.datetime:
    """Epoch seconds as an aware datetime in UTC."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
