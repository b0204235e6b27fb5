"""The organisation's name and look on what is seen: window, tray, notification, logo."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QColor, QDesktopServices
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app import branding, contact
from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.model import Snapshot
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import NAME, Translator
from selfhelp.engine.health import HealthState
from selfhelp.machine.desktop import linux_notifications
from selfhelp.policy import files
from selfhelp.report.report_files import render_html
from selfhelp.ui import main, palettes, theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.main import AppSession
from selfhelp.ui.navigation import (
    AboutPage,
    AskPage,
    ConversationPage,
    EmergencyPage,
    HelpPage,
    HomePage,
    JournalPage,
    OutboxPage,
    PrivacyPage,
    ReceiptsPage,
    RemotePage,
    SettingsPage,
    TicketsPage,
    WelcomePage,
)
from selfhelp.ui.screens.about import AboutScreen
from selfhelp.ui.window import AppWindow
from tests.app.test_branding import PNG, SVG
from tests.ui.pages import Make

POLICY = """
[branding]
name = "Acme Assist"
accent = "#b00020"
logo = "logo.svg"
logo_dark = "dark.png"
text_overrides = ["en:Get help=Call IT"]
[app]
quit = false
"""


@pytest.fixture
def branded(places: AppPaths) -> AppPaths:
    folder = places.machine_policy / branding.FOLDER
    folder.mkdir(parents=True)
    (folder / "logo.svg").write_bytes(SVG)
    (folder / "dark.png").write_bytes(PNG)
    (places.machine_policy / "policy.toml").write_text(POLICY)
    return places


def test_the_window_has_the_organisation_s_name_colour_words_and_logo(
    branded: AppPaths, make_window: Make, qapp: QApplication, app: App
) -> None:
    window = make_window(HomePage())
    window.apply_preferences()
    assert window.windowTitle() == "Acme Assist"
    assert qapp.applicationName() == qapp.applicationDisplayName() == "Acme Assist"  # what is read out
    assert window._header.help.text() == "Call IT"
    assert theme.get_current_colours().accent == "#b00020"
    logo = window._header.logo
    assert logo.isVisible()
    shown = logo.grab().toImage()
    assert QColor("#b00020").rgb() in {shown.pixel(x, 3) for x in range(shown.width())}
    window.open(SettingsPage())
    assert not logo.isVisible()  # the way back stands there
    app.preferences = dataclasses.replace(app.preferences, theme="dark")
    window.apply_preferences()
    assert logo._data == PNG
    theme.apply_theme(qapp, "light")


OPENED = (
    *(HomePage(), AskPage(), TicketsPage(), ConversationPage(""), OutboxPage(), ReceiptsPage(), RemotePage()),
    *(PrivacyPage(), JournalPage(), SettingsPage(), EmergencyPage(), WelcomePage(), HelpPage()),
)
HOSTILE_NAME = "<b>Acme</b> & {version} $(id) %n"
HOSTILE_POLICY = f"""
[branding]
name = '{HOSTILE_NAME}'
links = [
  '<b>Wiki</b> & more=https://wiki.example.com/?from={{computer}}',
  'Call=tel:+33123456789',
]
[organisation]
name = '<i>Acme</i> & sons'
"""


@pytest.fixture
def hostile(places: AppPaths) -> AppPaths:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text(HOSTILE_POLICY)
    return places


def every_word(window: AppWindow) -> str:
    """All that a person can see or hear of a window."""
    said = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        words = getattr(widget, "text", lambda: "")
        said += [str(words()) if callable(words) else "", widget.accessibleName(), widget.toolTip()]
    return "\n".join(said)


def test_our_name_is_on_no_screen_where_the_organisation_has_one(
    hostile: AppPaths, make_window: Make, qtbot: QtBot, app: App
) -> None:
    window = make_window(HomePage())
    assert window.windowTitle() == HOSTILE_NAME
    for language in list_supported_languages():
        app.preferences = app.preferences.copy_with_changes(language=language)
        app.__dict__.pop("translator", None)
        window.apply_preferences()
        for page in OPENED:
            window.open(page)
        qtbot.wait(300)
        words = every_word(window)
        assert HOSTILE_NAME in words
        for ours in ("Self-help", "self-help", "Dépannage"):
            assert ours not in words.replace("Dépannages", ""), words[words.find(ours) - 80 :][:200]
    window.open(AboutPage())
    assert f"{HOSTILE_NAME} {app.version}" in every_word(window)


def test_the_name_stays_plain_in_the_tray_the_notification_and_the_ticket(
    hostile: AppPaths, qapp: QApplication, qtbot: QtBot, app: App
) -> None:
    session = AppSession(qapp, hostile, Translator("en"))
    session._apply_policy()
    session.tray.show_health(HealthState.FINE)
    assert session.tray._make_tool_tip_text().startswith(HOSTILE_NAME)
    assert "&&" in session.tray._says.text(), "in a menu a single & would be eaten"
    session.shut_down()
    title, _, _, summary, body, *_ = linux_notifications._make_notify_arguments(
        linux_notifications.DesktopMessage(app.translator.translate(NAME), "<x>", "Show"), True
    )
    assert (title, summary, body) == (HOSTILE_NAME, HOSTILE_NAME, "&lt;x&gt;")
    case = app.create_case("No sound")
    assert "elf-help" not in case.build_letter().body
    page = render_html(Snapshot(datetime.now(UTC), (), redacted=True)).decode()
    assert "elf-help" not in page
    assert "selfhelp" not in page


def test_the_organisation_s_links_are_in_the_menu_and_under_about(
    hostile: AppPaths, make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    monkeypatch.setattr(
        contact, "read_link_variables", lambda *_: contact.LinkVariables(computer="pc &x=1/../<b>")
    )
    window = make_window(AboutPage())
    line, wiki, call = window._links.actions
    assert line.isSeparator()
    assert wiki.text() == "<b>Wiki</b> && more"
    wiki.trigger()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == ["https://wiki.example.com/?from=pc %26x%3D1%2F..%2F%3Cb%3E"], (
        "all of it stays the value"
    )
    screen = window.get_current_screen()
    assert isinstance(screen, AboutScreen)
    assert screen.links.isVisible()
    buttons = screen.links.findChildren(QPushButton)
    assert [button.accessibleName() for button in buttons] == ["<b>Wiki</b> & more", "Call"]
    buttons[1].click()
    qtbot.waitUntil(lambda: len(opened) == 2)
    assert opened[1] == "tel:+33123456789"
    window.apply_preferences()
    assert len(window._links.actions) == 3
    del call


def test_a_link_that_nothing_opens_says_so(
    hostile: AppPaths, make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    window = make_window(HomePage())
    window._links.actions[2].trigger()
    qtbot.waitUntil(window._notice.isVisible)
    assert window._notice.words.text() == "No app on this computer can open “Call”."


def test_a_link_is_followed_if_its_window_was_closed(
    hostile: AppPaths, app: App, jobs: JobRunner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(asked.append(url.toString())))
    window = AppWindow(app, jobs)
    window._links.actions[2].trigger()
    shiboken6.delete(window)
    qtbot.waitUntil(lambda: asked == ["tel:+33123456789"])  # nothing opened it, and there is no listener


def test_without_links_there_is_no_place_for_them(make_window: Make) -> None:
    window = make_window(AboutPage())
    assert window._links.actions == []
    screen = window.get_current_screen()
    assert isinstance(screen, AboutScreen)
    assert not screen.links.isVisible()
    assert not screen.logo.isVisible()


def test_the_logo_under_about_follows_the_ground(
    branded: AppPaths, make_window: Make, qapp: QApplication, app: App
) -> None:
    window = make_window(AboutPage())
    screen = window.get_current_screen()
    assert isinstance(screen, AboutScreen)
    assert screen.logo.isVisible()
    assert screen.logo._data == SVG
    app.preferences = dataclasses.replace(app.preferences, theme="dark")
    window.apply_preferences()
    assert screen.logo._data == PNG
    assert "Acme Assist" in screen.version.heading.text()
    theme.apply_theme(qapp, "light")


@pytest.mark.parametrize(
    "branding",
    [
        'logo = "../../etc/passwd"',
        'logo = "gone.svg"',
        'logo = "data:image/png;base64,AAAA"',
        'logo = "script.svg"',
        'logo = "bomb.svg"',
        'accent = "#ffff00"',
        'accent = "red; background: url(x)"',
        'links = ["Files=file:///etc/passwd"]',
        'links = ["Run=javascript:alert(1)"]',
        "name = " + repr("x" * 41),
        'name = "a\\u202eb"',
        'words = ["en:Get help=Call {place}"]',
    ],
)
def test_an_invalid_brand_is_named_and_the_default_kept(
    places: AppPaths, make_window: Make, app: App, branding: str
) -> None:
    folder = places.machine_policy / "branding"
    folder.mkdir(parents=True)
    (folder / "script.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>')
    (folder / "bomb.svg").write_text('<!DOCTYPE svg [<!ENTITY a "aa">]><svg>&a;</svg>')
    (places.machine_policy / "policy.toml").write_text(f"[branding]\n{branding}\n")
    for read_already in ("loaded_policy", "translator"):
        app.__dict__.pop(read_already, None)
    window = make_window(AboutPage())
    (problem,) = app.loaded_policy.problems
    assert problem.key.startswith("branding.")
    assert app.translator.translate(problem.message)
    assert window.windowTitle() == "Self-help"
    assert window._header.help.text() == "Get help"
    assert window._links.actions == []
    assert not window._header.logo.has_picture
    assert theme.get_current_colours().accent == palettes.LIGHT.accent


def test_without_branding_nothing_is_in_the_way(make_window: Make) -> None:
    window = make_window(HomePage())
    assert window.windowTitle() == "Self-help"
    assert not window._header.logo.isVisible()


def test_the_tray_has_the_name_and_no_way_out_where_that_is_not_wanted(
    branded: AppPaths, qapp: QApplication, qtbot: QtBot
) -> None:
    session = AppSession(qapp, branded, Translator("en"))
    session._apply_policy()
    assert session.tray._make_tool_tip_text() == "Acme Assist"
    assert session.tray._translator.translate(NAME) == "Acme Assist"
    assert not session.tray._actions["quit"].isVisible()
    session.shut_down()


@pytest.mark.parametrize(
    ("written", "stays"),
    [(None, True), ("", True), ("[app]\nautostart = true\n", True), ("[app]\nautostart = false\n", False)],
)
def test_started_at_sign_in_it_goes_again_where_that_is_not_wanted(
    places: AppPaths, written: str | None, stays: bool
) -> None:
    if written is not None:
        (places.machine_policy / "policy.d").mkdir(parents=True)
        (places.machine_policy / "policy.d" / "10.toml").write_text(written)
    assert main._is_autostart_allowed(places) is stays


def test_it_ends_without_a_word(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[app]\nautostart = false\n")
    monkeypatch.setattr(AppPaths, "create_for_current_user", classmethod(lambda _cls, _platform: places))
    assert main.run(hidden=True) == 0
    assert capfd.readouterr() == ("", "")


def test_a_policy_without_the_word_is_not_read_at_the_start(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    places.machine_policy.mkdir(parents=True)
    (places.machine_policy / "policy.toml").write_text("[desk]\n")

    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(files, "load_policy", read)
    assert main._is_autostart_allowed(places)


def test_a_logo_that_went_away_leaves_the_window_whole(
    branded: AppPaths, make_window: Make, app: App
) -> None:
    assert app.policy.branding.logo
    (Path(branded.machine_policy) / branding.FOLDER / "logo.svg").unlink()
    assert not make_window(HomePage())._header.logo.isVisible()
