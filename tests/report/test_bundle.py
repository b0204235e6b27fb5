"""The report as files: the contract's shape, nothing unredacted, and a page that can run nothing."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from selfhelp.errors import RefusedError, StorageError
from selfhelp.model import (
    CheckResult,
    Column,
    Finding,
    FixRun,
    Item,
    Outcome,
    Section,
    Snapshot,
    State,
    StepResult,
    Table,
    Undo,
)
from selfhelp.places import resource
from selfhelp.report import bundle
from selfhelp.report.findings import notices
from selfhelp.text import N_

NOW = datetime(2026, 3, 1, 12, 0, 5, 123456, tzinfo=timezone(timedelta(hours=1)))
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>@import url(//evil.example)</style>",
    "<!--", "]]>", "&lt;b&gt;", "javascript:alert(1)", "$(reboot)", "x" * 10_000, "\ud800 lone",
)  # fmt: skip


def snapshot_of(*sections: Section) -> Snapshot:
    return Snapshot(NOW, sections, redacted=True)


def volumes(*rows: Sequence[str | float | bool | None]) -> Section:
    names = ("mount point", "used", "free", "file entries used", "read-only")
    return Section("disks", True, 1, [Table("volumes", [Column(name) for name in names], rows)])


class Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hostile_page() -> bytes:
    sections = [
        Section("disks", True, 3, [Item(text, text, text), Table(text, [Column(text, text)], [[text]])])
        for text in HOSTILE
    ]
    sections += [Section(f'x" onclick="{text}', False, 1, reason=text) for text in HOSTILE]
    found = CheckResult("x", State.FOUND, Finding(N_("{a}", a=HOSTILE[0]), evidence={HOSTILE[1]: HOSTILE[2]}))
    steps = [StepResult(text, text, Undo.POSSIBLE, text) for text in HOSTILE]
    run = FixRun("r", HOSTILE[0], Outcome.FAILED, found, steps, None, NOW, NOW)
    return bundle.report_html(snapshot_of(*sections), heading=HOSTILE[1], runs=[run])


def test_json_keeps_the_contract_and_its_schema() -> None:
    taken = snapshot_of(
        Section("load", True, 7, [Item("memory", 5, "B"), Table("t", [Column("a", "%")], [[1.5], [None]])]),
        Section("network", False, 9, reason="gone"),
    )
    report = json.loads(bundle.report_json(taken))
    assert report == {
        "schema": 1,
        "created": "2026-03-01T11:00:05+00:00",
        "changes": None,
        "sections": {
            "load": {
                "status": "ok",
                "reason": "",
                "ms": 7,
                "items": [
                    {"name": "memory", "value": 5, "unit": "B"},
                    {"name": "t", "columns": [{"name": "a", "unit": "%"}], "rows": [[1.5], [None]]},
                ],
            },
            "network": {"status": "unavailable", "reason": "gone", "ms": 9, "items": []},
        },
    }
    jsonschema.validate(report, schema())


def schema() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(resource("schemas/report.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(loaded)
    return loaded


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "unavailable", "reason": "", "ms": 1, "items": []},
        {"status": "ok", "reason": "why", "ms": 1, "items": []},
        {"status": "ok", "reason": "", "ms": 1, "items": [{"name": "a"}]},
    ],
)
def test_the_schema_refuses_what_is_not_ours(broken: object) -> None:
    report = {"schema": 1, "created": "2026-03-01T11:00:05+00:00", "sections": {"x": broken}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, schema())


def test_nothing_unredacted_is_ever_written(tmp_path: Path) -> None:
    raw = Snapshot(NOW, [], redacted=False)
    for write in (
        lambda: bundle.report_json(raw),
        lambda: bundle.report_html(raw, heading=""),
        lambda: bundle.write(raw, tmp_path / "out"),
    ):
        with pytest.raises(RefusedError):
            write()
    assert list(tmp_path.glob("out*")) == []


def test_the_page_can_run_and_load_nothing() -> None:
    page = Page(hostile_page())
    names = {tag for tag, _ in page.tags}
    assert not names & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "form",
        "input",
        "base",
        "image",
    }
    assert [tag for tag, _ in page.tags].count("style") == 1
    for _, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "style", "action")
        ]
        assert (attributes.get("href") or "#").startswith("#")
    policies = [a["content"] for t, a in page.tags if t == "meta" and "http-equiv" in a]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_hostile_text_is_still_there_to_read() -> None:
    words = "".join(Page(hostile_page()).words)
    for text in HOSTILE[:-1]:
        assert text in words


def test_the_style_sheet_loads_nothing() -> None:
    style = resource("report.css").read_text("utf-8")
    assert not re.search(r"url\(|@import|expression\(", style)
    assert "</" not in style


def test_runs_show_before_and_after() -> None:
    before = CheckResult(
        "disk-full", State.FOUND, Finding(N_("The disk is full."), evidence={"free": "1 GB"})
    )
    after = CheckResult("disk-full", State.HEALTHY)
    step = StepResult("clean", "done", Undo.IMPOSSIBLE, "3 files")
    run = FixRun("r", "disk-full", Outcome.FIXED, before, [step], after, NOW, NOW + timedelta(seconds=8))
    words = " ".join(Page(bundle.report_html(snapshot_of(), heading="Help", runs=[run])).words)
    for text in (
        "disk-full",
        "fixed",
        "The disk is full.",
        "free: 1 GB",
        "healthy",
        "clean: done",
        "3 files",
        "8 s",
    ):
        assert text in words


def test_what_is_missing_says_why() -> None:
    page = bundle.report_html(snapshot_of(Section("printers", False, 4, reason="gone fishing")), heading="")
    assert b"Not available: gone fishing" in page


def test_what_looks_wrong_comes_first() -> None:
    taken = snapshot_of(
        Section("system", True, 1, [Item("restart pending", True), Item("uptime", 20 * 86400, "s")]),
        volumes(
            ("/home", 96.0, 1, 10.0, False), ("/media/dvd", 100.0, 0, None, True), ("/", 50.0, 9, 95.0, False)
        ),
        Section("services", True, 1, [Table("failed", [Column("service")], [["cups.service"]])]),
        Section("load", True, 1, [Item("processor", 240, "%"), Item("work waiting for io", 55.0, "%")]),
        Section("errors", True, 1, [Item("errors in the last 24 hours", 12)]),
        Section("network", True, 1, [Item("default gateway present", False)]),
    )
    assert [notice.text for notice in notices(taken)] == [
        "/home is 96 % full",
        "/ has 95 % of its file entries in use",
        "1 failed: cups.service",
        "Processor load is 240 %",
        "55 % of the time work waiting for io",
        "A restart is pending",
        "Not restarted for 20 days",
        "No default gateway: no way out of the local network",
        "12 in the last 24 hours",
    ]


def test_a_healthy_computer_is_said_to_be_one() -> None:
    assert notices(snapshot_of(volumes(("/", 50.0, 9, 5.0, False)))) == []
    assert b"Nothing stands out" in bundle.report_html(snapshot_of(), heading="")


def test_write_creates_a_private_folder_and_replaces_its_own_files_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    bundle.write(snapshot_of(), folder)
    (folder / "notes.txt").write_text("hers")
    bundle.write(snapshot_of(Section("x", False, 1, reason="new")), folder, heading="Title")
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "report.html", "report.json"]
    assert "x" in json.loads((folder / "report.json").read_bytes())["sections"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "report.json").stat().st_mode) == 0o600


def test_write_does_not_follow_a_link_in_place_of_its_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.json").symlink_to(other)
    bundle.write(snapshot_of(), tmp_path / "out")
    assert other.read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="could not be saved"):
        bundle.write(snapshot_of(), tmp_path / "file" / "out")


def test_the_page_gives_its_time_in_utc() -> None:
    assert b"2026-03-01 11:00 UTC" in bundle.report_html(snapshot_of(), heading="")


def test_values_read_as_people_write_them() -> None:
    said = [
        Item("memory", 16_000_000_000, "B"),
        Item("uptime", 3 * 86400 + 7200, "s"),
        Item("started", "2026-03-01T11:00:05+00:00"),
        Item("pending", False),
        Item("load", 12, "%"),
    ]
    words = Page(bundle.report_html(snapshot_of(Section("x", True, 1, said)), heading="")).words
    assert {"16.0\N{NO-BREAK SPACE}GB", "3 d 2 h", "2026-03-01 11:00:05 UTC", "no", "12 %"} <= set(words)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2026-03-01T11:00:05Z", "2026-03-01 11:00:05 UTC"),
        ("2026-03-01T00:30:05.123456+01:00", "2026-02-28 23:30:05 UTC"),
        ("2026-13-01T11:00:05Z", "2026-13-01T11:00:05Z"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
        ("at 2026-03-01T11:00:05Z", "at 2026-03-01T11:00:05Z"),
    ],
)
def test_a_moment_is_shown_in_utc_whatever_zone_it_was_written_in(written: str, shown: str) -> None:
    section = Section("x", True, 1, [Item("started", written)])
    assert shown in Page(bundle.report_html(snapshot_of(section), heading="")).words
