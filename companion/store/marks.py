"""What the user says of a memory beside its words: plain functions over a connection, called inside a transaction."""

from __future__ import annotations

from companion.records import Sensitivity, Truth
from companion.store.database import Connection


def set_importance(con: Connection, memory_id: int, importance: float) -> None:
    """Keep how much a memory matters, 0 to 1."""
    con.execute("update memories set importance = ? where id = ?", (importance, memory_id))


def set_truth(con: Connection, memory_id: int, truth: Truth) -> None:
    """Keep how a memory was meant."""
    con.execute("update memories set truth = ? where id = ?", (truth, memory_id))


def set_sensitivity(con: Connection, memory_id: int, sensitivity: Sensitivity) -> None:
    """Keep how private a memory is."""
    con.execute("update memories set sensitivity = ? where id = ?", (sensitivity, memory_id))
