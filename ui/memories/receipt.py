"""The receipt of a forget: what it removed, in numbers, and which copies still hold it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.errors import CompanionError
from companion.records import Kind, Receipt
from ui.bridge import Bridge
from ui.memories import words
from ui.theme import Space
from ui.wrapped import WrappedLabel


def receipt_rows(widget: QWidget, receipt: Receipt) -> list[tuple[str, str]]:
    """What a receipt says, line by line; a number that is 0 has no line."""
    by_kind = ", ".join(_counted(widget, kind, count) for kind, count in receipt.memories.items() if count)
    counted = (
        (widget.tr("Messages without the words"), receipt.messages),
        (widget.tr("Replies without the words"), receipt.replies),
        (widget.tr("Summaries written anew"), receipt.summaries),
        (widget.tr("Rows of the portrait"), receipt.portrait),
        (widget.tr("Pictures and documents"), receipt.attachments),
        (widget.tr("Titles, notes and older texts"), receipt.other),
        (widget.tr("Conversations"), receipt.conversations),
        (widget.tr("Marks against learning it again"), receipt.tombstones),
    )
    rows = [
        (widget.tr("Asked for"), words.moment_text(receipt.asked_at)),
        (widget.tr("Gone from the record"), words.moment_text(receipt.erased_at)),
        (
            widget.tr("Gone from its files"),
            words.moment_text(receipt.cleaned_at) if receipt.cleaned_at else widget.tr("under way"),
        ),
        (widget.tr("Memories"), by_kind),
        *((name, str(count)) for name, count in counted if count),
    ]
    return [(name, value) for name, value in rows if value]


def _counted(widget: QWidget, kind: str, count: int) -> str:
    known = {str(one): one for one in Kind}
    if kind not in known:  # what only summed up the others
        return widget.tr("1 summary") if count == 1 else widget.tr("{0} summaries").format(count)
    name = words.kind_name(known[kind]) if count == 1 else words.kind_plural(known[kind])
    return f"{count} {name.lower()}"


def show_receipt(
    bridge: Bridge, forgetting_id: int, owner: QWidget, failed: Callable[[CompanionError], None] | None = None
) -> None:
    """Ask for the receipt of a forget and show it over `owner`; nothing, where there is none yet."""

    def show(receipts: Sequence[Receipt]) -> None:
        found = next((receipt for receipt in receipts if receipt.id == forgetting_id), None)
        if found is not None:
            ReceiptDialog(found, owner).open()

    bridge.ask(owner, lambda engine: engine.receipts(), show, failed)


class ReceiptDialog(QDialog):
    """One receipt to read."""

    def __init__(self, receipt: Receipt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Receipt"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(420)
        title = QLabel(self.tr("What was removed"))
        title.setProperty("look", "heading")
        form = QFormLayout()
        form.setHorizontalSpacing(Space.L)
        for name, value in receipt_rows(self, receipt):
            label, field = QLabel(name), QLabel(value)
            label.setProperty("look", "muted")
            field.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            field.setAccessibleName(f"{name}: {value}")
            form.addRow(label, field)
        kept = self.tr("These copies may still hold it; they are yours to delete: {0}").format(
            ", ".join(receipt.kept_in)
        )
        self.copies = WrappedLabel(kept if receipt.kept_in else self.tr("No backup beside the record holds it."))
        self.copies.setProperty("look", "warning" if receipt.kept_in else "muted")
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(self.copies)
        column.addLayout(buttons)
