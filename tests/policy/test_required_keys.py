"""A help desk that lacks a key it cannot do without is a mistake, not a surprise at the first ticket."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.helpdesk.connector_loader import load_connector_module
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy import files
from selfhelp.policy.help_desk import CONNECTORS
from selfhelp.policy.required_keys import REQUIRED

VALUES = {
    "url": "https://desk.example.com",
    "project": "it",
    "service_desk": "1",
    "request_type": "2",
    "to": "help@example.com",
}


def read(tmp_path: Path, connector: str, names: tuple[str, ...]) -> files.LoadedPolicy:
    table = connector.replace("-", "_")
    values = {name: VALUES[name] for name in names}
    if connector == "freshservice" and "url" in values:
        values["url"] = "https://example.freshservice.com"
    lines = [f'{name} = "{value}"' for name, value in values.items()]
    file = tmp_path / "policy.toml"
    file.write_text("\n".join(["[desk]", f'connector = "{connector}"', f"[desk.{table}]", *lines, ""]))
    return files.read_policy_files([file], locked=True)


def test_every_connector_is_in_the_table() -> None:
    assert tuple(REQUIRED) == CONNECTORS


@pytest.mark.parametrize("connector", CONNECTORS)
def test_with_its_keys_a_desk_can_be_built_and_without_one_it_is_named(
    connector: str, tmp_path: Path, places: AppPaths
) -> None:
    needed = tuple(REQUIRED[connector])
    whole = read(tmp_path, connector, needed)
    assert whole.problems == []
    machine = LocalMachine(Platform.LINUX)
    module = load_connector_module(connector)
    module.build_connector(whole.policy, places, Secrets({}), machine, ProxyRouter())
    for name in needed:
        less = read(tmp_path, connector, tuple(other for other in needed if other != name))
        (problem,) = less.problems
        assert problem.key == f"desk.{connector.replace('-', '_')}.{name}"
        assert (problem.file, problem.line) == (str(tmp_path / "policy.toml"), 2)
        assert f"Required by the connector “{connector}”" in str(problem.message)


@pytest.mark.parametrize("connector", [c for c in CONNECTORS if "url" in REQUIRED[c] or "to" in REQUIRED[c]])
def test_the_desk_itself_refuses_to_be_without_its_address(
    connector: str, tmp_path: Path, places: AppPaths
) -> None:
    policy = read(tmp_path, connector, ()).policy
    with pytest.raises(ConfigurationError):
        load_connector_module(connector).build_connector(
            policy, places, Secrets({}), LocalMachine(Platform.LINUX), ProxyRouter()
        )


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('[usage_stats]\nmode = "otlp"\n', ["usage_stats.url"]),
        ('[usage_stats]\nmode = "folder"\n', ["usage_stats.folder"]),
        ('[usage_stats]\nmode = "folder"\nfolder = "relative"\n', ["usage_stats.folder"]),
        (
            """[desk]\nconnector = "rt"\n[desk.rt]\nurl = "https://rt.example.com"
            [desk.oauth]\nclient_id = "x"\n""",
            ["desk.oauth.authorize", "desk.oauth.token"],
        ),
    ],
)
def test_what_else_needs_an_address(tmp_path: Path, text: str, missing: list[str]) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    assert [p.key for p in files.read_policy_files([file], locked=True).problems] == missing
