"""What was sent, and the user's data, in the window: listed, copied, deleted, and never without being
asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app import data_export, personal_data
from selfhelp.app.composition import App
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.preferences import Preferences
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.emergency_drafts import EmergencyDraft
from selfhelp.tickets.outbox.outbox_items import ReplyToSeal
from selfhelp.tickets.sent_items import SentItem, SentRecord, SentRecords, read_stored_item
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.conversation.sent_item_row import SentItemRow
from selfhelp.ui.navigation import (
    AskPage,
    ConversationPage,
    EmergencyPage,
    HomePage,
    ReceiptsPage,
    SettingsPage,
)
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.emergency import EmergencyScreen
from selfhelp.ui.screens.receipts import ReceiptsScreen, SentRecordCard, _describe_record, _name_item
from selfhelp.ui.screens.settings import SettingsScreen
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top, picture, share_desk

HOSTILE = "<img src=x> \u202e Dupont"


@pytest.fixture
def app(places: AppPaths) -> App:
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    return make_window(qtbot, app)


def sealed(app: App, words: str = "Nothing prints", send: bool = True) -> str:
    case = app.create_case(words)
    case.message.requester = "a@example.com"
    report = case.save_to_outbox(case.build_letter())
    if send:
        app.create_delivery_service().deliver(report, 5)
        app.apply_retention()
    return report


def cards(screen: ReceiptsScreen) -> list[SentRecordCard]:
    return [card for card in screen.findChildren(SentRecordCard) if not card.isHidden()]


def receipts(qtbot: QtBot, window: AppWindow, count: int, report: str = "") -> ReceiptsScreen:
    window.open(ReceiptsPage(report))
    screen = on_top(window)
    assert isinstance(screen, ReceiptsScreen)
    qtbot.waitUntil(lambda: screen._lines is not None and len(cards(screen)) == count, timeout=10_000)
    return screen


def settings(window: AppWindow) -> SettingsScreen:
    window.open(SettingsPage())
    screen = on_top(window)
    assert isinstance(screen, SettingsScreen)
    return screen


def texts(screen: object) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if not label.isHidden())  # type: ignore[attr-defined]


def test_nothing_was_sent(qtbot: QtBot, window: AppWindow) -> None:
    assert "Nothing sent yet" in texts(receipts(qtbot, window, 0))


def visible(screen: ReceiptsScreen) -> str:
    """What can be read without opening another section."""
    labels = [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels).replace("\N{ZERO WIDTH SPACE}", "")


def test_every_item_is_listed_by_name_and_its_hash_only_in_the_details(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    """ "SHA-256 e853ddf6…" stood between the items, as if it were content."""
    share_desk(app, tmp_path / "shared")
    report = sealed(app, HOSTILE)
    screen = receipts(qtbot, window, 1, report=report)
    (record,) = app.sent_records.list_records()
    shown = visible(screen)
    assert record.ticket in shown
    assert "Your message, " in shown
    page = SentItem("report.html", 1, "0" * 64)
    assert str(_name_item(page)) == "Report about this computer (report.html)"
    assert "still on this computer" in shown
    assert "\u202e" not in shown
    assert "SHA-256" not in shown
    (card,) = cards(screen)
    card._details.line.click()
    assert all(f"SHA-256 {item.sha256}" in visible(screen) for item in record.items)


def test_only_tickets_that_left_the_computer_are_sent_items(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    """Tickets for which no help desk was set up were listed, as were those that wait for the first try."""
    local = sealed(app, "Kept here")
    receipts(qtbot, window, 0)
    share_desk(app, tmp_path / "shared")
    waiting = sealed(app, "Not tried yet", send=False)
    receipts(qtbot, window, 0)
    sent = sealed(app, "No sound")
    screen = receipts(qtbot, window, 1)
    assert cards(screen)[0]._record.report == sent
    assert {record.report for record in app.sent_records.list_records()} == {local, waiting, sent}
    for report, listed in ((local, False), (waiting, False), (sent, True)):
        window.open(ConversationPage(report))
        ticket = on_top(window)
        assert isinstance(ticket, ConversationScreen)
        qtbot.waitUntil(lambda t=ticket, r=report: t._talk is not None and t._talk.item.report == r)
        ticket._unfolded = True
        ticket.retranslate()
        assert ticket.receipt.isHidden() is not listed


def test_where_it_went_is_said_in_the_users_words(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    """It said "sent to webhook"."""
    share_desk(app, tmp_path / "shared")
    sealed(app, "No sound")
    screen = receipts(qtbot, window, 1)
    assert "sent to the help desk on " in texts(cards(screen)[0])
    (first, *_), now = app.sent_records.list_records(), datetime.now(UTC)
    for url, said in (
        ("", "sent to the help desk on"),
        ("https://desk.example/7", "help desk at desk.example"),
    ):
        record = replace(first, desk="webhook", sent=now, ticket="7", url=url)
        text = str(_describe_record(record, [True]))
        assert said in text
        assert "webhook" not in text


def test_one_record_is_deleted_after_being_asked(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    share_desk(app, tmp_path / "shared")
    sealed(app)
    keep = sealed(app, "Another")
    screen = receipts(qtbot, window, 2)
    card = next(card for card in cards(screen) if card._record.report != keep)
    card.delete.click()
    assert len(app.sent_records.list_records()) == 2
    card.delete.click()
    qtbot.waitUntil(lambda: len(cards(screen)) == 1, timeout=10_000)
    assert [record.report for record in app.sent_records.list_records()] == [keep]
    (left,) = cards(screen)
    assert left.items.hasFocus() or not window.isActiveWindow(), "who works by keyboard goes on from there"


def test_a_ticket_that_was_deleted_before_it_was_sent_says_so(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    share_desk(app, tmp_path / "shared")
    report = sealed(app, send=False)
    app.get_outbox().delete(report)
    screen = receipts(qtbot, window, 1)
    assert "You deleted the ticket before the help desk confirmed it" in texts(screen)
    (card,) = cards(screen)
    card.delete.click()
    assert "stays" not in card.delete.text(), "there is no ticket to keep"
    assert card.delete.accessibleName().startswith(card.delete.text()), "a reader hears the question as well"


@pytest.mark.parametrize(
    ("left", "kept", "words"),
    [
        ((N_("a is a link."),), (N_("b stays."),), "a is a link."),
        ((), (N_("b stays."),), "Your data was deleted. b stays."),
        ((), (N_("b stays."), N_("c stays.")), "2 files or folders weren't created by this app"),
    ],
)
def test_what_was_left_alone_is_told(
    window: AppWindow, left: Sequence[Text], kept: Sequence[Text], words: str
) -> None:
    settings(window).own_data._on_data_deleted(personal_data.DeletionResult(3, left, kept))
    assert words in window._notice.words.text().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def test_what_was_left_out_of_a_copy_is_told(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path, places: AppPaths
) -> None:
    sealed(app)
    (places.data / "thesis.txt").write_text("years")
    settings(window).own_data.export_copy(tmp_path / "copy")
    qtbot.waitUntil(lambda: data_export.LIST in window._notice.words.text(), timeout=10_000)
    assert "copied to" in window._notice.words.text()
    assert "thesis.txt" in (tmp_path / "copy" / data_export.LIST).read_text()


def test_a_copy_goes_into_a_new_folder_each_time(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(app)
    monkeypatch.setattr(
        "selfhelp.ui.parts.personal_data_card.QFileDialog.getExistingDirectory", lambda *_: str(tmp_path)
    )
    card = settings(window).own_data
    for count in (1, 2):
        card._choose_export_folder()
        qtbot.waitUntil(lambda n=count: len(list(tmp_path.glob("Self-help data */READ-ME.txt"))) == n)
        qtbot.waitUntil(card.copy.isEnabled)
        qtbot.wait(1100)


def test_the_ticket_leads_to_its_record(qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path) -> None:
    share_desk(app, tmp_path / "shared")
    report = sealed(app)
    window.open(ConversationPage(report))
    ticket = on_top(window)
    assert isinstance(ticket, ConversationScreen)
    qtbot.waitUntil(ticket.more.isVisible, timeout=10_000)
    ticket.more.click()
    assert ticket.receipt.isVisible()
    ticket.receipt.click()
    screen = on_top(window)
    assert isinstance(screen, ReceiptsScreen)
    assert screen._point_at == report


def test_user_data_is_exported(qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path) -> None:
    sealed(app)
    settings(window).own_data.export_copy(tmp_path / "copy")
    qtbot.waitUntil(lambda: "copied to" in window._notice.words.text(), timeout=10_000)
    assert list((tmp_path / "copy" / "data" / "receipts").iterdir())
    settings(window).own_data.export_copy(tmp_path / "copy")
    qtbot.waitUntil(lambda: "isn't empty" in window._notice.words.text(), timeout=10_000)


def test_deleting_asks_once(qtbot: QtBot, window: AppWindow, app: App, places: AppPaths) -> None:
    sealed(app)
    app.save_preferences(app.preferences.copy_with_changes(email="a@example.com", theme="light"))
    card = settings(window).own_data
    card.delete.click()
    qtbot.waitUntil(card.yes.isVisible, timeout=10_000)
    assert card.keep.hasFocus() or not window.isActiveWindow(), "the safe answer is the one that Enter gives"
    card.keep.click()
    assert not card.yes.isVisible()
    assert app.sent_records.list_records()
    card.delete.click()
    qtbot.waitUntil(card.yes.isVisible, timeout=10_000)
    card.yes.click()
    qtbot.waitUntil(lambda: "deleted" in window._notice.words.text(), timeout=10_000)
    assert list(places.data.iterdir()) == []
    assert Preferences.load(places.config) == Preferences()
    assert app.preferences == Preferences()


@pytest.mark.parametrize("size", [(400, 560), (920, 720)])
def test_the_question_before_a_deletion_is_in_sight(
    size: tuple[int, int], qtbot: QtBot, window: AppWindow, app: App
) -> None:
    """It opened below the window, so that nothing seemed to happen; and it didn't tell of the sign-out."""
    app.drafts.store_draft(app.create_case("Nothing prints").make_draft())
    window.resize(*size)
    card = settings(window).own_data
    card.delete.click()
    qtbot.waitUntil(lambda: is_in_sight(card.yes) and is_in_sight(card.keep), timeout=10_000)
    assert "signed out of the help desk on this computer" in card._said.text()
    assert "they'll no longer be shown here" in card._said.text()


def is_in_sight(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect().height() == part.height()


def test_the_organisations_settings_are_kept(places: AppPaths) -> None:
    """It said that the policy isn't deleted, because the app didn't create it."""
    places.config.mkdir(parents=True, exist_ok=True)
    (places.config / "policy.toml").write_text("", "utf-8")
    said = personal_data.list_retained_items(places, Platform.LINUX)
    assert "Your organisation's settings are kept." in [str(text) for text in said]


def opened(
    qtbot: QtBot, window: AppWindow, record: SentRecord
) -> tuple[SentRecordCard, dict[str, SentItemRow]]:
    """Return the card of a sent ticket with its items shown, and their rows by name."""
    card = SentRecordCard(window.context, record, [True] * len(record.items))
    qtbot.addWidget(card)
    card.toggle_items()
    card.show()
    return card, {row._item.name: row for row in card.findChildren(SentItemRow)}


def test_the_message_and_a_file_still_here_can_be_opened(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    """Sent items listed names, sizes and hashes only."""
    share_desk(app, tmp_path / "shared")
    case = app.create_case("Nothing prints. My password is Hunter-22")
    case.add_screenshot(encode_png(picture()))
    report = case.save_to_outbox(case.build_letter())
    (record,) = app.sent_records.list_records()
    _card, rows = opened(qtbot, window, record)
    message = rows.pop("message")
    message.open.click()
    qtbot.waitUntil(lambda: "[password hidden]" in visible(message), timeout=10_000)
    image = next(row for row in rows.values() if row._is_image)
    image.open.click()
    qtbot.waitUntil(lambda: any(not one.pixmap().isNull() for one in pictures(image)), timeout=10_000)
    app.create_delivery_service().deliver(report, 5)
    app.apply_retention()
    screen = receipts(qtbot, window, 1, report=report)
    qtbot.waitUntil(lambda: "no longer on this computer" in visible(screen), timeout=10_000)
    open_ = {row._item.name for row in screen.findChildren(SentItemRow) if row.open.isVisible()}
    assert open_ <= {"message", "filed-under"}, "the help desk has the files, so they are deleted here"


def test_the_classification_and_the_report_can_be_read(qtbot: QtBot, window: AppWindow, app: App) -> None:
    """They had no "Show", although they were sent; then the IDs stood where titles are understood."""
    case = app.create_case("Nothing prints")
    case.set_ticket_topic(N_("Printer hardware"), "printing", "printer-hardware")
    case.take_snapshot(Progress())
    case.save_to_outbox(case.build_letter())
    (record,) = app.sent_records.list_records()
    card, rows = opened(qtbot, window, record)
    filed = "Category: Printing\nAbout: Paper jam, toner or print quality"
    for name, words in (("filed-under", filed), ("report.html", "Raw data")):
        assert rows[name].open.isVisible()
        rows[name].open.click()
        qtbot.waitUntil(lambda words=words: words in visible(card), timeout=10_000)
    assert "<" not in rows["report.html"].findChildren(PlainLabel)[-1].text()[:2_000]


def pictures(row: SentItemRow) -> list[QLabel]:
    return [label for label in row.preview.findChildren(QLabel) if not isinstance(label, PlainLabel)]


def test_no_file_is_opened_by_a_name_or_path_of_a_record(app: App, tmp_path: Path) -> None:
    report = sealed(app)
    (record,) = app.sent_records.list_records()
    secret = tmp_path / "secret.txt"
    secret.write_text("not sent", "utf-8")
    for name, digest in ((str(secret), sha256(b"not sent").hexdigest()), ("message", "0" * 64)):
        with pytest.raises(UsageError):
            read_stored_item(app.get_outbox(), record, SentItem(name, 8, digest))
    assert record.report == report


def test_what_waits_is_named_and_needs_a_second_yes(qtbot: QtBot, window: AppWindow, app: App) -> None:
    sealed(app, "Only on this computer", send=False)
    card = settings(window).own_data
    card.delete.click()
    qtbot.waitUntil(card.yes.isVisible, timeout=10_000)
    assert "Only on this computer" in card._said.text()
    card.yes.click()
    assert app.get_outbox().list_items(), "the first yes deletes nothing"
    assert "Only on this computer" not in card._said.text()
    card.yes.click()
    qtbot.waitUntil(lambda: "deleted" in window._notice.words.text(), timeout=10_000)
    assert not app.get_outbox().list_items()


def test_an_unsent_reply_is_named_and_needs_a_second_yes(qtbot: QtBot, window: AppWindow, app: App) -> None:
    report = sealed(app, "Answered by me")
    app.get_outbox().save_reply(ReplyToSeal(report, text="still broken"))
    card = settings(window).own_data
    card.delete.click()
    qtbot.waitUntil(card.yes.isVisible, timeout=10_000)
    assert card._said.text() == "1 reply hasn't been sent and would be lost: “Answered by me”."
    assert card.yes.text() == "Delete this reply as well"
    card.yes.click()
    assert app.get_outbox().list_unsent_replies(), "the first yes deletes nothing"
    card.yes.click()
    qtbot.waitUntil(lambda: "deleted" in window._notice.words.text(), timeout=10_000)


def test_what_is_collected_is_chosen_in_the_settings(
    window: AppWindow, app: App, places: AppPaths, qtbot: QtBot
) -> None:
    card = settings(window).collected
    card.unfold.click()
    card.boxes["quick"].click()
    qtbot.waitUntil(lambda: Preferences.load(places.config).skip_sections == ("quick",))
    assert "turned off 1 section" in card.about.text()
    card.boxes["quick"].click()
    qtbot.waitUntil(lambda: Preferences.load(places.config).skip_sections == ())


def test_without_records_the_ticket_has_no_button(qtbot: QtBot, places: AppPaths) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[evidence]\nsent_items_days = 0\n")
    app = make_app(places)
    report = sealed(app)
    assert app.sent_records.list_records() == []
    window = make_window(qtbot, app)
    window.open(ConversationPage(report))
    ticket = on_top(window)
    assert isinstance(ticket, ConversationScreen)
    qtbot.waitUntil(ticket.more.isVisible, timeout=10_000)
    ticket.more.click()
    assert ticket.copy_ref.isVisible()
    assert ticket.receipt.isHidden()


def test_a_record_that_is_too_old_goes_when_the_page_is_opened(
    qtbot: QtBot, window: AppWindow, app: App, tmp_path: Path
) -> None:
    share_desk(app, tmp_path / "shared")
    sealed(app)
    app.__dict__["sent_records"] = SentRecords(app.places.data / "receipts", 1, lambda: 9e9)
    receipts(qtbot, window, 0)


def test_what_is_typed_on_other_screens_does_not_come_back_after_a_deletion(
    window: AppWindow, app: App, qtbot: QtBot
) -> None:
    window.open(EmergencyPage("mail"))
    urgent = on_top(window)
    assert isinstance(urgent, EmergencyScreen)
    urgent.words.setPlainText("a secret about my boss")
    window.open(AskPage(words="a secret about my health"))
    qtbot.waitUntil(lambda: app.emergency_drafts.folder.is_dir(), timeout=10_000)
    screen = settings(window)
    personal_data.delete_personal_data(app.places, app.get_outbox, app.close_open_files, app.secrets)
    screen.own_data.deleted.emit()
    assert not app.emergency_drafts.folder.exists()
    for page in (EmergencyPage, AskPage, HomePage, SettingsPage):
        window.open(page())
        qtbot.wait(150)
    window.close()
    qtbot.wait(300)
    assert app.emergency_drafts.read() == {}
    assert app.drafts.read_draft() is None


def test_a_deletion_names_the_drafts_and_what_stays(window: AppWindow, app: App, qtbot: QtBot) -> None:
    app.drafts.store_draft(app.create_case("a bigger monitor, please").make_draft())
    app.earlier_drafts.store_drafts([app.create_case("my desk phone is dead").make_draft()])
    app.emergency_drafts.store({"work": EmergencyDraft("it stays black")})
    card = settings(window).own_data
    card.delete.click()
    qtbot.waitUntil(card.keep.isVisible, timeout=10_000)
    said = card._said.text()
    assert "3 drafts haven't been sent and would be lost" in said
    for words in ("a bigger monitor, please", "my desk phone is dead", "it stays black"):
        assert f"“{words}”" in said
    assert "remain with the help desk" in said
    assert said.count("remain with the help desk") == 1, "it was said twice"
    card.retranslate()
    assert not card.keep.isVisible(), "another language starts with a closed question"


def test_a_deletion_names_the_tickets_with_a_draft_of_a_reply(
    window: AppWindow, app: App, qtbot: QtBot
) -> None:
    """What had been typed in a conversation was deleted without a word."""
    first, second = sealed(app), sealed(app, "My phone")
    app.create_delivery_service().deliver_due_items()
    app.conversations.store_draft(first, "It happens on Mondays too")
    app.conversations.answers.store(second, [AddedFile("picture", "screen.png", 3, b"png")])
    app.drafts.store_draft(app.create_case("a bigger monitor, please").make_draft())
    card = settings(window).own_data
    card.delete.click()
    qtbot.waitUntil(card.keep.isVisible, timeout=10_000)
    said = card._said.text()
    assert "2 drafts of replies haven't been sent and would be lost" in said
    assert "“My phone”" in said
    assert "“a bigger monitor, please”" in said


def test_deletion_is_announced_even_after_leaving(window: AppWindow, app: App, qtbot: QtBot) -> None:
    card = settings(window).own_data
    window.open(HomePage())
    card._on_data_deleted(personal_data.DeletionResult(3, ()))
    assert not shiboken6.isValid(card), "the settings went with everything else"
    assert "deleted" in window._notice.words.text()
    window.open(SettingsPage())
