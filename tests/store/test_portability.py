"""Reading conversations from files: both formats, whose words are whose, and every way in which a file is broken."""

from __future__ import annotations

import datetime as dt
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.errors import BadInput
from companion.store.portability import FORMATS, LARGEST_FILE, Imported, read_file

HISTORY = {
    "Ada": {
        "name": "Ada",
        "summary": {"2024-03-02": "ignored"},
        "history": {
            "2024-03-02": [{"query": "I started to keep bees.", "response": "How many hives?"}],
            "2024-03-01": [
                {"query": "Hello, I am Ada.", "response": "Hello Ada."},
                {"query": "It rains in Bergen.", "response": "As always."},
            ],
        },
    },
    "Grace": {"name": "Grace", "history": {"2024-03-01": [{"query": "Ahoy.", "response": "Ahoy!"}]}},
}

TRANSCRIPT = {
    "format": "companion-transcript",
    "version": 1,
    "user": "Ada",
    "sessions": [
        {
            "started_at": "2024-05-02T18:30:00+02:00",
            "title": "Second",
            "messages": [
                {"speaker": "Ada", "text": "The bees swarmed."},
                {"speaker": "Tom", "text": "Oh no.", "at": "2024-05-02T18:45:00+02:00"},
            ],
        },
        {
            "started_at": "2024-05-01T23:59:30",
            "messages": [
                {"speaker": "Tom", "text": "Are you up?"},
                {"speaker": "Ada", "text": "Yes."},
                {"speaker": "Ada", "text": "   "},
            ],
        },
    ],
}


def write(folder: Path, data: object) -> Path:
    path = folder / "history.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def refused(path: Path, format: str, person: str | None = None) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_file(path, format, person)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    return caught.value


def texts(imported: Imported) -> list[list[str]]:
    return [[message.text for message in session.messages] for session in imported.sessions]


@pytest.fixture
def bergen() -> Iterator[None]:
    """A machine in a time zone that is two hours ahead in summer."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Oslo"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_a_memorybank_history_comes_in_by_day_and_in_turn(tmp_path: Path) -> None:
    found = read_file(write(tmp_path, HISTORY), "memorybank", "ada")
    assert found.person == "Ada"
    assert found.companion_spoke
    assert texts(found) == [
        ["Hello, I am Ada.", "Hello Ada.", "It rains in Bergen.", "As always."],
        ["I started to keep bees.", "How many hives?"],
    ]
    said = found.sessions[0].messages
    assert [m.is_user for m in said] == [True, False, True, False]
    assert [m.speaker for m in said] == ["Ada", "Companion", "Ada", "Companion"]
    assert {m.day for m in said} == {dt.date(2024, 3, 1)}
    assert sorted(m.at for m in said) == [m.at for m in said]
    assert all(m.at.tzinfo is not None for m in said)


def test_several_people_and_no_name_is_an_error_that_lists_them(tmp_path: Path) -> None:
    error = refused(write(tmp_path, HISTORY), "memorybank")
    assert "Ada, Grace" in str(error)
    assert "--person" in error.next_step
    error = refused(write(tmp_path, HISTORY), "memorybank", "Linus")
    assert "Linus" in str(error)
    assert "Ada, Grace" in error.next_step


def test_one_person_needs_no_name(tmp_path: Path) -> None:
    assert read_file(write(tmp_path, {"Grace": HISTORY["Grace"]}), "memorybank", None).person == "Grace"


def test_a_name_as_it_is_written_goes_before_one_in_other_letters(tmp_path: Path) -> None:
    path = write(tmp_path, {"ADA": HISTORY["Grace"], "Ada": HISTORY["Ada"]})
    assert len(read_file(path, "memorybank", "Ada").sessions) == 2
    assert len(read_file(path, "memorybank", "ADA").sessions) == 1


def test_a_transcript_comes_in_by_time_with_its_speakers(tmp_path: Path) -> None:
    found = read_file(write(tmp_path, TRANSCRIPT), "transcript", "Ada")
    assert texts(found) == [["Are you up?", "Yes."], ["The bees swarmed.", "Oh no."]]
    assert not found.companion_spoke
    assert [m.is_user for m in found.sessions[0].messages] == [False, True]
    assert [m.day for m in found.sessions[0].messages] == [dt.date(2024, 5, 1), dt.date(2024, 5, 2)]
    first, second = found.sessions[1].messages
    assert first.at == dt.datetime(2024, 5, 2, 16, 30, tzinfo=dt.UTC)
    assert second.at - first.at == dt.timedelta(minutes=15)
    assert found.sessions[1].title == "Second"


def test_a_transcript_names_its_user_itself_or_by_elimination(tmp_path: Path) -> None:
    assert read_file(write(tmp_path, TRANSCRIPT), "transcript", None).person == "Ada"
    assert read_file(write(tmp_path, TRANSCRIPT), "transcript", "tom").person == "Tom"
    unnamed: dict[str, Any] = {key: value for key, value in TRANSCRIPT.items() if key != "user"}
    assert "Tom, Ada" in str(refused(write(tmp_path, {**unnamed, "sessions": unnamed["sessions"][::-1]}), "transcript"))
    found = read_file(write(tmp_path, {**unnamed, "companion": "Tom"}), "transcript", None)
    assert (found.person, found.companion, found.companion_spoke) == ("Ada", "Tom", True)


def test_the_key_of_a_session_is_its_content_wherever_it_is_read(tmp_path: Path, bergen: None) -> None:
    path = write(tmp_path, HISTORY)
    there = read_file(path, "memorybank", "Ada")
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    here = read_file(path, "memorybank", "Ada")
    assert [s.key for s in there.sessions] == [s.key for s in here.sessions]
    assert there.sessions[0].messages[0].at != here.sessions[0].messages[0].at
    changed = json.loads(json.dumps(HISTORY))
    changed["Ada"]["history"]["2024-03-02"][0]["query"] += "!"
    keys = [s.key for s in read_file(write(tmp_path, changed), "memorybank", "Ada").sessions]
    assert keys[0] == here.sessions[0].key
    assert keys[1] != here.sessions[1].key


def _person(**changes: object) -> dict[str, object]:
    return {"Ada": {"name": "Ada", "history": {"2024-03-01": [{"query": "a", "response": "b"}]}, **changes}}


def _line(**changes: object) -> dict[str, object]:
    line = {"speaker": "Ada", "text": "Hi.", **changes}
    return {**TRANSCRIPT, "sessions": [{"started_at": "2024-05-01T10:00", "messages": [line]}]}


def _session(**changes: object) -> dict[str, object]:
    session = {"started_at": "2024-05-01T10:00", "messages": [{"speaker": "Ada", "text": "Hi."}], **changes}
    return {**TRANSCRIPT, "sessions": [session]}


WRONG_MEMORYBANK = [
    [],
    {},
    3,
    None,
    "text",
    {"Ada": None},
    {"Ada": []},
    {"Ada": {"name": "Ada"}},
    _person(name=3),
    _person(name=""),
    _person(history=[]),
    _person(history={"2024-03-01": {}}),
    _person(history={"2024-03-01": [["a", "b"]]}),
    _person(history={"2024-03-01": [{"query": "a"}]}),
    _person(history={"2024-03-01": [{"query": 1, "response": "b"}]}),
    _person(history={"2024-03-01": [{"query": "a", "response": None}]}),
    _person(history={"2024-03-01": [{"query": "a\ud800", "response": "b"}]}),
    _person(history={"yesterday": [{"query": "a", "response": "b"}]}),
    _person(history={"2024-02-30": [{"query": "a", "response": "b"}]}),
    _person(history={"0001-01-01": [{"query": "a", "response": "b"}]}),
    _person(history={"9999-12-31": [{"query": "a", "response": "b"}]}),
    _person(history={"a\nb\ud800": [{"query": "a", "response": "b"}]}),
    _person(history={"2024-03-01": [{"query": "x" * 200_001, "response": "b"}]}),
    _person(history={"2024-03-01": [{"query": " ", "response": "\n"}]}),
    _person(history={"2024-03-01": []}),
    _person(history={}),
    {"\ud800": {"name": "Ada", "history": {"2024-03-01": [{"query": "a", "response": "b"}]}}},
    {" ": {"name": "Ada", "history": {"2024-03-01": [{"query": "a", "response": "b"}]}}},
    {"a\nb": {}, "c": {}},
]
WRONG_TRANSCRIPT = [
    [],
    {},
    {**TRANSCRIPT, "version": "1"},
    {**TRANSCRIPT, "version": 2},
    {**TRANSCRIPT, "format": "mbox"},
    {**TRANSCRIPT, "sessions": []},
    {**TRANSCRIPT, "sessions": {}},
    {**TRANSCRIPT, "user": 3},
    {**TRANSCRIPT, "user": "Nobody"},
    _session(messages=[]),
    _session(messages="Hi."),
    _session(started_at=None),
    _session(started_at="soon"),
    _session(started_at="2024-05-01T25:00"),
    _session(started_at="0001-01-01T00:00:00+14:00"),
    _session(started_at="9999-12-31T23:59:00-12:00"),
    _session(title="x" * 301),
    _line(text=None),
    _line(text="\udfff"),
    _line(text=" "),
    _line(speaker=""),
    _line(speaker=None),
    _line(at="later"),
    _line(at=1714557600),
    _line(at="9999-12-31T23:59:59"),
]


@pytest.mark.parametrize("data", WRONG_MEMORYBANK)
def test_a_wrong_history_is_refused_in_one_line(tmp_path: Path, data: object) -> None:
    refused(write(tmp_path, data), "memorybank")


@pytest.mark.parametrize("data", WRONG_TRANSCRIPT)
def test_a_wrong_transcript_is_refused_in_one_line(tmp_path: Path, data: object) -> None:
    refused(write(tmp_path, data), "transcript")


GOOD = json.dumps(HISTORY)
BROKEN = {
    "empty": b"",
    "cut": GOOD.encode()[:-30],
    "two documents": (GOOD + GOOD).encode(),
    "not utf-8": GOOD.encode().replace(b"Bergen", b"Bergen\xff"),
    "utf-16": GOOD.encode("utf-16"),
    "latin-1": GOOD.replace("Bergen", "B\u00e4rgen").encode("latin-1"),
    "NaN": GOOD.replace('"Ada",', "NaN,", 1).encode(),
    "Infinity": b'{"Ada": Infinity}',
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 200_000,
    "deep and whole": b"[" * 200_000 + b"]" * 200_000,
    "long number": b'{"Ada": ' + b"9" * 10_000 + b"}",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "zeros": bytes(10_000),
    "comment": b"// mine\n" + GOOD.encode(),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_in_one_line(tmp_path: Path, content: bytes, format: str) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(content)
    refused(path, format, "Ada")
    assert path.read_bytes() == content


@pytest.mark.parametrize("format", FORMATS)
def test_two_hundred_megabytes_of_zeros_are_not_even_read(tmp_path: Path, format: str) -> None:
    path = tmp_path / "disk.img"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    assert "200 MiB" in str(refused(path, format))


def test_the_largest_file_that_is_read_is_refused_for_what_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "zeros"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE)
    assert "not JSON" in str(refused(path, "memorybank"))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "memorybank")
    refused(tmp_path / "nowhere.json", "memorybank")
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "memorybank")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(tmp_path / "loop", "memorybank")
    refused(write(tmp_path, HISTORY), "mbox", "Ada")


def test_a_byte_order_mark_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_bytes(GOOD.encode("utf-8-sig"))
    assert len(read_file(path, "memorybank", "Ada").sessions) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Ada", "name", "history", "2024-03-01", "query", "response"]), inner, max_size=4
        )
        | st.dictionaries(
            st.sampled_from(["format", "version", "sessions", "started_at", "messages", "speaker", "text"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.sampled_from(FORMATS))
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: object, format: str) -> None:
    path = write(tmp_path_factory.getbasetemp(), data)
    try:
        read_file(path, format, None)
    except BadInput as error:
        refusal = str(error)
    else:
        return
    assert refusal
    assert "\n" not in refusal
