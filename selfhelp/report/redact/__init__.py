"""Replaces what identifies someone, or opens something, by stable stand-ins before anything is written.

`Redactor` goes by three sources, the most certain first: names that the system itself told (see
`selfhelp.machine.account.identity`) and secrets given by value; the mark on each fact of a snapshot; rules
over free text (see `table_columns`). It fails closed: what cannot be made safe becomes
``[removed: error]``. Secrets become ``[secret:class]``, everything else ``kind-xxxxxx``.

What is not found, by design, is listed in docs/redaction.md.
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
from selfhelp.core.text import ENGLISH, N_, Text

if TYPE_CHECKING:
    from selfhelp.machine import Machine
    from selfhelp.report.redact.rules import Rules

REMOVED = "[removed: error]"
SECONDS = 20.0
"""How long one text may take; what is not done by then is removed."""

_IDENTIFYING = (
    PrivacyClass.PERSON,
    PrivacyClass.HOST,
    PrivacyClass.HARDWARE,
    PrivacyClass.NETWORK,
    PrivacyClass.DEVICE,
)


class Redactor:
    """Redacts one report: every use of one redactor gives the same stand-in for the same value.

    Attributes:
        counts: how many replacements were made, by class.
    """

    def __init__(
        self,
        known: Mapping[PrivacyClass, Sequence[str]],
        secrets: Iterable[str] = (),
        key: bytes | None = None,
        readable: frozenset[PrivacyClass] = frozenset(),
    ) -> None:
        """Create one.

        Args:
            known: names to replace wherever they stand, by what they reveal.
            secrets: values to remove wherever they stand, in any spelling.
            key: makes the stand-ins; one report's own random key where None.
            readable: marks whose values stay readable in a snapshot (policy or the person decides);
                secrets are removed from them anyway.
        """
        from selfhelp.report.redact.aliases import Aliases
        from selfhelp.report.redact.known_names import KnownNames, KnownSecrets

        self.counts: Counter[str] = Counter()
        self._aliases = Aliases(key or randomness.token_bytes(32))
        self._secrets = KnownSecrets(secrets)
        self._names = KnownNames({k: v for k, v in known.items() if k not in readable}, self._aliases)
        self._readable = readable

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
        """Return a redactor that knows this person's and this computer's names.

        Args:
            machine: is asked who uses it; what it cannot tell is left to the rules.
            secrets: see the constructor.
            key: see the constructor.
            known: further names, for instance the person's address from their preferences.
            readable: see the constructor.
        """
        from selfhelp.machine.account import identity

        names = {mark: list(values) for mark, values in identity.read_names(machine).items()}
        for mark, values in (known or {}).items():
            names.setdefault(mark, []).extend(values)
        return cls(names, secrets, key, readable)

    def prepare(self, stop: Callable[[], bool] = bool) -> None:
        """Compile what the first text would have to wait for; never raises, and may run beside other work.

        Args:
            stop: asked before each rule whether to leave the rest.
        """
        from contextlib import suppress

        with suppress(Exception):  # who redacts meets the same, and fails closed
            from selfhelp.report.redact import classified_facts, rule_order  # noqa: F401 - loaded for what follows

            rule_order.secret_rules()
            rule_order.all_rules().compile(stop)

    def text(self, text: str) -> str:
        """Return free text without secrets and with stand-ins; never raises."""
        return self._safely(text, personal=True)

    def without_secrets(self, text: str) -> str:
        """Return a person's own words without secrets; names stay, they wrote them on purpose."""
        return self._safely(text, names=False)

    def clean_line(self, line: str) -> str:
        """Return one line for the log; never raises."""
        return self.text(line)

    def data(self, data: bytes) -> str:
        """Return the bytes of a text file redacted; what is not text becomes ``[removed: …]``."""
        from selfhelp.report.redact.decoding import decode

        try:
            return self.text(decode(data))
        except Exception:  # noqa: BLE001 - fails closed, whatever it was
            return self._removed()

    def file(self, stream: BinaryIO) -> Iterator[str]:
        """Return a text file redacted, piece by piece, so that a long one needs little memory.

        Args:
            stream: open for reading bytes.

        Raises:
            OSError: it cannot be read.
        """
        from selfhelp.report.redact.decoding import pieces

        for piece in pieces(stream):
            yield self.text(piece)

    def value(self, value: Scalar, reveals: PrivacyClass) -> Scalar:
        """Return one fact as its mark says; never raises."""
        if value is None or isinstance(value, bool):
            return value
        if not isinstance(value, str):
            if reveals not in _IDENTIFYING:
                return value
            value = str(value)
        try:
            return self._marked(value, reveals)
        except Exception:  # noqa: BLE001 - fails closed, whatever it was
            return self._removed()

    def named_text(self, name: str, value: str) -> str:
        """Return the free text that a field holds; a field whose name says that it is a secret is one."""
        return str(self._hide_by_name(name, value, PrivacyClass.TEXT))

    def snapshot(self, snapshot: Snapshot) -> Snapshot:
        """Return a redacted snapshot; names marked in one section are found in all others."""
        if snapshot.redacted:
            return snapshot
        for section in snapshot.sections:
            self._learn(section)
        sections = tuple(self._section(section) for section in snapshot.sections)
        return dataclasses.replace(snapshot, sections=sections, redacted=True)

    def run(self, run: FixRun) -> FixRun:
        """Return a fix run whose evidence, sentences and technical words are redacted, in English."""
        steps = [dataclasses.replace(step, detail=self.text(step.detail)) for step in run.steps]
        before, after = self.check(run.before), run.after and self.check(run.after)
        message = self._sentence(run.message)
        return dataclasses.replace(run, before=before, after=after, steps=steps, message=message)

    def check(self, result: CheckResult) -> CheckResult:
        """Return what a check saw with evidence and sentences redacted, in English."""
        found = result.finding
        if found is not None:
            evidence = {name: self._fact(found, name, value) for name, value in found.evidence.items()}
            found = Finding(self._redact_text_value(found.summary), self._sentence(found.meaning), evidence)
        reason, why = self._sentence(result.reason), self.text(result.why)
        return dataclasses.replace(result, finding=found, reason=reason, why=why)

    def _fact(self, found: Finding, name: str, value: str) -> str:
        """Return a fact of the evidence as its mark says; without one it is free text."""
        mark = found.reveals.get(name, PrivacyClass.TEXT)
        shown = self.value(value, mark)
        return self.text(value) if mark is PrivacyClass.TEXT else str(shown)

    def _sentence(self, text: Text | None) -> Text | None:
        return None if text is None else self._redact_text_value(text)

    def _redact_text_value(self, text: Text) -> Text:
        """Names come as values of a sentence; what they are part of decides, so all of it is looked at."""
        return N_("{text}", text=self.text(ENGLISH.translate(text)))

    def _section(self, section: SnapshotSection) -> SnapshotSection:
        items = tuple(
            self._table(item) if isinstance(item, FactTable) else self._item(item) for item in section.items
        )
        return dataclasses.replace(section, items=items, reason=self.text(section.reason))

    def _item(self, item: Item) -> Item:
        return dataclasses.replace(item, value=self._hide_by_name(item.name, item.value, item.reveals))

    def _table(self, table: FactTable) -> FactTable:
        rows = tuple(self._row(table.columns, row) for row in table.rows)
        return dataclasses.replace(table, rows=rows)

    def _row(self, columns: Sequence[Column], row: Sequence[Scalar]) -> tuple[Scalar, ...]:
        """A row longer than its columns is free text there: nothing passes for want of a mark."""
        marks = [(c.name, c.reveals) for c in columns] + [("", PrivacyClass.TEXT)] * (len(row) - len(columns))
        return tuple(
            self._hide_by_name(name, value, mark) for (name, mark), value in zip(marks, row, strict=False)
        )

    def _hide_by_name(self, name: str, value: Scalar, reveals: PrivacyClass) -> Scalar:
        """A fact whose own name says that it is a secret is one, whatever its mark."""
        from selfhelp.report.redact import keyed

        shown = self.value(value, reveals)
        if not name or not isinstance(shown, str) or not isinstance(value, str) or "\n" in value:
            return shown
        try:
            hidden = keyed.named(name, shown, self._aliases)
        except Exception:  # noqa: BLE001 - fails closed, whatever it was
            return self._removed()
        if hidden is None:
            return shown
        self.counts["password"] += 1
        return hidden

    def _learn(self, section: SnapshotSection) -> None:
        """Remember what is marked as a name, to find it in free text as well."""
        for item in section.items:
            if isinstance(item, Item):
                self._learn_value(item.value, item.reveals)
                continue
            for column, values in zip(item.columns, zip(*item.rows, strict=False), strict=False):
                for value in values:
                    self._learn_value(value, column.reveals)

    def _learn_value(self, value: Scalar, reveals: PrivacyClass) -> None:
        if reveals in _IDENTIFYING and reveals not in self._readable and isinstance(value, str):
            from selfhelp.report.redact.classified_facts import is_distinctive

            if is_distinctive(value, reveals):
                self._names.add(value, reveals)

    def _marked(self, value: str, reveals: PrivacyClass) -> Scalar:
        from selfhelp.report.redact import classified_facts

        if reveals in (PrivacyClass.TEXT, PrivacyClass.COMMAND):
            return self.text(value)
        if reveals is PrivacyClass.NOTHING or reveals in self._readable:
            return self._safely(value)
        cleaned = self._safely(value, names=False)
        if reveals is PrivacyClass.PATH:
            return classified_facts.path(self.text(cleaned), self._aliases)
        if cleaned != value:
            return self.text(cleaned)
        new = self._names.find(value) or classified_facts.stand_in(value, reveals, self._aliases)
        if new != value:
            self.counts[reveals.value] += 1
        return new

    def _safely(self, text: str, *, personal: bool = False, names: bool = True) -> str:
        try:
            from selfhelp.report.redact import rule_order

            rules = rule_order.rules_for(text, personal=personal)
            return self._scan(text, rules, names)
        except Exception:  # noqa: BLE001 - fails closed, whatever it was
            return self._removed()

    def _scan(self, text: str, rules: Rules, names: bool) -> str:
        """Secrets first, so that no stand-in inside one hides its form; then the rules; then names.

        Half a surrogate pair isn't a character and is shown as one that could not be read.

        Raises:
            TimeoutError: it takes too long.
        """
        from selfhelp.report.redact import positional_names
        from selfhelp.report.redact.idle_rules import idle_rules
        from selfhelp.report.redact.private_keys import hide_private_keys
        from selfhelp.report.redact.rules import blocks
        from selfhelp.report.redact.scan import Look
        from selfhelp.report.redact.spellings import without_nulls

        end = time.monotonic() + SECONDS
        text = without_nulls(text).encode("utf-8", "replace").decode("utf-8")
        text = hide_private_keys(self._secrets.hide(text, self.counts), self.counts)
        look = Look(rules, self._aliases, self._names if names else None, idle_rules(text, rules))
        done: list[str] = []
        for block in blocks(text):
            if time.monotonic() > end:
                raise TimeoutError
            done.append(look.at(block, self.counts))
        text = "".join(done)
        return (
            positional_names.domains_of_hosts(self._names.hide(text, self.counts), self._aliases)
            if names
            else text
        )

    def _removed(self) -> str:
        self.counts["error"] += 1
        return REMOVED
