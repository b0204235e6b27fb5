"""Replace values that identify people or give access with stable placeholders before a report is written.

`Redactor` uses three sources, the most reliable first: names reported by the system (see
`selfhelp.machine.account.identity`) and secrets passed in by value; the privacy class of each fact in a
snapshot; and rules for free text (see `rule_order`), followed by learned weights (`by_learning`). It fails
closed: what can't be redacted is replaced with ``[removed: error]``. Secrets become ``[secret:class]``, all
other values ``kind-xxxxxx``.

docs/redaction.md lists what isn't detected by design.
"""

from __future__ import annotations

import dataclasses
import secrets as randomness
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, BinaryIO

from selfhelp.core.model import (
    CheckResult,
    Column,
    FactTable,
    Finding,
    FixRun,
    Item,
    PrivacyClass,
    Scalar,
    Snapshot,
    SnapshotSection,
)
from selfhelp.core.text import ENGLISH, N_, Text, Value

if TYPE_CHECKING:
    from selfhelp.machine import Machine
    from selfhelp.report.redact.rules import Rules

REMOVED = "[removed: error]"
SECONDS = 20.0
"""Time limit for one text, in seconds; the remaining text is removed."""

SHORT, REMEMBERED = 200, 2_000
"""Maximum length of a cached text, in characters, and maximum number of texts that are cached because no
rule changes them. Facts often repeat."""

_IDENTIFYING = (
    PrivacyClass.PERSON,
    PrivacyClass.HOST,
    PrivacyClass.HARDWARE,
    PrivacyClass.NETWORK,
    PrivacyClass.DEVICE,
)


class Redactor:
    """Redactor of one report, in which the same value always gets the same placeholder.

    Attributes:
        counts: number of replacements, by class.
    """

    def __init__(
        self,
        known: Mapping[PrivacyClass, Sequence[str]],
        secrets: Iterable[str] = (),
        key: bytes | None = None,
        readable: frozenset[PrivacyClass] = frozenset(),
    ) -> None:
        """Create a redactor.

        Args:
            known: names to replace wherever they occur, by privacy class.
            secrets: values to remove wherever they occur, in any spelling.
            key: key of the placeholders; a random key for this report if None.
            readable: privacy classes whose values stay readable in a snapshot (set by policy or the user);
                secrets are removed from them anyway.
        """
        from selfhelp.report.redact.aliases import Aliases
        from selfhelp.report.redact.known_names import KnownNames, KnownSecrets

        self.counts: Counter[str] = Counter()
        self._aliases = Aliases(key or randomness.token_bytes(32))
        self._secrets = KnownSecrets(secrets)
        self._names = KnownNames({k: v for k, v in known.items() if k not in readable}, self._aliases)
        self._readable = readable
        self._queues: dict[str, str] = {}  # readable name by name
        self._plain: set[tuple[str, Rules]] = set()
        self._harmless: set[tuple[str, bool, bool, bool]] = set()
        self._known_then = 0

    @classmethod
    def for_machine(
        cls,
        machine: Machine,
        secrets: Iterable[str] = (),
        key: bytes | None = None,
        *,
        known: Mapping[PrivacyClass, Sequence[str]] | None = None,
        readable: frozenset[PrivacyClass] = frozenset(),
    ) -> Redactor:
        """Return a redactor that knows the names of the signed-in user and of this computer.

        Args:
            machine: source of the names; names it can't provide are left to the rules.
            secrets: see the constructor.
            key: see the constructor.
            known: further names, for example the email address from the user's preferences.
            readable: see the constructor.
        """
        from selfhelp.machine.account import identity

        names = {mark: list(values) for mark, values in identity.read_identity_names(machine).items()}
        for mark, values in (known or {}).items():
            names.setdefault(mark, []).extend(values)
        return cls(names, secrets, key, readable)

    def precompile_rules(self, stop: Callable[[], bool] = bool) -> None:
        """Compile the rules before the first text needs them; never raises, and can run concurrently.

        Args:
            stop: called before each rule; returns True to leave the remaining rules uncompiled.
        """
        from contextlib import suppress

        with suppress(Exception):  # redaction would hit the same error and fails closed
            from selfhelp.report.redact import classified_facts, rule_order  # noqa: F401 - imports load it

            rule_order.get_secret_rules()
            rule_order.get_own_words_rules()
            rule_order.get_all_rules().compile(stop)

    def preload_rules(self) -> None:
        """Load the rules before the first text needs them; never raises."""
        from contextlib import suppress

        with suppress(Exception):  # redaction would hit the same error and fails closed
            from selfhelp.report.redact import rule_order

            rule_order.get_all_rules()  # these contain the keywords of all other rule sets
            rule_order.get_secret_rules()
            rule_order.get_own_words_rules()

    def precompile_rules_for_section(self, section: SnapshotSection, stop: Callable[[], bool] = bool) -> None:
        """Compile the rules that a section's facts need, and cache the facts that no rule changes.

        Never raises, and can run concurrently.

        Args:
            section: the section as collected.
            stop: called before each fact; returns True to leave the remaining facts out.
        """
        from contextlib import suppress

        with suppress(Exception):  # redaction would hit the same error and fails closed
            rehearsal = Redactor({}, readable=self._readable)
            rehearsal._plain = self._plain  # share the cache of texts that no rule changes
            for item in section.items:
                rows = item.rows if isinstance(item, FactTable) else [()]
                for row in rows:
                    if stop():
                        return
                    if isinstance(item, FactTable):
                        rehearsal._redact_row(item.columns, row)
                    else:
                        rehearsal._redact_item(item)

    def redact_text(self, text: str) -> str:
        """Return free text with secrets removed and names replaced by placeholders; never raises."""
        return self._redact_text_safely(text, personal=True, learned=True)

    def redact_by_rules(self, text: str) -> str:
        """Return a fact or sentence of the app redacted by the rules alone; never raises."""
        return self._redact_text_safely(text, personal=True)

    def remove_secrets(self, text: str) -> str:
        """Return the user's own text without secrets; names stay, as the user wrote them on purpose."""
        return self._redact_text_safely(text, names=False)

    def clean_line(self, line: str) -> str:
        """Return one redacted line for the log; never raises."""
        return self.redact_by_rules(line)

    def redact_file_bytes(self, data: bytes) -> str:
        """Return the bytes of a text file as redacted text; binary content becomes ``[removed: …]``."""
        from selfhelp.report.redact.decoding import decode

        try:
            return self.redact_text(decode(data))
        except Exception:  # noqa: BLE001 - fails closed on any error
            return self._count_and_mark_removed()

    def redact_file_stream(self, stream: BinaryIO) -> Iterator[str]:
        """Return a redacted text file piece by piece, so that a long file needs little memory.

        Args:
            stream: file opened for reading bytes.

        Raises:
            OSError: the file can't be read.
        """
        from selfhelp.report.redact.decoding import iter_decoded_pieces

        for piece in iter_decoded_pieces(stream):
            yield self.redact_text(piece)

    def redact_value(self, value: Scalar, reveals: PrivacyClass) -> Scalar:
        """Return one fact, redacted according to its privacy class; never raises."""
        if value is None or isinstance(value, bool):
            return value
        if not isinstance(value, str):
            if reveals not in _IDENTIFYING:
                return value
            value = str(value)
        try:
            return self._redact_classified_value(value, reveals)
        except Exception:  # noqa: BLE001 - fails closed on any error
            return self._count_and_mark_removed()

    def redact_named_text(self, name: str, value: str) -> str:
        """Return the redacted free text of a field; hide it all if the field's name denotes a secret."""
        return str(self._redact_named_fact(name, value, PrivacyClass.TEXT))

    def redact_snapshot(self, snapshot: Snapshot) -> Snapshot:
        """Return a redacted snapshot; names marked in one section are also replaced in all others."""
        if snapshot.redacted:
            return snapshot
        for section in snapshot.sections:
            self._learn_names(section)
        sections = tuple(self._redact_section(section) for section in snapshot.sections)
        return dataclasses.replace(snapshot, sections=sections, redacted=True)

    def redact_run(self, run: FixRun) -> FixRun:
        """Return a fix run, in English, with its evidence, sentences and technical details redacted."""
        steps = [dataclasses.replace(step, detail=self.redact_by_rules(step.detail)) for step in run.steps]
        before, after = (
            self.redact_check_result(run.before),
            run.after and self.redact_check_result(run.after),
        )
        message = self._redact_sentence(run.message)
        return dataclasses.replace(run, before=before, after=after, steps=steps, message=message)

    def redact_check_result(self, result: CheckResult) -> CheckResult:
        """Return a check result, in English, with its evidence and sentences redacted."""
        found = result.finding
        if found is not None:
            for name, value in found.evidence.items():
                self._learn_name(value, found.reveals.get(name, PrivacyClass.TEXT))
            evidence = {
                name: self._redact_evidence_fact(found, name, value) for name, value in found.evidence.items()
            }
            found = Finding(
                self._redact_translated(found.summary), self._redact_sentence(found.meaning), evidence
            )
        reason, why = self._redact_sentence(result.reason), self.redact_by_rules(result.why)
        return dataclasses.replace(result, finding=found, reason=reason, why=why)

    def _redact_evidence_fact(self, found: Finding, name: str, value: str) -> str:
        """Return a fact of the evidence, redacted by its privacy class; the default is free text."""
        mark = found.reveals.get(name, PrivacyClass.TEXT)
        shown = self.redact_value(value, mark)
        return self.redact_by_rules(value) if mark is PrivacyClass.TEXT else str(shown)

    def _redact_sentence(self, text: Text | None) -> Text | None:
        return None if text is None else self._redact_translated(text)

    def _redact_translated(self, text: Text) -> Text:
        """Translate a sentence into English and redact it as a whole, so that names have their context.

        Values of the sentence that name known printer queues are kept as `PrivacyClass.QUEUE`; the same word
        elsewhere in the sentence has no such protection.
        """
        queues: dict[str, str] = {}
        shown = self.redact_by_rules(ENGLISH.translate(self._mark_queues(text, queues)))
        for mark, name in queues.items():
            shown = shown.replace(mark, self._queues[name])
        return N_("{text}", text=shown)

    def _mark_queues(self, text: Text, queues: dict[str, str]) -> Text:
        """Return a sentence with placeholders for known printer queues; collect the names in ``queues``."""
        values: dict[str, Value] = {}
        for key, value in text.values.items():
            if isinstance(value, Text):
                values[key] = self._mark_queues(value, queues)
            elif isinstance(value, str):
                names = [value] if value in self._queues else value.split(", ")
                marks = {n: self._aliases.make_placeholder("device", n) for n in names if n in self._queues}
                values[key] = ", ".join(marks.get(name, name) for name in names)
                queues |= {mark: name for name, mark in marks.items()}
            else:
                values[key] = value
        return dataclasses.replace(text, values=values)

    def _redact_section(self, section: SnapshotSection) -> SnapshotSection:
        items = tuple(
            self._redact_table(item) if isinstance(item, FactTable) else self._redact_item(item)
            for item in section.items
        )
        return dataclasses.replace(section, items=items, reason=self.redact_by_rules(section.reason))

    def _redact_item(self, item: Item) -> Item:
        return dataclasses.replace(item, value=self._redact_named_fact(item.name, item.value, item.reveals))

    def _redact_table(self, table: FactTable) -> FactTable:
        rows = tuple(self._redact_row(table.columns, row) for row in table.rows)
        return dataclasses.replace(table, rows=rows)

    def _redact_row(self, columns: Sequence[Column], row: Sequence[Scalar]) -> tuple[Scalar, ...]:
        """Return a redacted row; cells beyond the last column count as free text."""
        marks = [(c.name, c.reveals) for c in columns] + [("", PrivacyClass.TEXT)] * (len(row) - len(columns))
        return tuple(
            self._redact_named_fact(name, value, mark)
            for (name, mark), value in zip(marks, row, strict=False)
        )

    def _redact_named_fact(self, name: str, value: Scalar, reveals: PrivacyClass) -> Scalar:
        """Return a redacted fact; if its name denotes a secret, the whole value is hidden."""
        from selfhelp.report.redact import secrets_after_keywords

        shown = self.redact_value(value, reveals)
        if not name or not isinstance(shown, str) or not isinstance(value, str) or "\n" in value:
            return shown
        try:
            hidden = secrets_after_keywords.find_named_secret_placeholder(name, shown, self._aliases)
        except Exception:  # noqa: BLE001 - fails closed on any error
            return self._count_and_mark_removed()
        if hidden is None:
            return shown
        self.counts["password"] += 1
        return hidden

    def _learn_names(self, section: SnapshotSection) -> None:
        """Remember the values marked as names, so that they are also replaced in free text."""
        for item in section.items:
            if isinstance(item, Item):
                self._learn_name(item.value, item.reveals)
                continue
            for column, values in zip(item.columns, zip(*item.rows, strict=False), strict=False):
                for value in values:
                    self._learn_name(value, column.reveals)

    def _learn_name(self, value: Scalar, reveals: PrivacyClass) -> None:
        if reveals is PrivacyClass.QUEUE and isinstance(value, str) and value and value not in self._queues:
            shown = self._queues[value] = str(self.redact_value(value, reveals))
            reveals = PrivacyClass.QUEUE if shown == value else PrivacyClass.DEVICE  # in logs, as a whole
        if reveals in _IDENTIFYING and reveals not in self._readable and isinstance(value, str):
            from selfhelp.report.redact.classified_facts import is_distinctive

            if is_distinctive(value, reveals):
                self._names.add(value, reveals)

    def _redact_classified_value(self, value: str, reveals: PrivacyClass) -> Scalar:
        from selfhelp.report.redact import classified_facts

        if reveals in (PrivacyClass.TEXT, PrivacyClass.COMMAND):
            return self.redact_by_rules(value)
        if reveals is PrivacyClass.NOTHING or reveals in self._readable:
            return self._redact_text_safely(value)
        if reveals is PrivacyClass.QUEUE and value in self._queues:
            return self._queues[value]
        cleaned = self._redact_text_safely(value, names=False)
        if reveals is PrivacyClass.QUEUE and cleaned == value:
            return classified_facts.redact_queue_name(
                self._hide_names(value), self._aliases, self.redact_by_rules
            )
        if reveals is PrivacyClass.PATH:
            return classified_facts.redact_path(self.redact_by_rules(cleaned), self._aliases)
        if cleaned != value:
            return self.redact_by_rules(cleaned)
        new = self._names.find_placeholder(value) or classified_facts.make_placeholder_for_fact(
            value, reveals, self._aliases
        )
        if new != value:
            self.counts[reveals.value] += 1
        return new

    def _redact_text_safely(
        self, text: str, *, personal: bool = False, names: bool = True, learned: bool = False
    ) -> str:
        asked = (text, personal, names, learned)
        if not text or self._is_known_unchanged(asked):
            return text
        try:
            from selfhelp.report.redact import rule_order

            rules = rule_order.choose_rules(text, personal=personal, own_words=not names)
            clean = self._redact_with_rules(text, rules, names)
            if learned:
                clean = self._hide_learned_values(clean)
        except Exception:  # noqa: BLE001 - fails closed on any error
            return self._count_and_mark_removed()
        if clean == text and len(text) <= SHORT and len(self._harmless) < REMEMBERED:
            self._harmless.add(asked)
        return clean

    def _is_known_unchanged(self, asked: tuple[str, bool, bool, bool]) -> bool:
        """Return whether a text was unchanged before and no name or placeholder has been added since."""
        known = self._names.spelling_count + self._aliases.placeholder_count
        if known != self._known_then:
            self._known_then = known
            self._harmless.clear()
        return asked in self._harmless

    def _redact_with_rules(self, text: str, rules: Rules, names: bool) -> str:
        """Return a redacted text: secrets first, then the other rules, then known names.

        Secrets come first because a placeholder inside a secret would change its form. Unpaired surrogates
        aren't characters; they are shown as unreadable ones.

        Raises:
            TimeoutError: redaction takes longer than `SECONDS`.
        """
        from selfhelp.report.redact.block_redactor import BlockRedactor
        from selfhelp.report.redact.idle_rules import make_idle_rule_tracker
        from selfhelp.report.redact.private_keys import hide_private_keys
        from selfhelp.report.redact.rules import split_into_blocks
        from selfhelp.report.redact.spellings import remove_nulls

        end = time.monotonic() + SECONDS
        text = remove_nulls(text)
        if not text.isascii():
            text = text.encode("utf-8", "replace").decode("utf-8")
        text = hide_private_keys(self._secrets.replace_secrets(text, self.counts), self.counts)
        if len(text) <= SHORT and (text, rules) in self._plain:
            return self._hide_names(text) if names else text
        look = BlockRedactor(
            rules, self._aliases, self._names if names else None, make_idle_rule_tracker(text, rules)
        )
        done: list[str] = []
        for block in split_into_blocks(text):
            if time.monotonic() > end:
                raise TimeoutError
            done.append(look.redact_block(block, self.counts))
        clean = "".join(done)
        if clean == text and len(text) <= SHORT and not look.went_deeper and len(self._plain) < REMEMBERED:
            self._plain.add((text, rules))
        return self._hide_names(clean) if names else clean

    def _hide_learned_values(self, text: str) -> str:
        """Return a text, redacted by the rules, without values that learned weights find.

        Raises:
            OSError: the weights are missing.
            ValueError: the weights are damaged.
        """
        from selfhelp.report.redact.by_learning import value_tagger
        from selfhelp.report.redact.rules import split_into_blocks

        if not value_tagger.is_scored(text):
            return text
        return "".join(value_tagger.redact_block(block, self.counts) for block in split_into_blocks(text))

    def _hide_names(self, text: str) -> str:
        from selfhelp.report.redact import positional_names

        return positional_names.replace_domains_of_hosts(
            self._names.replace_names(text, self.counts), self._aliases
        )

    def _count_and_mark_removed(self) -> str:
        self.counts["error"] += 1
        return REMOVED
