"""What is never recorded: password stores, private browser windows, what policy excludes, our own windows."""

from __future__ import annotations

import pytest

from selfhelp.steps.exclusions import Exclusions, is_ours
from selfhelp.steps.recording import Withheld
from tests.steps.samples import window

PLAIN = Exclusions()


@pytest.mark.parametrize("name", ["KeePassXC", "Bitwarden.exe", "1Password", "gcr-prompter", "consent.exe"])
def test_password_stores_and_prompts_for_passwords_are_excluded(name: str) -> None:
    assert PLAIN.reason(window(name, title="anything")) is Withheld.EXCLUDED
    assert PLAIN.reason(window("other", name)) is Withheld.EXCLUDED, "by the file of the program as well"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Firefox", "Bank — Mozilla Firefox Private Browsing"),
        ("firefox-esr", "Banque — Navigation privée de Mozilla Firefox"),
        ("firefox.exe", "Bank — Mozilla Firefox Privater Modus"),
        ("msedge.exe", "Bank - [InPrivate] - Microsoft Edge"),
        ("Safari", "Bank — Private"),
        ("Tor Browser", "Bank – Tor Browser"),
    ],
)
def test_private_browser_windows_are_found_by_browser_and_language(name: str, title: str) -> None:
    assert PLAIN.reason(window(name, title=title)) is Withheld.PRIVATE
    assert PLAIN.reason(window(name, title=title), by_hand=True) is Withheld.PRIVATE
    assert PLAIN.reason(window("LibreOffice", title=title)) is Withheld.NO, "a document may be called so"


@pytest.mark.parametrize(
    "name", ["Chromium", "google-chrome", "chrome.exe", "Brave-browser", "chromium (/tmp/c)"]
)
def test_a_browser_that_marks_nothing_is_left_out_unless_the_user_asks(name: str) -> None:
    seen = window(name, title="Intranet - Chromium")
    assert PLAIN.reason(seen) is Withheld.UNMARKED
    assert PLAIN.reason(seen, by_hand=True) is Withheld.NO
    assert Exclusions(unmarked_browsers=True).reason(seen) is Withheld.NO
    told = PLAIN.reason(seen, by_hand=True, told=["Intranet - Chromium (Incognito)"])
    assert told is Withheld.PRIVATE, "what a screen reader is told counts as well"


def test_policy_excludes_by_program_and_by_title() -> None:
    rules = Exclusions(programs=("Outlook", " "), titles=("payroll", ""))
    assert rules.reason(window("OUTLOOK.EXE", title="Inbox")) is Withheld.EXCLUDED
    assert rules.reason(window("LibreOffice", title="Payroll 2026.ods")) is Withheld.EXCLUDED
    assert rules.reason(window("LibreOffice", title="Invoice.odt")) is Withheld.NO
    assert rules.reason(window(title="")) is Withheld.NO, "empty words exclude nothing"


def test_our_own_windows_are_known_in_whatever_process() -> None:
    assert is_ours(window("selfhelp", title="Get help"))
    assert is_ours(window("python3", "Selfhelp.exe"))
    assert not is_ours(window("xterm", title="selfhelp"))
