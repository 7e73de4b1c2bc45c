"""Links ask before they open, and only web addresses do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

SAFE_LINKS = ("http", "https", "mailto")


def tr(text: str) -> str:
    """`text` in the user's language."""
    return QCoreApplication.translate("Links", text)


def ask_link(parent: QWidget, link: str) -> str:
    """Ask whether to open `link` in the browser; a sentence for the user when it is none that may be opened."""
    url = QUrl(link)
    if url.scheme().lower() not in SAFE_LINKS:
        return tr("This link is not a web address, so it stays closed: {}").format(link)
    box = QMessageBox(QMessageBox.Icon.NoIcon, tr("Open this link?"), link, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(tr("It opens in your browser and leaves this app."))
    open_it = box.addButton(tr("Open"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    open_it.clicked.connect(lambda: QDesktopServices.openUrl(url))
    box.open()
    return ""
