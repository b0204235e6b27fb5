"""What can go wrong, grouped by what the caller can do about it.

Every error carries a sentence that is fit to show: what is wrong, then what can be done.
"""

from __future__ import annotations

from selfhelp.text import ENGLISH, Text


class SelfhelpError(Exception):
    """Any error of ours. ``code`` is a stable English word for scripts."""

    code = "error"

    def __init__(self, message: Text, *, detail: str = "") -> None:
        super().__init__(ENGLISH.show(message))
        self.message = message
        self.detail = detail
        """Technical words for the log and the technician; may be foreign text."""


class UsageError(SelfhelpError):
    """The request itself is wrong: correct it and ask again (exit status 2)."""

    code = "usage"


class ConfigurationError(UsageError):
    """Policy or preferences are wrong: the administrator corrects them (exit status 2)."""

    code = "configuration"


class UnavailableError(SelfhelpError):
    """It cannot be done now; the same request may work later (exit status 3)."""

    code = "unavailable"


class NotOfferedError(UnavailableError):
    """This platform or this machine has no row for the question."""

    code = "not-offered"


class ProbeError(UnavailableError):
    """The computer gave no usable answer; whoever asked is *inconclusive*, never healthy."""

    code = "probe"


class StepError(SelfhelpError):
    """A step of a fix did not do what it should."""

    code = "step"


class CancelledError(SelfhelpError):
    """The person asked to stop."""

    code = "cancelled"


class RefusedError(SelfhelpError):
    """A rule of safety forbids it, whoever asks."""

    code = "refused"


class StorageError(UnavailableError):
    """Nothing was saved: the disk is full, read-only or damaged."""

    code = "storage"


class ChangedError(UsageError):
    """What would be sent is no longer what the person was shown: show it again, and ask again."""

    code = "changed"


class TooLargeError(UsageError):
    """A file or a queue is over its limit; leave it out or make it smaller."""

    code = "too-large"


class DeskError(SelfhelpError):
    """The help desk gave an answer that we must act on; see the classes below.

    ``trouble`` is a word for where it failed on the way (`selfhelp.report.network.failures.Trouble`), or "".
    """

    code = "desk"
    trouble = ""


class DeskUnreachableError(DeskError):
    """Nothing was sent (name, connection, proxy): a retry is safe."""

    code = "desk-unreachable"


class DeskUntrustedError(DeskError):
    """The server's certificate is not trusted; nothing was sent and nothing will be until it is."""

    code = "desk-untrusted"


class OutcomeUnknownError(DeskError):
    """The request may have been carried out: look it up, never repeat it blindly."""

    code = "outcome-unknown"


class DeskBusyError(DeskError):
    """The server asks to wait; ``wait`` is in seconds. A retry after it is safe."""

    code = "desk-busy"

    def __init__(self, message: Text, *, wait: float, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.wait = wait


class SignInNeededError(DeskError):
    """The server does not accept who we are; sign in again."""

    code = "sign-in-needed"


class DeskRefusedError(DeskError):
    """The server understood and refused; sending the same again is pointless."""

    code = "desk-refused"
