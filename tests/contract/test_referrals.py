"""What every referral keeps: found by walking the folder."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from selfhelp import ticket_topics
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.core.text import ENGLISH, Text
from selfhelp.fixes import Category
from selfhelp.policy.policy import Policy
from selfhelp.ticket_topics import Referral
from tests.symptoms import symptoms

CATALOG = Catalog(Policy(), Platform.LINUX)
COLLECTORS = {
    module.name.replace("_", "-")
    for module in pkgutil.iter_modules(importlib.import_module("selfhelp.report.collectors").__path__)
}
FEWEST_SYMPTOMS = 25

each_referral = pytest.mark.parametrize("id_", sorted(CATALOG.referrals))


def referral(id_: str) -> Referral:
    return CATALOG.referrals[id_]


def shown(text: Text) -> str:
    assert isinstance(text, Text)
    return ENGLISH.show(text)


def test_every_file_is_found() -> None:
    assert len(CATALOG.referrals) == len(list(pkgutil.iter_modules(ticket_topics.__path__))) >= 40


def test_no_fix_has_the_same_id() -> None:
    assert not set(CATALOG.referrals) & set(CATALOG.known)


@each_referral
def test_its_title_is_short(id_: str) -> None:
    assert 3 <= len(shown(referral(id_).title).split()) <= 6


@each_referral
def test_it_explains_and_says_what_to_do_in_calm_sentences(id_: str) -> None:
    one = referral(id_)
    for text in (one.meaning, *one.now):
        assert shown(text).endswith(".")
        assert "!" not in shown(text)
    assert 1 <= len(one.now) <= 6
    assert 1 <= shown(one.meaning).count(". ") <= 2


@each_referral
def test_its_ticket_goes_somewhere_with_evidence_that_exists(id_: str) -> None:
    assert isinstance(referral(id_).category, Category)
    assert set(referral(id_).collectors) <= COLLECTORS


@each_referral
def test_people_of_both_languages_find_it(id_: str) -> None:
    said = symptoms(id_)
    for language in ("en", "fr"):
        phrases = [phrase.strip().lower() for phrase in said[language]]
        assert len(phrases) == len(set(phrases)) >= FEWEST_SYMPTOMS
        assert all(phrases)
    assert not set(said["en"]) & set(said["fr"])


@pytest.mark.parametrize(
    "id_",
    [
        "account-misused",
        "data-leak",
        "liquid-spill",
        "lost-or-stolen-device",
        "phishing",
        "ransomware",
        "swollen-battery",
        "virus-alert",
    ],
)
def test_what_cannot_wait_is_urgent(id_: str) -> None:
    assert referral(id_).urgent
