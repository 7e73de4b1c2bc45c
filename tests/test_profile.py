"""One open profile: its lock, its vault, its record; what fails leaves nothing locked and nothing changed."""

from __future__ import annotations

import asyncio
import hashlib
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from companion.errors import BadInput, CompanionError, ProfileBusy, RecordDamaged, VaultLocked
from companion.paths import Home
from companion.profile import Profile
from companion.store.database import is_plain, schema_version
from companion.store.schema import MIGRATIONS
from tests.clock import MORNING
from tests.engines import configure, run
from tests.memory_keyring import MemoryKeyring
from tests.record import talk


async def open_and_close(home: Home) -> Profile:
    profile = Profile(home)
    await profile.open()
    await profile.db.write(lambda con: talk(con, "Hello."))
    await profile.close()
    return profile


def contents(folder: Path) -> dict[str, str]:
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.name != "owner.lock"
    }


def test_constructing_touches_nothing(home: Home) -> None:
    profile = Profile(home)
    assert not home.root.exists()
    with pytest.raises(CompanionError, match="not open"):
        _ = profile.db


def test_a_new_profile_is_encrypted_and_of_this_user_alone(home: Home) -> None:
    profile = run(open_and_close(home))
    assert profile.vault.key is not None
    assert profile.notices == ()
    assert not is_plain(home.record)
    assert home.root.stat().st_mode & 0o077 == 0
    assert run(open_and_close(home)).vault == profile.vault


def test_without_a_keyring_the_file_is_plain_and_says_so_every_time(home: Home) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    for _ in range(2):
        profile = run(open_and_close(home))
        assert is_plain(home.record)
        assert [notice.level for notice in profile.notices] == ["warning"]


def test_who_wants_no_encryption_gets_none(home: Home) -> None:
    configure(home, encrypt=False)
    run(open_and_close(home))
    assert is_plain(home.record)


def test_the_setting_never_turns_an_encrypted_record_into_a_plain_one(home: Home) -> None:
    run(open_and_close(home))
    configure(home, encrypt=False)
    assert run(open_and_close(home)).vault.key is not None
    assert not is_plain(home.record)


def test_one_process_owns_a_profile(home: Home) -> None:
    async def work() -> None:
        first, second = Profile(home), Profile(home)
        await first.open()
        with pytest.raises(ProfileBusy):
            await second.open()
        assert await asyncio.to_thread(taken_by_another_process, home) == "ProfileBusy"
        await first.close()
        await second.open()
        assert await second.db.read(schema_version) == len(MIGRATIONS)
        await second.close()

    run(work())


def taken_by_another_process(home: Home) -> str:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", _TAKE, str(home.root)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()


_TAKE = """
import asyncio, sys
from pathlib import Path
from companion.paths import Home
from companion.profile import Profile

async def main():
    try:
        await Profile(Home(Path(sys.argv[1]))).open()
    except Exception as error:
        print(type(error).__name__)

asyncio.run(main())
"""


def _lose_key(home: Home) -> None:
    keyring.set_keyring(MemoryKeyring())


def _damage(home: Home) -> None:
    home.record.write_bytes(home.record.read_bytes()[:5000])


def _newer(home: Home) -> None:
    home.record.unlink()
    con = sqlcipher.connect(str(home.record), isolation_level=None)
    con.execute(f"pragma user_version = {len(MIGRATIONS) + 1}")
    con.execute("create table new (id integer)")
    con.close()


@pytest.mark.parametrize(
    ("harm", "error"), [(_lose_key, VaultLocked), (_damage, RecordDamaged), (_newer, RecordDamaged)]
)
def test_what_cannot_be_opened_is_left_alone_and_unlocked(home: Home, harm: object, error: type[Exception]) -> None:
    run(open_and_close(home))
    harm(home)  # type: ignore[operator]
    before = contents(home.root)
    for _ in range(2):
        with pytest.raises(error):
            run(Profile(home).open())
    assert contents(home.root) == before


def test_a_home_that_is_a_file_or_has_a_folder_for_a_record_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CompanionError, match="cannot be used"):
        run(Profile(Home(tmp_path / "file")).open())
    assert (tmp_path / "file").read_text() == "mine"
    (tmp_path / "home" / "record.db").mkdir(parents=True)
    with pytest.raises(CompanionError, match="cannot be read"):
        run(Profile(Home(tmp_path / "home")).open())


def test_a_disk_that_refuses_the_note_of_the_key_is_told_in_words(home: Home) -> None:
    (home.root / "vault.tmp").mkdir(parents=True)
    with pytest.raises(CompanionError, match="cannot be used"):
        run(Profile(home).open())
    (home.root / "vault.tmp").rmdir()
    run(open_and_close(home))


def test_settings_change_all_or_none(home: Home) -> None:
    async def work() -> None:
        profile = Profile(home)
        await profile.open()
        with pytest.raises(BadInput):
            await profile.change_settings({"theme": "dark", "num_ctx": 1}, MORNING)
        assert profile.settings.text("theme") == "system"
        assert not home.settings.exists()
        assert await profile.change_settings({"theme": "dark", "text_size": 100}, MORNING) == ("theme",)
        await profile.close()
        assert (await open_and_close(home)).settings.text("theme") == "dark"

    run(work())
