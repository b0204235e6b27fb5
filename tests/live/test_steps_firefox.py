"""Private windows of a real Firefox are never recorded, in the languages of the app (X11, Xvfb)."""

from __future__ import annotations

import shutil
import time

import pytest

from selfhelp.steps.recording import MissingImageReason, StepKind
from tests.live.desk import Desk, wait_for
from tests.live.test_steps import LAUNCHER, Recorder, desk, texts

__all__ = ["desk"]
FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(
        not FIREFOX or shutil.which("Xvfb") is None or not LAUNCHER.exists(),
        reason="needs firefox-esr, Xvfb, at-spi2-core",
    ),
]

MARKS = {"en-US": "Private Browsing", "fr": "Navigation privée", "de": "Privater Modus"}

PREFERENCES = """
user_pref("intl.locale.requested", "{language}");
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.startup.page", 0);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("datareporting.policy.dataSubmissionPolicyBypassNotification", true);
user_pref("browser.preonboarding.enabled", false);
user_pref("dom.ipc.forkserver.enable", false);
user_pref("browser.tabs.warnOnClose", false);
user_pref("extensions.autoDisableScopes", 0);
user_pref("privacy.exposeContentTitleInWindow.pbm", {titled});
"""


def page(desk: Desk, title: str) -> str:
    """Return the address of a page with this title."""
    file = desk.home / f"{title.partition(' ')[0]}.html"
    file.write_text(f"<meta charset=utf-8><title>{title}</title><h1>{title}</h1>")
    return file.as_uri()


def start(desk: Desk, language: str, *, titled: bool = True) -> list[str]:
    """Start the browser with one ordinary window; return the command for further ones."""
    profile = desk.home / "firefox"
    profile.mkdir()
    told = PREFERENCES.format(language=language, titled=str(titled).lower())
    (profile / "user.js").write_text(told)
    command = [FIREFOX, "--profile", str(profile)]
    desk.spawn([*command, "--new-instance", page(desk, "Intranet")], MOZ_DISABLE_CONTENT_SANDBOX="1")
    wait_for(lambda: desk.windows("^Intranet"), 60)
    time.sleep(2)
    return command


@pytest.mark.parametrize("language", MARKS)
def test_of_a_private_window_nothing_is_recorded(desk: Desk, language: str) -> None:
    command = start(desk, language)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    # a title that pretends to be that of an ordinary window
    desk.spawn([*command, "--private-window", page(desk, "secret-page — Mozilla Firefox")])
    wait_for(lambda: desk.windows("secret-page"), 30)
    (private,) = desk.windows("secret-page")
    name = desk.run(["xdotool", "getwindowname", private]).stdout.decode()
    assert MARKS[language] in name, "the browser speaks the language"
    recorder.wait_for_steps(2)
    recorder.press("a")
    recording = recorder.finish()
    steps = [step for step in recording.steps if step.kind is not StepKind.COMPUTER]
    assert steps[0].title.startswith("Intranet")
    assert steps[0].picture, "an ordinary window is recorded"
    assert len(steps) >= 3
    assert {step.withheld for step in steps[1:]} == {MissingImageReason.PRIVATE}
    assert not any(step.picture or step.title or step.program for step in steps[1:])
    assert b"secret-page" not in texts(recorder.folder)


def test_a_private_window_whose_page_s_title_is_hidden_is_known_as_well(desk: Desk) -> None:
    command = start(desk, "de", titled=False)
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    desk.spawn([*command, "--private-window", page(desk, "secret-page")])
    wait_for(lambda: len(desk.windows("Mozilla Firefox")) == 2, 30)
    recorder.wait_for_steps(2)
    steps = [step for step in recorder.finish().steps if step.kind is StepKind.WINDOW]
    assert [step.withheld for step in steps[1:]] == [MissingImageReason.PRIVATE]


def test_a_window_that_loads_a_list_of_passwords_leaves_no_image(desk: Desk) -> None:
    command = start(desk, "en-US")
    recorder = Recorder(desk)
    recorder.wait_for_steps(1)
    desk.spawn([*command, "--new-window", "about:logins"])
    recorder.wait_for_steps(2)
    time.sleep(1)
    recorder.press("a")
    steps = [step for step in recorder.finish().steps if step.kind is not StepKind.COMPUTER]
    assert steps[-1].kind is StepKind.MANUAL
    assert steps[-1].withheld is MissingImageReason.EXCLUDED
    assert not any(step.picture for step in steps[1:]), "neither while it is loaded"
