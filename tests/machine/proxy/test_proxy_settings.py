"""Addresses of proxies, and a person's own settings file edited and put back."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Action, Command, Output, step_from_json
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.proxy.proxy_settings import (
    DesktopProxy,
    EnvironmentProxy,
    find_environment_folder,
    parse_endpoint,
    read_proxy_environment,
)

MACHINE = LocalMachine(Platform.LINUX)
TEXT = (
    "# mine\nLANG=fr_FR.UTF-8\nhttp_proxy=http://127.0.0.1:9\n  http_proxy=http://127.0.0.1:9\r\nno_proxy=x\n"
)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("http://proxy.corp:3128", ("proxy.corp", 3128)),
        ("http://anna:secret@proxy.corp:3128/", ("proxy.corp", 3128)),
        ("'proxy.corp:8080'", ("proxy.corp", 8080)),
        ("proxy.corp", ("proxy.corp", 80)),
        ("socks5://proxy.corp", ("proxy.corp", 1080)),
        ("http://[::1]:9", ("::1", 9)),
        ("", None),
        ("http://", None),
        ("http://host:99999", None),
        ("http://[oops", None),
    ],
)
def test_an_address_is_read_without_its_password(value: str, address: tuple[str, int] | None) -> None:
    assert parse_endpoint(value) == address


@pytest.fixture
def settings(own_home: Path) -> Path:
    folder = find_environment_folder()
    folder.mkdir(parents=True)
    file = folder / "proxy.conf"
    file.write_bytes(TEXT.encode())
    file.chmod(0o640)
    return file


def test_the_file_that_says_so_is_found(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://u:hidden@127.0.0.1:9")
    answer = read_proxy_environment()
    assert {"name": "http_proxy", "host": "127.0.0.1", "port": 9} in answer["variables"]
    assert answer["files"][0]["file"] == str(settings)
    assert answer["files"][0]["ours"]
    assert "hidden" not in str(answer)


def test_a_line_is_turned_off_and_restored_exactly(settings: Path) -> None:
    step = EnvironmentProxy("proxy.conf", "http_proxy", on=False)
    back = step.make_undo_step(MACHINE)
    assert back is not None
    step.perform(MACHINE, Progress())
    lines = settings.read_bytes().decode().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["LANG=fr_FR.UTF-8", "no_proxy=x"]
    step.perform(MACHINE, Progress())
    assert settings.read_bytes().count(b"selfhelp") == 2  # twice is once
    step_from_json(back.to_json()).perform(MACHINE, Progress())
    assert settings.read_bytes() == TEXT.encode()
    assert settings.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in settings.parent.iterdir()] == ["proxy.conf"]


@pytest.mark.parametrize(
    ("file", "variable"),
    [("../../.bashrc", "http_proxy"), ("/etc/environment", "http_proxy"), ("proxy.conf", "PATH")],
)
def test_a_tampered_journal_edits_no_other_file(settings: Path, file: str, variable: str) -> None:
    with pytest.raises(StepError):
        EnvironmentProxy(file, variable, on=False).perform(MACHINE, Progress())
    assert settings.read_bytes() == TEXT.encode()


def test_a_link_is_not_edited(settings: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    settings.rename(target)
    settings.symlink_to(target)
    with pytest.raises(StepError):
        EnvironmentProxy("proxy.conf", "http_proxy", on=False).perform(MACHINE, Progress())
    assert target.read_bytes() == TEXT.encode()


class Mac:
    """A Mac with a proxy on one of its two network services, as networksetup(8) shows it."""

    platform = Platform.MACOS

    def __init__(self) -> None:
        self.on = {("webproxy", "Wi-Fi 2"), ("securewebproxy", "Wi-Fi 2")}

    def run(self, command: Command) -> Output:
        match command.argv:
            case (_, "-listallnetworkservices"):
                return Output(
                    0, "An asterisk (*) denotes that a network service is disabled.\n*LAN\nWi-Fi 2\n"
                )
            case (_, ask, service):
                on = (ask.removeprefix("-get"), service) in self.on
                return Output(0, f"Enabled: {'Yes' if on else 'No'}\nServer: 192.0.2.7\nPort: 3128\n")
        raise AssertionError(command)

    def read(self, source: object) -> Json:
        raise AssertionError(source)

    def change(self, action: Action) -> Json:
        assert isinstance(action, Command)
        _, what, service, state = action.argv
        place = (what.removeprefix("-set").removesuffix("state"), service)
        (self.on.add if state == "on" else self.on.discard)(place)
        return Output(0, "")


def test_undo_on_a_mac_switches_on_only_what_was_on() -> None:
    machine = Mac()
    before = set(machine.on)
    step = DesktopProxy(on=False, kinds=("http", "https"))
    back = step.make_undo_step(machine)
    assert back is not None
    step.perform(machine, Progress())
    assert machine.on == set()
    step_from_json(back.to_json()).perform(machine, Progress())
    assert machine.on == before


class Gnome:
    """A GNOME whose proxy is in this mode."""

    platform = Platform.LINUX

    def __init__(self, mode: str) -> None:
        self.mode = mode

    def run(self, command: Command) -> Output:
        return Output(0, f"'{self.mode}'\n")

    def change(self, action: Action) -> Output:
        assert isinstance(action, Command)
        self.mode = action.argv[-1]
        return Output(0, "")


def test_a_mode_that_was_chosen_since_is_not_overwritten() -> None:
    back = DesktopProxy(on=True, kinds=("http",))
    machine = Gnome("auto")
    with pytest.raises(StepError):
        back.perform(machine, Progress())  # type: ignore[arg-type]
    assert machine.mode == "auto"
    assert back.perform(Gnome("manual"), Progress()) is None  # type: ignore[arg-type]
    machine = Gnome("none")
    assert back.perform(machine, Progress()) is not None  # type: ignore[arg-type]
    assert machine.mode == "manual"
