"""The icon in the system tray, where there is a tray."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from companion.paths import resources_dir
from ui.icons import app_icon


def tray_there() -> bool:
    """Whether this desktop has a tray; `isVisible` of an icon does not tell."""
    return QSystemTrayIcon.isSystemTrayAvailable()


class Tray(QObject):
    """A menu of five lines and a click that opens quick chat."""

    open_wanted = Signal()
    quick_wanted = Signal()
    new_wanted = Signal()
    memories_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = QSystemTrayIcon(_picture(), self)
        self._icon.setToolTip(self.tr("Companion"))
        self.menu = QMenu()
        for label, signal in (
            (self.tr("Open"), self.open_wanted),
            (self.tr("Quick chat"), self.quick_wanted),
            (self.tr("New conversation"), self.new_wanted),
            (self.tr("Memories"), self.memories_wanted),
        ):
            self.menu.addAction(label).triggered.connect(signal)
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Quit")).triggered.connect(self.quit_wanted)
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._activated)

    def show(self) -> None:
        """Put the icon into the tray."""
        self._icon.show()

    def hide(self) -> None:
        """Take it out again."""
        self._icon.hide()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.quick_wanted.emit()
        elif reason == QSystemTrayIcon.ActivationReason.DoubleClick:
            self.open_wanted.emit()


def _picture() -> QIcon:
    small = resources_dir() / "icons" / "companion-small.svg"
    return QIcon(str(small)) if small.is_file() else app_icon()
