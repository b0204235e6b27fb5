"""What every TOML file in ``resources`` keeps that translators and help desks edit."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import tomli_w

from selfhelp import checks, fixes
from selfhelp.catalog import app_functions
from selfhelp.catalog.discovery import iter_classes
from selfhelp.catalog.manual_tests import TRIALS
from selfhelp.checklist import checklist_step
from selfhelp.core import emergency_numbers
from selfhelp.core.resource_tables import ResourceError, parse_record, parse_records
from selfhelp.core.text import ENGLISH, Text
from selfhelp.diagnosis import complaints
from selfhelp.engine import tips
from selfhelp.fixes import Check
from selfhelp.machine.guidance import manual_steps, settings_pages
from selfhelp.ticket_topics import ticket_topic
from selfhelp.troubleshooters import troubleshooter
from selfhelp.troubleshooters.complaint import complaint_from_table as complaint_from
from selfhelp.ui.tray import frequent_fixes
from tests.people import ROOT
from tests.symptoms import kept_languages, symptoms
from tools import i18n

RESOURCES = ROOT / "resources"
OTHERS = ("packs/", "words/", "locale/")
"""Files that others read: `tests/packs`, `tests/test_index.py`."""

ONE = {
    "topics": (ticket_topic.topic_from_table, {"title", "category", "meaning"}),
    "troubleshooters": (
        troubleshooter.troubleshooter_from_table,
        {"title", "meaning", "subject", "checks", "solved"},
    ),
    frequent_fixes.FILE: (frequent_fixes.parse_frequent_fix_ids, {"offered"}),
}
SEVERAL = {
    complaints.FILE: (lambda _, table: complaint_from(table), {"subject", "checks", "solved"}),
    emergency_numbers.FILE: (emergency_numbers.numbers_from_table, {"country"}),
    checklist_step.FILE: (checklist_step.step_from_table, {"title", "about"}),
    app_functions.FILE: (app_functions.app_function_from_table, {"title", "about", "opens"}),
    manual_steps.FILE: (manual_steps.manual_step_from_table, {"sentence", "drawing"}),
    settings_pages.FILE: (settings_pages.settings_page_from_table, {"sentence"}),
    tips.RESOURCE: (tips.tip_from_table, {"text", "fixes"}),
}
FILES = sorted(
    name
    for file in RESOURCES.rglob("*.toml")
    if not (name := file.relative_to(RESOURCES).as_posix()).startswith(OTHERS)
)
ADDRESSES = ("ms-settings:", "windowsdefender:"), ("x-apple.systempreferences:",)
Values = dict[str, Any]

each_file = pytest.mark.parametrize("file", FILES)


def values_of(file: str) -> Values:
    return tomllib.loads((RESOURCES / file).read_text("utf-8"))


def read(file: str, values: Values) -> object:
    """Read other values as the product reads the file."""
    if file in SEVERAL:
        return parse_records(tomli_w.dumps(values), file, SEVERAL[file][0])
    make: Any = ONE[file.partition("/")[0]][0]
    return parse_record(tomli_w.dumps(values), file, make)


def required(file: str) -> set[str]:
    return SEVERAL[file][1] if file in SEVERAL else ONE[file.partition("/")[0]][1]


def tables(file: str) -> Iterator[tuple[str, Values, Values]]:
    """Yield every table of a file with the path of its keys, in a copy of the whole that may be changed."""
    for id_ in values_of(file) if file in SEVERAL else [""]:
        whole = values_of(file)
        yield f"{id_}." if id_ else "", whole[id_] if id_ else whole, whole


def complaint(file: str, values: Values) -> str:
    with pytest.raises(ResourceError) as raised:
        read(file, values)
    return raised.value.detail


@cache
def known() -> frozenset[str]:
    found = (cls.id for package in (fixes, checks) for cls in iter_classes(package, Check))  # type: ignore[type-abstract]
    return frozenset(found)


@cache
def extracted() -> Mapping[str, list[str]]:
    """Return the files of every sentence that translators are given."""
    return {m.id: [place for place, _ in m.locations] for m in i18n.extracted() if m.id}


def test_every_file_is_used() -> None:
    assert len(FILES) >= 50
    assert all(file in SEVERAL or file.partition("/")[0] in ONE for file in FILES)


@pytest.mark.slow
@each_file
def test_every_key_has_its_schema(file: str) -> None:
    assert read(file, values_of(file))
    for path, table, whole in tables(file):
        table["colour"] = "red"
        assert complaint(file, whole).startswith(f"{file}: {path}colour: unknown; known are ")
    for path, table, whole in tables(file):
        for key in list(table):
            good, table[key] = table[key], 7
            assert complaint(file, whole).startswith(f"{file}: {path}{key}: ")
            table[key] = good


@each_file
def test_what_cannot_be_missing_is_named(file: str) -> None:
    for path, table, whole in tables(file):
        assert required(file) <= table.keys()
        for key in required(file):
            good = table.pop(key)
            assert complaint(file, whole) == f"{file}: {path}{key}: missing"
            table[key] = good


@pytest.mark.slow
@each_file
def test_every_sentence_can_be_translated_and_names_its_file(file: str) -> None:
    places = extracted()
    written = list(i18n.sentences(read(file, values_of(file))))
    assert written or file == frequent_fixes.FILE
    assert all(f"resources/{file}" in places[sentence] for sentence in written)


def test_a_sentence_is_found_in_its_line() -> None:
    lines = {sentence: (file, line) for file, line, sentence in i18n.of_resources()}
    assert lines["Suspicious message or call"] == ("resources/topics/phishing.toml", 4)
    assert len({line for file, line in lines.values() if file.endswith("manual-steps.toml")}) > 90


@pytest.mark.parametrize("id_", troubleshooter.list_troubleshooter_ids())
def test_a_troubleshooter_names_checks_and_trials_that_exist(id_: str) -> None:
    one = troubleshooter.load_troubleshooters()[id_]
    assert set(one.checks) <= known()
    assert set(one.trials) <= set(TRIALS)
    assert 3 <= len(ENGLISH.translate(one.title).split()) <= 6
    assert all(symptoms(id_)[language] for language in kept_languages())


def test_a_manual_step_has_a_drawing_that_exists() -> None:
    drawings = {file.stem for file in (RESOURCES / "drawings").iterdir()}
    steps: Mapping[str, manual_steps.ManualStep] = manual_steps.load_manual_steps()
    assert len(steps) > 90
    assert {step.drawing for step in steps.values()} <= drawings
    assert all(isinstance(step.sentence, Text) for step in steps.values())


def test_a_settings_page_starts_nothing_but_the_settings() -> None:
    for id_, page in settings_pages.load_settings_pages().items():
        assert page.windows.startswith(ADDRESSES[0]), id_
        assert not page.macos or page.macos.startswith(ADDRESSES[1]), id_
        assert set(page.linux) <= set(settings_pages.LINUX_PROGRAMS), id_
        assert all(panel.replace("_", "").replace("-", "").isalnum() for panel in page.linux.values()), id_
