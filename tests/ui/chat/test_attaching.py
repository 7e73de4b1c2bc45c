"""Attaching in the whole app: pasted, dropped, chosen; sent, shown, unfolded; refused in words and not lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from companion.errors import BadInput
from companion.paths import Home
from companion.records import AttachmentKind
from tests.ui.conftest import close, window_of
from tests.ui.test_app import rows, say
from ui.app import CompanionApp
from ui.chat.attaching import LONG_PASTE
from ui.chat.page import ChatPage
from ui.chat.picture_window import PictureWindow
from ui.chat.pictures_in import LONGEST_SIDE, THUMB_SIDE, picture

Start = Callable[[Home], CompanionApp]


def image(wide: int, high: int, form: QImage.Format = QImage.Format.Format_RGB32) -> QImage:
    made = QImage(wide, high, form)
    made.fill(Qt.GlobalColor.darkCyan)
    return made


def paste(page: ChatPage, source: QMimeData) -> None:
    page.composer.field.insertFromMimeData(source)


def test_a_large_picture_is_made_smaller_and_gets_a_thumbnail(qapp: QApplication) -> None:
    made = picture(image(3000, 1000), "sea")
    assert made is not None
    assert (made.width, made.height, made.media) == (LONGEST_SIDE, LONGEST_SIDE // 3, "image/jpeg")
    thumb = QImage.fromData(made.thumb)
    assert thumb.width() == THUMB_SIDE
    clear = picture(image(20, 20, QImage.Format.Format_ARGB32), "icon")
    assert clear is not None
    assert (clear.width, clear.media) == (20, "image/png")
    assert picture(QImage(), "nothing") is None


def test_a_pasted_picture_is_sent_shown_and_opens_large(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    page = window_of(app).page
    source = QMimeData()
    source.setImageData(image(800, 400))
    paste(page, source)
    assert [one.kind for one in page.composer.tray.held] == [AttachmentKind.IMAGE]
    assert page.composer.button.isEnabled()  # it needs no words
    reply = say(qtbot, app, "Look at this.")
    assert "cannot see pictures" in reply
    assert page.composer.tray.held == ()
    row = rows(app).row(0)
    [kept] = row.message.attachments
    qtbot.waitUntil(lambda: not row.held.thumbs[kept.id].isNull() if kept.id in row.held.thumbs else False)
    card = page.transcript.layout_of(0).cards[0]
    spot = page.transcript.row_rect(0).topLeft() + card.rect.center().toPoint()
    QTest.mouseClick(page.transcript.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))
    qtbot.waitUntil(lambda: bool(page.findChildren(PictureWindow)))
    page.findChildren(PictureWindow)[0].close()


def test_a_picture_is_sent_alone(qtbot: QtBot, home: Home, start_app: Start) -> None:
    app = start_app(home)
    page = window_of(app).page
    made = picture(image(80, 40), "sea.png")
    assert made is not None
    page.composer.tray.add(made)
    with qtbot.waitSignal(page.conversation.reply_ended, timeout=20_000):
        page.composer.button.click()
    row, layout = rows(app).row(0), page.transcript.layout_of(0)
    assert (row.text, [one.name for one in row.message.attachments]) == ("", ["sea.png"])
    assert layout.bubble is not None
    assert layout.bubble.isEmpty()
    assert page.composer.tray.held == ()
    assert not page.composer.button.isEnabled()


def test_what_is_attached_belongs_to_its_conversation_and_is_there_after_a_restart(
    qtbot: QtBot, home: Home, start_app: Start
) -> None:
    app = start_app(home)
    say(qtbot, app, "Hello there.")
    window = window_of(app)
    session = window.page.conversation.session_id
    made = picture(image(80, 40), "sea.png")
    assert made is not None
    window.page.composer.tray.add(made)
    window.new_conversation()
    assert not window.page.composer.tray.held
    window.page.open(session)
    assert window.page.composer.tray.held == (made,)
    close(app)
    again = window_of(start_app(home)).page
    again.open(session)
    qtbot.waitUntil(lambda: again.composer.tray.held == (made,))


def test_a_dropped_text_is_quoted_and_unfolds_under_the_message(
    qtbot: QtBot, home: Home, start_app: Start, tmp_path: Path
) -> None:
    app = start_app(home)
    page = window_of(app).page
    path = tmp_path / "plan.txt"
    path.write_text("The wreck lies at 18 metres.", encoding="utf-8")
    source = QMimeData()
    source.setUrls([QUrl.fromLocalFile(str(path))])
    drop = QDropEvent(
        QPointF(10, 10), Qt.DropAction.CopyAction, source, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    assert page.acceptDrops()
    assert page.attaching.eventFilter(page, drop)
    qtbot.waitUntil(lambda: [one.name for one in page.composer.tray.held] == ["plan.txt"])
    say(qtbot, app, "Here is my plan.")
    assert rows(app).row(0).text == "Here is my plan."
    message = rows(app).row(0).message
    before = page.transcript.layout_of(0).height
    page.transcript.attachment_wanted.emit(message.id, message.attachments[0].id)
    qtbot.waitUntil(lambda: page.transcript.layout_of(0).height > before)
    card = page.transcript.layout_of(0).cards[0]
    assert card.text is not None
    assert card.text.text((0, card.text.length)) == "The wreck lies at 18 metres."
    page.transcript.attachment_wanted.emit(message.id, message.attachments[0].id)
    assert page.transcript.layout_of(0).height == before


def test_a_long_paste_is_offered_as_a_document(qtbot: QtBot, home: Home, start_app: Start) -> None:
    page = window_of(start_app(home)).page
    source = QMimeData()
    source.setText("word " * LONG_PASTE)
    paste(page, source)
    assert page.composer.text == ""
    tray = page.composer.tray
    assert tray.isVisible()
    tray.as_document.click()
    qtbot.waitUntil(lambda: len(tray.held) == 1)
    paste(page, source)
    tray.as_text.click()
    assert page.composer.text == source.text()
    short = QMimeData()
    short.setText(" and more")
    paste(page, short)
    assert page.composer.text.endswith(" and more")


def test_what_cannot_be_attached_is_said(qtbot: QtBot, home: Home, start_app: Start, tmp_path: Path) -> None:
    page = window_of(start_app(home)).page
    for name in ("broken.png", "blob.bin"):
        path = tmp_path / name
        path.write_bytes(b"\x00\x01\x02")
        with qtbot.waitSignal(page.attaching.refused) as told:
            page.attaching.add_file(path)
        assert isinstance(told.args[0], BadInput)
        assert name in str(told.args[0])
    assert page.composer.tray.held == ()
    assert page.notices.text


def test_a_refused_message_brings_back_what_was_attached(qtbot: QtBot, home: Home, start_app: Start) -> None:
    page = window_of(start_app(home)).page
    for number in range(9):  # one more than a message takes
        made = picture(image(10, 10), f"dot {number}")
        assert made is not None
        page.composer.tray.add(made)
    page.composer.set_text("Look.")
    with qtbot.waitSignal(page.conversation.attached_back):
        page.composer.field.entered.emit()
    assert page.composer.text == "Look."
    assert len(page.composer.tray.held) == 9
    page.composer.tray.findChildren(QToolButton)[0].click()
    assert len(page.composer.tray.held) == 8
