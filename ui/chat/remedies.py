"""What can be done about a reply that went wrong: for each kind of trouble its own buttons. No widgets."""

from __future__ import annotations

from companion.records import Message, MessageState, Role
from ui.chat.beside import tr

AGAIN, AWAIT, NO_AWAIT = "retry", "await", "no_await"
GO_ON = "go_on"
START, HOST, KEY = "start", "host", "key"
FREE = "free"
MODELS, PULL, CONTEXT, NO_THINKING = "models", "pull", "context", "no_thinking"
NO_PICTURE = "no_picture"

LIMIT = "limit"
"""The code of a reply that the model ended because no more fitted."""
_ALSO: dict[str, tuple[str, ...]] = {
    "not_running": (AGAIN, AWAIT, START),
    "refused": (AGAIN, AWAIT, HOST),
    "timeout": (AGAIN, AWAIT, HOST),
    "network": (AGAIN, AWAIT, HOST),
    "not_ollama": (AGAIN, AWAIT, HOST),
    "host": (HOST, AWAIT),
    "unauthorized": (KEY, AGAIN, AWAIT),
    "forbidden": (AGAIN, AWAIT, HOST),
    "no_models": (MODELS, AGAIN, AWAIT),
    "not_found": (PULL, MODELS, AWAIT),
    "no_chat": (MODELS, AGAIN),
    "unable": (MODELS, AGAIN),
    "no_vision": (NO_PICTURE, MODELS, AGAIN),
    "no_thinking": (NO_THINKING, MODELS),
    "out_of_memory": (MODELS, CONTEXT, AGAIN),
    "too_long": (CONTEXT, AGAIN),
    "rejected": (AGAIN, MODELS),
    "saw_less": (CONTEXT, MODELS),
    LIMIT: (),
}
QUIET = frozenset({LIMIT, "stood_in"})
"""What is told of a reply that did not go wrong: a quiet line, and no alarm."""

_BY_PICTURE = {"too_long", "out_of_memory", "rejected", "server", "crashed"}
"""Troubles that a picture may have made, where one came with the message."""


def remedies(message: Message, *, last: bool = False, pictures: bool = False) -> tuple[str, ...]:
    """The keys of what helps against this reply's trouble, the likeliest first; empty when nothing is wrong.

    The `last` one can go on where it broke off. `pictures` came with the message that it answers.
    """
    if message.awaits_model:
        return (AGAIN, NO_AWAIT)
    failed = message.state in (MessageState.FAILED, MessageState.INCOMPLETE)
    if not failed:
        return _ALSO.get(message.code, ()) if message.notice else ()
    rest = _ALSO.get(message.code, (AGAIN,))
    if pictures and message.code in _BY_PICTURE:
        rest = (*rest, NO_PICTURE)
    return (GO_ON, *rest) if last and message.text else rest


def is_quiet(message: Message) -> bool:
    """Whether what is said below this reply is no trouble."""
    return message.code in QUIET and not message.awaits_model


def is_limited(message: Message) -> bool:
    """Whether this reply reached its limit: going on is offered below it, asking anew beside it."""
    return message.state is MessageState.INCOMPLETE and message.code == LIMIT


def may_await(message: Message) -> bool:
    """Whether this answer from memory could be had from the model, too, as soon as Ollama is back."""
    whole = message.state is MessageState.COMPLETE and message.role is Role.COMPANION
    return whole and message.model == "offline" and not message.awaits_model


def label_of(key: str) -> str:
    """What stands on the button of a remedy."""
    return {
        AGAIN: tr("Try again"),
        GO_ON: tr("Go on"),
        AWAIT: tr("Send when Ollama is back"),
        NO_AWAIT: tr("Do not send"),
        START: tr("How to start it"),
        FREE: tr("Free the model and try again"),
        HOST: tr("Where Ollama is"),
        KEY: tr("Enter the token"),
        MODELS: tr("Choose a model"),
        PULL: tr("Download this model"),
        CONTEXT: tr("Context size"),
        NO_THINKING: tr("Answer without thinking"),
        NO_PICTURE: tr("Send without the picture"),
    }[key]


def notice_of(message: Message, next_step: str) -> str:
    """The sentence beside the buttons; empty when nothing is wrong."""
    if message.awaits_model:
        return tr("This is sent when Ollama is back, also after a restart.")
    step = message.next_step or next_step
    if message.notice:
        return " ".join(part for part in (message.notice, step) if part)
    if message.state is MessageState.FAILED:
        return " ".join(part for part in (tr("There is no reply."), step) if part)
    if message.state is MessageState.INCOMPLETE:
        return " ".join(part for part in (tr("The reply broke off here."), step) if part)
    return ""
