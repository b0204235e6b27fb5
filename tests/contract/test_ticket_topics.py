"""What every ticket topic keeps: found by walking the folder."""

from __future__ import annotations

import importlib
import pkgutil
from itertools import combinations

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.languages import load_language
from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH, Text
from selfhelp.diagnosis.complaints import interpret_suggestions
from selfhelp.fixes import Category
from selfhelp.policy.policy import Policy
from selfhelp.ticket_topics.ticket_topic import TicketTopic
from tests.people import ROOT
from tests.symptoms import kept_languages, symptoms

CATALOG = Catalog(Policy(), Platform.LINUX)
COLLECTORS = {
    module.name.replace("_", "-")
    for module in pkgutil.iter_modules(importlib.import_module("selfhelp.report.collectors").__path__)
}
FEWEST_SYMPTOMS = 25
FEWEST_ELSEWHERE = 12
"""In a language that is unfinished, or that its note calls unreviewed."""


each_topic = pytest.mark.parametrize("id_", sorted(CATALOG.topics))


def topic(id_: str) -> TicketTopic:
    return CATALOG.topics[id_]


def shown(text: Text) -> str:
    assert isinstance(text, Text)
    return ENGLISH.translate(text)


def test_every_file_is_found() -> None:
    assert len(CATALOG.topics) == len(list((ROOT / "resources" / "topics").iterdir())) >= 40


def test_no_fix_has_the_same_id() -> None:
    assert not set(CATALOG.topics) & set(CATALOG.all_fixes)


@each_topic
def test_its_title_is_short(id_: str) -> None:
    assert 3 <= len(shown(topic(id_).title).split()) <= 6


@each_topic
def test_it_explains_and_says_what_to_do_in_calm_sentences(id_: str) -> None:
    one = topic(id_)
    for text in (one.meaning, *one.now):
        assert shown(text).endswith(".")
        assert "!" not in shown(text)
    assert 1 <= len(one.now) <= 6
    assert 1 <= shown(one.meaning).count(". ") <= 2


@each_topic
def test_what_the_help_desk_needs_is_not_lost_among_the_steps(id_: str) -> None:
    """The ticket form repeats it; a step such as "Unplug the charger" would be out of place there."""
    asks = ("Give ", "State ", "Name the ", "Add the ")
    mixed = {
        "meeting-room",
        "recovery-key-screen",
        "missing-attachment",
    }  # says to call, or depends on another
    if id_ not in mixed:
        assert not [shown(text) for text in topic(id_).steps if shown(text).startswith(asks)]


@each_topic
def test_its_ticket_goes_somewhere_with_evidence_that_exists(id_: str) -> None:
    assert isinstance(topic(id_).category, Category)
    assert set(topic(id_).collectors) <= COLLECTORS


@each_topic
def test_people_of_every_language_find_it(id_: str) -> None:
    said = symptoms(id_)
    for language in {*kept_languages(), *said}:
        phrases = [phrase.strip().lower() for phrase in said[language]]
        known = load_language(language)
        fewest = FEWEST_SYMPTOMS if known.complete and not known.note else FEWEST_ELSEWHERE
        assert len(phrases) == len(set(phrases)) >= fewest
        assert all(phrases)
    assert [pair for pair in combinations(said, 2) if {*said[pair[0]]} & {*said[pair[1]]}] == []


@pytest.mark.parametrize(
    "id_",
    [
        "account-misused",
        "data-leak",
        "liquid-spill",
        "lost-badge",
        "lost-or-stolen-device",
        "phishing",
        "ransomware",
        "remote-intruder",
        "swollen-battery",
        "virus-alert",
    ],
)
def test_what_cannot_wait_is_urgent(id_: str) -> None:
    assert topic(id_).urgent


@pytest.mark.parametrize(
    ("system", "wanted"),
    [(Platform.WINDOWS, "Ctrl+Alt+Del"), (Platform.MACOS, "Users & Groups"), (Platform.LINUX, "passwd")],
)
@pytest.mark.parametrize(
    "text",
    [
        "my password expires tomorrow, how do I change it",
        "mon mot de passe expire demain, comment le changer",
        "mein Passwort läuft morgen ab, wie ändere ich es",
    ],
)
def test_who_wants_to_change_a_password_reads_how_on_this_system(
    text: str, system: Platform, wanted: str
) -> None:
    """The answer was a diagnosis of a locked local account."""
    catalog = Catalog(Policy(), system)
    meant = interpret_suggestions(catalog.suggest(text))
    assert meant.topic == "change-password"
    steps = [shown(step) for step in catalog.topics[meant.topic].now]
    assert "VPN" in steps[0]
    assert wanted in steps[1]
    assert len(steps) <= 6


def test_the_example_on_the_page_is_the_file() -> None:
    page = (ROOT / "docs" / "write-a-topic.md").read_text("utf-8")
    assert f"```toml\n{(ROOT / 'resources' / 'topics' / 'vpn-access.toml').read_text('utf-8')}```" in page
