"""The product's data types: frozen dataclasses and enumerations without behaviour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from selfhelp.core.paths import Platform as Platform  # noqa: PLC0414 - it is one of the nouns
from selfhelp.core.plain_data import Json as Json  # noqa: PLC0414 - likewise
from selfhelp.core.plain_data import Scalar as Scalar  # noqa: PLC0414 - likewise
from selfhelp.core.records import record

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
    """The outcome of a run. *Fixed* only if the fix's check confirms it afterwards."""

    HEALTHY = "healthy"
    FIXED = "fixed"
    NOT_FIXED = "not-fixed"
    RESTART_NEEDED = "restart-needed"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"
    UNDONE = "undone"
    STARTED = "started"  # no fix: the user started a remote support tool


class Undo(StrEnum):
    """The undo state of a step or a run."""

    POSSIBLE = "possible"
    DONE = "done"
    IMPOSSIBLE = "impossible"


class SuggestionKind(StrEnum):
    """The kind of a suggestion's target."""

    FIX = "fix"
    CHECK = "check"  # nothing that could be fixed here
    REFERRAL = "referral"
    PACK = "pack"


@record
class LargeItem:
    """A large folder or file of the user; ``path`` begins with ``~``, external text.

    ``size`` is the disk usage in bytes, ``files`` the number of files in a folder.
    """

    path: str
    size: int
    files: int = 0
    folder: bool = False


@record
class Finding:
    """A problem of this computer.

    Attributes:
        summary: the problem in one sentence, in plain words.
        meaning: its consequence for the user; may be empty.
        evidence: measured facts by English name, for the technician. May be external text.
        data: plain data for the fix's own steps (IDs, paths); never shown.
        reveals: the privacy class of a fact in the evidence, by its name; free text by default.
        largest: folders and files that a front end shows and can open.
        unfinished: whether there are details that take longer (`Check.complete_finding`).
        on_request: whether the user asked for the steps, such as another printer: if they fail, a ticket is
            about the request and not about the finding.
        instead: what holds without a fix, such as documents that keep waiting, or a printer that works; it is
            part of the meaning, and shown as well if the fix can't run.
        explained_by: the ID of a check whose finding, if there is one, is the cause of this problem, such as
            the network's for a printer far away; "" for none.
    """

    summary: Text
    meaning: Text | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Json] = field(default_factory=dict)
    reveals: Mapping[str, PrivacyClass] = field(default_factory=dict)
    largest: Sequence[LargeItem] = ()
    unfinished: bool = False
    on_request: bool = False
    instead: Text | None = None
    explained_by: str = ""


@record
class CheckResult:
    """The result of running one check.

    Attributes:
        id: the check's ID.
        state: its result.
        finding: the problem, if any.
        reason: the reason why it was inconclusive or isn't available, for the user.
        why: the failed query, for the technician. May be external text.
        explained_by: for an inconclusive check, the ID of the check whose finding would be the cause.
    """

    id: str
    state: CheckState
    finding: Finding | None = None
    reason: Text | None = None
    why: str = ""
    explained_by: str = ""

    @property
    def evidence(self) -> Mapping[str, str]:
        """The measurements; for an inconclusive check, the reason."""
        if self.finding is not None:
            return self.finding.evidence
        return {"why": self.why} if self.why else {}

    @property
    def cause(self) -> str:
        """The ID of the check whose finding, if there is one, explains this result; "" for none."""
        return self.finding.explained_by if self.finding is not None else self.explained_by


@record
class Option:
    """One option of a question. ``label`` may be external text (a printer's name).

    ``groups``: its place, from the largest to the smallest unit, such as building and floor; a front end
    groups options by place. Empty: no particular place.
    """

    key: str
    label: Text | str
    detail: Text | str = ""
    chosen: bool = False
    groups: Sequence[Text | str] = ()


@record
class ChoiceQuestion:
    """A choice only the user can make; ``several`` allows any number of answers.

    ``everywhere``: the label for all places at each level of the options' ``groups``, such as "All
    buildings", if options are found by place.
    """

    key: str
    text: Text
    options: Sequence[Option]
    several: bool = False
    everywhere: Sequence[Text] = ()

    @property
    def only_option(self) -> Option | None:
        """The only option; None if there are several."""
        return self.options[0] if len(self.options) == 1 else None


Answers: TypeAlias = Mapping[str, Sequence[str]]
"""Chosen option keys by question key."""


@record
class StepResult:
    """The result of one step: ``result`` is a fixed word of the engine or the journal.

    Done, skipped (nothing left to do, or not done by the user), failed, cancelled, interrupted, or reported
    by the user. ``sentence`` is the proposed one; None if read from a file. ``change`` is what was changed,
    if the step describes it.
    """

    name: str
    result: str
    undo: Undo
    detail: str = ""
    sentence: Text | None = None
    change: Text | None = None


@record
class FixRun:
    """A run of a fix, from its first check to its last.

    ``helped`` is the user's answer to "Did it help?", or None. ``newer`` is the ID of the run that must be
    undone before this one; "" for none.
    """

    run: str
    id: str
    outcome: Outcome
    before: CheckResult
    steps: Sequence[StepResult]
    after: CheckResult | None
    started: datetime
    ended: datetime
    message: Text | None = None
    helped: bool | None = None
    newer: str = ""


def find_blocking_check_state(outcome: Outcome, before: CheckResult) -> CheckState | None:
    """Return the first check's state if a run ended there without a finding; otherwise None.

    Such a run counts as failed for callers that use its outcome; the user is shown the state.
    """
    blind = before.state in (CheckState.INCONCLUSIVE, CheckState.NOT_OFFERED)
    return before.state if blind and outcome is Outcome.FAILED else None


# -- evidence --------------------------------------------------------------------------------------


class PrivacyClass(StrEnum):
    """The kind of personal data that a value contains, for redaction."""

    NOTHING = "nothing"
    PERSON = "person"  # account name, full name, e-mail
    HOST = "host"  # this computer's or another's name, domain
    ADDRESS = "address"  # IP address, network
    HARDWARE = "hardware"  # serial number, MAC, UUID
    NETWORK = "network"  # SSID, VPN or share name
    DEVICE = "device"  # a user-defined name of a disk, camera or headset
    QUEUE = "queue"  # a printer queue's name: it stays readable, except people and computers in it
    PATH = "path"  # a file or folder name
    TEXT = "text"  # free text: log lines, window titles; searched for everything
    COMMAND = "command"  # a command line; may hold secrets


@dataclass(frozen=True, slots=True)
class Item:
    """A fact of a snapshot. ``unit`` is B, %, s, °C … ; ``name`` is an English key.

    ``tracked``: whether a technician needs to see when it changes between snapshots.
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
        unit: as in `Item`.
        reveals: the privacy class of its values.
        key: whether it identifies a row together with the other key columns; a table with a key is compared
            with the previous snapshot, row by row. The first key column names the row.
        tracked: whether a technician needs to see when it changes.
    """

    name: str
    unit: str = ""
    reveals: PrivacyClass = PrivacyClass.NOTHING
    key: bool = False
    tracked: bool = False


@record
class FactTable:
    """A table of facts, such as processes or disks; each row has one scalar per column.

    ``rolling``: it lists the latest entries of something, so that a missing row isn't a change.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Scalar]]
    rolling: bool = False


@record
class SnapshotSection:
    """The output of one collector; ``reason`` is English, and set if ``ok`` is false."""

    id: str
    ok: bool
    ms: int
    items: Sequence[Item | FactTable] = ()
    reason: str = ""


class ChangeType(StrEnum):
    """The kind of a change since the last snapshot."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@record
class SnapshotChange:
    """A change of one item since the last snapshot.

    Attributes:
        section: the collector's ID.
        kind: the name of the table or fact, for instance "programs".
        change: added, removed or changed.
        name: the item, for instance a program's name, with the column if several are tracked ("tray 2:
            state"); "" for a single fact.
        before: its previous value, None if it didn't exist.
        after: its current value, None if it no longer exists.
    """

    section: str
    kind: str
    change: ChangeType
    name: str
    before: Scalar = None
    after: Scalar = None


@record
class SnapshotChanges:
    """The changes since the snapshot taken at ``since``, redacted like their snapshot.

    ``left_out``: number of changes not in ``items``.
    """

    since: datetime
    items: Sequence[SnapshotChange] = ()
    left_out: int = 0


@record
class Snapshot:
    """The facts about this computer at one moment; ``redacted`` once they are redacted.

    ``changes`` is None if there's no earlier snapshot to compare with.
    """

    created: datetime
    sections: Sequence[SnapshotSection]
    redacted: bool = False
    changes: SnapshotChanges | None = None
