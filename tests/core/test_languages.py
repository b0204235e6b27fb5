"""A language is a folder: a copy of one, under another code, is found everywhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.core.languages import (
    SOURCE_LANGUAGE,
    Language,
    list_known_languages,
    list_supported_languages,
    load_language,
    parse_language,
    parse_yes_or_no,
)
from tests.people import ROOT

LOCALE = ROOT / "resources" / "locale"
SECTIONS = {
    "borders",
    "restarts",
    "works",
    "elsewhere",
    "no_trouble",
    "denies",
    "also",
    "apostrophes",
    "slips",
}

EVERYWHERE = """
import json, sys
sys.path[:0] = [".", "installer/linux", "installer/macos"]
from pathlib import Path
import build, build_helper, information
from selfhelp.app import guide
from selfhelp.catalog import app_functions, query_parser
from selfhelp.cli import call
from selfhelp.core.languages import find_language_of_locale, list_supported_languages
from selfhelp.core.text import N_, Translator
from selfhelp.policy.branding import ProgramPolicy
from selfhelp.policy.export.group_policy import export_files
from selfhelp.policy.policy import iter_policy_keys
from selfhelp.report.secret_names import load_secret_names
from selfhelp.tickets.following.caller_verification import load_word_list, make_verification_line
from tools import i18n, index
from PySide6.QtWidgets import QApplication
from selfhelp.ui.screens import settings

rules = {name: rule for name, _, rule in iter_policy_keys()}
print(json.dumps({
    "choice": settings._list_language_choices()["qaa"],
    "lang option": "qaa" in list_supported_languages(),
    "environment": find_language_of_locale("qaa_QA.UTF-8"),
    "policy": rules["app.language"].accepts("qaa"),
    "sentence": Translator("qaa").translate(N_("Settings")),
    "size": Translator("qaa").format_size(1_500_000),
    "words": load_word_list("qaa")[0],
    "ticket": make_verification_line("x").count(" / "),
    "guide": guide.read_article("ask", "qaa").title,
    "functions": "qaafunction" in app_functions.load_app_functions()["undo"].phrases["qaa"],
    "phrases": "qaaphrase" in index.phrases()["phishing"],
    "asides": "qaaaside" in index.phrases_in(index.ASIDES),
    "borders": len(query_parser.split_into_clauses("one qaaborder two")[0]),
    "adml": sorted(export_files()),
    "redaction": "qaasecret" in load_secret_names().passwords,
    "po": [file.parts[-3] for file in i18n.languages()],
    "menu": "GenericName[qaa]=" in build.menu_entry(),
    "polkit": 'xml:lang="qaa"' in build_helper.policy(),
    "macos": sorted(information.write_translations(Path("strings"))),
    "plist": information.information()["CFBundleLocalizations"],
}))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources with a copy of French as "qaa", in which a few words are of its own."""
    root: Path = tmp_path_factory.mktemp("languages") / "tree"
    away = shutil.ignore_patterns("__pycache__", "*.png", "icons", "drawings")
    for name in ("selfhelp", "resources", "tools", "installer"):
        shutil.copytree(ROOT / name, root / name, ignore=away)
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, root / name)
    copy = root / "resources" / "locale" / "qaa"
    shutil.copytree(LOCALE / "fr", copy)

    def change(name: str, *pairs: tuple[str, str]) -> None:
        text = (copy / name).read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (copy / name).write_text(text, "utf-8")

    change(
        "language.json",
        ('"name": "Français"', '"name": "Qaa", "note": "try"'),
        ('"windows": "fr-FR"', '"windows": "qa-QA"'),
        ('"borders": "', '"borders": "qaaborder|'),
    )
    change("app-functions.toml", ("undo = [", 'undo = ["qaafunction", '))
    change("symptoms/phishing.toml", ("phrases = [", 'phrases = ["qaaphrase", '))
    change("asides.toml", ("phrases = [", 'phrases = ["qaaaside", '))
    change("redaction.toml", ("passwords = [", 'passwords = ["qaasecret", '))
    change("LC_MESSAGES/selfhelp.po", ('msgstr "Réglages"', 'msgstr "Qaaglages"'))
    return root


@pytest.mark.slow
def test_a_copied_folder_is_a_language_everywhere(tree: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(tree)}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=tree, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    run(
        "-c",
        "from tools import compiled; [compiled.build(p) for p in compiled.PARTS if 'translations' in p.name]",
    )
    found = json.loads(run("-c", EVERYWHERE))
    french = load_language("fr")
    assert found.pop("choice") == "Qaa"
    assert found.pop("environment") == "qaa"
    assert found.pop("sentence") == "Qaaglages"
    assert found.pop("size") == "1,5\N{NO-BREAK SPACE}Mo"
    assert found.pop("words") == french.make_file_path("spoken.txt").read_text("utf-8").split()[0]
    assert found.pop("ticket") == len(list_supported_languages())
    assert found.pop("guide") == french.make_file_path("guide/ask.md").read_text("utf-8").splitlines()[0][2:]
    assert found.pop("borders") == 2
    assert "qa-QA/selfhelp.adml" in found.pop("adml")
    assert "qaa" in found.pop("po")
    assert "qaa.lproj" in found.pop("macos")
    assert found.pop("plist") == [*list_supported_languages(), "qaa"]
    assert {name for name, there in found.items() if there is not True} == set()
    told = run("-m", "selfhelp", "fix", "--lang", "qaa", "--help")
    assert "qaa" in told


def test_every_file_of_a_language_is_right() -> None:
    for code in list_known_languages():
        values = json.loads((LOCALE / code / "language.json").read_text("utf-8"))
        language = parse_language(code, values)
        assert language == load_language(code)
        assert language.name
        assert language.windows[:2] == code
        assert set(language.search) == SECTIONS
        assert len(language.months) == (12 if "{month}" in language.date else 0)
        if code != SOURCE_LANGUAGE:
            assert set(language.desktop) == {"GenericName", "Comment", "Keywords"}
            assert len(language.macos) == 3


def test_every_folder_with_a_catalogue_is_a_language() -> None:
    assert {file.parts[-3] for file in LOCALE.glob("*/LC_MESSAGES/*.po")} <= {*list_known_languages()}


@pytest.mark.parametrize(
    "values",
    [
        {"nome": "x"},
        {"name": 1},
        {"code": "fr"},
        {"date": "{jour}"},
        {"moment": "{"},
        {"clock": ["{hour}"]},
        {"months": "Jan"},
    ],
)
def test_a_wrong_key_is_named(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        parse_language("fr", values)


def test_a_language_without_a_file_is_as_in_english(caplog: pytest.LogCaptureFixture) -> None:
    load_language.cache_clear()  # another test may have asked for it, and it warns once
    assert load_language("qps") == Language("qps")
    assert Language("qps").label == "qps"
    assert "qps" in caplog.text


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (" Oui\n", True),
        ("y", True),
        ("JA", True),
        ("nein", False),
        ("n", False),
        ("", None),
        ("perhaps", None),
    ],
)
def test_a_yes_or_a_no_may_be_in_any_language(reply: str, said: bool | None) -> None:
    assert parse_yes_or_no(reply) is said
