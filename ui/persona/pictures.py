"""Pictures of personas: read from a file, cut to a small square, shown as a circle."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QImageReader, QImageWriter, QPainter, QPainterPath, QPixmap

SIDE = 192
"""Pixels of a kept picture on each side."""
LARGEST = 10_000
"""Pixels beyond which a picture is not read."""


def picture_from(path: str) -> bytes:
    """The middle of the picture file at `path` as a small PNG; empty when it cannot be read."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > LARGEST:
        return b""
    image = reader.read()
    if image.isNull():
        return b""
    side = min(image.width(), image.height())
    cut = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    smooth = Qt.TransformationMode.SmoothTransformation
    small = cut.scaled(SIDE, SIDE, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(small)
    return bytes(kept.data())


def round_picture(picture: bytes, name: str, side: int, ratio: float, back: str, fore: str) -> QPixmap:
    """`picture` in a circle of `side` pixels; without one the first letter of `name` on the colour `back`."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    circle = QPainterPath()
    circle.addEllipse(QRectF(0, 0, side, side))
    painter.setClipPath(circle)
    image = QImage.fromData(picture) if picture else QImage()
    if image.isNull():
        painter.fillRect(QRectF(0, 0, side, side), QColor(back))
        font = QFont(painter.font())
        font.setPixelSize(max(round(side * 0.46), 8))
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(fore))
        painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, name[:1].upper())
    else:
        painter.drawImage(QRectF(0, 0, side, side), image)
    painter.end()
    return pixmap
