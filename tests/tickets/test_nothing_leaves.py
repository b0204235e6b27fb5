"""F1 and F14: canaries of every class in everything that is read, none in a byte that leaves or is kept."""

from __future__ import annotations

import base64
import contextlib
import gzip
import itertools
import json
import logging
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core import log
from selfhelp.core.model import Column, FactTable, Item, Json, Platform, PrivacyClass
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.engine.journal import Journal
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.machine import Action, Command, Output, Source
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy import policy
from selfhelp.report.collectors import Collector
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot_history import SnapshotHistory
from selfhelp.report.snapshot_service import SnapshotService
from selfhelp.tickets.case import Case, CaseDependencies
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.outbox.outbox import Outbox
from selfhelp.tickets.sent_items import SentRecords
from tests.conftest import LOOPS
from tests.report import redaction_blind, redaction_corpus

HALVES = (redaction_corpus, redaction_blind)
FIXED = {name: make for half in HALVES for name, make in half.FIXED.items()}
PERSONAL = redaction_corpus.PERSONAL
CONTEXTS = redaction_corpus.CONTEXTS | redaction_blind.CONTEXTS
KEYWORDS = redaction_corpus.KEYWORDS | redaction_blind.KEYWORDS
KNOWN: Mapping[PrivacyClass, Sequence[str]] = {
    PrivacyClass.PERSON: ["qmorvan7", "Solène Morvandiau"],
    PrivacyClass.HOST: ["pc-90417.kervadec.example.com"],
    PrivacyClass.HARDWARE: ["SNX90417KQ"],
    PrivacyClass.NETWORK: ["Kervadec-Wifi 2"],
}
NAMES = (
    "qmorvan7",
    "QMorvan7",
    "MORVANDIAU",
    "pc-90417",
    "kervadec.example.com",
    "SNX90417KQ",
    "Kervadec-Wifi 2",
)
NUMBERS = {"card", "visa", "mastercard", "amex", "diners", "jcb", "discover", "unionpay"}
"""Kinds of numbers that aren't secrets: as IBANs, they stay in a fact that names no one, where only the
test would write them, such as the language of the session."""
TOKEN = "Tk" + "9-desk-Qz77"
STEP = 1 if LOOPS >= 100 else 4
"""Each kind of value stands in every so manyth place by turns, in each of them in `make soak`."""

SECTIONS = 8
"""So many, because a section may hold 200,000 characters only."""
SEEN = 6
"""Bytes by which a place that may hold a canary is found."""


class Planted:
    """Canaries, and the texts that hold them."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {
            "fixed": [],
            "personal": [],
            "keyword": [],
            "known": [*NAMES, TOKEN],
        }
        self.texts: list[str] = []
        answered: list[str] = []
        turns = itertools.count()
        for kind, makers in (("fixed", FIXED), ("personal", PERSONAL)):
            for name, make in makers.items():
                places = list(CONTEXTS.values())[next(turns) % STEP :: STEP]
                texts = [write(self._new(kind, make())) for write in places]
                self.texts += texts
                if kind == "fixed" and name.split()[0] not in NUMBERS | {"iban"}:
                    answered += texts
        for n, write in enumerate(KEYWORDS.values()):
            self.texts.append(write(self._new("keyword", f"Zr{n}k-pass7{n}Wq")))
        for value in self.values["known"]:
            self.texts += [write(value) for write in CONTEXTS.values()]
        coded = [secret for kind in ("fixed", "known") for secret in self.values[kind][::29]]
        self.texts += [
            base64.b64encode(value.encode("utf-16-le")).decode() for value in coded if len(value) > 9
        ]
        self.texts += [value.encode().hex() for value in coded if len(value) > 9]
        self._turn = itertools.cycle(answered)

    def _new(self, kind: str, value: str) -> str:
        self.values[kind].append(value)
        return value

    def next(self) -> str:
        """Return a text with a secret; each fact is searched for those, whatever it reveals."""
        return next(self._turn)


@dataclass
class PlantedMachine:
    """This computer, but every text it answers holds a secret, and every program prints some."""

    inner: LocalMachine
    planted: Planted

    @property
    def platform(self) -> Platform:
        return self.inner.platform

    def run(self, command: Command) -> Output:
        answer = self.inner.run(command)
        return Output(answer.code, f"{answer.stdout}\n{self.planted.next()}\n", self.planted.next())

    def read(self, source: Source) -> Json:
        return self._with(self.inner.read(source))

    def change(self, action: Action) -> Json:
        raise AssertionError(f"a snapshot changed something: {action}")

    def _with(self, answer: Json) -> Json:
        match answer:
            case str() if "\n" in answer:
                return f"{answer}\n{self.planted.next()}\n"
            case str() if len(answer) > 3 and not answer.isdigit():
                return f"{answer} {self.planted.next()}"
            case list():
                return [self._with(each) for each in answer]
            case dict():
                return {name: self._with(value) for name, value in answer.items()}
            case _:
                return answer


class Everything(Collector):
    """A share of all texts, in every kind of place that a section has."""

    id = "everything"  # type: ignore[misc]
    title = N_("Everything")
    timeout = 30.0  # type: ignore[misc]

    def __init__(self, number: int, texts: Sequence[str]) -> None:
        self.id = f"everything-{number}"  # type: ignore[misc]
        self._texts = texts

    def collect_facts(self, machine: object) -> Sequence[Item | FactTable]:
        columns = tuple(
            Column(f"column {mark}", reveals=mark) for mark in (PrivacyClass.TEXT, PrivacyClass.COMMAND)
        )
        rows = list(itertools.zip_longest(self._texts[::2], self._texts[1::2], fillvalue=""))
        files = [(f"/home/qmorvan7/{name}.txt",) for name in NAMES]
        return [
            *(
                Item(f"{mark} {n}", name, reveals=mark)
                for mark in KNOWN
                for n, name in enumerate(KNOWN[mark])
            ),
            FactTable("lines", columns, rows),
            FactTable("files", (Column("file", reveals=PrivacyClass.PATH),), files),
            Item("log", "\n".join(self._texts[:20]), reveals=PrivacyClass.TEXT),
        ]


class Crashing(Collector):
    """Has a secret in its arguments when it raises."""

    id = "crashing"  # type: ignore[misc]
    title = N_("Crashing")

    def __init__(self, planted: Planted) -> None:
        self._planted = planted

    def collect_facts(self, machine: object) -> Sequence[Item | FactTable]:
        secret = self._planted.values["fixed"][0]
        raise ValueError(f"cannot read {secret} of qmorvan7 with password={TOKEN}")


def forms(value: str) -> Iterator[bytes]:
    """How a canary may be written where it stays."""
    raw = value.encode()
    yield from (
        raw,
        raw.lower(),
        value.encode("utf-16-le"),
        value.encode("utf-16-be"),
        quote(raw, safe="").encode(),
    )
    yield from (
        "".join(f"%{byte:02X}" for byte in raw).encode(),
        raw.hex().encode(),
        raw.hex().upper().encode(),
    )
    yield json.dumps(value)[1:-1].encode()
    for data in (raw, value.encode("utf-16-le")):
        for offset in range(3):
            text = base64.b64encode(b"\0" * offset + data)
            yield text[(offset * 8 + 5) // 6 : (offset + len(data)) * 8 // 6]


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes of a file, and what is packed in them."""
    yield data
    for magic, unpack in (
        (b"\x1f\x8b", gzip.decompress),
        (b"\x78\x9c", zlib.decompress),
        (b"\x78\xda", zlib.decompress),
    ):
        place = data.find(magic)
        while place >= 0:
            with contextlib.suppress(OSError, EOFError, zlib.error):
                yield unpack(data[place:])
            place = data.find(magic, place + 1)


def left(folder: Path, values: Sequence[str]) -> dict[str, set[str]]:
    """Which canaries are where, in any form."""
    heads: dict[bytes, list[tuple[bytes, str]]] = {}
    for value in values:
        for form in forms(value):
            if len(form) >= SEEN:
                heads.setdefault(form[:SEEN], []).append((form, value))
    found: dict[str, set[str]] = {}
    for path in (each for each in folder.rglob("*") if each.is_file()):
        for data in unpacked(path.read_bytes()):
            for place in range(len(data)):
                for form, value in heads.get(data[place : place + SEEN], ()):
                    if data.startswith(form, place):
                        found.setdefault(value, set()).add(path.name)
    return found


@pytest.fixture
def planted() -> Planted:
    return Planted()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything is written that leaves or stays."""
    folder = tmp_path / "kept"
    (folder / "temp").mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "temp"))
    return folder


def a_case(kept: Path, planted: Planted, machine: PlantedMachine) -> Case:
    rules = policy.Policy(
        evidence=policy.EvidencePolicy(budget=60), redaction=policy.Redaction(attachments=True)
    )
    catalog = Catalog(rules, Platform.LINUX)
    box = Outbox(kept / "outbox")
    parts = [Everything(n, planted.texts[n::SECTIONS]) for n in range(SECTIONS)]
    collectors = [*catalog.collectors.values(), *parts, Crashing(planted)]
    return Case(
        CaseDependencies(
            machine,
            catalog,
            Journal(kept / "journal"),
            rules,
            lambda: Redactor(KNOWN, [TOKEN]),
            lambda: box,
            lambda: SnapshotService(machine, collectors, SnapshotHistory(kept / "snapshots", 30), 60),
            lambda: SentRecords(kept / "receipts", 180),
        ),
        "the printer does nothing",
    )


def send(kept: Path, case: Case, attached: Callable[[], Sequence[Path]]) -> None:
    """What the user does: a snapshot, two texts, the ticket, its way to the desk."""
    case.take_snapshot(Progress())
    for path in attached():
        case.add_file(path)
    case.save_to_outbox(case.build_letter())
    DeliveryService(case._tools.outbox(), FolderConnector(kept / "desk")).deliver_due_items()


@pytest.mark.loops
@pytest.mark.slow
def test_no_canary_is_in_a_byte_that_leaves_or_is_kept(
    tmp_path: Path, kept: Path, planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "files").mkdir()

    def attached() -> Sequence[Path]:
        text = "\r\n".join(planted.texts)
        files = [tmp_path / "files" / "plain.log", tmp_path / "files" / "wide.reg"]
        files[0].write_text(text, "utf-8")
        files[1].write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))
        return files

    (kept / "desk").mkdir()
    log.start_logging(kept / "log", Redactor(KNOWN, [TOKEN]).clean_line)
    for text in planted.texts[::7]:
        logging.getLogger("selfhelp.tests").info("was told %s", text)
    try:
        send(kept, a_case(kept, planted, PlantedMachine(LocalMachine(Platform.LINUX), planted)), attached)
    finally:
        for handler in logging.getLogger("selfhelp").handlers:
            handler.close()
        logging.getLogger("selfhelp").handlers.clear()
    names = {path.name for path in kept.rglob("*") if path.is_file()}
    assert {"selfhelp.log", "report.json", "report.html", "plain.log", "wide.reg"} <= names
    written = (kept / "log" / "selfhelp.log").read_text()
    assert "collector crashing failed" in written
    assert "Traceback" in written, "a technician of ours needs it"
    assert (kept / "temp").is_dir()
    report = next(path for path in kept.rglob("report.json")).read_text()
    assert report.count("[secret:") > len(planted.values["fixed"]) // 2, "what is planted is in the report"
    assert "rows left out" not in report
    everything = [value for values in planted.values.values() for value in values]
    found = left(kept, everything)
    for kind, least in (("fixed", 1.0), ("known", 1.0), ("personal", 0.98), ("keyword", 0.9)):
        missed = [(value, found[value]) for value in planted.values[kind] if value in found]
        share = 1 - len(missed) / len(planted.values[kind])
        assert share >= least, f"{kind}: {share:.1%} {missed[:9]}"


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    """Guards the test above: each form is found, also packed."""
    value = "canary-Q7x9/1"
    for n, form in enumerate(forms(value)):
        (tmp_path / str(n)).write_bytes(b"before " + form + b" after")
    (tmp_path / "packed").write_bytes(b"head" + gzip.compress(value.encode()))
    (tmp_path / "deflated").write_bytes(b"IDAT" + zlib.compress(value.encode()))
    assert left(tmp_path, [value])[value] == {path.name for path in tmp_path.iterdir() if path.is_file()}
