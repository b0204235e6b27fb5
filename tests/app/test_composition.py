"""What is built once for an installation is not shared with another one in the same process."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.app.composition import App
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.machine import elevate, help_desk_host
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.organisation import read_organisation
from selfhelp.network.routes import DIRECT
from selfhelp.policy import files
from selfhelp.policy.policy import OrganisationPolicy, Policy

URL = "https://rt.example.com"


def installation(folder: Path, proxy: str) -> App:
    places = AppPaths(*(folder / name for name in ("config", "data", "cache", "log", "run", "etc")))
    places.config.mkdir(parents=True)
    rules = places.config / "policy.toml"
    rules.write_text(f'[desk]\nconnector = "rt"\n[desk.rt]\nurl = "{URL}"\n[network]\nproxy = "{proxy}"\n')
    return App(LocalMachine(Platform.LINUX), places)


def test_the_machine_carries_what_the_policy_told(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own_home / "config"))
    app = App.build()
    app.places.config.mkdir(parents=True)
    (app.places.config / "policy.toml").write_text(
        '[organisation]\nrealm = "CORP.EXAMPLE"\n[helper]\nenabled = false\n'
        '[desk]\nconnector = "rt"\n[desk.rt]\nurl = "https://rt.example.com/t0ken"\n'
    )
    assert read_organisation(app.machine).realm == "CORP.EXAMPLE"
    assert help_desk_host.read_help_desk_host(app.machine) == help_desk_host.HelpDeskHost(
        "rt", "rt.example.com", 443
    )
    assert elevate.list_available_operations(app.machine) == []
    app.loaded_policy = files.LoadedPolicy(
        Policy(), (), ()
    )  # no second road: what the app goes by is what probes go by
    assert read_organisation(app.machine) == OrganisationPolicy()


def test_each_desk_is_reached_as_its_own_policy_says(tmp_path: Path) -> None:
    first = installation(tmp_path / "first", "proxy.example.com:3128")
    desk = first.create_connector()
    second = installation(tmp_path / "second", "direct")
    second.create_connector()
    assert isinstance(desk, RtConnector)
    (way,) = desk._http._routes.list_routes(URL)
    assert way.proxy_address == "proxy.example.com:3128"
    assert [way.proxy for way in second.proxy_router.list_routes(URL)] == [DIRECT]


def test_an_unreadable_token_file_does_not_prevent_a_ticket(tmp_path: Path) -> None:
    """The review showed the error instead of the ticket, even where no help desk was set up."""
    app = installation(tmp_path, "direct")
    app.environment = {"SELFHELP_TOKEN_FILE": str(tmp_path / "missing")}
    assert app.create_redactor().redact_text("password: hunter2-x9") != "password: hunter2-x9"
    with pytest.raises(ConfigurationError):
        app.secrets.require_token()
