"""Group Policy and managed preferences: the same policy from each source; damage is strict."""

from __future__ import annotations

import plistlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from selfhelp.core import windows_acl
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, Translator
from selfhelp.policy import files, managed_settings
from selfhelp.policy.managed_settings import BUNDLE, DEFAULTS, POLICIES
from selfhelp.policy.policy import iter_policy_keys as declared


class Imitated:
    """A registry in memory: keys by path, values by name, as an ADMX or reg.exe writes them."""

    def __init__(self, keys: Mapping[str, Mapping[str, Json]], forbidden: str = "") -> None:
        self.keys = {path.casefold(): dict(values) for path, values in keys.items()}
        self.forbidden = forbidden.casefold()

    def _must_be_there(self, path: str) -> str:
        path = path.casefold()
        if self.forbidden and path.startswith(self.forbidden):
            raise PermissionError(13, "Access is denied")
        if not any(key == path or key.startswith(path + "\\") for key in self.keys):
            raise FileNotFoundError(path)
        return path

    def list_values(self, path: str) -> Sequence[tuple[str, Json]]:
        return list(self.keys.get(self._must_be_there(path), {}).items())

    def list_subkeys(self, path: str) -> Sequence[str]:
        path = self._must_be_there(path)
        return sorted({k[len(path) + 1 :].split("\\")[0] for k in self.keys if k.startswith(path + "\\")})


def registry_of(values: Mapping[str, Json], root: str = POLICIES) -> Imitated:
    """Write values by dotted key as Group Policy does: tables are keys, lists keys with numbered lines."""
    keys: dict[str, dict[str, Json]] = {}
    for name, value in values.items():
        table, _, last = name.rpartition(".")
        path = "\\".join([root, *table.split(".")])
        if isinstance(value, tuple):
            keys.setdefault(f"{path}\\{last}", {}).update({str(n): line for n, line in enumerate(value, 1)})
        else:
            as_written = int(value) if isinstance(value, bool) else value
            keys.setdefault(path, {})[last] = f"{value}" if isinstance(value, float) else as_written
    return Imitated(keys)


def nested(values: Mapping[str, Json]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for name, value in values.items():
        *tables, last = name.split(".")
        place = root
        for table in tables:
            place = place.setdefault(table, {})
        place[last] = list(value) if isinstance(value, tuple) else value
    return root


def other_than(name: str, default: Json, rule: Any) -> Json:
    """Return a value that a key accepts and that is not its default."""
    tries: Sequence[Json]
    match default:
        case bool():
            tries = [not default]
        case int() | float():
            low, high = rule.bounds
            tries = [type(default)(low), type(default)(high)]
        case tuple():
            members = rule.choices or ["printing=7", "a", "ipp://print.example.com/x", "É ü=1"]
            tries = [
                tuple(members[:2]),
                *((member,) for member in members),
                *((example,) for example in EXAMPLES.get(name, ())),
            ]
        case _:
            tries = [
                *rule.choices,
                "https://desk.example.com",
                "http://x.example.com/a",
                "Ünï ' \\ %PATH%",
                "7",
            ]
            tries = [*tries, *EXAMPLES.get(name, ())]
    found = [value for value in tries if value != default and rule.accepts(value)]
    assert found, f"{name}: tell this test a value that {rule.allowed} allows"
    return found[0]


EXAMPLES: Mapping[str, Sequence[str]] = {
    "incidents.signing_keys": ("0123456789abcdef" * 4,),
    "foresight.backup_file": ("/var/log/backup.log",),
    "foresight.return_date": ("2027-03-31",),
    "foresight.warranty_date": ("2027-03-31",),
    "reminders.lead_days": ("password-expiry=14",),
    "reminders.last_days": ("password-expiry=3",),
    "reminders.wording": ("password-expiry.fr=Changez-le.",),
    "desk.servicenow.variables": ("text=what_happened",),
    "desk.email": ("{login}@example.com",),
    "desk.folder.path": ("/srv/desk",),
    "desk.mail.host": ("smtp.example.com",),
    "desk.mail.to": ("desk@example.com",),
    "desk.osticket.to": ("desk@example.com",),
    "network.ca_file": ("/etc/ssl/company.pem",),
    "organisation.identity_host": ("login.example.com",),
    "organisation.internal_name": ("intranet.example.com",),
    "organisation.mail_host": ("mail.example.com",),
    "organisation.realm": ("EXAMPLE.COM",),
    "organisation.vpn_gateway": ("vpn.example.com",),
    "packs.folder": ("/srv/packs",),
    "packs.keys": ("0123456789abcdef" * 4 + " 2027-12-31",),
    "packs.min_versions": ("vpn-reset=3",),
    "desk.servicenow.producer": ("0123456789abcdef0123456789abcdef",),
    "usage_stats.keyring_entry": ["statistics.example.com"],
    "usage_stats.header": ["X-Api-Key"],
    "usage_stats.folder": ["/srv/counts", "\\\\files.example.com\\counts"],
    "app.language": ("fr",),
    "branding.logo": ("logo.svg",),
    "branding.logo_dark": ("logo-dark.png",),
    "branding.accent": ("#b00020",),
    "branding.text_overrides": ("en:Get help=Call the service desk",),
    "branding.links": ("Intranet=https://intranet.example.com",),
    "desk.freshservice.url": ("https://example.freshservice.com",),
    "network.proxy": ("proxy.example.com:3128",),
    "organisation.printers": ("ipps://print.example.com/x|name=Colour printer|building=North|floor=2",),
    "organisation.drives": ("S:=\\\\files.example.com\\sales|name=Sales|groups=sales|optional",),
    "organisation.probe_page": ("http://probe.example.com/ok.txt",),
    "remote.tools": ("helper|Acme Helper|linux=/opt/helper/run|arguments={ticket}",),
    "app.updates": ("en=Software Centre brings them.",),
    "emergency.mail": ("en=Do not click.", "fr=Ne cliquez pas."),
    "emergency.mail_address": ("abuse@example.com",),
    "emergency.phone": ("2222",),
    "emergency.device": ("en=Phone now.",),
    "support.phone": ("+33 1 23 45 67 89",),
    "support.emergency": ("+33 1 23 45 67 89",),
    "support.email": ("help@example.com",),
    "support.location": ("en=Ground floor",),
    "support.hours": ("Mo-Fr 08:00-18:00",),
    "support.hours_note": ("en=Closed at noon",),
    "support.holidays": ("2026-12-24",),
    "support.time_zone": ("Europe/Paris",),
    "ticket.title": ("{subject} ({reference})",),
    "ticket.body": ("{description}",),
    "ticket.questions": ("room|required|en=Which room?",),
    "ticket.categories": ("printing|en=Printers",),
}
"""For keys whose form no general example has."""

NAMES = [name for name, _, _ in declared()]


@cache
def others() -> Mapping[str, Json]:
    """Return for every key a value that is not its default."""
    return {name: other_than(name, item.default, rule) for name, item, rule in declared()}


@pytest.fixture
def places(tmp_path: Path) -> AppPaths:
    return AppPaths(*(tmp_path / name for name in ("config", "data", "cache", "log", "run", "machine")))


def policy_of(places: AppPaths, managed: files.ManagedSettings) -> files.LoadedPolicy:
    return files.load_policy(places, managed)


def test_every_key_gives_the_same_policy_from_toml_registry_and_property_list(places: AppPaths) -> None:
    file = places.config / "policy.toml"
    file.parent.mkdir()
    file.write_text(tomli_w.dumps(nested(others())), "utf-8")
    by_file = files.read_policy_files([file], locked=True)
    by_registry = policy_of(places, managed_settings.read_settings_from_registry(registry_of(others())))
    forced = places.data
    forced.mkdir()
    (forced / f"{BUNDLE}.plist").write_bytes(plistlib.dumps(nested(others())))
    by_list = policy_of(places, managed_settings.read_settings_from_property_lists(places.cache, forced))
    assert by_file.problems == by_registry.problems == by_list.problems == []
    assert by_file.policy == by_registry.policy == by_list.policy
    assert {s.key: s.value for s in by_file.settings} == others()
    assert {s.source for s in by_registry.settings} == {f"HKLM\\{POLICIES}"}


@pytest.mark.parametrize("name", NAMES)
def test_each_key_alone_arrives_through_the_registry(places: AppPaths, name: str) -> None:
    loaded = policy_of(
        places, managed_settings.read_settings_from_registry(registry_of({name: others()[name]}))
    )
    assert [s.key for s in loaded.settings if s.source != "default"] == [name]
    assert next(s.value for s in loaded.settings if s.key == name) == others()[name]


def test_forced_goes_before_files_and_files_before_the_installers_defaults(places: AppPaths) -> None:
    places.machine_policy.mkdir()
    (places.machine_policy / "policy.toml").write_text(
        '[desk.rt]\nqueue="file"\nurl="https://file.example"\n'
    )
    tree = Imitated(
        {
            f"{DEFAULTS}\\desk\\rt": {"queue": "msi", "url": "https://msi.example", "ref_field": "Msi"},
            f"{POLICIES}\\Desk\\RT": {"Queue": "gpo"},
        }
    )
    loaded = policy_of(places, managed_settings.read_settings_from_registry(tree))
    assert loaded.problems == []
    rt = loaded.policy.desk.rt
    assert (rt.queue, rt.url, rt.ref_field) == ("gpo", "https://file.example", "Msi")
    queue = next(s for s in loaded.settings if s.key == "desk.rt.queue")
    file = str(places.machine_policy / "policy.toml")
    assert (queue.source, queue.locked) == (f"HKLM\\{POLICIES}", True)
    assert queue.overrode == ((f"HKLM\\{DEFAULTS}", "msi"), (file, "file"))
    assert not next(s for s in loaded.settings if s.key == "desk.rt.ref_field").locked


@pytest.mark.parametrize("root", [POLICIES, DEFAULTS])
def test_anything_of_the_machines_makes_the_persons_own_file_ignored(places: AppPaths, root: str) -> None:
    places.config.mkdir()
    (places.config / "policy.toml").write_text('[desk]\nconnector="rt"\n')
    assert (
        policy_of(places, managed_settings.read_settings_from_registry(Imitated({}))).policy.desk.connector
        == "rt"
    )
    loaded = policy_of(
        places, managed_settings.read_settings_from_registry(registry_of({"evidence.budget": 5.0}, root))
    )
    assert loaded.policy.desk.connector == "folder"


def test_the_lines_of_a_list_keep_their_order_and_a_multi_string_is_a_list_too(places: AppPaths) -> None:
    lines = {str(n): f"fix-{n}" for n in random.Random(4).sample(range(1, 13), 12)}
    tree = Imitated(
        {f"{POLICIES}\\fixes\\deny": lines, f"{POLICIES}\\fixes": {"allow": ["print-offline", "disk-full"]}}
    )
    fixes = policy_of(places, managed_settings.read_settings_from_registry(tree)).policy.fixes
    assert fixes.deny == tuple(f"fix-{n}" for n in range(1, 13))
    assert fixes.allow == ("print-offline", "disk-full")


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("evidence", "screenshots", 2),
        ("evidence", "screenshots", "no"),
        ("evidence", "budget", "fast"),
        ("desk\\glpi", "entity", "one"),
        ("desk\\rt", "url", "http://rt.example.com"),
        ("desk", "conector", "rt"),
        ("colour", "x", 1),
        ("desk\\rt", "queue", "\0b'raw'"),
    ],
)
def test_a_wrong_value_is_reported_and_never_widens(
    places: AppPaths, table: str, name: str, value: Json
) -> None:
    loaded = policy_of(
        places,
        managed_settings.read_settings_from_registry(Imitated({f"{POLICIES}\\{table}": {name: value}})),
    )
    (problem,) = loaded.problems
    assert problem.file == f"HKLM\\{POLICIES}"
    assert problem.key == ".".join([*table.split("\\"), name])
    strict = {n: rule.strict for n, _, rule in declared()}
    assert all(s.value == strict[s.key] for s in loaded.settings if s.key == problem.key)


def test_an_unreadable_registry_is_applied_strictly(places: AppPaths) -> None:
    tree = Imitated({f"{POLICIES}\\desk": {"connector": "rt"}}, forbidden=POLICIES)
    loaded = policy_of(places, managed_settings.read_settings_from_registry(tree))
    assert [p.file for p in loaded.problems] == [f"HKLM\\{POLICIES}"]
    assert loaded.policy.desk.connector == ""
    assert not loaded.policy.evidence.screenshots


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"bplist00",
        b"\0" * 100,
        b"<plist><dict><key>",
        b'<?xml version="1.0"?><!DOCTYPE p [<!ENTITY a "b">]><plist><dict/></plist>',
        b"bplist00" + b"\xff" * 64,
        plistlib.dumps(["a list"]),
        b" " * 1_100_000,
    ],
)
def test_a_damaged_property_list_is_applied_strictly(places: AppPaths, junk: bytes) -> None:
    places.data.mkdir()
    (places.data / f"{BUNDLE}.plist").write_bytes(junk)
    loaded = policy_of(places, managed_settings.read_settings_from_property_lists(places.cache, places.data))
    assert [p.file for p in loaded.problems] == [str(places.data / f"{BUNDLE}.plist")]
    assert loaded.policy.desk.connector == ""


def test_payload_keys_of_a_profile_are_no_mistakes(places: AppPaths) -> None:
    places.data.mkdir()
    profile = {"PayloadUUID": "X", "PayloadVersion": 1, "desk": {"glpi": {"entity": 7}}}
    (places.data / f"{BUNDLE}.plist").write_bytes(plistlib.dumps(profile, fmt=plistlib.FMT_BINARY))
    loaded = policy_of(places, managed_settings.read_settings_from_property_lists(places.cache, places.data))
    assert (loaded.problems, loaded.policy.desk.glpi.entity) == ([], 7)


@pytest.mark.parametrize("where", ["policy.toml", "policy.d/10-desk.toml"])
@pytest.mark.parametrize("open_part", ["file", "folder", "policy.d", "secret"])
def test_a_writable_windows_file_is_applied_strictly(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch, where: str, open_part: str
) -> None:
    """Everybody may make folders in ProgramData: one that is there says nothing about who made it."""
    file = places.machine_policy / where
    file.parent.mkdir(parents=True)
    file.write_text("[evidence]\nscreenshots = true\n[fixes]\nallow = ['dns-flush']\n")
    part = {"file": file, "folder": places.machine_policy, "policy.d": file.parent, "secret": file}[open_part]
    opened = {part} if open_part != "secret" else set()

    def trouble(path: Path) -> str:
        if open_part == "secret":
            raise PermissionError(13, "Access is denied")
        return "belongs to S-1-5-21-7" if path in opened else ""

    monkeypatch.setattr(windows_acl, "find_insecure_reason", trouble)
    monkeypatch.setattr(managed_settings, "MACHINE_POLICY", {Platform.WINDOWS: places.machine_policy})
    managed = files.ManagedSettings(doubt=managed_settings.describe_untrusted_writer)
    loaded = policy_of(places, managed)
    assert not loaded.policy.evidence.screenshots
    assert loaded.policy.fixes.allow == ("-",)
    assert all(s.locked and s.source == "default" for s in loaded.settings)
    (problem,) = loaded.problems
    assert problem.file == str(file)
    assert f"({part}: " in Translator("en").translate(problem.message)
    opened.clear()
    monkeypatch.setattr(windows_acl, "find_insecure_reason", lambda path: "")
    assert policy_of(places, managed).policy.fixes.allow == ("dns-flush",)


def test_nothing_above_the_machines_folder_is_asked(
    places: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(windows_acl, "find_insecure_reason", lambda path: asked.append(path) or "")
    monkeypatch.setattr(managed_settings, "MACHINE_POLICY", {Platform.WINDOWS: places.machine_policy})
    file = places.machine_policy / "policy.d" / "10.toml"
    assert managed_settings.describe_untrusted_writer(file) is None
    assert asked == [file, file.parent, places.machine_policy]


def test_what_group_policy_forces_stays_beside_a_file_that_is_not_believed(places: AppPaths) -> None:
    places.machine_policy.mkdir()
    (places.machine_policy / "policy.toml").write_text("[desk]\nconnector = 'webhook'\n")
    forced = managed_settings.read_settings_from_registry(registry_of({"desk.connector": "glpi"}))
    loaded = policy_of(places, replace(forced, doubt=lambda _: N_("Not yours.")))
    assert loaded.policy.desk.connector == "glpi"
    assert not loaded.policy.evidence.screenshots


def test_windows_asks_who_may_change_its_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(managed_settings, "RegistryTree", lambda: Imitated({}))
    assert (
        managed_settings.read_managed_settings(Platform.WINDOWS).doubt
        is managed_settings.describe_untrusted_writer
    )


def test_on_linux_only_files_count() -> None:
    told = managed_settings.read_managed_settings(Platform.LINUX)
    assert (told.defaults, told.forced) == ((), ())


def test_a_list_is_added_to_from_the_registry_and_from_a_profile(places: AppPaths) -> None:
    places.machine_policy.mkdir()
    (places.machine_policy / "policy.toml").write_text('[fixes]\ndeny = ["net-dns"]\n')
    told = managed_settings.read_settings_from_registry(registry_of({"extend.fixes.deny": ("disk-full",)}))
    assert policy_of(places, told).policy.fixes.deny == ("net-dns", "disk-full")
    places.data.mkdir()
    added = plistlib.dumps({"extend": {"fixes": {"deny": ["heat"]}}})
    (places.data / f"{BUNDLE}.plist").write_bytes(added)
    told = managed_settings.read_settings_from_property_lists(places.cache, places.data)
    loaded = policy_of(places, told)
    assert (loaded.policy.fixes.deny, loaded.problems) == (("net-dns", "heat"), [])
