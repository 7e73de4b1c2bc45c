"""How things come to be attached: by the button, by pasting, by dropping them on the page."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from companion.errors import BadInput, CompanionError
from companion.records import NewAttachment
from ui.bridge import Bridge
from ui.chat.composer import Composer
from ui.chat.pictures_in import picture

LONG_PASTE = 5_000
"""Characters from which on a pasted text is offered as a document."""
LARGEST_PASTE = 1_000_000
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")


class Attaching(QObject):
    """Fills the composer's tray. Main thread only; files are read by the engine."""

    refused = Signal(object)
    """A `CompanionError`: why something cannot be attached."""

    def __init__(self, bridge: Bridge, composer: Composer, page: QWidget) -> None:
        super().__init__(page)
        self._bridge = bridge
        self._composer = composer
        self._page = page
        composer.field.takes = self.take
        composer.attach_wanted.connect(self.ask)
        composer.tray.document_wanted.connect(self._quote)
        composer.tray.insert_wanted.connect(composer.field.insertPlainText)
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    @Slot()
    def ask(self) -> None:
        """Let the user choose files."""
        dialog = QFileDialog(self._page, self.tr("Attach a picture or a text"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._add_files)
        dialog.open()

    def take(self, source: QMimeData) -> bool:
        """Whether what is pasted or dropped is attached rather than written."""
        files = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
        for path in files:
            self.add_file(path)
        if files:
            return True
        if source.hasImage() and not source.hasText():
            self._add_picture(QImage(source.imageData()), self.tr("Picture"))
            return True
        if source.hasText() and len(source.text()) > LONG_PASTE:
            if len(source.text()) > LARGEST_PASTE:
                self.refused.emit(BadInput(self.tr("This text is too long to be sent."), self.tr("Send a part of it.")))
            else:
                self._composer.tray.offer(source.text())
            return True
        return False

    def _add_files(self, names: list[str]) -> None:
        for name in names:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """Attach a file: a picture, or text."""
        if path.suffix.lower() in PICTURES:
            self._add_picture(QImage(str(path)), path.name)
        else:
            self._bridge.ask(
                self, lambda engine: engine.read_document(path), self._composer.tray.add, self.refused.emit
            )

    def _add_picture(self, image: QImage, name: str) -> None:
        made = picture(image, name)
        if made is None:
            self.refused.emit(BadInput(self.tr("“{}” is not a picture that can be read.").format(name)))
        else:
            self._composer.tray.add(made)

    @Slot(str)
    def _quote(self, text: str) -> None:
        def done(document: NewAttachment) -> None:
            self._composer.tray.add(document)
            self._composer.setFocus()

        name = self.tr("Pasted text")
        self._bridge.ask(self, lambda engine: engine.quote_document(name, text), done, self._failed)

    def _failed(self, error: CompanionError) -> None:
        self.refused.emit(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            if self.take(event.mimeData()):
                event.acceptProposedAction()
                self._composer.setFocus()
                return True
        elif isinstance(event, QDragEnterEvent) and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)
