"""Redacts a proof, then verifies that its recordings still replay.

A redacted answer may lead to another state than the real answer. So every redacted part is replayed from its
own recording, and the proof records whether it reaches the same state. Queries are redacted like the answers:
a query that names a printer has the same placeholder.
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
from typing import TypeVar
from urllib.parse import urlsplit

from selfhelp.core.model import (
    CheckState,
    Column,
    FactTable,
    Item,
    Json,
    Platform,
    PrivacyClass,
    Snapshot,
    SnapshotSection,
)
from selfhelp.machine import Machine
from selfhelp.machine.clock import system_clock
from selfhelp.machine.network import captive_portal
from selfhelp.machine.replay import NotRecordedError, ReplayMachine
from selfhelp.machine.transcript import RECORDED, Transcript, TranscriptEntry, to_readable_json
from selfhelp.proof import ProofPart
from selfhelp.proof.recording import Subject, run_subject
from selfhelp.report.redact import Redactor

_log = logging.getLogger(__name__)

Fact = TypeVar("Fact", Item, Column)

LARGEST_PART = 1_000_000
"""Maximum size of one part's answers, in characters; larger answers are omitted with a note."""

LONGEST = 300
"""Maximum length of a reason or a measurement, in characters."""

CONSTANT = frozenset({"powershell", "registry", "value", "reading", "native"})
"""Kinds of query with constant text from `selfhelp.machine`; they contain no data about a computer."""

_ADDRESS = re.compile(r"\bip-(private|public)-([0-9a-f]{6})[0-9a-f]*-([0-9a-f]{4})[0-9a-f]*")
_PRIVATE = re.compile(
    r"(?<![\d.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})(?![\d.]*\d)"
)
_LINK_LOCAL = re.compile(r"(169\.254\.|fe80::)ip-([0-9a-f]{4})[0-9a-f]*")
_HARDWARE = re.compile(r"\bmac-([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})[0-9a-f]*")
"""Pattern of placeholders for hardware addresses (`selfhelp.report.redact.aliases`)."""


def learn_names_to_redact(
    asked: Sequence[TranscriptEntry],
    read: Callable[[Machine], Sequence[Item | FactTable]],
    platform: Platform,
    redactor: Redactor,
) -> None:
    """Add the names marked in a recorded section to the redactor; after an error, none are added."""
    machine = ReplayMachine(Transcript(platform, "", "", CheckState.HEALTHY, RECORDED, entries=asked))
    try:
        items = read(machine)
    except Exception:  # noqa: BLE001 - the rules of redaction hold without them
        _log.info("no names were learned", exc_info=True)
        return
    learned = [_hide_queues(item) for item in items]  # a proof is public, unlike a ticket
    redactor.redact_snapshot(Snapshot(datetime.now(UTC), [SnapshotSection("learned", True, 0, learned)]))


def _hide_queues(item: Item | FactTable) -> Item | FactTable:
    """Return facts in which the name of a printer queue is as identifying as that of another device."""
    if isinstance(item, FactTable):
        return replace(item, columns=[_hide_queue(column) for column in item.columns])
    return _hide_queue(item)


def _hide_queue(fact: Fact) -> Fact:
    return replace(fact, reveals=PrivacyClass.DEVICE) if fact.reveals is PrivacyClass.QUEUE else fact


def redact_part(part: ProofPart, redactor: Redactor, end: float) -> ProofPart:
    """Return a part without names and secrets; content that can't be redacted in time is omitted.

    Args:
        part: as recorded.
        redactor: the proof's redactor, which already knows the names.
        end: the `time.monotonic` value from which nothing more is redacted.
    """
    shown = replace(
        part,
        reason=redactor.redact_text(part.reason)[:LONGEST],
        evidence={name: redactor.redact_text(value)[:LONGEST] for name, value in part.evidence.items()},
    )
    if not part.asked:
        return shown
    if _count_characters(part.asked) > LARGEST_PART:
        return replace(shown, asked=(), left_out="the answers are too large")
    if time.monotonic() > end:
        return replace(shown, asked=(), left_out="there was no time to redact the answers")
    return replace(shown, asked=[redact_entry(entry, redactor) for entry in part.asked])


def redact_entry(entry: TranscriptEntry, redactor: Redactor) -> TranscriptEntry:
    """Return a query and its answer without names and secrets."""
    question = {
        name: value if name in CONSTANT else _redact_value(redactor, "", value)
        for name, value in entry.question.items()
    }
    answer = {name: _redact_answer(redactor, name, value) for name, value in entry.answer.items()}
    return TranscriptEntry(question, answer, entry.change)


def verify_replay(part: ProofPart, subject: Subject, platform: Platform) -> ProofPart:
    """Return a redacted part with the result of replaying its recorded answers."""
    if part.left_out or not part.asked:
        return part
    failure = find_replay_failure(part.asked, subject, platform, part.state)
    return replace(part, replays=not failure, replay_failure=failure)


def find_replay_failure(
    asked: Sequence[TranscriptEntry], subject: Subject, platform: Platform, state: CheckState
) -> str:
    """Return why the recorded answers don't lead to the given state; "" if they do."""
    transcript = Transcript(platform, "", "", state, RECORDED, entries=asked)
    machine = ReplayMachine(transcript)
    try:
        seen, reason, _ = run_subject(subject, machine)
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


def _redact_answer(redactor: Redactor, name: str, value: Json) -> Json:
    if name == "json" and isinstance(value, str):
        return to_readable_json(_redact_value(redactor, "", json.loads(value)))
    if name == "failed":
        return value
    return _redact_value(redactor, "", value)


def _redact_value(redactor: Redactor, name: str, value: Json) -> Json:
    """Return plain data with all nested texts and keys redacted; keys may be names."""
    match value:
        case dict():
            return {
                redactor.redact_text(key): _redact_value(redactor, key, inner) for key, inner in value.items()
            }
        case list():
            return list(map(partial(_redact_value, redactor, name), value))
        case str():
            return value if value in _list_public_values() else redact_proof_text(redactor, name, value)
        case _:
            return value


def redact_proof_text(redactor: Redactor, name: str, value: str) -> str:
    """Return the redacted text of a field, including private addresses mistaken for versions."""
    shown = redactor.redact_named_text(name, value)
    return _replace_masked_addresses(_PRIVATE.sub(lambda found: redactor.redact_text(found[0]), shown))


@cache
def _list_public_values() -> frozenset[str]:
    """Return addresses and texts that the app requests on every computer; they identify no one."""
    pages = [page for pages in captive_portal.PAGES.values() for page in pages]
    clocks = [name for names in system_clock.DEFAULTS.values() for name in names]
    addresses = [address for address, _ in pages]
    return frozenset(
        [*addresses, *(urlsplit(a).hostname or "" for a in addresses), *(text for _, text in pages), *clocks]
    )


def _replace_masked_addresses(text: str) -> str:
    """Return redacted text with valid addresses as placeholders, so that it can be parsed.

    A placeholder's network and host become numbers in 10.0.0.0/8 (private, RFC 1918) or 198.18.0.0/15
    (public, for benchmarks, RFC 2544), hardware addresses become locally administered addresses. Equal
    networks stay equal.
    """
    text = _LINK_LOCAL.sub(_build_link_local_address, _ADDRESS.sub(_build_ip_address, text))
    return _HARDWARE.sub(r"02:00:00:\1:\2:\3", text)


def _build_ip_address(found: re.Match[str]) -> str:
    network, computer = int(found[2][:4], 16), 1 + int(found[3], 16) % 254
    start = f"10.{network >> 8}" if found[1] == "private" else f"198.{18 + (network >> 8) % 2}"
    return f"{start}.{network & 255}.{computer}"


def _build_link_local_address(found: re.Match[str]) -> str:
    number = int(found[2], 16)
    return f"{found[1]}{number:x}" if ":" in found[1] else f"{found[1]}{number >> 8}.{number & 255}"


def _count_characters(asked: Sequence[TranscriptEntry]) -> int:
    return sum(len(json.dumps(_merge_query_and_answer(entry), ensure_ascii=False)) for entry in asked)


def _merge_query_and_answer(entry: TranscriptEntry) -> Mapping[str, Json]:
    return {**entry.question, **entry.answer}
