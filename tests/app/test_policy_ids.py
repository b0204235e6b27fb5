"""Ids that nothing here has are mistakes of the policy: fixes, sections, operations, tools, problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp import checks, fixes
from selfhelp.app import policy_ids
from selfhelp.app.composition import App
from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.discovery import iter_classes
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy import files
from selfhelp.policy.fields import IDS
from selfhelp.policy.policy import Policy, iter_policy_keys
from selfhelp.report import collectors


def looked_at(tmp_path: Path, text: str, packs: tuple[str, ...] = ()) -> files.LoadedPolicy:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    return policy_ids.check_known_ids(files.read_policy_files([file], locked=True), lambda: packs)


@pytest.mark.parametrize(
    ("key", "entry", "word", "meant"),
    [
        ("fixes.deny", "disk_full", "disk_full", "disk-full"),
        ("fixes.deny", "printer", "printer", ""),
        ("fixes.allow", "net-dsn", "net-dsn", "net-dns"),
        ("evidence.exclude_sections", "aplications", "aplications", "applications"),
        ("helper.deny", "flush-dnss", "flush-dnss", "flush-dns"),
        ("remote.allow", "teamviever", "teamviever", "teamviewer"),
        ("desk.categories", "printng=7", "printng", "printing"),
        ("desk.urgencies", "urgent=1", "urgent", ""),
        ("desk.impacts", "hihg=1", "hihg", "high"),
        ("ticket.questions", "room|for:printng|en=Which room?", "printng", "printing"),
    ],
)
def test_an_unknown_id_is_a_mistake(tmp_path: Path, key: str, entry: str, word: str, meant: str) -> None:
    table, _, name = key.rpartition(".")
    loaded = looked_at(tmp_path, f'[{table}]\n{name} = ["{entry}"]\n')
    (problem,) = loaded.problems
    assert (problem.key, problem.line, problem.value) == (key, 2, word)
    assert f"“{word}” is unknown." in str(problem.message)
    assert (f"Did you mean “{meant}”?" in str(problem.message)) == bool(meant)
    assert problem.allowed.startswith("an id that selfhelp knows: ")
    assert next(s.value for s in loaded.settings if s.key == key) == (entry,), "the others still count"


def test_every_key_that_names_ids_is_looked_at() -> None:
    named = {name: rule.ids for name, _, rule in iter_policy_keys() if rule.ids}
    assert set(named.values()) == set(IDS)
    assert {"fixes.allow", "fixes.deny", "evidence.exclude_sections", "helper.deny", "remote.allow"} <= set(
        named
    )


def test_all_ids_that_there_are_are_known() -> None:
    plain = Policy()
    for platform in Platform:
        catalog = Catalog(plain, platform)
        assert set(catalog.all_fixes) | set(catalog.checks) <= policy_ids.list_known_ids("fixes", plain)
        assert set(catalog.collectors) <= policy_ids.list_known_ids("sections", plain)
        assert set(catalog.topics) <= policy_ids.list_known_ids("problems", plain)
    of_files = {
        cls.id
        for package, kind in ((fixes, fixes.Fix), (checks, fixes.Check))
        for cls in iter_classes(package, kind)
    }  # type: ignore[type-abstract]
    assert policy_ids.list_known_ids("fixes", plain) == of_files
    assert policy_ids.list_known_ids("sections", plain) == {
        c.id for c in iter_classes(collectors, collectors.Collector)
    }  # type: ignore[type-abstract]


def test_own_categories_own_tools_and_stars_are_known(tmp_path: Path) -> None:
    text = (
        '[fixes]\ndeny = ["*"]\n[evidence]\nexclude_sections = ["*"]\n[helper]\ndeny = ["*"]\n'
        '[remote]\nallow = ["helper"]\ntools = ["helper|Acme Helper|linux=/opt/helper/run"]\n'
        '[ticket]\ncategories = ["vehicle|en=Cars"]\n[desk]\n'
        'categories = ["vehicle=3", "disk-full=2", "*=1"]\n'
    )
    assert looked_at(tmp_path, text).problems == []


def test_where_packs_are_trusted_an_unknown_fix_may_come_later(tmp_path: Path) -> None:
    text = (
        '[packs]\nkeys = ["'
        + "00" * 32
        + '"]\n[fixes]\ndeny = ["vpn-reset", "vpn-rest"]\n[helper]\ndeny = ["x"]\n'
    )
    loaded = looked_at(tmp_path, text, ("vpn-reset",))
    assert [p.key for p in loaded.problems] == ["helper.deny"]
    assert [w.value for w in loaded.warnings] == ["vpn-rest"]


def test_it_is_named_in_the_file_that_brought_it(tmp_path: Path) -> None:
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text('[fixes]\ndeny = ["nothing-like-it"]\n')
    second.write_text('\n[extend.fixes]\ndeny = ["disk-fulll"]\n')
    loaded = policy_ids.check_known_ids(files.read_policy_files([first, second], locked=True))
    assert [(p.file, p.line) for p in loaded.problems] == [(str(first), 2), (str(second), 3)]


def test_deny_all_offers_nothing_and_an_unknown_category_stops_no_ticket(tmp_path: Path) -> None:
    places = AppPaths(*(tmp_path / name for name in ("config", "data", "cache", "log", "run", "machine")))
    places.machine_policy.mkdir()
    file = places.machine_policy / "policy.toml"
    file.write_text('[fixes]\ndeny = ["*"]\n[desk]\ncategories = ["of-a-newer-version=3"]\n')
    app = App(LocalMachine(Platform.LINUX), places, {}, "en")
    assert [p.key for p in app.loaded_policy.problems] == ["desk.categories"]
    assert not app.catalog.fixes
    assert app.find_sending_obstacle() is None
    file.write_text('[desk]\ncategories = ["printing"]\n')
    with pytest.raises(ConfigurationError):
        App(LocalMachine(Platform.LINUX), places, {}, "en").create_connector()
