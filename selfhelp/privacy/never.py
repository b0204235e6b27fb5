"""What is never done, whatever the policy says: there is no switch for it. Each sentence has its test."""

from __future__ import annotations

from collections.abc import Mapping

from selfhelp.core.text import N_, Text
from selfhelp.privacy import Known, Point, Topic

PROMISES: Mapping[Text, str] = {
    N_(
        "The window sends nothing about this computer that you were not shown first."
    ): "tests/tickets/test_case.py",
    N_("No picture, no sound and no film is taken without your click."): "tests/ui/test_no_click.py",
    N_("What you type in other programs, and pages you visit, are never read."): (
        "tests/contract/test_what_is_not_collected.py"
    ),
    N_("No saved password is read, shown or sent."): "tests/remote/test_remote_support.py",
    N_(
        "Nobody is let in while you are away, and no session is opened by this app."
    ): "tests/remote/test_remote_support.py",
    N_("How much you work, and how you do it, is never measured or told."): (
        "tests/contract/test_what_is_not_collected.py"
    ),
}
"""Each promise, and the test that would notice if it were broken."""


def topic(_known: Known) -> Topic:
    """Return what is never done."""
    return Topic("never", N_("What is never done"), [Point(text, False) for text in PROMISES])
