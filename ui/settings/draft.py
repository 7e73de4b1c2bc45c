"""What a person has typed into the settings dialog and not saved yet. No widgets."""

from __future__ import annotations

from companion.errors import BadInput
from companion.settings import BY_KEY, TABLE, Setting, Settings, Value


class Draft:
    """The settings in force, with the edits on top. Values may be wrong as long as they are not saved."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._edits: dict[str, Value] = {}

    def value(self, key: str) -> Value:
        """What the dialog shows for this setting."""
        return self._edits.get(key, self._settings.values[key])

    def put(self, key: str, value: Value) -> None:
        """Edit one setting. Going back to the value in force is no edit."""
        if value == self._settings.values[key]:
            self._edits.pop(key, None)
        else:
            self._edits[key] = value

    def problem(self, key: str) -> str:
        """Why this value cannot be saved, in a sentence for a person; empty when it can."""
        setting = BY_KEY[key]
        try:
            setting.checked(self.value(key))
        except BadInput as error:
            return without_label(setting, str(error))
        return ""

    def is_default(self, key: str) -> bool:
        """Whether this setting stands as it came."""
        return self.value(key) == BY_KEY[key].default

    def reset(self, key: str) -> None:
        """Put the default in."""
        self.put(key, BY_KEY[key].default)

    def rebase(self, settings: Settings) -> None:
        """Other settings are in force now: keep only the edits that still differ from them."""
        self._settings = settings
        for key, value in list(self._edits.items()):
            self.put(key, value)

    @property
    def changes(self) -> dict[str, Value]:
        """What saving would change."""
        return dict(self._edits)

    @property
    def valid(self) -> bool:
        """Whether all of it can be saved."""
        return not any(self.problem(key) for key in self._edits)


def without_label(setting: Setting, sentence: str) -> str:
    """`sentence` without the name in front, for it stands beside the field; it begins with a capital."""
    rest = sentence.removeprefix(f"{setting.label}:").strip()
    return rest[:1].upper() + rest[1:]


def groups() -> list[str]:
    """The names of the groups, in the order of the table."""
    return list(dict.fromkeys(setting.group for setting in TABLE))


def matches(setting: Setting, text: str) -> bool:
    """Whether every word of `text` is somewhere in this setting's words."""
    names = " ".join(name for _, name in setting.choices)
    said = f"{setting.label} {setting.help} {setting.group} {setting.key} {names}".casefold()
    return all(word in said for word in text.casefold().split())
