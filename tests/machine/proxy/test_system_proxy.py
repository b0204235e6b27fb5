"""What this computer's settings say about proxies; GNOME is really asked where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.proxy.kde_proxy import find_kde_settings_file
from selfhelp.machine.proxy.system_proxy import WEB_WAY, SystemProxy

GNOME = "org.gnome.system.proxy"


def has_schema() -> bool:
    if not shutil.which("gsettings"):
        return False
    listed = subprocess.run(["gsettings", "list-schemas"], capture_output=True, text=True, check=False)
    return GNOME in listed.stdout.split()


@pytest.fixture
def choose(monkeypatch):
    """Set values of this test's own GNOME settings: in a file, without a session."""
    if not has_schema():
        pytest.skip("no gsettings-desktop-schemas here")
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")
    monkeypatch.delenv("XDG_CURRENT_DESKTOP", raising=False)

    def chosen(**values: str) -> SystemProxy:
        for name, value in values.items():
            table, _, key = name.rpartition("__")
            schema = f"{GNOME}.{table}" if table else GNOME
            words = ["gsettings", "set", schema, key.replace("_", "-"), value]
            subprocess.run(words, env=dict(os.environ), check=True, capture_output=True)
        return WEB_WAY.read(LocalMachine(Platform.LINUX))

    return chosen


def test_nothing_is_set(choose):
    assert choose() == SystemProxy()


def test_a_manual_proxy_with_its_exceptions(choose):
    way = choose(
        mode="manual",
        https__host="proxy.example.com",
        https__port="8080",
        ignore_hosts="['*.example.com', '10.0.0.0/8']",
    )
    assert way == SystemProxy("proxy.example.com:8080", "", ["*.example.com", "10.0.0.0/8"])


def test_one_proxy_for_everything(choose):
    values = {"mode": "manual", "http__host": "proxy.example.com", "http__port": "3128"}
    assert choose(**values).proxy == "proxy.example.com:3128"
    assert choose(use_same_proxy="false").proxy == ""


def test_a_script(choose):
    way = choose(mode="auto", autoconfig_url="http://pac.example.com/a.pac")
    assert (way.proxy, way.script) == ("", "http://pac.example.com/a.pac")


def test_an_automatic_way_without_an_address_is_not_looked_for_in_the_network(choose):
    """GNOME would ask the network for one (WPAD); we do not."""
    assert choose(mode="auto", autoconfig_url="") == SystemProxy()


KDE = [
    (
        (
            "ProxyType=1\nhttpsProxy=http://proxy.example.com 8080\n"
            "NoProxyFor=*.example.com, 10.0.0.0/8 intranet\n"
        ),
        SystemProxy("proxy.example.com:8080", "", ["*.example.com", "10.0.0.0/8", "intranet"]),
    ),
    (
        "ProxyType=2\nProxy Config Script=http://pac.example.com/a.pac\n",
        SystemProxy("", "http://pac.example.com/a.pac"),
    ),
    ("ProxyType=1\nhttpsProxy=p 1\nNoProxyFor=a\nReversedException=true\n", SystemProxy("p:1")),
    ("ProxyType=3\n", SystemProxy()),
    ("ProxyType=0\nhttpsProxy=http://p 1\nProxy Config Script=http://x/a.pac\n", SystemProxy()),
    ("", SystemProxy()),
]


@pytest.mark.parametrize(("settings", "way"), KDE)
def test_what_kde_says(monkeypatch, settings, way):
    """From KDE's documentation of the file; no KDE was asked."""
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    monkeypatch.setenv("GSETTINGS_BACKEND", "keyfile")
    find_kde_settings_file().parent.mkdir(parents=True, exist_ok=True)
    find_kde_settings_file().write_text(f"[Other]\nProxyType=1\n\n[Proxy Settings]\n{settings}")
    found = WEB_WAY.read(LocalMachine(Platform.LINUX))
    assert (found.proxy, found.script, list(found.beside)) == (way.proxy, way.script, list(way.beside))
