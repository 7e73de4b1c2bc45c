"""What a reply shows beside its words: what it waits for, and the thoughts before it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale

from companion.records import Message


def tr(text: str) -> str:
    """`text` in the user's language."""
    return QCoreApplication.translate("Transcript", text)


@dataclass(slots=True)
class Beside:
    """The state of one reply beside its words. Moments are those of `time.monotonic`, in seconds."""

    phase: str = ""
    """`waking`, `reading` or `stuck` while nothing has come and the reason is known."""
    tokens: int = 0
    waiting_since: float = 0.0
    thoughts: str = ""
    thinking_since: float | None = None
    """Set while the model thinks and has said nothing."""
    thought_seconds: float = 0.0
    open: bool = False
    """Whether the thoughts are unfolded."""

    def take(self, message: Message) -> None:
        """What the record says of a reply that has ended."""
        self.phase = ""
        self.thinking_since = None
        self.thoughts, self.thought_seconds = message.thoughts, message.thought_seconds

    def wait(self, phase: str, tokens: int, since: float) -> None:
        """Nothing comes, and this is why."""
        self.phase, self.tokens, self.waiting_since = phase, tokens, since

    def think(self, text: str, now: float) -> None:
        """More thoughts have come."""
        self.phase = ""
        self.thoughts += text
        if self.thinking_since is None:
            self.thinking_since = now

    def speak(self, now: float) -> None:
        """Words have come: the thinking is over."""
        self.phase = ""
        if self.thinking_since is not None:
            self.thought_seconds = now - self.thinking_since
            self.thinking_since = None


def waiting_words(beside: Beside, now: float) -> str:
    """What a silent reply waits for, and for how long; empty when nobody knows yet."""
    if not beside.phase:
        return ""
    if beside.phase == "stuck":
        return seconds_words(now - beside.waiting_since)
    passed = seconds_words(now - beside.waiting_since)
    return f"{phase_words(beside)} · {passed}"


def phase_words(beside: Beside) -> str:
    """What a silent reply waits for, without the time, as a screen reader says it; empty when nobody knows."""
    if not beside.phase:
        return ""
    if beside.phase == "waking":
        return tr("Waking the model…")
    if beside.phase == "stuck":
        return tr("Nothing has come for long. The model may be stuck, or serve another program.")
    about = QLocale().toString(rounded(beside.tokens))
    return tr("Reading about {} tokens, or waiting in line…").format(about)


def thought_words(beside: Beside, now: float) -> str:
    """The line above the folded thoughts; empty where there are none."""
    if not beside.thoughts:
        return ""
    if beside.thinking_since is not None:
        return tr("Thinking for {}").format(seconds_words(now - beside.thinking_since))
    return tr("Thought for {}").format(seconds_words(beside.thought_seconds))


def seconds_words(seconds: float) -> str:
    """`12 s`, or `1 min 5 s`."""
    whole = max(int(seconds), 0)
    if whole < 60:
        return tr("{} s").format(whole)
    return tr("{} min {} s").format(whole // 60, whole % 60)


def rounded(tokens: int) -> int:
    """An estimate with no more digits than it deserves."""
    step = 100 if tokens >= 1000 else 10
    return max(round(tokens / step) * step, step)
