"""Does what a button under a failed reply promises: at once, or by asking for the window where it is done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from ui.bridge import Bridge
from ui.chat import remedies
from ui.chat.conversation import Conversation

WINDOWS = {
    remedies.START: "welcome:model",
    remedies.HOST: "settings:model_host",
    remedies.KEY: "models",
    remedies.MODELS: "models",
    remedies.CONTEXT: "settings:num_ctx",
}
"""Which window helps, and where in it."""


class RemedyActions(QObject):
    """Carries remedies out for one `Conversation`. Main thread only."""

    window_wanted = Signal(str)

    def __init__(self, bridge: Bridge, conversation: Conversation) -> None:
        super().__init__(conversation)
        self._bridge = bridge
        self._conversation = conversation

    @Slot(int, str)
    def act(self, reply_id: int, key: str) -> None:
        """Do what `key` (of `ui.chat.remedies`) promises for this reply."""
        if key in WINDOWS:
            self.window_wanted.emit(WINDOWS[key])
        elif key in (remedies.AWAIT, remedies.NO_AWAIT):
            awaits = key == remedies.AWAIT
            self._bridge.ask(self, lambda engine: engine.await_model(reply_id, awaits))
        elif key == remedies.FREE:
            self._bridge.ask(self, lambda engine: engine.free_and_retry(reply_id))
        elif key == remedies.PULL:
            name = self._model_of(reply_id) or self._bridge.engine.settings.text("model_name")
            self._bridge.ask(self, lambda engine: engine.download(name))
            self.window_wanted.emit("models")
        elif key == remedies.NO_PICTURE:
            self._conversation.retry(reply_id, pictures=False)
        elif key == remedies.NO_THINKING:
            name = self._model_of(reply_id)
            self._bridge.ask(
                self,
                lambda engine: engine.choose_thinking(name, "off"),
                lambda _none: self._conversation.retry(reply_id),
            )

    def _model_of(self, reply_id: int) -> str:
        at = self._conversation.model.place(reply_id)
        return self._conversation.model.row(at).message.model if at is not None else ""
