"""What programs of macOS print, in the form in which people showed it in public; the values are made up.

From documentation: none of it was recorded here. Each text says where its form was seen.
"""

# ruff: noqa: E501, W291 - lines as they are printed

from __future__ import annotations

from collections.abc import Mapping

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine.account.membership import MEMBERSHIP
from selfhelp.machine.apps.teams import IN_CALL
from selfhelp.machine.desktop.interruption import INTERRUPTION, PRESENTING
from selfhelp.machine.files.search_index import INDEX
from selfhelp.machine.network.network_links import LINKS, NetworkLinkType
from selfhelp.machine.network.vpn import VPNS
from selfhelp.machine.power.heat import THROTTLING
from selfhelp.machine.power.power_mode import MODE, SAVER, PowerMode
from selfhelp.machine.security.disk_encryption import ENCRYPTION, EncryptionState
from selfhelp.machine.security.firewall import FIREWALL
from tests.fake_machine import FakeMachine


def mac(programs: Mapping[str, str]) -> FakeMachine:
    return FakeMachine(Platform.MACOS, programs=programs)


# -- pmset -----------------------------------------------------------------------------------------

POWER = "https://github.com/mpv-player/mpv/issues/11617"
"""macOS 13: ``InternalPreventDisplaySleep`` is powerd's own, for a display that is about to go off."""

ASSERTIONS = """2026-04-23 11:55:35 -0400 
Assertion status system-wide:
   BackgroundTask                 0
   ApplePushServiceTask           0
   UserIsActive                   1
   PreventUserIdleDisplaySleep    {shown}
   PreventSystemSleep             0
   ExternalMedia                  0
   InternalPreventDisplaySleep    1
   PreventUserIdleSystemSleep     1
   NetworkClientActive            0
Listed by owning process:
   pid 172(WindowServer): [0x00001c37000991a6] 00:00:00 UserIsActive named: "com.apple.iohideventsystem.queue.tickle"  
\tTimeout will fire in 1800 secs Action=TimeoutActionRelease
   pid 119(powerd): [0x0001b1690001831b] 01:09:14 PreventUserIdleSystemSleep named: "Powerd - Prevent sleep while display is on"  
{more}No kernel assertions.
"""
BY_SOUND = """   pid 448(coreaudiod): [0x0015161d00058e2c] 00:00:02 PreventUserIdleDisplaySleep named: "com.apple.audio.context.preventuseridledisplaysleep"  
\tCreated for PID: 64578. 
"""
"""https://github.com/bitgapp/eqMac/issues/903: a program that plays sound is named by its number only."""

BY_TEAMS = """   pid 901(Microsoft Teams): [0x0015161d00058e2d] 00:12:02 PreventUserIdleDisplaySleep named: "Call"  
"""
"""https://github.com/macadmins/nudge/issues/371: a meeting keeps the display awake; the name is made up."""


def test_a_display_that_goes_off_soon_is_no_presentation() -> None:
    assert INTERRUPTION.read(mac({"pmset": ASSERTIONS.format(shown=0, more="")})) == ""
    assert INTERRUPTION.read(mac({"pmset": ASSERTIONS.format(shown=1, more=BY_SOUND)})) == PRESENTING


@pytest.mark.parametrize(("more", "call"), [("", False), (BY_SOUND, False), (BY_TEAMS, True)])
def test_only_teams_own_wish_is_a_call(more: str, call: bool) -> None:
    assert IN_CALL.read(mac({"pmset": ASSERTIONS.format(shown=int(bool(more)), more=more)})) is call


SETTINGS = """System-wide power settings:
Currently in use:
 standby              1
 Sleep On Power Button 1
 hibernatefile        /var/vm/sleepimage
 powernap             1
 networkoversleep     0
 disksleep            10
 sleep                1 (sleep prevented by powerd, sharingd)
 hibernatemode        3
 ttyskeepawake        1
 displaysleep         10 (display sleep prevented by Example)
 tcpkeepalive         1
 {mode}
 womp                 1
"""


@pytest.mark.parametrize(
    ("line", "mode"),
    [  # https://github.com/AppHouseKitchen/AlDente-Battery_Care_and_Monitoring/issues/603
        ("lowpowermode         0", PowerMode.BALANCED),
        ("lowpowermode         1", PowerMode.SAVER),
        # https://github.com/alfredapp/low-power-mode-workflow/issues/6 and 4: Macs with a High Power Mode
        ("powermode            0", PowerMode.BALANCED),
        ("powermode            1", PowerMode.SAVER),
        ("powermode            2", PowerMode.FAST),
    ],
)
def test_the_power_mode_has_two_names(line: str, mode: PowerMode) -> None:
    there = mac({"pmset": SETTINGS.format(mode=line)})
    assert MODE.read(there) is mode
    assert SAVER.read(there) is (mode is PowerMode.SAVER)


NOTES = (
    "Note: No thermal warning level has been recorded\nNote: No performance warning level has been recorded\n"
)
APPLE_SILICON = f"{NOTES}Note: No CPU power status has been recorded\n"
"""https://github.com/exelban/stats/issues/749: a Mac with an M1 says nothing of its speed."""

INTEL = f"""{NOTES}2026-05-02 11:51:57 +0800 CPU Power notify
\tCPU_Scheduler_Limit \t= 100
\tCPU_Available_CPUs \t= 12
\tCPU_Speed_Limit \t= {{limit}}
"""
"""https://github.com/prometheus/node_exporter/issues/2031"""


@pytest.mark.parametrize(
    ("said", "now", "limit"),
    [
        (APPLE_SILICON, None, None),
        (INTEL.format(limit=100), False, None),
        (INTEL.format(limit=28), True, 28),
    ],
)
def test_whether_heat_slows_it_down(said: str, now: bool | None, limit: int | None) -> None:
    found = THROTTLING.read(mac({"pmset": said}))
    assert (found.now, found.limit) == (now, limit)


# -- who it belongs to -----------------------------------------------------------------------------

ENROLLED = """Enrolled via DEP: Yes
MDM enrollment: Yes (User Approved)
MDM server: https://mdm.example.com:8443/mdm/ServerURL
"""
"""https://github.com/usnistgov/macos_security/issues/45 (macOS 11)"""

BOUND = """Active Directory Forest          = example.com
Active Directory Domain          = ad.example.com
Computer Account                 = mac-123$

Advanced Options - User Experience
  Create mobile account at login = Enabled
     Require confirmation        = Disabled
  Force home to startup disk     = Enabled
     Mount home as sharepoint    = Enabled
  Use Windows UNC path for home  = Disabled
     Network protocol to be used = smb
  Default user Shell             = /bin/bash

Advanced Options - Administrative
  Preferred Domain controller    = not set
  Allowed admin groups           = Local Administrators
  Authentication from any domain = Disabled
  Namespace mode                 = domain
"""
"""https://github.com/joshua-d-miller/macOSLAPS/issues/74"""


def test_a_mac_in_a_domain_and_under_management() -> None:
    found = MEMBERSHIP.read(mac({"dsconfigad": BOUND, "profiles": ENROLLED}))
    assert list(found.joined) == ["domain", "management service"]
    assert found.domain == "ad.example.com"


# -- the network -----------------------------------------------------------------------------------

CONNECTIONS = """Available network connection services in the current set (*=enabled):
* (Disconnected)   E3A8F336-CCEB-4A29-B50A-FBAD41D84A7F PPP --> L2TP       "Head office"                    [PPP:L2TP]
* (Connected)      17B5A703-9264-44FA-A2D7-04670D819D6F VPN (com.example.vpn) "Branch \"East\""             [VPN:com.example.vpn]
"""
"""https://github.com/mrodalgaard/alfred-network-workflow/issues/19"""


def test_vpns_by_their_names() -> None:
    found = VPNS.read(mac({"scutil": CONNECTIONS}))
    assert [(vpn.name, vpn.connected) for vpn in found] == [
        ("Head office", False),
        ('Branch "East"', True),
    ]
    assert VPNS.read(mac({"scutil": CONNECTIONS.partition("\n")[0] + "\n"})) == []


PORTS = """Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: b6:e6:00:00:00:01

Hardware Port: AX88179A
Device: en8
Ethernet Address: a0:ce:00:00:00:01

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: f8:4d:00:00:00:01

Hardware Port: Thunderbolt 1
Device: en1
Ethernet Address: 36:55:00:00:00:01

Hardware Port: Bluetooth PAN
Device: en3
Ethernet Address: 8c:85:00:00:00:01

Hardware Port: Thunderbolt Bridge
Device: bridge0
Ethernet Address: 36:55:00:00:00:01

VLAN Configurations
===================
"""
"""https://github.com/mrodalgaard/alfred-network-workflow/issues/20 and https://github.com/nonocast/me/issues/129"""

IDLE = """en4: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\toptions=400<CHANNEL_IO>
\tether 9e:00:00:00:00:70
\tnd6 options=201<PERFORMNUD,DAD>
\tmedia: none
\tstatus: inactive
"""
"""https://github.com/glpi-project/glpi-agent/issues/673: "UP", although nothing is plugged in."""


def test_every_port_is_a_link_but_those_without_a_network() -> None:
    found = LINKS.read(mac({"networksetup": PORTS, "ifconfig": IDLE, "route": ""}))
    assert [link.name for link in found] == ["en4", "en8", "en0", "en1"]
    assert [link.name for link in found if link.kind is NetworkLinkType.WIFI] == ["en0"]
    assert not any(link.connected for link in found)


# -- what protects it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "on"),
    [  # https://github.com/dan-snelson/Mac-Health-Check/pull/8: the strictest state has another sentence
        ("Firewall is blocking all non-essential incoming connections. (State = 2) \n", True),
        ("Firewall is enabled. (State = 1) \n", True),
        ("Firewall is disabled. (State = 0) \n", False),
    ],
)
def test_the_firewall(said: str, on: bool) -> None:
    assert FIREWALL.read(mac({"/usr/libexec/ApplicationFirewall/socketfilterfw": said})).on is on


def test_encryption_that_waits_for_a_sign_out_is_not_on() -> None:
    """https://github.com/jamf/DEPNotify-Starter/issues/58 (macOS 13)"""
    said = "FileVault is Off.\nDeferred enablement appears to be active for user 'anna'.\n"
    assert ENCRYPTION.read(mac({"fdesetup": said})) is EncryptionState.OFF


@pytest.mark.parametrize(
    ("said", "runs"),
    [  # https://github.com/openbakery/gradle-xcodePlugin/issues/394
        ("/:\n\tIndexing enabled. \n", True),
        ("/:\n\tIndexing and searching disabled.\n", False),
    ],
)
def test_the_search_index(said: str, runs: bool) -> None:
    assert INDEX.read(mac({"mdutil": said})).runs is runs


def test_an_index_that_is_being_rebuilt_is_not_told() -> None:
    """https://github.com/OleksandrKrupko/mac-os-debloat/pull/11: the same text for another state."""
    with pytest.raises(ProbeError):
        INDEX.read(mac({"mdutil": "/:\n\tError: unknown indexing state.\n"}))
