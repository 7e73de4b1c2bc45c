"""A picture of the transcript, large."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from companion.records import AttachmentContent

SHARE = 0.85
"""The most of the screen that it takes."""


class PictureWindow(QDialog):
    """Shows one picture as large as it is, or as the screen lets it be; Esc closes it."""

    def __init__(self, content: AttachmentContent, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(content.attachment.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        seen = QPixmap()
        seen.loadFromData(content.data)
        room = QGuiApplication.primaryScreen().availableSize() * SHARE
        if seen.width() > room.width() or seen.height() > room.height():
            mode = Qt.TransformationMode.SmoothTransformation
            seen = seen.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, mode)
        picture = QLabel()
        picture.setPixmap(seen)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        picture.setAccessibleName(content.attachment.name)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(picture)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)
        self.resize(seen.size().expandedTo(QSize(240, 180)) + QSize(4, 4))
