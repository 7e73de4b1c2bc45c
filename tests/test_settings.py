"""The settings table and its file: every row checked, nonsense survived, nothing of the user's lost."""

from __future__ import annotations

import datetime as dt
import math
import os
import tempfile
import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import BadInput
from companion.settings import BY_KEY, TABLE, Setting, Value, defaults, load, save
from tests.clock import MORNING

ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**300, max_value=10**320),
    st.floats(),
    st.text(max_size=80),
    st.binary(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
UNKNOWN = st.dictionaries(
    st.text("abcdefgh_", min_size=1, max_size=9).filter(lambda key: key not in BY_KEY),
    st.recursive(
        st.one_of(st.booleans(), st.integers(-(2**40), 2**40), st.text("aäé\n\"'\\☕", max_size=9), st.dates()),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("xyz", min_size=1), inner, max_size=2),
        max_leaves=4,
    ),
    max_size=4,
)


def good(setting: Setting) -> st.SearchStrategy[Value]:
    """Values that this row must take."""
    if setting.choices:
        return st.sampled_from([key for key, _ in setting.choices])
    if isinstance(setting.default, bool):
        return st.booleans()
    if isinstance(setting.default, int):
        return st.integers(int(setting.minimum or 0), int(setting.maximum or 0))
    if isinstance(setting.default, float):
        return st.floats(setting.minimum, setting.maximum)
    return st.text("abc äé☕.:/-0123456789".replace(" ", ""), max_size=60)


def changes() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries({}, optional={setting.key: good(setting) for setting in TABLE})


def test_every_row_can_be_shown_and_has_a_default_that_fits() -> None:
    assert len(BY_KEY) == len(TABLE)
    for setting in TABLE:
        assert setting.label
        assert setting.help.endswith(".")
        assert setting.checked(setting.default) == setting.default
        assert (setting.minimum is None) == (setting.maximum is None)
        is_number = isinstance(setting.default, (int, float)) and not isinstance(setting.default, bool)
        assert is_number == (setting.minimum is not None)


@pytest.mark.parametrize("setting", TABLE, ids=BY_KEY)
@given(data=st.data())
def test_a_row_takes_what_fits_and_keeps_it(setting: Setting, data: st.DataObject) -> None:
    value = data.draw(good(setting))
    assert defaults().with_value(setting.key, value).values[setting.key] == value


@pytest.mark.parametrize("setting", TABLE, ids=BY_KEY)
@given(value=ANYTHING)
def test_a_row_takes_a_value_of_its_type_and_range_or_says_why_not(setting: Setting, value: object) -> None:
    try:
        kept = setting.checked(value)
    except BadInput as error:
        refusal = str(error)
    else:
        assert type(kept) is type(setting.default)
        if setting.minimum is not None and setting.maximum is not None:
            assert setting.minimum <= float(kept) <= setting.maximum
        return
    assert refusal.startswith(f"{setting.label}: ")
    assert "\n" not in refusal


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("num_ctx", 2047),
        ("num_ctx", 131073),
        ("num_ctx", 4096.0),
        ("num_ctx", True),
        ("num_ctx", "4096"),
        ("temperature", 2.01),
        ("temperature", math.nan),
        ("temperature", math.inf),
        ("temperature", 10**400),
        ("decay_threshold", 0),
        ("decay_curve", "Ebbinghaus"),
        ("theme", ""),
        ("enter_sends", 1),
        ("user_name", "n" * 61),
        ("user_name", "two\nlines"),
        ("user_name", "\ud800"),
        ("model_host", "local host"),
        ("model_host", "h" * 301),
        ("no_such_setting", 1),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: object) -> None:
    with pytest.raises(BadInput):
        defaults().with_value(key, value)


def test_a_whole_number_is_a_number() -> None:
    assert defaults().with_value("temperature", 1).number("temperature") == 1.0
    assert type(defaults().with_value("temperature", 1).values["temperature"]) is float


def test_settings_never_change_in_place() -> None:
    before = defaults()
    after = before.with_value("theme", "dark")
    assert before.text("theme") == "system"
    assert after.text("theme") == "dark"
    with pytest.raises(TypeError):
        after.values["theme"] = "light"  # type: ignore[index]


def test_no_file_gives_defaults_and_no_notice(tmp_path: Path) -> None:
    assert load(tmp_path / "settings.toml") == (defaults(), ())


@given(changes(), UNKNOWN)
def test_what_was_saved_comes_back(values: dict[str, Value], unknown: dict[str, object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.toml"
        path.write_bytes(tomli_w.dumps(unknown).encode())
        settings, notices = load(path)
        assert notices == ()
        for key, value in values.items():
            settings = settings.with_value(key, value)
        save(path, settings, now=MORNING)
        again, notices = load(path)
        assert notices == ()
        assert again.values == settings.values
        assert again.unknown == unknown
        assert sorted(p.name for p in Path(folder).iterdir()) == ["settings.toml"]


def test_defaults_are_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    save(path, defaults().with_value("theme", "dark"), now=MORNING)
    assert tomllib.loads(path.read_text()) == {"theme": "dark"}
    save(path, load(path)[0].with_value("theme", "system"), now=MORNING)
    assert tomllib.loads(path.read_text()) == {}


NONSENSE = {
    "words": b"this is not a settings file",
    "half": b'theme = "da',
    "not utf-8": b"theme = \xff\xfe",
    "zeros": bytes(5000),
    "twice": b'theme = "dark"\ntheme = "light"\n',
    "deep": b"a = " + b"[" * 20_000,
    "huge number": b"num_ctx = " + b"9" * 6000,
}


@pytest.mark.parametrize("content", NONSENSE.values(), ids=NONSENSE)
def test_a_file_of_nonsense_gives_defaults_a_notice_and_is_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    settings, notices = load(path)
    assert settings == defaults()
    (notice,) = notices
    assert notice.level == "warning"
    assert path.read_bytes() == content
    save(path, settings.with_value("theme", "dark"), now=MORNING)
    assert load(path) == (defaults().with_value("theme", "dark"), ())
    (kept,) = tmp_path.glob("settings.kept-*.toml")
    assert kept.read_bytes() == content
    save(path, defaults(), now=MORNING + dt.timedelta(seconds=1))
    assert len(list(tmp_path.glob("settings.kept-*.toml"))) == 1


@given(st.binary(max_size=200))
def test_no_bytes_break_loading(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.toml"
        path.write_bytes(content)
        settings, notices = load(path)
        for setting in TABLE:
            setting.checked(settings.values[setting.key])
        assert all(notice.text for notice in notices)


def test_a_value_that_does_not_fit_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('num_ctx = "many"\ntheme = "dark"\ntemperature = 99\nfuture = [1, 2]\n', encoding="utf-8")
    settings, notices = load(path)
    assert settings.text("theme") == "dark"
    assert settings.whole("num_ctx") == BY_KEY["num_ctx"].default
    assert [BY_KEY[key].label in notice.text for key, notice in zip(("num_ctx", "temperature"), notices, strict=True)]
    assert settings.unknown == {"future": [1, 2]}
    save(path, settings, now=MORNING)
    assert tomllib.loads(path.read_text()) == {"theme": "dark", "future": [1, 2]}
    (kept,) = tmp_path.glob("settings.kept-*.toml")
    assert 'num_ctx = "many"' in kept.read_text()


def test_a_folder_in_its_place_gives_defaults(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    settings, notices = load(tmp_path / "settings.toml")
    assert settings == defaults()
    assert len(notices) == 1


def test_a_save_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.toml"
    save(path, defaults().with_value("theme", "dark"), now=MORNING)
    before = path.read_bytes()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError):
        save(path, defaults().with_value("theme", "light"), now=MORNING)
    assert path.read_bytes() == before
