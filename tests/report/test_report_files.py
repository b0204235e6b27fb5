"""The report as files: the contract's shape, nothing unredacted, valid whatever a computer says."""

from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import RefusedError, StorageError
from selfhelp.core.model import Column, FactTable, Item, Snapshot, SnapshotSection
from selfhelp.core.paths import find_resource
from selfhelp.report import html_templates, report_files

NOW = datetime(2026, 3, 1, 12, 0, 5, 123456, tzinfo=timezone(timedelta(hours=1)))


def snapshot_of(*sections: SnapshotSection) -> Snapshot:
    return Snapshot(NOW, sections, redacted=True)


def test_json_keeps_the_contract_and_its_schema() -> None:
    taken = snapshot_of(
        SnapshotSection(
            "load", True, 7, [Item("memory", 5, "B"), FactTable("t", [Column("a", "%")], [[1.5], [None]])]
        ),
        SnapshotSection("network", False, 9, reason="gone"),
    )
    report = json.loads(report_files.render_json(taken))
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
    loaded: dict[str, object] = json.loads(find_resource("schemas/report.json").read_text("utf-8"))
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
def test_the_schema_refuses_unknown_data(broken: object) -> None:
    report = {"schema": 1, "created": "2026-03-01T11:00:05+00:00", "sections": {"x": broken}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, schema())


def test_a_page_that_is_loaded_has_no_template_left_to_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    html_templates._load_environment.cache_clear()
    report_files.preload_report_page()
    compiled: list[str] = []
    environment = html_templates._load_environment()
    compile_one = environment.compile

    def noted(source: str, name: str, *rest: object) -> object:
        compiled.append(name)
        return compile_one(source, name, *rest)

    monkeypatch.setattr(environment, "compile", noted)
    facts = [Item("memory", 5, "B"), Item("swap", 2, "B")]
    assert b"memory" in report_files.render_html(snapshot_of(SnapshotSection("load", True, 7, facts))).lower()
    assert compiled == []


def test_nothing_unredacted_is_ever_written(tmp_path: Path) -> None:
    raw = Snapshot(NOW, [], redacted=False)
    for write in (
        lambda: report_files.render_json(raw),
        lambda: report_files.render_html(raw),
        lambda: report_files.write_report(raw, tmp_path / "out"),
    ):
        with pytest.raises(RefusedError):
            write()
    assert list(tmp_path.glob("out*")) == []


def test_write_creates_a_private_folder_and_replaces_its_own_files_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "out"
    report_files.write_report(snapshot_of(), folder)
    (folder / "notes.txt").write_text("foreign")
    report_files.write_report(snapshot_of(SnapshotSection("x", False, 1, reason="new")), folder)
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "report.html", "report.json"]
    assert "x" in json.loads((folder / "report.json").read_bytes())["sections"]
    for made in (folder, folder.parent):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "report.json").stat().st_mode) == 0o600


def test_write_does_not_follow_a_link_in_place_of_its_file(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.json").symlink_to(other)
    report_files.write_report(snapshot_of(), tmp_path / "out")
    assert other.read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_an_error_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="couldn't be saved"):
        report_files.write_report(snapshot_of(), tmp_path / "file" / "out")


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40))


def depth(value: object) -> int:
    """Return how many levels JSON has."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max((depth(part) for part in inside), default=0)


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Fail where a name comes twice."""
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


@given(st.lists(st.tuples(st.text(max_size=20), SCALARS), max_size=5))
def test_any_facts_are_valid_flat_json_without_twins(facts: list[tuple[str, object]]) -> None:
    items = [Item(name, value) for name, value in facts]
    table = FactTable("t", [Column(name) for name, _ in facts], [[value for _, value in facts]])
    data = report_files.render_json(
        snapshot_of(SnapshotSection("x", True, 1, [*items, table]), SnapshotSection("x", True, 1, items))
    )
    report = json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_constant=pytest.fail)
    assert depth(report) <= 20


def test_the_same_snapshot_is_the_same_bytes() -> None:
    taken = snapshot_of(
        SnapshotSection("load", True, 7, [Item("memory", 5, "B")]),
        SnapshotSection("x", False, 9, reason="gone"),
    )
    assert report_files.render_json(taken) == report_files.render_json(taken)
    assert report_files.render_html(taken) == report_files.render_html(taken)
