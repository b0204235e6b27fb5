"""The nouns of the product: frozen data and enumerations, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from selfhelp.core.paths import Platform as Platform  # noqa: PLC0414 - it is one of the nouns
from selfhelp.core.plain_data import Json as Json  # noqa: PLC0414 - likewise
from selfhelp.core.plain_data import Scalar as Scalar  # noqa: PLC0414 - likewise

if TYPE_CHECKING:
    from selfhelp.core.text import Text

# -- checks and fixes ------------------------------------------------------------------------------


class CheckState(StrEnum):
    """The result of a check."""

    HEALTHY = "healthy"
    FOUND = "found"
    INCONCLUSIVE = "inconclusive"
    NOT_OFFERED = "not-offered"


class Outcome(StrEnum):
    """How a fix ended. *Fixed* only if its check says so afterwards."""

    HEALTHY = "healthy"
    FIXED = "fixed"
    NOT_FIXED = "not-fixed"
    RESTART_NEEDED = "restart-needed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"
    UNDONE = "undone"
    STARTED = "started"  # no fix: the person started a tool for remote help


class Undo(StrEnum):
    """Whether a step or a run can be restored."""

    POSSIBLE = "possible"
    DONE = "done"
    IMPOSSIBLE = "impossible"


class SuggestionKind(StrEnum):
    """What a suggestion leads to."""

    FIX = "fix"
    CHECK = "check"  # nothing that could be repaired from here
    REFERRAL = "referral"
    PACK = "pack"


@dataclass(frozen=True, slots=True)
class LargeItem:
    """A large folder or file of the user; ``path`` begins with ``~``, foreign text.

    ``size`` is in bytes as the disk counts them, ``files`` how many files a folder holds.
    """

    path: str
    size: int
    files: int = 0
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of this computer.

    Attributes:
        summary: one sentence, what is wrong, in plain words.
        meaning: what that means for the user; may be empty.
        evidence: measured facts by English name, for the technician. May be foreign text.
        data: plain data that the fix's own steps need (ids, paths); never shown.
        reveals: what a fact of the evidence would tell about someone, by its name; free text by default.
        largest: folders and files that a face shows and offers to open.
        unfinished: whether there is more to see that takes longer (`Check.complete_finding`).
        on_request: whether the steps are a wish of the user's, such as another printer: where they fail, a
            ticket is about the wish and not about what was found.
    """

    summary: Text
    meaning: Text | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Json] = field(default_factory=dict)
    reveals: Mapping[str, PrivacyClass] = field(default_factory=dict)
    largest: Sequence[LargeItem] = ()
    unfinished: bool = False
    on_request: bool = False


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of running one check.

    Attributes:
        id: which check.
        state: what it saw.
        finding: what is wrong, where something is.
        reason: why it was inconclusive or is not offered, for the user.
        why: what was asked and how it failed, for the technician. May be foreign text.
    """

    id: str
    state: CheckState
    finding: Finding | None = None
    reason: Text | None = None
    why: str = ""

    @property
    def evidence(self) -> Mapping[str, str]:
        """The measurements; for an inconclusive check, the reason."""
        if self.finding is not None:
            return self.finding.evidence
        return {"why": self.why} if self.why else {}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question. ``label`` may be foreign text (a printer's name).

    ``groups``: where it belongs, from the largest to the smallest, such as a building and a floor; a face
    shows options of one place together. Empty: nowhere in particular.
    """

    key: str
    label: Text | str
    detail: Text | str = ""
    chosen: bool = False
    groups: Sequence[Text | str] = ()


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A choice only the user can make; ``several`` allows more than one answer, or none.

    ``everywhere``: what stands for all places of each level of the options' ``groups``, such as
    "All buildings", where many options are found by their place.
    """

    key: str
    text: Text
    options: Sequence[Option]
    several: bool = False
    everywhere: Sequence[Text] = ()


Answers: TypeAlias = Mapping[str, Sequence[str]]
"""Chosen option keys by question key."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """The result of one step: ``result`` is one of the engine's words or the journal's.

    Done, skipped (nothing was left to do, or the user did not do it), failed, cancelled, interrupted,
    or the user's word. ``sentence`` is what it does, as it was proposed; None if it's read from a file.
    """

    name: str
    result: str
    undo: Undo
    detail: str = ""
    sentence: Text | None = None


@dataclass(frozen=True, slots=True)
class FixRun:
    """One run of a fix, from the first check to the last."""

    run: str
    id: str
    outcome: Outcome
    before: CheckResult
    steps: Sequence[StepResult]
    after: CheckResult | None
    started: datetime
    ended: datetime
    message: Text | None = None


def initial_failure_state(outcome: Outcome, before: CheckResult) -> CheckState | None:
    """Return the state of the first look where a run ended at it, nothing to repair seen; else None.

    Such a run counts as failed for callers that decide by its outcome; a person is told what it met.
    """
    blind = before.state in (CheckState.INCONCLUSIVE, CheckState.NOT_OFFERED)
    return before.state if blind and outcome is Outcome.FAILED else None


# -- evidence --------------------------------------------------------------------------------------


class PrivacyClass(StrEnum):
    """What a value reveals about someone, for redaction."""

    NOTHING = "nothing"
    PERSON = "person"  # account name, full name, e-mail
    HOST = "host"  # this computer's or another's name, domain
    ADDRESS = "address"  # IP address, network
    HARDWARE = "hardware"  # serial number, MAC, UUID
    NETWORK = "network"  # SSID, VPN or share name
    DEVICE = "device"  # a name people give to a printer, a disk, a camera
    PATH = "path"  # a file or folder name
    TEXT = "text"  # free text: log lines, window titles; scanned for everything
    COMMAND = "command"  # a command line; may hold secrets


@dataclass(frozen=True, slots=True)
class Item:
    """One fact. ``unit`` is B, %, s, °C … ; ``name`` is an English key.

    ``tracked``: a technician wants to know when it changes from one snapshot to the next.
    """

    name: str
    value: Scalar
    unit: str = ""
    reveals: PrivacyClass = PrivacyClass.NOTHING
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a `FactTable`.

    Attributes:
        name: an English key.
        unit: as of an `Item`.
        reveals: what its values would tell about someone.
        key: with the other key columns it tells which thing a row is about; a table with a key is
            compared with the snapshot before, row by row. The first key column names the row.
        tracked: a technician wants to know when it changes; the other columns may change unnoticed.
    """

    name: str
    unit: str = ""
    reveals: PrivacyClass = PrivacyClass.NOTHING
    key: bool = False
    tracked: bool = False


@dataclass(frozen=True, slots=True)
class FactTable:
    """Many facts of one shape: processes, disks, printers. A row has one scalar per column.

    ``rolling``: it lists the latest of something, so that a row which is no longer there isn't news.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Scalar]]
    rolling: bool = False


@dataclass(frozen=True, slots=True)
class SnapshotSection:
    """The output of one collector; ``reason`` is English, and set if ``ok`` is false."""

    id: str
    ok: bool
    ms: int
    items: Sequence[Item | FactTable] = ()
    reason: str = ""


class ChangeType(StrEnum):
    """How an item changed since the last snapshot."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class SnapshotChange:
    """One changed item.

    Attributes:
        section: the collector's id.
        kind: the kind of thing: a table's or a fact's name, for instance "programs".
        change: added, removed or changed.
        name: which one, for instance a program's name, with what of it where several values of a thing
            are tracked ("tray 2: state"); empty for a single fact.
        before: its value then, None if it was not there.
        after: its value now, None if it is gone.
    """

    section: str
    kind: str
    change: ChangeType
    name: str
    before: Scalar = None
    after: Scalar = None


@dataclass(frozen=True, slots=True)
class SnapshotChanges:
    """The changes since the snapshot of ``since``; redacted like their snapshot.

    ``left_out``: how many more changes there are than ``items`` holds.
    """

    since: datetime
    items: Sequence[SnapshotChange] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """This computer at one moment, already redacted where ``redacted`` is true.

    ``changes`` is None if there's no earlier snapshot to compare with.
    """

    created: datetime
    sections: Sequence[SnapshotSection]
    redacted: bool = False
    changes: SnapshotChanges | None = None
