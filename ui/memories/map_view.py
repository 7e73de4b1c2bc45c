"""The view of meanings: the map, what its colours mean, and its clusters as a list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from companion.errors import CompanionError
from companion.events import Event, Progress
from companion.records import KINDS, Cluster, MemoryMap, MemoryView
from ui.bridge import Bridge, Ticket
from ui.icons import icon
from ui.memories import words
from ui.memories.delegates import FADED_SHARE, LOW_SHARE, kind_colour, retention_colour
from ui.memories.map_canvas import STEP, MapCanvas
from ui.memories.panes import StatePane
from ui.memories.view import View
from ui.theme import Space, tokens_of

LIST_WIDTH = 190


class Legend(QLabel):
    """What the colours mean, in words beside each colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_retention = False
        self.setProperty("look", "caption")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self._write()

    def show_retention(self, on: bool) -> None:
        """Explain the colours of retention, else those of the kinds."""
        self._by_retention = on
        self._write()

    def _write(self) -> None:
        tokens = tokens_of(self)
        if self._by_retention:
            entries = [
                (retention_colour(tokens, 1.0), self.tr("fresh")),
                (retention_colour(tokens, FADED_SHARE - 0.01), self.tr("fading")),
                (retention_colour(tokens, LOW_SHARE - 0.01), self.tr("dormant")),
            ]
        else:
            entries = [(kind_colour(tokens, kind), words.kind_plural(kind)) for kind in KINDS]
        self.setText("&nbsp;&nbsp; ".join(f'<span style="color:{c}">●</span>&nbsp;{name}' for c, name in entries))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._write()
        super().changeEvent(event)


class MapView(View):
    """Memories by meaning. The list of clusters says the same in words and is the way by keyboard."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self._hovering: Ticket | None = None
        self.canvas = MapCanvas()
        self.legend = Legend()
        self.state = StatePane()
        self.by_kind = self._choice(self.tr("Kind"), self.tr("Colour by kind"))
        self.by_retention = self._choice(self.tr("Retention"), self.tr("Colour by how well it is kept"))
        self.by_kind.setChecked(True)
        self.lasso = QToolButton()
        self.lasso.setCheckable(True)
        self._name(self.lasso, self.tr("Lasso: draw round memories to list them (L, or Shift and drag)"))
        self.closer, self.out, self.all_of_it = QToolButton(), QToolButton(), QPushButton(self.tr("All"))
        self._name(self.closer, self.tr("Look closer (+)"))
        self._name(self.out, self.tr("Look from further away (−)"))
        self.all_of_it.setProperty("look", "quiet")
        self.all_of_it.setToolTip(self.tr("See the whole map (0)"))
        self.clusters = QListWidget()
        self.clusters.setAccessibleName(self.tr("Groups of memories that belong together"))
        self.clusters.setSpacing(Space.XS)
        self.clusters.setProperty("look", "plain")
        self.clusters.setFixedWidth(LIST_WIDTH)
        self.list_them = QPushButton(self.tr("List this group"))
        self.list_them.setEnabled(False)
        self._arrange()
        self._connect()
        self._dress()

    def _choice(self, name: str, help_text: str) -> QPushButton:
        button = QPushButton(name)
        button.setProperty("look", "quiet")
        button.setCheckable(True)
        self._name(button, help_text)
        return button

    def _name(self, button: QPushButton | QToolButton, help_text: str) -> None:
        button.setToolTip(help_text)
        button.setAccessibleName(help_text)

    def _arrange(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(Space.XS)
        colour = QLabel(self.tr("Colour"))
        colour.setProperty("look", "muted")
        self._colours = QButtonGroup(self)
        tools.addWidget(colour)
        for button in (self.by_kind, self.by_retention):
            self._colours.addButton(button)
            tools.addWidget(button)
        tools.addStretch(1)
        for tool in (self.lasso, self.out, self.closer, self.all_of_it):
            tools.addWidget(tool)
        groups = QLabel(self.tr("Groups"))
        groups.setProperty("look", "heading")
        side = QVBoxLayout()
        side.setSpacing(Space.S)
        side.addWidget(groups)
        side.addWidget(self.clusters, 1)
        side.addWidget(self.list_them)
        middle = QHBoxLayout()
        middle.setSpacing(Space.M)
        middle.addWidget(self.canvas, 1)
        middle.addLayout(side)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(tools)
        column.addLayout(middle, 1)
        column.addWidget(self.legend)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.state)
        self.pages.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)
        self._page = page

    def _connect(self) -> None:
        self.by_retention.toggled.connect(self.canvas.colour_by_retention)
        self.by_retention.toggled.connect(self.legend.show_retention)
        self.lasso.toggled.connect(self.canvas.set_lasso)
        self.canvas.lasso_changed.connect(self.lasso.setChecked)
        self.closer.clicked.connect(lambda: self.canvas.zoom(STEP))
        self.out.clicked.connect(lambda: self.canvas.zoom(1 / STEP))
        self.all_of_it.clicked.connect(self.canvas.fit)
        self.canvas.chosen.connect(self.memory_wanted)
        self.canvas.caught.connect(self._caught)
        self.canvas.hovered.connect(self._hover)
        self.clusters.currentRowChanged.connect(self._group_chosen)
        self.clusters.itemActivated.connect(lambda _item: self._list_group())
        self.list_them.clicked.connect(self._list_group)
        self.state.button_pressed.connect(self.refresh)
        self._bridge.events.connect(self._tell_progress)

    @Slot()
    def refresh(self) -> None:
        if self.canvas.map is None:
            self.state.tell("map", self.tr("Drawing the map …"), self.tr("Memories are being laid out by meaning."))
        self._bridge.ask(self, lambda e: e.memory_map(), self.show_map, self._broken)

    def focus(self) -> None:
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _tell_progress(self, event: Event) -> None:
        if isinstance(event, Progress) and event.task == "map" and self.canvas.map is None and event.total:
            share = words.percent(event.done / event.total) if event.done else ""
            self.state.tell("map", self.tr("Drawing the map … {0}").format(share), self.state.sentence.text())

    def show_map(self, found: MemoryMap) -> None:
        """Draw this map and list its groups."""
        if not len(found.ids):
            sentence = self.tr("As soon as something is remembered, it gets a place here, near what is like it.")
            self.state.tell("map", self.tr("The map is still empty"), sentence)
            self.pages.setCurrentWidget(self.state)
            return
        self.canvas.set_map(found)
        self.clusters.clear()
        for cluster in found.clusters:
            item = QListWidgetItem()
            item.setToolTip(self._cluster_text(cluster))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self._cluster_text(cluster).replace("\n", ", "))
            self.clusters.addItem(item)
        self._name_groups()
        said = self.tr("{0} memories in {1} groups: {2}")
        names = "; ".join(self._cluster_text(cluster).replace("\n", ", ") for cluster in found.clusters)
        self.canvas.setAccessibleDescription(said.format(len(found.ids), len(found.clusters), names))
        self.pages.setCurrentWidget(self._page)

    def _name_groups(self) -> None:
        """Write as many words of each group as stand in one line; all of them are in its tooltip."""
        self.clusters.ensurePolished()
        metrics, room = self.clusters.fontMetrics(), LIST_WIDTH - 2 * Space.L
        clusters = self.canvas.map.clusters if self.canvas.map is not None else ()
        for row, cluster in enumerate(clusters):
            fit = 3
            while fit > 1 and metrics.horizontalAdvance(", ".join(cluster.words[:fit])) > room:
                fit -= 1
            self.clusters.item(row).setText(self._cluster_text(cluster, fit))

    def _cluster_text(self, cluster: Cluster, most: int = 3) -> str:
        one, many = self.tr("1 memory"), self.tr("{0} memories").format(f"{cluster.count:,}")
        return f"{', '.join(cluster.words[:most]) or self.tr('various')}\n{one if cluster.count == 1 else many}"

    def _broken(self, error: CompanionError) -> None:
        sentence = f"{error} {error.next_step}".strip()
        self.state.tell("warning", self.tr("The map could not be drawn"), sentence, self.tr("Try again"))
        self.pages.setCurrentWidget(self.state)

    @Slot(int)
    def _group_chosen(self, group: int) -> None:
        self.canvas.show_group(group)
        self.list_them.setEnabled(group >= 0)

    @Slot()
    def _list_group(self) -> None:
        found, group = self.canvas.map, self.clusters.currentRow()
        if found is not None and group >= 0:
            ids = tuple(found.ids[found.groups == group].tolist())
            self.only_wanted.emit(ids, ", ".join(found.clusters[group].words[:2]) or self.tr("A group of the map"))

    @Slot(object)
    def _caught(self, ids: tuple[int, ...]) -> None:
        self.only_wanted.emit(ids, self.tr("{0} from the map").format(f"{len(ids):,}"))

    @Slot(int, QPointF)
    def _hover(self, memory_id: int, spot: QPointF) -> None:
        if self._hovering is not None:
            self._hovering.cancel()
        if not memory_id:
            QToolTip.hideText()
            return

        def show(view: MemoryView) -> None:
            kind = words.kind_name(view.memory.kind, view.memory.scope)
            text = view.memory.text if len(view.memory.text) < 300 else view.memory.text[:300] + "…"
            QToolTip.showText(spot.toPoint(), f"{text}\n{kind} · {words.day_text(view.memory.day)}", self.canvas)

        self._hovering = self._bridge.ask(self, lambda e: e.memory(memory_id), show, lambda _gone: QToolTip.hideText())

    def _dress(self) -> None:
        colour = tokens_of(self).text
        for button, name in ((self.lasso, "lasso"), (self.closer, "plus"), (self.out, "minus")):
            button.setIcon(icon(name, colour))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_page"):
            self._dress()
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_page"):
            self._name_groups()
