"""What ``scutil --proxy`` says, and that whoever asks is told the same."""

from __future__ import annotations

from selfhelp.core.model import Platform
from selfhelp.machine.network.network_interfaces import CONNECTION
from selfhelp.machine.network.scutil import parse_proxies
from selfhelp.machine.proxy.pac import SCRIPT
from selfhelp.machine.proxy.system_proxy import WEB_WAY
from tests.fake_machine import FakeMachine

SHOWN = """<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  HTTPEnable : 0
  HTTPProxy : old.example.com
  HTTPPort : 8080
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : proxy.example.com
  ProxyAutoConfigEnable : 0
  ProxyAutoConfigURLString : http://pac.example.com/proxy.pac
}
"""


def test_only_enabled_proxies_are_used() -> None:
    said = parse_proxies(SHOWN)
    assert said.manual == {"HTTPS": ("proxy.example.com", "3128")}
    assert (said.script, said.beside, said.simple_beside) == ("", ["*.local", "169.254/16"], True)
    assert parse_proxies("").manual == {}


def test_the_section_names_no_script_that_is_switched_off() -> None:
    readings: dict[str, list[str]] = {"network_interfaces.read_proxy_variables": []}
    machine = FakeMachine(Platform.MACOS, {"scutil": SHOWN, "route": ""}, readings=readings)
    assert CONNECTION.read(machine).proxies == [("HTTPS", "proxy.example.com:3128")]
    assert SCRIPT.read(machine) == ""
    assert WEB_WAY.read(machine).proxy == "proxy.example.com:3128"
