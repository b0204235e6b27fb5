"""What IT can see and do, in the window: every sentence is there, a word is found, the page is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.ui import links, theme
from selfhelp.ui.navigation import PrivacyPage, SettingsPage
from selfhelp.ui.parts.privacy_topic_card import FoldedRow, PointRow
from selfhelp.ui.screens.privacy import PrivacyScreen
from selfhelp.ui.widgets.status_icons import StatusIcon
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window
from tests.ui.test_screens import LOOKS, cut_off


@pytest.fixture
def app(places: AppPaths) -> App:
    app = make_app(places)
    app.__dict__["catalog"] = Catalog(app.policy, app.machine.platform)
    return app


def opened(qtbot: QtBot, app: App) -> tuple[AppWindow, PrivacyScreen]:
    window = make_window(qtbot, app)
    window.open(PrivacyPage())
    screen = window.get_current_screen()
    assert isinstance(screen, PrivacyScreen)
    qtbot.waitUntil(lambda: screen.is_complete, timeout=10_000)
    return window, screen


def rows(screen: PrivacyScreen) -> list[PointRow]:
    return [row for card in screen.cards for row in card.points if not row.isHidden() and not card.isHidden()]


def folded_rows(screen: PrivacyScreen) -> list[FoldedRow]:
    return [row for row in rows(screen) if isinstance(row, FoldedRow)]


def test_three_sentences_come_first_then_what_is_never_done(qtbot: QtBot, app: App) -> None:
    window, screen = opened(qtbot, app)
    sentences = [label.text() for label in screen._sentences]
    assert sentences[0] == "Nothing about you leaves this computer until you select “Send”."
    assert len(sentences) == 3
    assert screen.short.accessibleName() == " ".join(sentences), "heard when the page opens"
    assert window.focusWidget() is screen.short
    assert screen.cards[0]._topic.id == "never"
    assert screen.cards[0].isVisible()
    assert not any(card.isVisible() for card in screen.cards[1:])
    assert not screen.box.isVisible()
    screen.details.click()
    assert all(card.isVisible() for card in screen.cards)
    assert screen.findChildren(StatusIcon) == [screen.state.sign], "a tick would mean that it's collected"


def test_every_sentence_of_the_core_is_shown(qtbot: QtBot, app: App) -> None:
    _window, screen = opened(qtbot, app)
    shown = {row.text.accessibleName() for row in rows(screen)}
    assert shown == {
        app.translator.translate(p.text) for topic in app.collect_privacy_topics() for p in topic.points
    }
    folded = folded_rows(screen)[0]
    assert folded.more.isHidden()
    folded.unfold.click()
    assert not folded.more.isHidden()
    assert "Hide: " in folded.unfold.accessibleName()


def test_what_is_unfolded_stays_while_nothing_is_another(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, screen = opened(qtbot, app)
    have, heard = screen._on_topics_loaded, list[object]()
    monkeypatch.setattr(screen, "_on_topics_loaded", lambda topics: heard.append(have(topics)))
    folded = folded_rows(screen)[0]
    folded.unfold.click()
    window.open(SettingsPage())
    window.open(PrivacyPage())
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    assert folded in rows(screen)
    assert not folded.more.isHidden()


def test_another_language_leaves_what_is_unfolded(qtbot: QtBot, app: App) -> None:
    window, screen = opened(qtbot, app)
    folded = folded_rows(screen)[0]
    folded.unfold.click()
    english = [folded.text.accessibleName(), *(line.accessibleName() for line in folded.lines)]
    app.language = "fr"
    app.__dict__.pop("translator")
    window.apply_preferences()
    french = [folded.text.accessibleName(), *(line.accessibleName() for line in folded.lines)]
    assert not folded.more.isHidden()
    assert folded in rows(screen), "it is the same row, not a new one"
    assert english[0] != french[0]
    assert len(english) == len(french)
    assert screen.cards[0].heading.text() == app.translator.translate(N_("What this app never does"))


def test_a_word_is_found_also_in_what_is_folded(qtbot: QtBot, app: App) -> None:
    _window, screen = opened(qtbot, app)
    everything = len(rows(screen))
    screen.box.setText("bluetooth")
    found = folded_rows(screen)
    assert 0 < len(found) == len(rows(screen)) < everything
    assert all(not row.more.isHidden() for row in found)
    shown = [line.text() for row in found for line in row.lines if not line.isHidden()]
    assert all("bluetooth" in line.casefold() for line in shown)
    screen.box.setText("nonsense word")
    assert not rows(screen)
    assert not screen.state.isHidden()
    screen.box.clear()
    assert len(rows(screen)) == everything
    assert screen.state.isHidden()


def test_it_is_saved_and_opened_as_a_page(
    qtbot: QtBot, app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[str] = []
    monkeypatch.setattr(
        links, "open_link", lambda target: bool(followed.append(target.toLocalFile()) or True)
    )
    _window, screen = opened(qtbot, app)
    screen.export_to_file(tmp_path / "mine.html")
    qtbot.waitUntil((tmp_path / "mine.html").exists)
    screen.page.click()
    qtbot.waitUntil(lambda: bool(followed))
    assert followed == [str(app.places.cache / "privacy.html")]
    assert "What is collected" in Path(followed[0]).read_text(encoding="utf-8")
    said: list[str] = []
    monkeypatch.setattr(type(_window._notice), "show_message", lambda _self, text, _action: said.append(text))
    screen.export_to_file(tmp_path / "mine.html" / "x" / "y.html")
    qtbot.waitUntil(lambda: bool(said))
    assert "couldn't be saved" in said[0]


@pytest.mark.spread(2)
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2][0]}")
def test_pictures(
    qtbot: QtBot, qapp: QApplication, app: App, pictures: Path, look: tuple[str, str, tuple[int, int]]
) -> None:
    scheme, language, size = look
    app.language = language
    theme.apply_theme(qapp, scheme)
    window, screen = opened(qtbot, app)
    window.resize(*size)
    next(row for row in folded_rows(screen) if len(row.said) == 7).unfold.click()
    qtbot.wait(120)
    assert (window.width(), window.height()) == size
    assert cut_off(window, qtbot) == []
    assert window.grab().save(str(pictures / f"privacy-{scheme}-{language}-{size[0]}.png"))
    theme.apply_theme(qapp, "light")
