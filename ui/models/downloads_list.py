"""The downloads of this session, one under the other, in step with the engine."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.events import DownloadChanged, Event
from companion.records import Download
from ui.bridge import Bridge
from ui.models.download_bar import DownloadBar
from ui.theme import Space


class DownloadsList(QWidget):
    """Shows every download that was asked for and is not done; hidden when there is none."""

    done = Signal(str)
    """The name of a model that has just arrived."""
    changed = Signal()
    """Other models than before are on their way."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.bars: dict[str, DownloadBar] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.hide()
        bridge.events.connect(self._hear)

    def start(self) -> None:
        """Ask what is on its way already."""
        self._bridge.ask(self, lambda engine: engine.downloads(), self._show_all, lambda _error: None)

    @property
    def under_way(self) -> list[str]:
        """The models that are on their way or wait for their turn."""
        return [name for name, bar in self.bars.items() if bar.download.state in ("running", "waiting")]

    def add(self, name: str) -> None:
        """Download this model."""
        self._bridge.ask(self, lambda engine: engine.download(name))

    @Slot(str)
    def _stop(self, name: str) -> None:
        self._bridge.ask(self, lambda engine: engine.stop_download(name))

    def _show_all(self, downloads: tuple[Download, ...]) -> None:
        for download in downloads:
            if download.state != "done":
                self._show(download)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if isinstance(event, DownloadChanged):
            self._show(event.download)

    def _show(self, download: Download) -> None:
        bar = self.bars.get(download.model)
        if download.state == "done":
            if bar is not None:
                del self.bars[download.model]
                self._column.removeWidget(bar)
                bar.deleteLater()
            self.setVisible(bool(self.bars))
            self.changed.emit()
            self.done.emit(download.model)
            return
        if bar is None or bar.download.state != download.state:
            QTimer.singleShot(0, self, self.changed.emit)
        if bar is None:
            bar = DownloadBar(download)
            bar.stop_wanted.connect(self._stop)
            bar.again_wanted.connect(self.add)
            self.bars[download.model] = bar
            self._column.addWidget(bar)
        else:
            bar.show_download(download)
        self.show()
