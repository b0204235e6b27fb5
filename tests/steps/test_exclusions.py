"""What is never recorded: password stores, private browser windows, what policy excludes, our own windows."""

from __future__ import annotations

import pytest

from selfhelp.machine.desktop.window_events import MOST_READ, join_into_one_line
from selfhelp.steps.exclusions import Exclusions, is_own_window
from selfhelp.steps.recording import MissingImageReason
from tests.steps.samples import window

PLAIN = Exclusions()


@pytest.mark.parametrize(
    "name",
    ["KeePassXC", "org.keepassxc.KeePassXC", "Bitwarden.exe", "1Password", "gcr-prompter", "consent.exe"],
)
def test_password_stores_and_prompts_for_passwords_are_excluded(name: str) -> None:
    assert PLAIN.find_exclusion_reason(window(name, title="anything")) is MissingImageReason.EXCLUDED
    assert PLAIN.find_exclusion_reason(window("other", name)) is MissingImageReason.EXCLUDED, (
        "by the file of the program as well"
    )


@pytest.mark.parametrize(
    "name",
    [
        *("pinentry-qt5", "gnome-ssh-askpass3", "x11-ssh-askpass", "lxqt-openssh-askpass", "bitwarden-app"),
        *("io.elementary.desktop.agent-polkit", "ukui-polkit", "hyprpolkitagent", "keepassxc-proxy"),
        *("KeePassXC-2.7.9-x86_64.AppImage", "KeePass.exe", "keepmenu-password.py", "kwalletmanager6"),
        *("org.kde.polkit-kde-authentication-agent-1", "com.onepassword.OnePassword", "seahorse.py"),
    ],
)
def test_names_that_are_not_listed_are_known_by_what_they_are_made_of(name: str) -> None:
    assert (
        PLAIN.find_exclusion_reason(window("wrapper", name, title="anything")) is MissingImageReason.EXCLUDED
    )


@pytest.mark.parametrize(
    "title",
    [
        *("Bitwarden Web Vault — Mozilla Firefox", "My Vault - 1Password - Microsoft Edge", "work.kdbx"),
        *(
            "Database.kdbx [Locked] - KeePassXC",
            "Passwörter — Mozilla Firefox",
            "Mots de passe — Mozilla Firefox",
        ),
        *("Google Password Manager - Chromium", "Accounts - KeePass", "Vaultwarden Web", "passwords"),
    ],
)
def test_a_vault_is_known_by_its_title_in_whatever_program(title: str) -> None:
    for name in ("Firefox", "xfreerdp", "harmless"):
        assert (
            PLAIN.find_exclusion_reason(window(name, title=title), confirmed=True)
            is MissingImageReason.EXCLUDED
        )


@pytest.mark.parametrize(
    "title", ["How to reset passwords.odt - LibreOffice", "Re: Bitwarden for all of us - Mail", "Pass", ""]
)
def test_a_letter_about_passwords_is_none(title: str) -> None:
    assert PLAIN.find_exclusion_reason(window("LibreOffice", title=title)) is MissingImageReason.NO


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
    assert PLAIN.find_exclusion_reason(window(name, title=title)) is MissingImageReason.PRIVATE
    assert (
        PLAIN.find_exclusion_reason(window(name, title=title), confirmed=True) is MissingImageReason.PRIVATE
    )
    assert PLAIN.find_exclusion_reason(window("LibreOffice", title=title)) is MissingImageReason.NO, (
        "a document may be called so"
    )


@pytest.mark.parametrize(
    "name", ["Chromium", "google-chrome", "chrome.exe", "Brave-browser", "chromium (/tmp/c)", "epiphany"]
)
def test_a_browser_that_marks_nothing_is_left_out_unless_the_user_confirms(name: str) -> None:
    seen = window(name, title="Intranet - Chromium")
    assert PLAIN.find_exclusion_reason(seen) is MissingImageReason.UNMARKED
    assert PLAIN.find_exclusion_reason(seen, confirmed=True) is MissingImageReason.NO
    assert Exclusions(unmarked_browsers=True).find_exclusion_reason(seen) is MissingImageReason.NO
    told = PLAIN.find_exclusion_reason(seen, confirmed=True, told=["Intranet - Chromium (Incognito)"])
    assert told is MissingImageReason.PRIVATE, "accessible names are checked as well"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (["Intranet - Chromium"], MissingImageReason.NO),
        (["Intranet - Chromium", ""], MissingImageReason.NO),
        ([], MissingImageReason.UNMARKED),
        (["Intranet - Chromium（シークレット）"], MissingImageReason.UNMARKED),
        (["Intranet - Chromium", "Intranet - Chromium (Incògnit)"], MissingImageReason.UNMARKED),
        (["Intranet - Chromium (Guest)"], MissingImageReason.UNMARKED),
    ],
)
def test_what_screen_readers_are_told_decides_for_chromium_in_every_language(
    told: list[str], reason: MissingImageReason
) -> None:
    assert PLAIN.find_exclusion_reason(window("Chromium", title="Intranet - Chromium"), told=told) is reason
    elsewhere = PLAIN.find_exclusion_reason(window("Vivaldi", title="Intranet - Chromium"), told=told)
    assert elsewhere is MissingImageReason.UNMARKED, "of others it is not known"


@pytest.mark.parametrize(
    "title",
    [
        "Bank — Mozilla Firefox (Приватно прелистување)",
        "Mozilla Firefox (Palaqinem Wichin)",
        "Bank — Mozilla Firefox — Mozilla Firefox (ປິດ)",
        "Library",
        "Mozilla Firefox",
        "",
    ],
)
def test_a_firefox_window_that_does_not_end_with_its_name_may_be_private_in_any_language(title: str) -> None:
    assert PLAIN.find_exclusion_reason(window("Firefox", title=title)) is MissingImageReason.UNMARKED
    assert (
        PLAIN.find_exclusion_reason(window("firefox-esr", title="News — Mozilla Firefox"))
        is MissingImageReason.NO
    )
    assert (
        PLAIN.find_exclusion_reason(window("msedge.exe", title="News - Work - Microsoft Edge"))
        is MissingImageReason.NO
    )


def test_the_mark_at_the_end_of_a_huge_title_is_still_seen() -> None:
    for name, end in (
        ("Firefox", "Mozilla Firefox Private Browsing"),
        ("msedge", "[InPrivate] - Microsoft Edge"),
    ):
        title = join_into_one_line("x" * 1_000_000 + f" — {end}")
        assert len(title) <= MOST_READ
        assert PLAIN.find_exclusion_reason(window(name, title=title)) is MissingImageReason.PRIVATE


def test_policy_excludes_by_program_and_by_title() -> None:
    rules = Exclusions(programs=("Outlook", " "), titles=("payroll", ""))
    assert rules.find_exclusion_reason(window("OUTLOOK.EXE", title="Inbox")) is MissingImageReason.EXCLUDED
    assert (
        rules.find_exclusion_reason(window("LibreOffice", title="Payroll 2026.ods"))
        is MissingImageReason.EXCLUDED
    )
    assert rules.find_exclusion_reason(window("LibreOffice", title="Invoice.odt")) is MissingImageReason.NO
    assert rules.find_exclusion_reason(window(title="")) is MissingImageReason.NO, (
        "empty words exclude nothing"
    )
    amid = join_into_one_line("x" * 6_000 + " Payroll " + "y" * 6_000)
    assert rules.find_exclusion_reason(window("LibreOffice", title=amid)) is MissingImageReason.EXCLUDED, (
        "wherever the word stands"
    )


@pytest.mark.parametrize(
    "name", ["payroll.py", "payroll.jar", "Payroll.AppImage", "payroll.sh", "PAYROLL.EXE"]
)
def test_policy_excludes_a_program_in_whatever_kind_of_file(name: str) -> None:
    rules = Exclusions(programs=("payroll",))
    assert rules.find_exclusion_reason(window("other", name)) is MissingImageReason.EXCLUDED
    assert (
        Exclusions(programs=(name,)).find_exclusion_reason(window("other", name))
        is MissingImageReason.EXCLUDED
    )
    assert rules.find_exclusion_reason(window("other", "payroll-notes.py")) is MissingImageReason.NO


def test_the_apps_windows_are_known_in_any_process() -> None:
    assert is_own_window(window("selfhelp", title="Get help"))
    assert is_own_window(window("python3", "Selfhelp.exe"))
    assert not is_own_window(window("xterm", title="selfhelp"))
