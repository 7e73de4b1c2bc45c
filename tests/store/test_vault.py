"""The key of a record: made, kept, found again; never lost, never replaced by a plain file in silence."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from companion.errors import BadInput, VaultLocked
from companion.store import vault
from companion.store.database import is_plain, opens
from tests.engines import run
from tests.memory_keyring import MemoryKeyring
from tests.record import record, talk

KEYS = st.binary(min_size=32, max_size=32)


@pytest.fixture(autouse=True)
def _nothing_kept_before(memory_keyring: MemoryKeyring) -> None:
    """Homes that several tests share may have left their keys: here they would be counted."""
    memory_keyring.kept.clear()


class Forgetful(MemoryKeyring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Broken(MemoryKeyring):
    """Fails as a bus fails that is going down."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ConnectionResetError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise ConnectionResetError


def plaintext_backend() -> KeyringBackend:
    """As `keyrings.alt` has one: it keeps passwords in a file that anybody can read."""
    kind = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})
    return kind()  # type: ignore[no-any-return]


def derived_from_plaintext() -> KeyringBackend:
    return type("Mine", (type(plaintext_backend()),), {})()  # type: ignore[no-any-return]


def fill(path: Path, key: bytes | None) -> None:
    async def work() -> None:
        async with record(path, key) as db:
            await db.write(lambda con: talk(con, "Hello."))

    run(work())


def listing(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir() if p.is_file()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "record.db"


@pytest.fixture
def encrypted(path: Path) -> Path:
    fill(path, vault.unlock(path, encrypt=True).key)
    return path


def test_a_new_record_gets_a_key_that_is_found_again(path: Path, memory_keyring: MemoryKeyring) -> None:
    made = vault.unlock(path, encrypt=True)
    assert made.key is not None
    assert len(made.key) == 32
    assert made.notices == ()
    assert len(memory_keyring.kept) == 1
    fill(path, made.key)
    assert not is_plain(path)
    assert vault.unlock(path, encrypt=True) == made
    assert vault.unlock(path, encrypt=False) == made


def test_every_record_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = {vault.unlock(tmp_path / name / "record.db", encrypt=True).key for name in "abc"}
    assert len(keys) == 3


def test_no_encryption_where_none_is_wanted(path: Path, memory_keyring: MemoryKeyring) -> None:
    opened = vault.unlock(path, encrypt=False)
    assert opened.key is None
    assert opened.notices[0].level == "info"
    assert memory_keyring.kept == {}
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize(
    "backend",
    [
        keyring.backends.null.Keyring,
        keyring.backends.fail.Keyring,
        plaintext_backend,
        derived_from_plaintext,
        Forgetful,
        Broken,
    ],
)
def test_a_keyring_that_keeps_no_secret_gives_a_plain_file_and_says_so(path: Path, backend: type) -> None:
    keyring.set_keyring(backend())
    opened = vault.unlock(path, encrypt=True)
    assert opened.key is None
    assert opened.notices[0].level == "warning"
    assert "plain file" in opened.notices[0].text
    assert list(path.parent.iterdir()) == []


def test_a_chain_is_searched_for_a_safe_backend(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    safe = MemoryKeyring()
    chain = ChainerBackend()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(ChainerBackend, "backends", [plaintext_backend(), safe])
    keyring.set_keyring(chain)
    assert vault.unlock(path, encrypt=True).key is not None
    assert len(safe.kept) == 1


def test_a_plain_record_stays_plain_and_is_told_of(path: Path, memory_keyring: MemoryKeyring) -> None:
    fill(path, None)
    opened = vault.unlock(path, encrypt=True)
    assert opened.key is None
    assert opened.notices[0].level == "warning"
    assert vault.unlock(path, encrypt=False).notices == ()
    assert memory_keyring.kept == {}


def _lock(path: Path) -> None:
    keyring.get_keyring().locked = True  # type: ignore[attr-defined]


def _empty(path: Path) -> None:
    keyring.get_keyring().kept.clear()  # type: ignore[attr-defined]


def _spoil(path: Path) -> None:
    kept = keyring.get_keyring().kept  # type: ignore[attr-defined]
    kept.update(dict.fromkeys(kept, "not base64 at all: ü"))


def _shorten(path: Path) -> None:
    kept = keyring.get_keyring().kept  # type: ignore[attr-defined]
    kept.update({name: value[:8] for name, value in kept.items()})


def _lose_id(path: Path) -> None:
    path.with_name("vault.json").unlink()


def _damage_id(path: Path) -> None:
    path.with_name("vault.json").write_text('{"id": ')


def _wrong_id(path: Path) -> None:
    path.with_name("vault.json").write_text('{"id": {"a": 1}}')


@pytest.mark.parametrize("encrypt", [True, False])
@pytest.mark.parametrize(
    "harm",
    [
        _lock,
        _empty,
        _spoil,
        _shorten,
        _lose_id,
        _damage_id,
        _wrong_id,
        lambda path: keyring.set_keyring(keyring.backends.fail.Keyring()),  # type: ignore[no-untyped-call]
        lambda path: keyring.set_keyring(keyring.backends.null.Keyring()),  # type: ignore[no-untyped-call]
        lambda path: keyring.set_keyring(Broken()),
    ],
    ids=["locked", "empty", "spoilt", "short", "no id", "half an id", "odd id", "none", "null", "broken"],
)
def test_an_encrypted_record_without_its_key_is_never_opened_as_a_plain_one(
    encrypted: Path, harm: object, encrypt: bool
) -> None:
    harm(encrypted)  # type: ignore[operator]
    before = listing(encrypted.parent)
    with pytest.raises(VaultLocked) as caught:
        vault.unlock(encrypted, encrypt=encrypt)
    assert "\n" not in str(caught.value)
    assert caught.value.next_step
    assert listing(encrypted.parent) == before


def test_a_record_that_is_gone_leaves_its_key_findable(encrypted: Path, memory_keyring: MemoryKeyring) -> None:
    """The record may come back from a backup: the note of its key is not written over."""
    lost = encrypted.read_bytes()
    name = json.loads(encrypted.with_name("vault.json").read_text())["id"]
    encrypted.unlink()
    fill(encrypted, vault.unlock(encrypted, encrypt=True).key)
    assert len(memory_keyring.kept) == 2
    (kept,) = encrypted.parent.glob("vault.kept-*.json")
    assert json.loads(kept.read_text())["id"] == name
    encrypted.write_bytes(lost)
    shutil.copy(kept, encrypted.with_name("vault.json"))
    key = vault.unlock(encrypted, encrypt=True).key
    assert key is not None
    assert opens(encrypted, key)


# recovery phrase


@given(KEYS)
def test_a_phrase_gives_its_key_back_however_it_is_written(key: bytes) -> None:
    phrase = vault.recovery_phrase(key)
    assert vault.key_from_phrase(phrase) == key
    assert vault.key_from_phrase(phrase.lower().replace("-", " ") + "\n") == key
    assert all(len(group) == 4 for group in phrase.split("-"))


@settings(max_examples=200)
@given(KEYS, st.data())
def test_a_mistyped_phrase_is_refused(key: bytes, data: st.DataObject) -> None:
    phrase = vault.recovery_phrase(key).replace("-", "")
    place = data.draw(st.integers(0, len(phrase) - 1))
    other = data.draw(st.sampled_from([c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if c != phrase[place]]))
    swapped = phrase[:place] + phrase[place + 1 : place + 2] + phrase[place] + phrase[place + 2 :]
    wrong = [phrase[:place] + other + phrase[place + 1 :], phrase[:place] + phrase[place + 1 :], phrase + other]
    for text in [*wrong, *([swapped] if swapped != phrase else [])]:
        with pytest.raises(BadInput):
            vault.key_from_phrase(text)


@given(st.text(max_size=80))
def test_any_other_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadInput):
        vault.key_from_phrase(text)


def test_a_phrase_opens_the_record_where_the_keyring_is_new(encrypted: Path) -> None:
    key = vault.unlock(encrypted, encrypt=True).key
    assert key is not None
    keyring.set_keyring(MemoryKeyring())
    encrypted.with_name("vault.json").unlink()
    vault.restore_key(encrypted, vault.recovery_phrase(key))
    assert vault.unlock(encrypted, encrypt=True).key == key


def test_the_phrase_of_another_record_does_not_take_the_right_key_away(encrypted: Path) -> None:
    key = vault.unlock(encrypted, encrypt=True).key
    with pytest.raises(BadInput, match="another record"):
        vault.restore_key(encrypted, vault.recovery_phrase(bytes(32)))
    assert vault.unlock(encrypted, encrypt=True).key == key


@pytest.mark.parametrize("backend", [keyring.backends.fail.Keyring, Forgetful, Broken])
def test_a_phrase_needs_a_keyring(encrypted: Path, backend: type) -> None:
    phrase = vault.recovery_phrase(vault.unlock(encrypted, encrypt=True).key or b"")
    keyring.set_keyring(backend())
    with pytest.raises(VaultLocked):
        vault.restore_key(encrypted, phrase)


# the real thing

_REAL = """
import sys
from pathlib import Path
from companion.store import vault
from tests.store.test_vault import fill

path = Path(sys.argv[1])
opened = vault.unlock(path, encrypt=True)
assert opened.key is not None, opened
if not path.exists():
    fill(path, opened.key)
print(opened.key.hex(), opened.keeper)
"""
_DESKTOP = 'echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -c "$1" "$2"'


def keeps_the_key_over_a_new_login(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.mkdir()
    (tmp_path / "run").mkdir(mode=0o700)
    world = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path / "run"),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }
    seen = [
        subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", _DESKTOP, sys.executable, _REAL, str(folder / "record.db")],
            env=world,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert seen[0] == seen[1]
    assert not is_plain(folder / "record.db")


if shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"):
    test_a_real_keyring_keeps_the_key_over_a_new_login = keeps_the_key_over_a_new_login
