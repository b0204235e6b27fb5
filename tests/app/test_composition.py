"""What is built once for an installation is not shared with another one in the same process."""

from __future__ import annotations

from pathlib import Path

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import Places
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.machine.local import LocalMachine
from selfhelp.network.way import DIRECT

URL = "https://rt.example.com"


def installation(folder: Path, proxy: str) -> App:
    places = Places(*(folder / name for name in ("config", "data", "cache", "log", "run", "etc")))
    places.config.mkdir(parents=True)
    rules = places.config / "policy.toml"
    rules.write_text(f'[desk]\nconnector = "rt"\n[desk.rt]\nurl = "{URL}"\n[network]\nproxy = "{proxy}"\n')
    return App(LocalMachine(Platform.LINUX), places)


def test_each_desk_is_reached_as_its_own_policy_says(tmp_path: Path) -> None:
    first = installation(tmp_path / "first", "proxy.example.com:3128")
    desk = first.connector()
    second = installation(tmp_path / "second", "direct")
    second.connector()
    assert isinstance(desk, RtConnector)
    (way,) = desk._http._routes.to(URL)
    assert way.place == "proxy.example.com:3128"
    assert [way.proxy for way in second.routes.to(URL)] == [DIRECT]
