"""KDE's own proxy settings: what counts, whose they are, and one changed line."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.machine.proxy import kde_proxy
from selfhelp.machine.proxy.kde_proxy import read_manual_proxies, switch_kde_proxy

TEXT = """[General]
ProxyType=7

[Proxy Settings]
NoProxyFor=localhost
ProxyType=1
httpProxy=http://proxy.example 3128
httpsProxy = http://[2001:db8::1]:8443
socksProxy=
ftpProxy=ftp://other.example 1

[Other]
httpProxy=http://wrong.example 1
"""


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    path = kde_proxy.find_kde_settings_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_only_the_proxy_section_is_read(file: Path) -> None:
    assert read_manual_proxies() == [
        {"kind": "http", "host": "proxy.example", "port": 3128, "ours": True},
        {"kind": "https", "host": "2001:db8::1", "port": 8443, "ours": True},
    ]


@pytest.mark.parametrize("value", ["0", "2", "3", "4", "x"])
def test_other_ways_to_a_proxy_are_not_typed_in(file: Path, value: str) -> None:
    file.write_text(TEXT.replace("ProxyType=1", f"ProxyType={value}"), encoding="utf-8")
    assert read_manual_proxies() == []


@pytest.mark.parametrize("mark", ["[Proxy Settings][$i]\n", "ProxyType[$i]=1\n"])
def test_locked_settings_are_not_the_users(file: Path, mark: str) -> None:
    plain = mark.replace("[$i]", "")
    file.write_text(TEXT.replace(plain, mark), encoding="utf-8")
    assert {entry["ours"] for entry in read_manual_proxies()} == {False}


def test_elsewhere_kdes_settings_do_not_count(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    assert read_manual_proxies() == []


def test_off_and_on_again_is_the_same_file(file: Path) -> None:
    file.chmod(0o640)
    assert switch_kde_proxy(on=False) == "0"
    assert file.read_text(encoding="utf-8") == TEXT.replace("ProxyType=1", "ProxyType=0")
    assert read_manual_proxies() == []
    assert switch_kde_proxy(on=True) == "1"
    assert file.read_bytes() == TEXT.encode()
    assert file.stat().st_mode & 0o777 == 0o640


def test_a_file_changed_since_is_left_alone(file: Path) -> None:
    text = TEXT.replace("ProxyType=1", "ProxyType=2")
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StepError):
        switch_kde_proxy(on=False)
    assert file.read_text(encoding="utf-8") == text


def test_strange_files_name_no_proxy(file: Path) -> None:
    file.write_bytes(
        b"[Proxy Settings]\r\nProxyType=1\nhttpProxy=http://\xff\x00 99999999\nhttpsProxy=$(x)<b>"
    )
    assert all(entry["port"] <= 65535 for entry in read_manual_proxies())
    file.unlink()
    assert read_manual_proxies() == []
    file.symlink_to("/dev/zero")
    assert read_manual_proxies() == []


def test_settings_that_cannot_be_read_are_not_called_fine(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Path) -> str:
        raise PermissionError(path)

    monkeypatch.setattr(kde_proxy, "read_regular_file", broken)
    with pytest.raises(PermissionError):
        read_manual_proxies()
