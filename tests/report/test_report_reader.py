"""Reports of others: what is wrong with one is said, and nothing in it does harm."""

from __future__ import annotations

import json
import os
import time
import tracemalloc
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfhelp.core.errors import UsageError
from selfhelp.core.model import (
    ChangeType,
    Column,
    FactTable,
    Item,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.report import report_files, report_reader, terminal_lines

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHOLE = Snapshot(
    NOW,
    [
        SnapshotSection("a", True, 5, [Item("memory", 5, "B", tracked=True), Item("on", False)]),
        SnapshotSection(
            "b",
            True,
            6,
            [
                FactTable(
                    "t", (Column("x", key=True), Column("y", "%", tracked=True)), [["one", 1.5]], rolling=True
                )
            ],
        ),
        SnapshotSection("c", False, 7, reason="gone"),
    ],
    redacted=True,
    changes=SnapshotChanges(NOW, [SnapshotChange("a", "memory", ChangeType.CHANGED, "", 4, 5)], 3),
)


def written(tmp_path: Path, content: bytes | str) -> Path:
    file = tmp_path / "report.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    file = written(tmp_path, report_files.render_json(WHOLE))
    for path in (file, tmp_path):
        again = report_reader.load_report(path)
        assert report_files.render_json(again) == report_files.render_json(WHOLE)
        assert again.changes == WHOLE.changes


def test_a_report_of_the_first_version_is_read(tmp_path: Path) -> None:
    old = {"schema": 1, "created": "2026-01-01T00:00:00+00:00", "sections": {}}
    assert report_reader.load_report(written(tmp_path, json.dumps(old))).changes is None


DEEP = "[" * 10_000 + "]" * 10_000
HEAD = '{"schema":1,"created":"2026-01-01T00:00:00+00:00","sections":'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"\x89PNG\r\n",
        "null",
        "[]",
        "42",
        '"text"',
        "{}",
        DEEP,
        '{"schema":1,"x":' + DEEP + "}",
        HEAD + DEEP + "}",
        '{"schema":2,"created":"2026-01-01T00:00:00+00:00","sections":{}}',
        '{"schema":1,"created":"yesterday","sections":{}}',
        '{"schema":1,"created":5,"sections":{}}',
        HEAD + "[]}",
        HEAD + '{"../x":{"status":"ok","ms":1,"reason":"","items":[]}}}',
        HEAD + '{"a":null}}',
        HEAD + '{"a":{"status":"ok","ms":1,"reason":"","items":[5]}}}',
        HEAD + '{"a":{"status":"ok","ms":1,"reason":"","items":[{"name":"n","value":[1],"unit":""}]}}}',
        HEAD + '{"a":{"status":"ok","ms":1,"reason":"","items":[{"name":"n","value":NaN,"unit":""}]}}}',
        HEAD + '{"a":{"status":"ok","ms":1e999,"reason":"","items":[]}}}',
        HEAD + '{"a":{"status":"ok","ms":' + "9" * 5000 + ',"reason":"","items":[]}}}',
        HEAD + '{"a":{"status":"ok","ms":1,"reason":"","items":[{"name":"t","columns":[],"rows":[[1]]}]}}}',
        HEAD + '{},"changes":{"since":"2026-01-01","items":[{"change":"eaten"}],"left_out":0}}',
        HEAD + "{" + ",".join(f'"a{n}":{{}}' for n in range(600)) + "}}",
    ],
)
def test_what_is_no_report_is_said(tmp_path: Path, content: bytes | str) -> None:
    with pytest.raises(UsageError) as said:
        report_reader.load_report(written(tmp_path, content))
    assert "report.json" in str(said.value)
    assert len(str(said.value)) < 1000


OK = '{"status":"ok","ms":1,"reason":"","items":[]}'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "it isn't valid JSON from line 1, column 2 on"),
        (b'{"schema":1,"created":"\xe9"}', "a text, date or number that no report can have"),
        (HEAD + '{"a":{"status":"ok","ms":' + "9" * 5000 + "}}}", "number that no report can have"),
        (
            HEAD + '{},"changes":{"since":"2026-01-01","items":[{"change":"x"}],"left_out":0}}',
            "malformed",
        ),
        ('{"schema":1,' + HEAD[1:] + "{}}", "a name occurs twice in the same place"),
        (HEAD + '{"a":' + OK + ',"a":' + OK + "}}", "a name occurs twice in the same place"),
        ('{"schema":2,"created":"2026-01-01","sections":{}}', "its schema is not 1, the only one"),
        ('{"schema":true,"created":"2026-01-01","sections":{}}', "its schema is not 1, the only one"),
        (HEAD + '{"a":' + OK.replace("ok", "fine") + "}}", "the section a has no valid status"),
        (HEAD + '{"a":{"status":"ok","ms":1,"reason":"","items":[{"name":"t","columns":[],"rows":[[1]]}]}}}',
         "in the section a: t: 1 values for 0 columns"),
    ],
)  # fmt: skip
def test_it_is_said_what_is_wrong_in_our_own_words(tmp_path: Path, content: bytes | str, why: str) -> None:
    with pytest.raises(UsageError) as said:
        report_reader.load_report(written(tmp_path, content))
    assert why in str(said.value)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-32"])
def test_an_editor_may_have_saved_it_in_another_coding(tmp_path: Path, coding: str) -> None:
    path = written(tmp_path, (HEAD + '{"a":' + OK + "}}").encode(coding))
    assert [section.id for section in report_reader.load_report(path).sections] == ["a"]


def test_no_file_a_pipe_and_a_device(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "none", tmp_path / "pipe", tmp_path, Path("/dev/zero"), tmp_path / ("x" * 5000)):
        with pytest.raises(UsageError):
            report_reader.load_report(path)


def test_a_hundred_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    with file.open("wb") as stream:
        stream.write(HEAD.encode())
        stream.truncate(100_000_000)
    started = time.process_time()
    tracemalloc.start()
    with pytest.raises(UsageError):
        report_reader.load_report(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 80_000_000
    assert time.process_time() - started < 10


def test_a_flood_of_rows_is_cut_and_said(tmp_path: Path) -> None:
    rows = [["x" * 50]] * 100_000
    table = {"name": "t", "columns": [{"name": "c", "unit": ""}], "rows": rows}
    sections = {"a": {"status": "ok", "ms": 1, "reason": "", "items": [table]}}
    content = {"schema": 1, "created": "2026-01-01T00:00:00+00:00", "sections": sections}
    (section,) = report_reader.load_report(written(tmp_path, json.dumps(content))).sections
    assert section.items[-1] == Item("t: rows left out", 98_000)


EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\u2066\u200f\r\n\x00\u2028 <b>"


def harmless(lines: Sequence[str]) -> bool:
    """Nothing that a terminal obeys, that turns text around, or that begins a line of its own."""
    return not {unicodedata.category(c) for line in lines for c in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_no_control_character_reaches_the_lines(tmp_path: Path) -> None:
    text = report_files.render_json(WHOLE).decode()
    for word in ("memory", "one", "gone", "x", "t", "%", "B"):
        text = text.replace(f'"{word}"', json.dumps(f"{word}{EVIL}"))
    lines = list(terminal_lines.iter_report_lines(report_reader.load_report(written(tmp_path, text))))
    assert harmless(lines)
    assert any("owned" in line for line in lines)


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
ANY = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


@given(place=st.integers(0, 10_000), value=ANY)
@settings(max_examples=150, deadline=None)
def test_any_part_may_be_anything(
    tmp_path_factory: pytest.TempPathFactory, place: int, value: object
) -> None:
    """One place of a good report holds something else: it is read, or refused with a sentence."""
    data = json.loads(report_files.render_json(WHOLE))
    spots: list[tuple[object, object]] = []

    def walk(node: object) -> None:
        entries = (
            node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        )
        for key, inner in entries:
            spots.append((node, key))
            walk(inner)

    walk(data)
    node, key = spots[place % len(spots)]
    node[key] = value  # type: ignore[index]
    file = tmp_path_factory.mktemp("r") / "report.json"
    file.write_text(json.dumps(data), "utf-8")
    try:
        lines = list(terminal_lines.iter_report_lines(report_reader.load_report(file)))
    except UsageError:
        return
    assert harmless(lines)


def test_how_a_report_reads() -> None:
    lines = list(terminal_lines.iter_report_lines(WHOLE))
    assert lines[:3] == [
        "Computer report of 2026-03-01 12:00 UTC",
        "",
        "Changed since 2026-03-01 12:00 UTC: 4",
    ]
    assert "  ~ a, memory: 4 -> 5" in lines
    assert "  … and 3 more" in lines
    assert [line.split() for line in lines if "on:" in line] == [["on:", "no"]]
    assert "    one  1.5 %" in lines
    assert "  not available: gone" in lines


def test_a_wide_table_is_told_row_by_row_within_the_width() -> None:
    columns = [Column("device"), Column("says"), Column("empty"), Column("used", "%")]
    table = FactTable("drives", columns, [["disk " * 6, "word " * 8, None, 17.6], ["other", "x", None, 2]])
    facts = [Item("name", "short"), Item("a name as long as a sentence, or longer", "v " * 60), table]
    for width in (40, 80, 120):
        lines = list(
            terminal_lines.iter_report_lines(Snapshot(NOW, [SnapshotSection("disks", True, 1, facts)]), width)
        )
        assert max(map(len, lines)) <= width
        assert not any("empty" in line for line in lines)
        assert any("17.6 %" in line for line in lines), "a figure is not torn from its unit"
    assert [line for line in lines if terminal_lines.is_heading_line(line)] == ["DISKS"]


def test_key_findings_come_first() -> None:
    load = SnapshotSection("load", True, 1, [Item("processor", 300, "%"), Item("uptime", 7500, "s")])
    lines = list(terminal_lines.iter_report_lines(Snapshot(NOW, [load])))
    assert lines[2:4] == ["KEY FINDINGS", "  Processor load is 300 % of all processors' capacity"]
    assert "  uptime:    2 h 5 min" in lines
