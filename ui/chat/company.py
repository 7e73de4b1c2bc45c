"""Who speaks in the open conversation, with their picture, and the cards that say where to find help."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from companion.events import Event, PersonasChanged, SettingsChanged
from companion.records import HelpCard, Persona
from ui.bridge import Bridge
from ui.chat.conversation import Conversation
from ui.chat.transcript_view import TranscriptView

_SHOWN = {"persona", "help_card", "help_region"}


class Company(QObject):
    """Keeps the transcript in step with the persona and the cards of its session. Main thread only."""

    def __init__(self, bridge: Bridge, conversation: Conversation, transcript: TranscriptView, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._conversation = conversation
        self._transcript = transcript
        for signal in (conversation.loaded, conversation.begun):
            signal.connect(self.refresh)
        conversation.reply_ended.connect(self._ask_cards)
        bridge.events.connect(self._hear)

    @Slot(object)
    def _hear(self, event: Event) -> None:
        shown = isinstance(event, SettingsChanged) and _SHOWN & set(event.keys)
        if isinstance(event, PersonasChanged) or shown:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask who speaks here, and for the cards."""
        if not self._bridge.attached:
            return
        session = self._conversation.session_id

        def show(persona: Persona) -> None:
            if self._conversation.session_id == session:
                self._transcript.set_persona(persona.picture, persona.name)

        self._bridge.ask(self, lambda e: e.persona_of(session), show, lambda _error: None)
        self._ask_cards()

    @Slot()
    def _ask_cards(self) -> None:
        session = self._conversation.session_id
        if session is None:
            return

        def show(cards: dict[int, HelpCard]) -> None:
            if self._conversation.session_id == session:
                self._conversation.model.set_help(cards)

        self._bridge.ask(self, lambda e: e.help_cards(session), show)
