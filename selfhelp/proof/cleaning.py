"""Redacts a proof: every question, answer, reason and measured fact; then tries whether it can be replayed.

A recorded answer with its names replaced may lead to something else than the real one did. So every redacted
part is asked again, from its own recording, and the proof says whether it comes to the same state. Questions
are redacted as the answers are: a question that names a printer names the same stand-in.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from urllib.parse import urlsplit

from selfhelp.core.model import CheckState, FactTable, Item, Json, Platform, Snapshot, SnapshotSection
from selfhelp.machine import Machine
from selfhelp.machine.clock import system_clock
from selfhelp.machine.network import captive_portal
from selfhelp.machine.replay import NotRecordedError, ReplayMachine
from selfhelp.machine.transcript import RECORDED, Transcript, TranscriptEntry, to_readable_json
from selfhelp.proof import ProofPart
from selfhelp.proof.recording import Subject, look_once
from selfhelp.report.redact import Redactor

_log = logging.getLogger(__name__)

LARGEST_PART = 1_000_000
"""Characters of all answers of one part; what is larger is left out, and the proof says so."""

LONGEST = 300
"""Characters of a reason or a measured fact."""

CONSTANT = frozenset({"powershell", "registry", "value", "reading", "native"})
"""Questions that stand in our own source (`selfhelp.machine`): they hold no value of a computer."""

_ADDRESS = re.compile(r"\bip-(private|public)-([0-9a-f]{6})[0-9a-f]*-([0-9a-f]{4})[0-9a-f]*")
_PRIVATE = re.compile(
    r"(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\d.]*\d)"
)
_LINK_LOCAL = re.compile(r"(169\.254\.|fe80::)ip-([0-9a-f]{4})[0-9a-f]*")
_HARDWARE = re.compile(r"\bmac-([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})[0-9a-f]*")
"""Stand-ins for addresses (`selfhelp.report.redact.aliases`)."""


def learn_names(
    asked: Sequence[TranscriptEntry],
    read: Callable[[Machine], Sequence[Item | FactTable]],
    platform: Platform,
    redactor: Redactor,
) -> None:
    """Let a redactor learn the names that a recorded section marks as names; a failure costs only these."""
    machine = ReplayMachine(Transcript(platform, "", "", CheckState.HEALTHY, RECORDED, entries=asked))
    try:
        items = read(machine)
    except Exception:  # noqa: BLE001 - the rules of redaction hold without them
        _log.info("no names were learned", exc_info=True)
        return
    redactor.snapshot(Snapshot(datetime.now(UTC), [SnapshotSection("learned", True, 0, items)]))


def clean_part(part: ProofPart, redactor: Redactor, end: float) -> ProofPart:
    """Return a part without names and secrets; what can't be redacted in time is left out.

    Args:
        part: as it was recorded.
        redactor: of this proof; it has learned the names already.
        end: `time.monotonic` after which nothing is redacted any more.
    """
    shown = replace(
        part,
        reason=redactor.text(part.reason)[:LONGEST],
        evidence={name: redactor.text(value)[:LONGEST] for name, value in part.evidence.items()},
    )
    if not part.asked:
        return shown
    if _size(part.asked) > LARGEST_PART:
        return replace(shown, asked=(), left_out="the answers are too large")
    if time.monotonic() > end:
        return replace(shown, asked=(), left_out="there was no time to redact the answers")
    return replace(shown, asked=[clean_entry(entry, redactor) for entry in part.asked])


def clean_entry(entry: TranscriptEntry, redactor: Redactor) -> TranscriptEntry:
    """Return one question and its answer without names and secrets."""
    question = {
        name: value if name in CONSTANT else _cleaned(redactor, "", value)
        for name, value in entry.question.items()
    }
    answer = {name: _cleaned_answer(redactor, name, value) for name, value in entry.answer.items()}
    return TranscriptEntry(question, answer, entry.change)


def replayed(part: ProofPart, subject: Subject, platform: Platform) -> ProofPart:
    """Return a cleaned part that says whether replaying its answers gives the same state."""
    if part.left_out or not part.asked:
        return part
    failure = replay_failure(part.asked, subject, platform, part.state)
    return replace(part, replays=not failure, replay_failure=failure)


def replay_failure(
    asked: Sequence[TranscriptEntry], subject: Subject, platform: Platform, state: CheckState
) -> str:
    """Return why recorded answers don't lead to a state, or "" if they do."""
    transcript = Transcript(platform, "", "", state, RECORDED, entries=asked)
    machine = ReplayMachine(transcript)
    try:
        seen, reason, _ = look_once(subject, machine)
    except NotRecordedError:
        return "another question is asked once the answers are redacted"
    except Exception as error:  # noqa: BLE001 - whatever it was, this can't be replayed
        return f"unexpected error: {type(error).__name__}"
    if seen is not state:
        return f"{seen} instead of {state} once the answers are redacted" + (f": {reason}" if reason else "")
    try:
        machine.check_complete()
    except NotRecordedError:
        return "other questions are asked once the answers are redacted"
    return ""


def _cleaned_answer(redactor: Redactor, name: str, value: Json) -> Json:
    if name == "json" and isinstance(value, str):
        return to_readable_json(_cleaned(redactor, "", json.loads(value)))
    if name == "failed":
        return value
    return _cleaned(redactor, "", value)


def _cleaned(redactor: Redactor, name: str, value: Json) -> Json:
    """Redact plain data, however deep, its names too: a name may be a printer's."""
    match value:
        case dict():
            return {redactor.text(key): _cleaned(redactor, key, inner) for key, inner in value.items()}
        case list():
            return list(map(partial(_cleaned, redactor, name), value))
        case str():
            return value if value in public_values() else clean_proof_text(redactor, name, value)
        case _:
            return value


def clean_proof_text(redactor: Redactor, name: str, value: str) -> str:
    """Return the text of a field redacted; a private address that was taken for a version is none."""
    shown = redactor.named_text(name, value)
    return well_formed(_PRIVATE.sub(lambda found: redactor.text(found[0]), shown))


@cache
def public_values() -> frozenset[str]:
    """Return addresses and texts that this program asks everywhere: they identify no one."""
    pages = [page for pages in captive_portal.PAGES.values() for page in pages]
    clocks = [name for names in system_clock.DEFAULTS.values() for name in names]
    addresses = [address for address, _ in pages]
    return frozenset(
        [*addresses, *(urlsplit(a).hostname or "" for a in addresses), *(text for _, text in pages), *clocks]
    )


def well_formed(text: str) -> str:
    """Return redacted text whose stand-ins for addresses are valid addresses, so that it still parses.

    Of a stand-in, network and computer become numbers of 10.0.0.0/8 (private, RFC 1918) or 198.18.0.0/15
    (public; for benchmarks, RFC 2544), hardware addresses locally administered ones. Equal networks stay
    equal.
    """
    text = _LINK_LOCAL.sub(_link_local, _ADDRESS.sub(_address, text))
    return _HARDWARE.sub(r"02:00:00:\1:\2:\3", text)


def _address(found: re.Match[str]) -> str:
    network, computer = int(found[2][:4], 16), 1 + int(found[3], 16) % 254
    start = f"10.{network >> 8}" if found[1] == "private" else f"198.{18 + (network >> 8) % 2}"
    return f"{start}.{network & 255}.{computer}"


def _link_local(found: re.Match[str]) -> str:
    number = int(found[2], 16)
    return f"{found[1]}{number:x}" if ":" in found[1] else f"{found[1]}{number >> 8}.{number & 255}"


def _size(asked: Sequence[TranscriptEntry]) -> int:
    return sum(len(json.dumps(_question_and_answer(entry), ensure_ascii=False)) for entry in asked)


def _question_and_answer(entry: TranscriptEntry) -> Mapping[str, Json]:
    return {**entry.question, **entry.answer}
