"""All errors of this app, grouped by the caller's possible reaction.

Every error has a sentence for the user: what is wrong, then what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from selfhelp.core.text import ENGLISH, N_, Text

_MORE_THAN_ONE = re.compile(r"[.?!:;] \S")
"""Matches the end of a sentence that another sentence follows."""

_TRY_AGAIN = N_("Try again, or contact the help desk.")
_PLACE = re.compile(r"\{([a-z_]+)\}")


def add_advice(message: Text, advice: Text | None) -> Text:
    """Return a message with advice added; a message that already has advice is unchanged."""
    if advice is None or _MORE_THAN_ONE.search(drop_values(message)):
        return message
    return N_("{wrong} {advice}", wrong=message, advice=advice)


def drop_values(message: Text) -> str:
    """Return a message's English template without the inserted values."""

    def drop_placeholder_value(place: re.Match[str]) -> str:
        value = message.values.get(place[1])
        return drop_values(value) if isinstance(value, Text) else "…"

    return _PLACE.sub(drop_placeholder_value, message.template)


class SelfhelpError(Exception):
    """Base class of this app's errors. ``code`` is a stable English word for scripts.

    ``advice`` is added to sentences that contain no advice.
    """

    code = "error"
    advice: ClassVar[Text | None] = _TRY_AGAIN

    def __init__(self, message: Text, *, detail: str = "") -> None:
        super().__init__(ENGLISH.translate(message))
        self.message = message
        self.detail = detail
        """Technical details for the log and the technician; may contain external text."""

    @property
    def user_message(self) -> Text:
        """The message to show: the problem, then the advice."""
        return add_advice(self.message, self.advice)


class UsageError(SelfhelpError):
    """The request is invalid: correct it and try again (exit status 2)."""

    code = "usage"


class ConfigurationError(UsageError):
    """The policy or preferences are invalid: the administrator corrects them (exit status 2)."""

    code = "configuration"
    advice = N_("Contact your administrator.")


class UnavailableError(SelfhelpError):
    """The request failed temporarily: the same request may work later (exit status 3)."""

    code = "unavailable"
    advice = N_("Try again later, or contact the help desk.")


class NotOfferedError(UnavailableError):
    """The request isn't supported on this platform or this computer."""

    code = "not-offered"
    advice = N_("If the problem persists, contact the help desk.")


class Cause(StrEnum):
    """The reason why a query failed, in words for a technician and the log."""

    MISSING = "program not found"
    FAILED = "ended with an error"
    LATE = "timed out"
    GARBLED = "the answer was not understood"
    POLICY = "blocked by the organisation's script policy"
    DENIED = "access denied"


@dataclass(frozen=True, slots=True)
class AnswerFailure:
    """A failed query: the program or function, and the reason.

    Attributes:
        asked: the program or function.
        cause: the kind of failure.
        fact: an exit status, seconds or an error ID; never anything personal.
        said: the first line of its output. External text.
    """

    asked: str
    cause: Cause
    fact: str = ""
    said: str = ""

    @property
    def loggable_text(self) -> str:
        """The text for the log, without any program output."""
        return f"{self.asked}: {self.cause}" + (f" ({self.fact})" if self.fact else "")

    def __str__(self) -> str:
        """Return the complete text for the technician, with program output."""
        return self.loggable_text + (f": {self.said}" if self.said else "")


class ProbeError(UnavailableError):
    """The computer's state couldn't be read; the check is *inconclusive*, never healthy.

    Attributes:
        why: the failed query, if known.
        partial: a program's output before it timed out.
        explained_by: the ID of the check whose finding would be the cause of the failure, or "".
    """

    code = "probe"
    advice = N_("Try again later, or contact the help desk.")

    def __init__(
        self,
        message: Text,
        *,
        detail: str = "",
        why: AnswerFailure | None = None,
        partial: str = "",
        explained_by: str = "",
    ) -> None:
        super().__init__(message, detail=detail)
        self.why = why
        self.partial = partial
        self.explained_by = explained_by


def _find_failure_reason(error: BaseException) -> AnswerFailure | None:
    """Return the query failure behind an error, following chained errors; None if unknown."""
    return next(
        (one.why for one in _iter_error_chain(error) if isinstance(one, ProbeError) and one.why), None
    )


def describe_technical_reason(error: BaseException) -> str:
    """Return a one-line failure reason for the technician; it may contain external text."""
    why = _find_failure_reason(error)
    if why is not None:
        return str(why)
    if isinstance(error, SelfhelpError):
        return find_first_meaningful_line(error.detail) or ENGLISH.translate(error.message)
    return find_first_meaningful_line(f"{type(error).__name__}: {error}")


def describe_loggable_reason(error: BaseException) -> str:
    """Return a failure reason that is safe to log, without external text."""
    why = _find_failure_reason(error)
    if why is not None:
        return why.loggable_text
    return error.message.template if isinstance(error, SelfhelpError) else type(error).__name__


def find_first_meaningful_line(said: str, most: int = 200) -> str:
    """Return the first non-blank line of a text, shortened to ``most`` characters."""
    return next((line.strip()[:most] for line in said.splitlines() if line.strip()), "")


def _iter_error_chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and its causes in order."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class StepError(SelfhelpError):
    """A step of a fix failed, see the message."""

    code = "step"
    advice = N_("Contact the help desk.")


class UndoImpossibleError(StepError):
    """A step can never be undone, because what it needs is gone."""


class ChangedSinceError(StepError):
    """A step can't be undone now, because its setting was changed later; it can be if that is undone.

    ``now`` is the setting's present value, to find the newer change; "" if unknown.
    """

    def __init__(self, message: Text, *, detail: str = "", now: str = "") -> None:
        super().__init__(message, detail=detail)
        self.now = now


class CancelledError(SelfhelpError):
    """The user cancelled."""

    code = "cancelled"
    advice = None  # nothing is wrong


class RefusedError(SelfhelpError):
    """A safety rule forbids the request for every user."""

    code = "refused"
    advice = N_("Contact the help desk.")


class StorageError(UnavailableError):
    """Nothing was saved, because the disk is full, read-only or damaged."""

    code = "storage"
    advice = _TRY_AGAIN


DISK_FULL = N_("The disk is full, so nothing was saved. Free up some space.")
"""The message of a `StorageError` about a full disk; the front ends offer to free up disk space with it."""


NO_SPACE_TO_SEND = N_("The disk is full, so nothing can be sent. Free up some space.")
"""The same for saved tickets and replies: the app can't record what it sends."""


def is_about_full_disk(message: Text) -> bool:
    """Return whether a message is `DISK_FULL` or `NO_SPACE_TO_SEND`, or contains one of them."""
    if message.template in (DISK_FULL.template, NO_SPACE_TO_SEND.template):
        return True
    return any(isinstance(part, Text) and is_about_full_disk(part) for part in message.values.values())


class ChangedError(UsageError):
    """The data to send has changed since the user reviewed it; it has to be reviewed again."""

    code = "changed"
    advice = N_("Review it, then send it.")


class TooLargeError(UsageError):
    """A file or queue exceeds its limit and must be omitted or reduced."""

    code = "too-large"
    advice = N_("Remove it, or make it smaller.")


class DeskError(SelfhelpError):
    """The help desk returned an error that needs handling; see the subclasses.

    ``trouble`` is the kind of network failure (`selfhelp.network.failures.FailureKind`), or "".
    """

    code = "desk"
    advice = N_("Try again later, or call the help desk.")
    trouble = ""


class DeskUnreachableError(DeskError):
    """Nothing was sent because of a name, connection or proxy failure; a retry is safe."""

    code = "desk-unreachable"


class DeskUntrustedError(DeskError):
    """The server's certificate isn't trusted, so nothing is sent."""

    code = "desk-untrusted"


class OutcomeUnknownError(DeskError):
    """The request may have been processed; it must be looked up before it is repeated."""

    code = "outcome-unknown"


class DeskBusyError(DeskError):
    """The server asks to wait ``wait`` seconds; a retry after that is safe."""

    code = "desk-busy"

    def __init__(self, message: Text, *, wait: float, detail: str = "") -> None:
        super().__init__(message, detail=detail)
        self.wait = wait


class SignInNeededError(DeskError):
    """The server rejected the credentials; the user has to sign in again."""

    code = "sign-in-needed"


class DeskRefusedError(DeskError):
    """The server rejected the request; the same request would be rejected again."""

    code = "desk-refused"
