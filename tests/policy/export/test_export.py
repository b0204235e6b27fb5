"""What is generated from the policy's one definition: complete, current, and what each format asks for."""

# mypy: disable-error-code="unreachable"

from __future__ import annotations

import json
import plistlib
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from selfhelp.core.languages import load_language
from selfhelp.policy import files as policy_files
from selfhelp.policy.branding import INLINE
from selfhelp.policy.export.declared_keys import describe_tables, iter_declared_keys
from selfhelp.policy.export.editor_texts import list_editor_languages, load_editor_texts
from selfhelp.policy.export.group_policy import LONGEST_TEXT
from selfhelp.policy.export.policy_files import KINDS, export_policy_files
from selfhelp.policy.managed_settings import BUNDLE, read_settings_from_property_lists
from selfhelp.policy.policy import iter_policy_keys
from tests.people import ROOT

KEYS = {name: (item.default, rule) for name, item, rule in iter_policy_keys()}
NS = "{http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions}"
ADMX = ET.fromstring(export_policy_files("admx")["selfhelp.admx"])
ADML = {
    lang: ET.fromstring(export_policy_files("admx")[f"{lang}/selfhelp.adml"])
    for lang in (load_language(code).windows for code in list_editor_languages())
}


def test_what_is_committed_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "policy.py"), "check"], capture_output=True, text=True, cwd=ROOT
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_bytes_every_time(kind: str) -> None:
    assert export_policy_files(kind) == export_policy_files(kind)
    assert all(
        b"\r" not in content and content.endswith(b"\n") for content in export_policy_files(kind).values()
    )


# -- Group Policy ----------------------------------------------------------------------------------


def test_every_key_is_one_machine_policy() -> None:
    policies = ADMX.findall(f"{NS}policies/{NS}policy")
    assert [p.get("name") for p in policies] == [name.replace(".", "_") for name in KEYS]
    assert {p.get("class") for p in policies} == {"Machine"}


def test_every_text_and_presentation_that_is_named_exists_in_every_language() -> None:
    text = ET.tostring(ADMX, encoding="unicode")
    strings = set(re.findall(r"\$\(string\.([^)]+)\)", text))
    presentations = set(re.findall(r"\$\(presentation\.([^)]+)\)", text))
    for adml in ADML.values():
        assert {s.get("id") for s in adml.iter(f"{NS}string")} == strings
        assert {p.get("id") for p in adml.iter(f"{NS}presentation")} == presentations
        assert all((s.text or "").strip() for s in adml.iter(f"{NS}string"))
    english, *others = ({s.get("id"): s.text for s in ADML[lang].iter(f"{NS}string")} for lang in ADML)
    for other in others:
        assert [id_ for id_, said in english.items() if id_.endswith("_help") and other[id_] == said] == []


def test_identifiers_and_references_keep_the_rules_of_the_format() -> None:
    """ "Group Policy ADMX Syntax Reference Guide": itemName, and every reference leads to a definition."""
    for element in ADMX.iter():
        name = element.get("name")
        assert name is None or re.fullmatch(r"[A-Za-z0-9_]+", name), name
    categories = {c.get("name") for c in ADMX.iter(f"{NS}category")}
    refs = {p.get("ref") for p in ADMX.iter(f"{NS}parentCategory")}
    assert refs <= categories
    assert len(categories) == len(ADMX.findall(f"{NS}categories/{NS}category"))
    supported = {d.get("name") for d in ADMX.iter(f"{NS}definition")}
    assert {s.get("ref") for s in ADMX.iter(f"{NS}supportedOn") if s.get("ref")} <= supported
    assert ADMX.find(f"{NS}policyNamespaces/{NS}using") is None, "Intune refuses it"


def test_each_element_writes_the_key_that_is_read() -> None:
    for key, (default, rule) in KEYS.items():
        (element,) = [p for p in ADMX.iter(f"{NS}policy") if p.get("name") == key.replace(".", "_")]
        table, _, last = key.rpartition(".")
        place = "Software\\Policies\\selfhelp\\" + table.replace(".", "\\")
        assert element.get("key") == place
        if isinstance(default, bool):
            assert element.get("valueName") == last
            values = [
                element.find(f"{NS}{s}/{NS}decimal").get("value") for s in ("enabledValue", "disabledValue")
            ]
            assert values == ["1", "0"]
            continue
        (box,) = element.find(f"{NS}elements")
        if isinstance(default, tuple):
            assert (box.tag, box.get("key")) == (f"{NS}list", f"{place}\\{last}")
        else:
            assert box.get("valueName") == last
        if box.tag == f"{NS}decimal":
            assert (int(box.get("minValue")), int(box.get("maxValue"))) == rule.bounds
            assert int(box.get("maxValue")) < 2**32
        if box.tag == f"{NS}enum":
            assert tuple(s.text for s in box.iter(f"{NS}string")) == tuple(rule.choices)


def test_a_text_tells_how_long_it_may_be_and_a_logo_fits_by_its_path() -> None:
    limits = {int(e.get("maxLength")) for e in ADMX.iter(f"{NS}text")}
    assert limits == {LONGEST_TEXT}
    helps = {s.get("id"): s.text or "" for s in ADML["en-US"].iter(f"{NS}string")}
    for key, (default, rule) in KEYS.items():
        if isinstance(default, str) and not rule.choices:
            assert (
                f"Maximum length here: {LONGEST_TEXT} characters." in helps[f"{key.replace('.', '_')}_help"]
            )
    assert INLINE > LONGEST_TEXT
    assert KEYS["branding.logo"][1].accepts("C:\\Program Files\\Acme\\logo.png")


# -- macOS -----------------------------------------------------------------------------------------


def _payload(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    profile = plistlib.loads(export_policy_files("mobileconfig")[name])
    (payload,) = profile["PayloadContent"]
    assert (profile["PayloadType"], profile["PayloadScope"]) == ("Configuration", "System")
    assert profile["PayloadUUID"] != payload["PayloadUUID"]
    assert {f"Payload{key}" for key in ("Type", "Identifier", "UUID", "Version")} <= set(payload)
    return profile, payload


def test_the_sample_profile_sets_nothing(tmp_path: Path) -> None:
    _, payload = _payload("selfhelp.mobileconfig")
    assert payload["PayloadType"] == BUNDLE
    (tmp_path / f"{BUNDLE}.plist").write_bytes(plistlib.dumps(payload))
    assert read_settings_from_property_lists(tmp_path / "none", tmp_path).forced == ()


def test_the_example_in_the_sample_is_right_once_it_is_no_comment(tmp_path: Path) -> None:
    sample = export_policy_files("mobileconfig")["selfhelp.mobileconfig"].decode()
    before, rest = sample.split("<!-- Nothing", 1)
    example = rest.split("Example:", 1)[1].split("All keys:", 1)[0]
    after = rest.split("-->", 1)[1]
    (payload,) = plistlib.loads((before + example + after).encode())["PayloadContent"]
    (tmp_path / f"{BUNDLE}.plist").write_bytes(plistlib.dumps(payload))
    loaded = policy_files.merge_policy_sources(
        read_settings_from_property_lists(tmp_path / "none", tmp_path).forced
    )
    assert (loaded.problems, loaded.policy.desk.connector) == ([], "rt")


def test_notifications_are_allowed_and_not_on_the_locked_screen() -> None:
    profile, payload = _payload("notifications.mobileconfig")
    assert payload["PayloadType"] == "com.apple.notificationsettings"
    (settings,) = payload["NotificationSettings"]
    assert (settings["BundleIdentifier"], settings["NotificationsEnabled"]) == (BUNDLE, True)
    assert not settings["ShowInLockScreen"]
    sample, _ = _payload("selfhelp.mobileconfig")
    assert profile["PayloadUUID"] != sample["PayloadUUID"]
    assert profile["PayloadIdentifier"] != sample["PayloadIdentifier"]


def test_the_manifest_has_what_editors_ask_for() -> None:
    manifest = plistlib.loads(export_policy_files("mobileconfig")[f"{BUNDLE}.plist"])
    assert isinstance(manifest["pfm_last_modified"], datetime)
    assert manifest["pfm_unique"] is True
    wanted = {
        "app_url",
        "description",
        "documentation_url",
        "domain",
        "format_version",
        "platforms",
        "targets",
    }
    assert {f"pfm_{name}" for name in (*wanted, "title", "version")} <= set(manifest)
    common = {e["pfm_name"]: e for e in manifest["pfm_subkeys"] if e["pfm_name"].startswith("Payload")}
    assert set(common) == {
        f"Payload{name}"
        for name in ("Description", "DisplayName", "Identifier", "Type", "UUID", "Version", "Organization")
    }
    for name in ("DisplayName", "Identifier", "Type", "UUID", "Version"):
        assert common[f"Payload{name}"]["pfm_require"] == "always"
    assert common["PayloadType"]["pfm_default"] == BUNDLE
    _, payload = _payload("selfhelp.mobileconfig")
    assert re.fullmatch(common["PayloadUUID"]["pfm_format"], payload["PayloadUUID"])


def test_the_manifest_names_every_key_with_its_type() -> None:
    manifest = plistlib.loads(export_policy_files("mobileconfig")[f"{BUNDLE}.plist"])
    assert manifest["pfm_domain"] == BUNDLE
    types = {bool: "boolean", int: "integer", float: "real", str: "string", tuple: "array"}
    ours = [entry for entry in manifest["pfm_subkeys"] if not entry["pfm_name"].startswith("Payload")]
    found = dict(_entries(ours))
    assert {name: entry["pfm_type"] for name, entry in found.items()} == {
        name: types[type(default)] for name, (default, _) in KEYS.items()
    }


def _entries(subkeys: list[dict[str, Any]], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for entry in subkeys:
        if entry["pfm_type"] == "dictionary":
            yield from _entries(entry["pfm_subkeys"], f"{prefix}{entry['pfm_name']}.")
        else:
            yield prefix + entry["pfm_name"], entry


# -- JSON Schema -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", True),
        ('[desk]\nconnector = "glpi"\n[desk.glpi]\nurl = "https://glpi.example.com"\nentity = 3\n', True),
        ("[evidence]\nbudget = 5\n", True),
        ('[desk]\nconnector = "jirra"\n', False),
        ("[desk.glpi]\nentity = -1\n", False),
        ('[evidence]\nscreenshots = "no"\n', False),
        ("[fixes]\ndeny = [1]\n", False),
        ("[colour]\nx = 1\n", False),
        ('[redaction]\nexempt = ["everything"]\n', False),
        ('[extend.fixes]\ndeny = ["disk-full"]\n', True),
        ("[extend.app]\nquit = false\n", False),
        ('[extend.desk.rt]\nqueue = "x"\n', False),
    ],
)
def test_the_schema_agrees_with_the_reader(tmp_path: Path, text: str, right: bool) -> None:
    schema = json.loads(export_policy_files("schema")["policy.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    mistakes = list(jsonschema.Draft202012Validator(schema).iter_errors(tomllib.loads(text)))
    file = tmp_path / "policy.toml"
    file.write_text(text)
    assert (mistakes == []) == (policy_files.read_policy_files([file], locked=True).problems == []) == right


def test_what_is_allowed_is_said_in_every_language() -> None:
    said = {key.rule.allowed for key in iter_declared_keys()}
    english, *others = list_editor_languages()
    for language in others:
        told = {one: load_editor_texts(language).describe_allowed(one) for one in said}
        left = [
            one for one, other in told.items() if re.search(r"\b(such as|one of|from|with|see|or)\b", other)
        ]
        assert left == []
    assert load_editor_texts("fr").describe_allowed("a number from 0 to 60") == "un nombre de 0 à 60"
    assert load_editor_texts(english).describe_allowed("text") == "text"
    with pytest.raises(ValueError, match="no wording"):
        load_editor_texts("fr").describe_allowed("something new")


def test_a_table_is_described_in_the_language_of_the_template() -> None:
    tables = describe_tables()
    english, *others = list_editor_languages()
    assert load_editor_texts(english).describe_table("desk", tables["desk"]) == tables["desk"]
    for language in others:
        texts = load_editor_texts(language)
        assert texts.tables.keys() == tables.keys()
        told = [texts.describe_table(name, what) for name, what in tables.items()]
        assert not [text for text in told if re.search(r"\b(the|and|of|with|tickets as)\b", text)]
        assert told[0] in (
            ADML[load_language(language).windows].findtext(f".//{NS}string[@id='table_desk']") or ""
        )
        with pytest.raises(ValueError, match="no text"):
            texts.describe_table("something-new", "Something new")
