"""A third language from one file: every screen in it, small and large, with nothing cut off or unmarked."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.app.guide import read_guide
from selfhelp.core import languages, text
from selfhelp.core.preferences import Preferences
from selfhelp.core.text import N_, NN_, Translator
from selfhelp.tickets.following.caller_verification import load_word_list
from selfhelp.ui.navigation import SettingsPage
from selfhelp.ui.screens.help import LONGEST
from selfhelp.ui.screens.settings import SettingsScreen
from tests.ui import pseudo
from tests.ui.clipping import settled
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.pages import Make
from tests.ui.test_no_english_left import shown

SIZES = [(400, 560), (1000, 700)]
FOREIGN = re.compile(
    r"English|Français|Deutsch|"
    r"qps|“mcurie”( – )?|Microphone|Office|AnyDesk|RustDesk|TeamViewer|[^A-Za-z]*|.*\d.*|.*\.png|.*@.*|"
    r".*steps\.pdf|.*Nothing prints.*|printer stuck| \((Ctrl\+)?(Shift\+)?[^)]+\)|"
    r"Bonjour, .*|Merci bien\.|Jean Dupont|Encore une chose[. ]*|.*selfhelp.*|print-stuck-queue: found.*",
    re.DOTALL,
)
"""Proper names, numbers, files, what people wrote themselves, and facts for technicians."""

SPOKEN = set(load_word_list("en"))
"""The words for a call are the same in every language without a list."""


@lru_cache
def in_the_help() -> frozenset[str]:
    """What the pages of the help say: a further language has English ones until somebody writes its own."""
    told: set[str] = set()
    for page in read_guide("en"):
        told |= {page.title, page.intro}
        for section in page.sections:
            told |= {section.heading, section.join_full_text(), *(part.text for part in section.parts)}
    return frozenset(told | {f"{text[:LONGEST]}…" for text in told})


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product with one more language in its folder, and no other change."""
    found = languages.find_resource
    copy = tmp_path / "resources" / "locale"
    shutil.copytree(str(found("locale")), copy)
    pseudo.write(copy)
    (copy / "qps" / languages.FACTS).write_text('{"name": "qps"}', "utf-8")
    monkeypatch.setattr(
        languages,
        "find_resource",
        lambda name: copy.parent / name if name.startswith("locale") else found(name),
    )
    _forget()
    yield
    _forget()


def _forget() -> None:
    known = (
        languages.list_known_languages,
        languages.list_supported_languages,
        languages.load_language,
        text._load_message_catalogue,
    )
    for cached in known:
        cached.cache_clear()


def test_the_sentences_themselves() -> None:
    made = pseudo.sentence("{count} jobs wait.")
    assert made.startswith("⟦{count} jöbs wàît.")
    assert pseudo.outside(f"{made} and ⟦a ⟦b⟧⟧ more") == " and  more"


@pytest.mark.slow
def test_a_catalogue_and_its_facts_are_all_a_language_needs(
    third: None, app: App, make_window: Make, qtbot: QtBot
) -> None:
    assert "qps" in languages.list_supported_languages()
    assert languages.find_language_of_locale("qps_PLOC.UTF-8") == "qps"
    speaker = Translator("qps")
    assert speaker.translate(N_("Settings")).startswith("⟦Séttîñgs")
    assert speaker.translate(NN_("{count} day", "{count} days", count=3)).startswith("⟦3 dàýs")
    assert load_word_list("qps") == load_word_list("en")  # which are in every ticket
    app.preferences.copy_with_changes(language="qps").save(app.places.config)
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).language == "qps")
    screen = make_window(SettingsPage()).get_current_screen()
    assert isinstance(screen, SettingsScreen)
    screen._language.setCurrentIndex(screen._language.findData("qps"))
    assert screen.title().startswith("⟦Séttîñgs")


@pytest.mark.slow
def test_a_damaged_catalogue_is_english(third: None) -> None:
    file = languages.make_catalogue_path("qps")
    assert isinstance(file, Path)
    file.write_bytes(b"no catalogue")
    assert Translator("qps").translate(N_("Settings")) == "Settings"


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_nothing_is_cut_off_and_nothing_unmarked(
    third: None, make_window: Make, app: App, qtbot: QtBot, printer: Printer, size: tuple[int, int]
) -> None:
    printer.ask = True
    app.preferences = app.preferences.copy_with_changes(language="qps")
    app.__dict__.pop("translator", None)
    window = make_window()
    window.apply_preferences()
    window.resize(*size)
    wrong: dict[str, list[str]] = {}
    for name in walk(window, app, qtbot):
        left = {pseudo.outside(word) for word in shown(window)}
        left -= in_the_help()
        unmarked = {w for w in left if not FOREIGN.fullmatch(w) and not set(w.split()) <= SPOKEN}
        if found := [*settled(window, qtbot), *sorted(f"unmarked: {word}" for word in unmarked)]:
            wrong[name] = found
        assert (window.width(), window.height()) == size, f"{name} made the window larger"
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)


@pytest.mark.slow
def test_from_right_to_left_nothing_breaks(
    make_window: Make, app: App, qtbot: QtBot, printer: Printer, qapp: QApplication
) -> None:
    """The whole window turned round, at its smallest: nothing cut off, the way back on the right."""
    printer.ask = True
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        window = make_window()
        window.resize(400, 560)
        wrong = {name: found for name in walk(window, app, qtbot) if (found := settled(window, qtbot))}
        header = window._header
        assert wrong == {}, json.dumps(wrong, indent=1)
        assert header.back.mapTo(header, header.back.rect().center()).x() > header.width() / 2
        assert header.more.mapTo(header, header.more.rect().center()).x() < header.width() / 2
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
