"""What the pictures of the docs show: each function arranges some windows and has them photographed."""

from __future__ import annotations

from picture_studio import SIZE, Studio
from PySide6.QtCore import QPoint

from companion.records import Kind, MemoryQuery, MessageState
from tests.ollama_replies import Reply
from tests.ollama_server import OllamaServer
from ui.memories.health import HealthView
from ui.memories.receipt import ReceiptDialog
from ui.memories.window import MemoryWindow
from ui.portrait.window import PortraitWindow

BOTH = ("light", "dark")
SAID = (
    "I finally tried the low notes again tonight, and Pilot howled along.",
    "When does my diving course start?",
)
IN_NEED = "Everything feels hopeless. I can't do this anymore."
"""What brings up the card that says where to find help."""
FORMATTED = "How long the air lasts"
"""The title of the conversation that holds code, a table and a formula."""
TOLD = (
    "That duet sounds like an evening for the whole street! Was it the Grieg again, or does Pilot sing along with "
    "anything below middle C?"
)
"""What the stand-in for a model answers."""
CHOSEN = "marine biologist"
"""Words of the memory that the browser shows in detail: it was used, and fades."""
VIEWS = ("list", "timeline", "map", "inbox", "health")
"""The views of the browser; the first is the one that stands for it."""


def first_run(studio: Studio) -> None:
    """The welcome of a new profile, where no model is found."""
    studio.main.show_welcome()
    studio.rest()
    studio.shoot(studio.main, "welcome", *BOTH)
    studio.main.show_welcome("model")
    studio.rest(1.5)
    studio.shoot(studio.main, "welcome-model")


def chat(studio: Studio) -> None:
    """A conversation in all sizes, what stands behind a reply, and two answers to the same words."""
    main = studio.main
    studio.shoot(main, "empty", *BOTH)
    for line in SAID:
        studio.say(line)
    studio.shoot(main, "chat", *BOTH, "dark-contrast")
    for width, height in ((960, 640), (1440, 900)):
        main.resize(width, height)
        studio.rest()
        studio.shoot(main, f"chat-{width}")
    main.resize(*SIZE)
    studio.set(text_size=200)
    studio.shoot(main, "chat-200-percent")
    studio.set(text_size=100)
    model = main.page.conversation.model
    reply = model.row(model.rowCount() - 1).message.id
    main.page.why_wanted.emit(reply)
    studio.rest()
    studio.shoot(main, "why", *BOTH)
    main.why.shut()
    studio.after_reply(lambda: main.page.conversation.retry(reply))
    studio.shoot(main, "versions")


def formatted(studio: Studio) -> None:
    """A long reply with code, a table and a formula."""
    sessions = studio.ask(lambda engine: engine.sessions())
    found = next(session.id for session in sessions if session.title == FORMATTED)
    studio.main.page.open(found)
    studio.rest(1.5)
    studio.main.page.transcript.scrollToTop()
    studio.shoot(studio.main, "markdown", *BOTH)


def off_record(studio: Studio) -> None:
    """A conversation of which nothing is kept. The last scene: to leave it by hand would bring a question."""
    page = studio.main.page
    page.off_record.begin()
    studio.wait(lambda: page.off_record.active, "off the record")
    studio.say("I am thinking of leaving the aquarium.")
    studio.shoot(studio.main, "off-record", *BOTH)


def helped(studio: Studio) -> None:
    """The card that says where to find help, in a conversation of its own."""
    main = studio.main
    main.new_conversation()
    main.page.conversation.send(IN_NEED)
    model = main.page.conversation.model
    studio.wait(lambda: model.rowCount() == 2 and model.row(1).help is not None, "the card")
    studio.rest()
    studio.shoot(main, "help", *BOTH)


def failed(studio: Studio) -> None:
    """A reply that did not come, since the model's host refuses."""
    main = studio.main
    studio.set(model_name="llama3.2:3b", offline_takes_over=False)
    main.new_conversation()
    studio.say(SAID[1])
    model = main.page.conversation.model
    studio.wait(lambda: model.row(model.rowCount() - 1).message.state is MessageState.FAILED, "the failed reply")
    studio.rest(1.0)
    studio.shoot(main, "error", *BOTH)
    studio.set(model_name="", offline_takes_over=True)


def context(studio: Studio) -> None:
    """What a model is given, behind the context meter. A stand-in plays the model."""
    main, server = studio.main, OllamaServer()
    server.script.answer = lambda _body: Reply(TOLD)
    studio.set(model_host=server.start_in_thread(), model_name="llama3.2:3b")
    try:
        main.new_conversation()
        studio.say(SAID[0])
        studio.wait(lambda: main.page.meter.isVisible(), "the context meter")
        main.tools.context.open()
        main.page.composer.set_text(SAID[1])
        studio.rest(2.0)
        studio.shoot(main.tools.context.window, "context", *BOTH)
        main.tools.context.window.close()
        main.page.composer.set_text("")
    finally:
        studio.set(model_host="", model_name="")
        server.stop_thread()


def others(studio: Studio) -> None:
    """The windows beside the conversations."""
    for name, themes in (("portrait", BOTH), ("persona", BOTH), ("models", ("light",))):
        studio.shown.open_other(name)
        window = studio.shown.others[name]
        window.resize(*SIZE)
        studio.rest(1.5)
        studio.shoot(window, name, *themes)
        if isinstance(window, PortraitWindow):
            window.open_trait(f"interest: {window.facets[0].rows[0].text}")
            window.portrait.verticalScrollBar().setValue(window.portrait.verticalScrollBar().maximum())
            studio.shoot(window, "portrait-evidence", *BOTH)
        window.hide()


def memories(studio: Studio) -> None:
    """Every view of the memory browser, with one memory beside it."""
    studio.shown.open_other("memories")
    window = studio.shown.others["memories"]
    assert isinstance(window, MemoryWindow)
    window.resize(*SIZE)
    studio.wait(lambda: window.ready and window.list.model.rowCount() > 0, "memories")
    query = MemoryQuery(text=CHOSEN, kinds=(Kind.FACT,))
    found = studio.ask(lambda engine: engine.memories(query))
    for view in VIEWS:
        window.show_view(view)
        studio.rest(1.0)
        if view in ("list", "timeline", "map"):
            window.open_memory(found[0].memory.id)
            studio.rest(1.0)
        if isinstance(shown := window.shown, HealthView):
            shown.check()
            studio.wait(shown.start.isEnabled, "the checkup")
        studio.shoot(window, "memories" if view == "list" else f"memories-{view}", *BOTH)
    _beside(studio, window, found[0].memory.id)


def _beside(studio: Studio, window: MemoryWindow, memory_id: int) -> None:
    """What a memory is connected to, and how one is forgotten; it is taken back."""
    window.show_view("list")
    studio.rest()
    window.open_memory(memory_id)
    studio.rest(1.0)
    detail = window.desk.detail
    inner = detail.widget()
    assert inner is not None
    detail.verticalScrollBar().setValue(detail.around.links.mapTo(inner, QPoint()).y() - 200)
    studio.shoot(window.desk, "memories-detail", *BOTH)
    window.resize(960, 640)
    detail.verticalScrollBar().setValue(0)
    window.hand.forget()
    studio.wait(lambda: window.undo_bar.counting, "the countdown")
    studio.shoot(window, "memories-forgotten", *BOTH)
    assert window.undo_bar.forgetting is not None
    window.deeds.take_back(window.undo_bar.forgetting)
    studio.wait(lambda: not window.undo_bar.counting, "what was forgotten")


def receipt(studio: Studio) -> None:
    """What is left of a forget. The memory is gone for good: no scene after it may need it."""
    studio.shown.open_other("memories")
    window = studio.shown.others["memories"]
    assert isinstance(window, MemoryWindow)
    window.show_view("list")
    window.resize(960, 640)
    query = MemoryQuery(text=CHOSEN, kinds=(Kind.FACT,))
    window.open_memory(studio.ask(lambda engine: engine.memories(query))[0].memory.id)
    studio.rest(1.0)
    window.hand.forget()
    studio.wait(lambda: window.undo_bar.counting, "the countdown")
    window.undo_bar.now.click()
    studio.wait(window.undo_bar.receipt.isVisible, "the receipt")
    studio.shoot(window, "memories-gone", *BOTH)
    window.undo_bar.receipt.click()
    studio.wait(lambda: bool(window.findChildren(ReceiptDialog)), "the receipt's window")
    (shown,) = window.findChildren(ReceiptDialog)
    studio.rest()
    studio.shoot(shown, "receipt", *BOTH)
    shown.accept()
    window.hide()
