"""The personas: a list beside the one that is being shaped, with a sample of how it might answer."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.engine import Engine
from companion.errors import CompanionError
from companion.events import Event, PersonasChanged, SettingsChanged
from companion.records import Persona, Proposal
from ui.bridge import Bridge
from ui.persona.form import PersonaForm
from ui.persona.proposals import ProposalsCard
from ui.persona.sample import SampleCard
from ui.theme import Space

ROW = 34
"""The height of a name in the list, in pixels."""
KEY = int(Qt.ItemDataRole.UserRole)


class PersonaWindow(QWidget):
    """Shapes personas. Make it on the main thread and `show()` it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Personas"))
        self.resize(1060, 760)
        self.setMinimumSize(860, 460)
        self._bridge = bridge
        self._wanted = ""
        self._kept: Persona | None = None
        self._proposals: list[Proposal] = []
        self.list = QListWidget()
        self.list.setProperty("look", "plain")
        self.list.setAccessibleName(self.tr("Personas"))
        self.form = PersonaForm()
        self.sample = SampleCard(bridge)
        self.proposals = ProposalsCard()
        self.said = QLabel()
        self.said.setProperty("look", "danger")
        self.said.setWordWrap(True)
        self.said.hide()
        self.use = QPushButton(self.tr("Talk with this one"))
        self.save = QPushButton(self.tr("Save"))
        self.save.setProperty("look", "primary")
        self.drop = QPushButton(self.tr("Discard"))
        self.new, self.copy, self.delete, self.take, self.give = (
            self._quiet(text)
            for text in (
                self.tr("New"), self.tr("Duplicate"), self.tr("Delete…"), self.tr("Import…"), self.tr("Export…")
            )
        )  # fmt: skip
        self._arrange()
        self._connect()
        self.load()

    def _quiet(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("look", "quiet")
        button.setProperty("align", "left")
        return button

    def _arrange(self) -> None:
        title = QLabel(self.tr("Personas"))
        title.setProperty("look", "title")
        left = QVBoxLayout()
        left.setContentsMargins(Space.L, Space.L, 0, Space.L)
        left.addWidget(title)
        left.addSpacing(Space.S)
        left.addWidget(self.list, 1)
        for button in (self.new, self.copy, self.take, self.give, self.delete):
            left.addWidget(button)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(220)
        inside = QWidget()
        inside.setObjectName("page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.L)
        column.addWidget(self.proposals)
        column.addWidget(self.form)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setAccessibleName(self.tr("Persona"))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(Space.XL, 0, Space.XL, Space.M)
        buttons.addWidget(self.said, 1)
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.save)
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(scroll, 1)
        middle.addLayout(buttons)
        right = QVBoxLayout()
        right.setContentsMargins(0, Space.L, Space.L, Space.L)
        right.setSpacing(Space.M)
        right.addWidget(self.use)
        right.addWidget(self.sample)
        right.addStretch(1)
        beside = QWidget()
        beside.setLayout(right)
        beside.setFixedWidth(280)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(side)
        outer.addLayout(middle, 1)
        outer.addWidget(beside)

    def _connect(self) -> None:
        self._bridge.events.connect(self._happened)
        self.list.currentItemChanged.connect(self._chosen)
        self.form.changed.connect(self._touched)
        self.sample.refused.connect(self._refused)
        self.proposals.decided.connect(lambda number, accepted: self._do(lambda e: e.decide_proposal(number, accepted)))
        self.save.clicked.connect(self.keep)
        self.drop.clicked.connect(self._discard)
        self.use.clicked.connect(lambda: self._do(lambda e: e.choose_persona(self._key)))
        self.new.clicked.connect(self._make)
        self.copy.clicked.connect(lambda: self._do(lambda e: e.duplicate_persona(self._key), self._show_next))
        self.delete.clicked.connect(self._ask_delete)
        self.take.clicked.connect(self._ask_import)
        self.give.clicked.connect(self._ask_export)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.keep)
        QShortcut(QKeySequence("Ctrl+W"), self).activated.connect(self.close)

    @property
    def _key(self) -> str:
        return self._kept.key if self._kept is not None else ""

    @Slot(object)
    def _happened(self, event: Event) -> None:
        chosen = isinstance(event, SettingsChanged) and "persona" in event.keys
        if isinstance(event, PersonasChanged) or chosen:
            self.load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.load()

    @Slot()
    def load(self) -> None:
        """Ask for the list and what was wished for."""
        self._bridge.ask(self, _everything, self._show_list, self._say)

    def _show_list(self, found: tuple[list[tuple[str, str]], list[Proposal], str]) -> None:
        personas, self._proposals, chosen = found
        item = self.list.currentItem()
        wanted = self._wanted or (item.data(KEY) if item is not None else "") or chosen
        if self._wanted in dict(personas):
            self._wanted = ""
        self.list.blockSignals(True)
        self.list.clear()
        for key, name in personas:
            waiting = sum(one.persona == key for one in self._proposals)
            marks = [f"({waiting})"] * bool(waiting) + ["✓"] * (key == chosen)
            item = QListWidgetItem("  ".join([name, *marks]))
            item.setData(KEY, key)
            told = self.tr("{0}, {1} wishes wait").format(name, waiting) if waiting else name
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told + (self.tr(", chosen") if key == chosen else ""))
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
            if key == wanted:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        if self.list.currentItem() is None and self.list.count():
            self.list.setCurrentRow(0)
        self.use.setEnabled(wanted != chosen)
        if not self.is_dirty:
            self._ask_persona()
        self._dress_proposals()

    @Slot()
    def _chosen(self) -> None:
        if self.is_dirty:
            self.keep()
        self._ask_persona()

    def _ask_persona(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            key = item.data(KEY)
            self._bridge.ask(self, lambda e: e.persona(key), self._show, self._say)

    def _show(self, persona: Persona) -> None:
        if persona.key != self._key:
            self.said.hide()
        self._kept = persona
        self.form.show_persona(persona)
        self.sample.show_persona(persona)
        self.delete.setEnabled(not persona.preset)
        chosen = self._bridge.engine.settings.text("persona") if self._bridge.attached else ""
        self.use.setEnabled(persona.key != chosen)
        self._dress_proposals()
        self._dress_buttons()

    def _dress_proposals(self) -> None:
        self.proposals.set_proposals([one for one in self._proposals if one.persona == self._key])

    @property
    def is_dirty(self) -> bool:
        """Whether the fields differ from what is kept."""
        return self._kept is not None and _as_fields(self.form.persona()) != _as_fields(self._kept)

    @Slot()
    def _touched(self) -> None:
        self.sample.show_persona(self.form.persona())
        self._dress_buttons()

    def _dress_buttons(self) -> None:
        for button in (self.save, self.drop):
            button.setEnabled(self.is_dirty)

    @Slot(object)
    def _refused(self, error: CompanionError | None) -> None:
        if error is None:
            self.said.hide()
        else:
            self._say(error)

    @Slot()
    def keep(self) -> None:
        """Save what the fields say."""
        if self.is_dirty:
            persona = self.form.persona()
            self._do(lambda e: e.save_persona(persona), self._saved)

    def _saved(self, key: str) -> None:
        if self._kept is not None and self._kept.key == key:
            self._kept = replace(self.form.persona(), preset=False)
            self.delete.setEnabled(True)
            self._dress_buttons()

    @Slot()
    def _discard(self) -> None:
        self.said.hide()
        if self._kept is not None:
            self._show(self._kept)

    @Slot()
    def _make(self) -> None:
        async def make(engine: Engine) -> str:
            plain = await engine.persona("calm")
            return await engine.save_persona(replace(plain, key="", name=self.tr("New persona"), picture=b""))

        self._do(make, self._show_next)

    def _show_next(self, key: str) -> None:
        self._wanted, self._kept = key, None
        self.load()

    @Slot()
    def _ask_delete(self) -> None:
        if self._kept is None:
            return
        key, box = self._key, QMessageBox(QMessageBox.Icon.NoIcon, self.tr("Delete this persona?"), "", parent=self)
        box.setText(self.tr("“{0}” is removed.").format(self._kept.name))
        box.setInformativeText(self.tr("What you said to it stays in the record. A persona of the app is as it came."))
        yes = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        yes.clicked.connect(lambda: self._do(lambda e: e.delete_persona(key), lambda _none: self._show_next("")))
        box.open()

    @Slot()
    def _ask_import(self) -> None:
        dialog = self._file_dialog(self.tr("Import a persona"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.import_file)
        dialog.open()

    @Slot(str)
    def import_file(self, path: str) -> None:
        """Take in the persona of this file."""
        self._do(lambda e: e.import_persona(Path(path)), self._show_next)

    @Slot()
    def _ask_export(self) -> None:
        dialog = self._file_dialog(self.tr("Export this persona"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("toml")
        dialog.selectFile(f"{self.form.name.text() or 'persona'}.toml")
        dialog.fileSelected.connect(self.export_file)
        dialog.open()

    @Slot(str)
    def export_file(self, path: str) -> None:
        """Write the persona that is kept into this file."""
        self._do(lambda e: e.export_persona(self._key, Path(path)))

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title)
        dialog.setNameFilter(self.tr("Persona (*.toml)"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _do(
        self, work: Callable[[Engine], Coroutine[Any, Any, Any]], done: Callable[[Any], None] | None = None
    ) -> None:
        self.said.hide()
        self._bridge.ask(self, work, done or (lambda _done: None), self._say)

    def _say(self, error: CompanionError) -> None:
        self.said.setText(f"{error} {error.next_step}".strip())
        self.said.show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.form.dress()


async def _everything(engine: Engine) -> tuple[list[tuple[str, str]], list[Proposal], str]:
    return await engine.personas(), await engine.persona_proposals(), engine.settings.text("persona")


def _as_fields(persona: Persona) -> Persona:
    """`persona` as the fields would give it back: without spaces at the ends, whoever made it."""
    return replace(
        persona,
        preset=False,
        description=" ".join(persona.description.split()),
        greeting=persona.greeting.strip(),
        summary=persona.summary.strip(),
    )
