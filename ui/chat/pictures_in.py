"""Pictures on their way into a message: made small enough to send, with a thumbnail for the transcript."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage

from companion.records import AttachmentKind, NewAttachment

LONGEST_SIDE = 1536
"""Pixels: what models look at; more only costs time."""
THUMB_SIDE = 360
QUALITY = 88


def picture(image: QImage, name: str) -> NewAttachment | None:
    """The picture as it is sent and kept; None for what is no picture."""
    if image.isNull():
        return None
    sent = _within(image, LONGEST_SIDE)
    media, data = _encoded(sent)
    _, thumb = _encoded(_within(image, THUMB_SIDE))
    return NewAttachment(
        AttachmentKind.IMAGE, name, media, data=data, thumb=thumb, width=sent.width(), height=sent.height()
    )


def _within(image: QImage, side: int) -> QImage:
    if max(image.width(), image.height()) <= side:
        return image
    mode = Qt.TransformationMode.SmoothTransformation
    return image.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, mode)


def _encoded(image: QImage) -> tuple[str, bytes]:
    """JPEG, or PNG where the picture can be seen through."""
    clear = image.hasAlphaChannel()
    array = QByteArray()
    buffer = QBuffer(array)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG" if clear else "JPEG", -1 if clear else QUALITY)  # type: ignore[call-overload]
    buffer.close()
    return ("image/png" if clear else "image/jpeg"), bytes(array.data())
