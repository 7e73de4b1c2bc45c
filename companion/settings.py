"""The one settings table: key, type, default, range, label, help. The file, the dialog, the terminal and the
validation all come from it."""

from __future__ import annotations

import datetime as dt
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import tomli_w

from companion.errors import BadInput
from companion.records import Notice

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. `kind` of the value is the type of `default`. `unit` is shown behind a number.

    `restart` says that the change counts from the next start. `needs` names a check beyond type and range.
    """

    key: str
    group: str
    label: str
    help: str
    default: Value
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    restart: bool = False
    needs: Callable[[str], str] | None = None

    def checked(self, value: object) -> Value:
        """`value` as this setting's type. Raises `BadInput` with a sentence that names label and reason."""
        wanted = type(self.default)
        if wanted is float and type(value) is int:
            self._check_range(value)
            value = float(value)
        if type(value) is not wanted or not isinstance(value, (str, int, float, bool)):
            words = {str: "text", int: "a whole number", float: "a number", bool: "yes or no"}
            raise BadInput(f"{self.label}: this must be {words[wanted]}.")
        if self.choices and value not in [key for key, _ in self.choices]:
            names = ", ".join(key for key, _ in self.choices)
            raise BadInput(f"{self.label}: this must be one of {names}.")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self._check_range(value)
        if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
            raise BadInput(f"{self.label}: this holds half a character that cannot be saved.")
        if isinstance(value, str) and self.needs is not None and (wrong := self.needs(value)):
            raise BadInput(f"{self.label}: {wrong}")
        return value

    def _check_range(self, value: float) -> None:
        low, high = self.minimum, self.maximum
        if value != value or (low is not None and value < low) or (high is not None and value > high):
            raise BadInput(f"{self.label}: this must lie between {low:g} and {high:g}.")


def _host(text: str) -> str:
    if len(text) > 300 or any(c.isspace() for c in text):
        return "this must be a host such as localhost, 192.168.1.5:11434 or https://models.example.org."
    return ""


def _name(text: str) -> str:
    return "" if len(text) <= 60 and "\n" not in text else "a name has at most 60 characters on one line."


def _model(text: str) -> str:
    return "" if len(text) <= 200 and not any(c.isspace() for c in text) else "this is no name of a model."


REGIONS = (
    ("auto", "Automatic"),
    ("international", "Anywhere"),
    ("au", "Australia"),
    ("at", "Austria"),
    ("ca", "Canada"),
    ("de", "Germany"),
    ("fr", "France"),
    ("ie", "Ireland"),
    ("nl", "Netherlands"),
    ("nz", "New Zealand"),
    ("ch", "Switzerland"),
    ("gb", "United Kingdom"),
    ("us", "United States"),
)
"""Regions whose help texts lie in the resources."""

TABLE: tuple[Setting, ...] = (
    Setting(
        "user_name",
        "You",
        "Your name",
        "How the companion addresses you. Empty: it does not.",
        "",
        needs=_name,
    ),
    Setting(
        "persona",
        "You",
        "Persona",
        "Who the companion is: name, character and style.",
        "calm",
    ),
    Setting(
        "portrait_in_prompt",
        "You",
        "Use the portrait",
        "The model is told how to answer you. Off: it is told nothing of the portrait, which goes on learning.",
        True,
    ),
    Setting(
        "help_card",
        "You",
        "Show where to find help",
        "When you seem to be in great distress, a card says how to reach people who help. Nothing of it is sent.",
        True,
    ),
    Setting(
        "help_region",
        "You",
        "Help in",
        "Which country's numbers the card shows. Automatic: that of the system's language.",
        "auto",
        choices=REGIONS,
    ),
    Setting(
        "model_host",
        "Model",
        "Ollama host",
        "Where the Ollama server listens. Empty: OLLAMA_HOST, else this machine.",
        "",
        needs=_host,
    ),
    Setting(
        "model_name",
        "Model",
        "Chat model",
        "Which model answers. Empty: the first chat model that is found.",
        "",
        needs=_model,
    ),
    Setting(
        "background_model",
        "Model",
        "Model for learning",
        "Which model sums up and learns after a conversation. Empty: the chat model.",
        "",
        needs=_model,
    ),
    Setting(
        "embedding_model",
        "Model",
        "Model that finds memories by meaning",
        "An embedding model of the Ollama host. Empty: the bundled one, which knows English best. "
        "A change reads all memories anew in the background.",
        "",
        needs=_model,
    ),
    Setting(
        "model_offline",
        "Model",
        "Never use a model",
        "Answer from memory by rule, even when Ollama is there.",
        False,
    ),
    Setting(
        "offline_takes_over",
        "Model",
        "Answer from memory while Ollama is away",
        "While nobody is there at all. Off: a message then waits, and you say whether it is sent when Ollama is back.",
        True,
    ),
    Setting(
        "preload_model",
        "Model",
        "Wake the model with the window",
        "The first reply comes sooner; the model takes its memory from the start.",
        False,
    ),
    Setting(
        "unload_on_quit",
        "Model",
        "Free the model's memory on quitting",
        "Off: Ollama frees it by itself after ten minutes. On: at once, also for other programs that use this model.",
        False,
    ),
    Setting(
        "num_ctx",
        "Model",
        "Context size",
        "How much the model sees at once. A change makes Ollama reload the model.",
        8192,
        2048,
        131072,
        unit="tokens",
    ),
    Setting(
        "temperature",
        "Model",
        "Temperature",
        "Low: steady. High: varied.",
        0.7,
        0.0,
        2.0,
    ),
    Setting(
        "memory_budget",
        "Memory",
        "Memories in a prompt",
        "How many tokens of memories the model is given.",
        1000,
        200,
        8000,
        unit="tokens",
    ),
    Setting(
        "decay_curve",
        "Memory",
        "Forgetting curve",
        "How memories fade. Nothing is deleted by fading.",
        "ebbinghaus",
        choices=(("ebbinghaus", "Ebbinghaus"), ("fsrs", "FSRS-6")),
    ),
    Setting(
        "decay_threshold",
        "Memory",
        "Dormant below",
        "Below this retention a memory no longer comes up by itself. A question still finds it.",
        0.2,
        0.01,
        0.9,
    ),
    Setting(
        "learn_from_use",
        "Memory",
        "Learn from use",
        "Recall learns a little from which memories the replies used and what you corrected. Off: it stays as it came.",
        True,
    ),
    Setting(
        "forget_grace",
        "Memory",
        "A forget can be taken back for",
        "After that the words are gone for good, from every file of the profile.",
        30,
        0,
        3600,
        unit="seconds",
    ),
    Setting(
        "ask_facts",
        "Memory",
        "Ask about facts",
        "What is learned about you and others waits in the inbox until you accept it.",
        False,
    ),
    Setting(
        "ask_plans",
        "Memory",
        "Ask about plans",
        "Plans with a date wait in the inbox until you accept them.",
        False,
    ),
    Setting(
        "ask_lessons",
        "Memory",
        "Ask about wishes",
        "How you wish to be treated waits in the inbox until you accept it.",
        False,
    ),
    Setting(
        "ask_sensitive",
        "Memory",
        "Ask about what is sensitive",
        "What sounds private waits in the inbox until you accept it, whatever its kind.",
        False,
    ),
    Setting(
        "session_idle",
        "Memory",
        "A session ends after",
        "Silence after which a conversation is closed and learned from.",
        20,
        1,
        1440,
        unit="minutes",
    ),
    Setting(
        "theme",
        "Window",
        "Theme",
        "Light, dark, or as the system says.",
        "system",
        choices=(("system", "As the system"), ("light", "Light"), ("dark", "Dark")),
    ),
    Setting(
        "more_contrast",
        "Window",
        "More contrast",
        "Stronger letters, lines and edges. On without this, too, where the system asks for it.",
        False,
    ),
    Setting("text_size", "Window", "Text size", "Size of the text in conversations.", 100, 70, 200, unit="%"),
    Setting(
        "enter_sends",
        "Window",
        "Enter sends",
        "Shift+Enter makes a new line. Off: the other way round.",
        True,
    ),
    Setting("reduced_motion", "Window", "Reduced motion", "No sliding and no fading.", False),
    Setting(
        "close_to_tray",
        "Window",
        "Keep running in the tray",
        "Closing the window leaves the companion in the tray, where there is one.",
        False,
    ),
    Setting(
        "encrypt",
        "Privacy",
        "Encrypt the record",
        "The key lies in the system's keyring. Where there is none, the record is a plain file and the app says so.",
        True,
        restart=True,
    ),
)

BY_KEY: Mapping[str, Setting] = MappingProxyType({s.key: s for s in TABLE})


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force. Read with `text`, `number`, `whole` or `flag`; change with `with_value`."""

    values: Mapping[str, Value]
    unknown: Mapping[str, object]
    """Keys in the file that this version does not know; written back as they were."""

    def text(self, key: str) -> str:
        return str(self.values[key])

    def whole(self, key: str) -> int:
        return int(self.values[key])

    def number(self, key: str) -> float:
        return float(self.values[key])

    def flag(self, key: str) -> bool:
        return bool(self.values[key])

    def with_value(self, key: str, value: object) -> Settings:
        """The same settings with one changed. Raises `BadInput` for an unknown key or a bad value."""
        if key not in BY_KEY:
            raise BadInput(f"There is no setting named {key}.")
        checked = BY_KEY[key].checked(value)
        return Settings(MappingProxyType({**self.values, key: checked}), self.unknown)


def defaults() -> Settings:
    """Every setting at its default."""
    return Settings(MappingProxyType({s.key: s.default for s in TABLE}), MappingProxyType({}))


def load(path: Path) -> tuple[Settings, tuple[Notice, ...]]:
    """The settings in `path`, and what was wrong with them. Never raises for what the file holds.

    A value that does not fit gives its default and a notice. A file that cannot be read as TOML gives all
    defaults; it is left as it is until something is saved, and then kept beside it.
    """
    settings = defaults()
    if not path.exists():
        return settings, ()
    try:
        found = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        text = f"The settings file could not be read ({type(error).__name__}), so the defaults are in force."
        return settings, (Notice("warning", text, f"Your file is kept: {path.name}, or beside it once you save."),)
    notices = []
    unknown = {key: value for key, value in found.items() if key not in BY_KEY}
    for key in (key for key in BY_KEY if key in found):
        try:
            settings = settings.with_value(key, found[key])
        except BadInput as error:
            notices.append(Notice("warning", f"Settings file: {error}", "The default is in force for this one."))
    return Settings(settings.values, MappingProxyType(unknown)), tuple(notices)


def save(path: Path, settings: Settings, *, now: dt.datetime) -> None:
    """Write the settings that differ from their defaults. An unreadable or wrong file is first copied aside.

    Atomic: the old file or the new one is there, never half of one. Raises `OSError`.
    """
    if path.exists() and load(path)[1]:
        kept = path.with_name(f"settings.kept-{now:%Y%m%d-%H%M%S}.toml")
        kept.write_bytes(path.read_bytes())
    changed = {s.key: settings.values[s.key] for s in TABLE if settings.values[s.key] != s.default}
    scratch = path.with_suffix(".tmp")
    with scratch.open("wb") as file:
        file.write(tomli_w.dumps({**settings.unknown, **changed}).encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(scratch, path)
