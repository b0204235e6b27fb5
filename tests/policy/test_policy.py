"""Policy: one schema; a mistake is named with file, key and what is allowed, and the strict value counts."""

from __future__ import annotations

import os
import re
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.core.paths import MACHINE_POLICY, AppPaths
from selfhelp.policy import files, help_desk, policy
from selfhelp.policy.policy import iter_policy_keys as declared_keys
from tests.people import ROOT


def write(folder: Path, text: str | bytes, name: str = "policy.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.fixture
def places(tmp_path: Path) -> AppPaths:
    return AppPaths(*(tmp_path / name for name in ("config", "data", "cache", "log", "run", "machine")))


def test_without_any_file_the_local_desk_is_used(places: AppPaths) -> None:
    loaded = files.load_policy(places)
    assert loaded.policy == policy.Policy()
    assert loaded.policy.desk.connector == "folder"
    assert {s.source for s in loaded.settings} == {"default"}


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "huge", "kernel log"])
def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "policy.toml"
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "device":
            file = Path("/dev/zero")
        case "folder":
            file.mkdir()
        case "huge":
            with file.open("wb") as sparse:
                sparse.truncate(10**12)
        case "kernel log":
            file = Path("/proc/kmsg")
    found: list[files.LoadedPolicy] = []
    reader = threading.Thread(
        target=lambda: found.append(files.read_policy_files([file], locked=False)), daemon=True
    )
    reader.start()
    reader.join(5)
    assert len(found[0].problems) == 1


def test_tables_merge_and_lists_replace_in_name_order(places: AppPaths) -> None:
    write(places.machine_policy, '[desk.rt]\nqueue="A"\n[fixes]\ndeny=["a","b"]\n')
    write(places.machine_policy / "policy.d", '[desk.rt]\nurl="https://rt.example.com"\n', "10.toml")
    last = write(places.machine_policy / "policy.d", '[fixes]\ndeny=["c"]\n[desk.rt]\nqueue="B"\n', "20.toml")
    loaded = files.load_policy(places)
    assert loaded.problems == []
    assert loaded.policy.desk.rt == help_desk.RtDeskPolicy("https://rt.example.com", "B", "ClientRef")
    assert loaded.policy.fixes.deny == ("c",)
    setting = next(s for s in loaded.settings if s.key == "desk.rt.queue")
    assert (setting.source, setting.locked) == (str(last), True)


def test_a_machine_policy_makes_the_persons_own_ignored(places: AppPaths) -> None:
    write(places.config, '[desk]\nconnector="rt"\n')
    assert files.load_policy(places).policy.desk.connector == "rt"
    write(places.machine_policy, "")
    assert files.load_policy(places).policy.desk.connector == "folder"


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ('[desk]\nconnector="jirra"\n', "desk.connector", "jira"),
        ("[desk]\nconnector=3\n", "desk.connector", "one of"),
        ('desk="rt"\n', "desk", "desk.rt"),
        ('[desk.rt]\nurl="http://rt.example.com"\n', "desk.rt.url", "https"),
        ('[desk.rt]\nurl="https://user:pw@rt.example.com"\n', "desk.rt.url", "https"),
        ('[desk.rt]\nurl="https://rt.example.com:99999"\n', "desk.rt.url", "https"),
        ("[desk.glpi]\nentity=-1\n", "desk.glpi.entity", "0 to"),
        ("[desk.glpi]\nentity=true\n", "desk.glpi.entity", "0 to"),
        ("[evidence]\nbudget=nan\n", "evidence.budget", "1 to 120"),
        ('[evidence]\nscreenshots="no"\n', "evidence.screenshots", "true or false"),
        ("[fixes]\ndeny=[1]\n", "fixes.deny", "list of texts"),
        ('[desk.rt]\nquue="x"\n', "desk.rt.quue", "desk.rt.queue"),
        ("[colour]\nx=1\n", "colour.x", "desk"),
        ('[desk.rt.url]\nx="y"\n', "desk.rt.url", "https"),
    ],
)
def test_a_mistake_names_key_and_what_is_allowed(places: AppPaths, text: str, key: str, allowed: str) -> None:
    file = write(places.machine_policy, text)
    loaded = files.load_policy(places)
    (problem,) = loaded.problems
    assert (problem.file, problem.key) == (str(file), key)
    assert allowed in problem.allowed


def test_wrong_values_become_strict_not_generous(places: AppPaths) -> None:
    write(places.machine_policy, '[evidence]\nscreenshots="yes"\n[fixes]\nallow="all"\n[desk]\nconnector=1\n')
    loaded = files.load_policy(places).policy
    assert not loaded.evidence.screenshots
    assert loaded.fixes.allow == ("-",)
    assert loaded.desk.connector == ""


@pytest.mark.parametrize(
    "junk",
    [b"\xff\xfe\x00", b"[desk", b"a=" + b"[" * 5000, b"#" * 2_000_000, b"\x00", "ä=1".encode("latin-1")],
)
def test_an_unreadable_file_is_applied_strictly(places: AppPaths, junk: bytes) -> None:
    file = write(places.machine_policy, junk)
    loaded = files.load_policy(places)
    assert [p.file for p in loaded.problems] == [str(file)]
    assert loaded.policy.desk.connector == ""
    assert not loaded.policy.evidence.screenshots


def test_a_folder_in_the_place_of_the_file(places: AppPaths) -> None:
    (places.machine_policy / "policy.toml").mkdir(parents=True)
    assert files.load_policy(places).policy == policy.Policy()


def test_byte_order_mark_of_windows_editors_is_fine(places: AppPaths) -> None:
    write(places.config, b'\xef\xbb\xbf[desk.rt]\r\nqueue="IT"\r\n')
    loaded = files.load_policy(places)
    assert loaded.problems == []
    assert loaded.policy.desk.rt.queue == "IT"


@pytest.mark.parametrize(
    ("address", "fine"),
    [
        ("https://desk.example.com/path", True),
        ("http://127.0.0.1:8120", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        ("http://127.0.0.1.example.com", False),
        ("http://10.0.0.1", False),
        ("ftp://x", False),
        ("https://", False),
        ("https://a b", False),
        ("https://x/?q=1", False),
        ("https://[::1", False),
        ("javascript:alert(1)", False),
    ],
)
def test_plain_http_only_to_this_computer(address: str, fine: bool) -> None:
    assert policy.is_server_address(address) is fine


def test_every_key_has_help_and_a_type(places: AppPaths) -> None:
    for name, field, rule in list(declared_keys()):
        assert rule.help.template.endswith("."), name
        assert type(field.default) in (str, bool, int, float, tuple), name
        assert rule.accepts(field.default), name
    assert replace(policy.Policy()) == policy.Policy()


@pytest.mark.parametrize(
    "text", ['[evidence]\nexclude_sections="programs"\n', "[evidence\n", "[evidence]\nexclude_sections=[1]\n"]
)
def test_a_wrong_list_of_sections_collects_none(places: AppPaths, text: str) -> None:
    """The organisation wanted something left out, and nobody knows what."""
    write(places.machine_policy, text)
    loaded = files.load_policy(places)
    assert loaded.problems
    assert not Catalog(loaded.policy, Platform.LINUX).collectors


def test_a_listed_section_is_not_collected_and_the_others_are(places: AppPaths) -> None:
    write(places.machine_policy, '[evidence]\nexclude_sections=["processes", "of-a-newer-version"]\n')
    ids = set(Catalog(files.load_policy(places).policy, Platform.LINUX).collectors)
    assert ids == set(Catalog(policy.Policy(), Platform.LINUX).collectors) - {"processes"}


def test_no_environment_variable_changes_what_policy_says(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(places.machine_policy, "[evidence]\nscreenshots = false\n[helper]\nenabled = false\n")
    write(places.config, "[evidence]\nscreenshots = true\n")
    before = files.load_policy(places)
    for name, _, _ in declared_keys():
        for spelled in (name, name.replace(".", "_"), f"selfhelp_{name.replace('.', '_')}"):
            monkeypatch.setenv(spelled.upper(), "true")
    for name in ("SELFHELP_POLICY", "SELFHELP_POLICY_FILE", "SELFHELP_CONFIG", "SELFHELP_MACHINE_POLICY"):
        monkeypatch.setenv(name, str(places.config / "policy.toml"))
    for name in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "HOME", "WIN_PD_OVERRIDE_COMMON_APPDATA"):
        monkeypatch.setenv(name, str(places.config))
    after = files.load_policy(places)
    assert (after.policy, after.settings) == (before.policy, before.settings)
    assert not after.policy.evidence.screenshots
    for platform, folder in MACHINE_POLICY.items():
        assert AppPaths.create_for_current_user(platform).machine_policy == folder


@pytest.mark.parametrize("name", [name for name, _, _ in declared_keys()])
def test_a_help_names_the_thing_first_and_has_its_unit(name: str) -> None:
    """A noun phrase or an imperative; an administrator scans many of them in an editor."""
    (said,) = [str(rule.help) for known, _, rule in declared_keys() if known == name]
    assert said.endswith("."), said
    assert not re.match(r"(Whether|What|Who|When|Where|How|Days that|Seconds (?!before)|Times)\b", said), said
    assert not re.search(r"n't\b|\b(she|her|somebody|nobody|company|mail|mails)\b", said), said
    unit = re.search(r"_(percent|gigabytes|megabytes|days|minutes|seconds)$", name)
    assert unit is None or unit[1].replace("percent", "as a percentage") in said.lower(), said


def test_the_policies_in_the_documentation_are_valid(tmp_path: Path) -> None:
    """The page of the guide for ServiceNow, which is a path, was refused."""
    tables = {name.partition(".")[0] for name, *_ in declared_keys()}
    tried = 0
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for _, block in re.findall(
            r"^( *)```toml\n(.*?)^\1```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
        ):
            text = textwrap.dedent(block)
            if not tables.intersection(re.findall(r"^\[([a-z_]+)", text, re.MULTILINE)):
                continue  # another kind of file
            tried += 1
            problems = files.read_policy_files([write(tmp_path, text)], locked=False).problems
            assert [one for one in problems if "…" not in str(one.value)] == [], page.name
    assert tried > 10
