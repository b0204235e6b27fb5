"""The topic of actions that never happen, whatever the policy; each promise has a test."""

from __future__ import annotations

from collections.abc import Mapping

from selfhelp.core.text import N_, Text
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic

PROMISES: Mapping[Text, str] = {
    N_(
        "The app's window never sends information about this computer without showing it to you first."
    ): "tests/tickets/test_case.py",
    N_(
        "No screenshot, photo, sound or video is ever recorded unless you click."
    ): "tests/ui/test_no_click.py",
    N_("This app never reads what you type in other apps, or the pages you visit."): (
        "tests/contract/test_what_is_not_collected.py"
    ),
    N_("Keys and clicks in other apps are never recorded, not even while you record steps."): (
        "tests/steps/test_no_spying.py"
    ),
    N_("Saved passwords are never read, shown or sent."): "tests/remote/test_remote_support.py",
    N_(
        "This app never starts a remote session, and gives no one access while you're away."
    ): "tests/remote/test_remote_support.py",
    N_("This app never measures or reports how you work, or how much."): (
        "tests/contract/test_what_is_not_collected.py"
    ),
}
"""The promises, each with the name of the test that verifies it."""


def build_topic(_known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about actions that never happen."""
    return PrivacyTopic(
        "never", N_("What this app never does"), [PrivacyPoint(text, False) for text in PROMISES]
    )
