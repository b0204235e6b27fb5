"""Sections of the machine itself, replayed from what computers answered, and from what vendors document.

The header of each transcript says which; what was asked must be exactly what the transcript holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import FactTable, Item, Platform, PrivacyClass, Scalar
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.policy import Policy
from tests.people import ROOT
from tests.report.collectors.section_facts import facts, rows

FOLDER = ROOT / "tests" / "transcripts" / "sections"
NOBODY = "not readable without administrator permission"
COLLECTORS = Catalog(Policy(), Platform.LINUX).collectors


def said(name: str, folder: Path = FOLDER, section: str = "") -> Sequence[Item | FactTable]:
    """Return what a section says of a recorded computer."""
    machine = ReplayMachine(Transcript.load(folder / f"{name}.toml"))
    items = COLLECTORS[section or name.partition("--")[0]].collect_facts(machine)
    if folder == FOLDER:
        machine.check_complete()
    return items


def test_every_transcript_is_replayed_and_documentation_names_its_page() -> None:
    for path in sorted(FOLDER.glob("*.toml")):
        transcript = Transcript.load(path)
        assert transcript.source == "recorded" or transcript.page.startswith("https://"), path.name
        try:
            assert said(path.stem), path.name
        except (ProbeError, NotOfferedError):
            assert path.stem in ("identity--debian-13-virtual", "usb--debian-13-virtual")


def test_identity_on_three_systems() -> None:
    windows = facts(said("identity--windows-11"))
    assert (windows["serial number"], windows["asset tag"], windows["kind"]) == (
        "5CG1234ABC",
        "IT-004217",
        "laptop",
    )
    mac = facts(said("identity--macos-15"))
    assert (mac["serial number"], mac["kind"]) == ("C02XL0GYJGH5", "MacBook Pro")
    assert mac["asset tag"] == "none in the firmware"


def test_placeholders_of_makers_are_no_serial_numbers() -> None:
    clone = facts(said("identity--windows-11-clone"))
    assert {clone[name] for name in ("serial number", "asset tag", "UUID")} == {"none in the firmware"}
    assert (clone["product number"], clone["kind"]) == ("", "desktop")


def test_what_only_an_administrator_may_read_is_said() -> None:
    items = said("identity--debian-13-laptop")
    laptop = facts(items)
    assert (laptop["serial number"], laptop["UUID"], laptop["kind"]) == (NOBODY, NOBODY, "laptop")
    assert laptop["asset tag"] == "none in the firmware"
    marks = {item.name: item.reveals for item in items if isinstance(item, Item)}
    assert marks["serial number"] is PrivacyClass.NOTHING, "a sentence is not replaced by a placeholder"


def test_numbers_of_this_very_computer_are_marked() -> None:
    marks = {item.name: item.reveals for item in said("identity--windows-11") if isinstance(item, Item)}
    assert [marks[n] for n in ("serial number", "asset tag", "UUID")] == [PrivacyClass.HARDWARE] * 3


def test_hardware_of_windows() -> None:
    items = said("hardware--windows-11")
    found = facts(items)
    assert found["processor"] == "13th Gen Intel(R) Core(TM) i7-1365U"
    assert (found["highest clock"], found["firmware"], found["firmware date"]) == (
        1800,
        "Dell Inc. 1.9.1",
        "2025-11-03",
    )
    assert (found["memory slots"], found["memory slots free"]) == (4, 2)
    intel, basic = rows(items, "graphics")
    assert (intel["driver version"], intel["driver date"], intel["trouble"]) == (
        "31.0.101.5592",
        "2024-05-30",
        "",
    )
    assert basic["trouble"] == "code 43"
    first, second = rows(items, "memory modules")
    assert (first["size"], first["kind"], first["speed"], first["maker"]) == (2**33, "DDR4", 3200, "Samsung")
    assert (second["maker"], second["serial number"]) == ("", ""), "zeros are no maker and no serial number"


def test_a_virtual_windows_has_no_modules_and_says_so() -> None:
    items = said("hardware--windows-11-french-virtual")
    assert str(facts(items)["memory modules"]).startswith("not available: ")
    assert rows(items, "graphics")[0]["adapter"] == "Carte vidéo Microsoft Hyper-V"


def test_memory_of_macs() -> None:
    soldered = rows(said("hardware--macos-15"), "memory modules")
    assert [(m["slot"], m["size"], m["kind"]) for m in soldered] == [("soldered in", 18 * 2**30, "LPDDR5")]
    slots = said("hardware--macos-15-intel")
    assert (facts(slots)["memory slots"], facts(slots)["memory slots free"]) == (4, 2)
    assert [m["speed"] for m in rows(slots, "memory modules")] == [2667, 2667]
    assert rows(slots, "memory modules")[1]["serial number"] == ""


def test_hardware_of_a_linux_laptop() -> None:
    items = said("hardware--debian-13-laptop")
    found = facts(items)
    assert (found["highest clock"], found["started by"], found["firmware"]) == (
        4400,
        "UEFI",
        "LENOVO N32ET91W (1.67 )",
    )
    assert (found["memory slots"], found["memory slots free"]) == (2, 1)
    assert rows(items, "memory modules") == [
        {
            "slot": "DIMM A",
            "size": 17179869184,
            "kind": "DDR4",
            "speed": 2667,
            "maker": "Micron",
            "part number": "8ATF2G64HZ-3G2E2",
            "serial number": "2A3B4C5D",
        }
    ]
    assert rows(items, "graphics")[0]["driver"] == "i915"


SCREENS: Mapping[str, Sequence[tuple[Scalar, ...]]] = {
    "displays--windows-11": [
        ("DISPLAY1", "Generic PnP Monitor", "2560x1600", 60.0, 150, True, None),
        ("DISPLAY2", "DELL U2720Q", "3840x2160", 59.0, 100, False, None),
    ],
    "displays--macos-15": [
        ("built in", "Color LCD", "3024x1964", 120.0, 200, True, None),
        ("", "DELL U2720Q", "3840x2160", 60.0, 200, False, None),
    ],
    "displays--debian-13-gnome": [
        ("eDP-1", "Écran intégré", "1920x1200", 60.0, 125, True, 13.9),
        ("HDMI-1", 'Dell Inc. 24"', "off", None, None, None, 24.0),
    ],
    "displays--kubuntu-24": [("eDP-1", "LGD", "1920x1200", 59.95, 150, True, 13.9)],
    "displays--debian-13-laptop-x11": [
        ("eDP-1", "LGD", "1920x1200", 60.0, 100, True, 14.0),
        ("HDMI-1", "DEL U2412M", "off", None, None, False, 24.0),
    ],
    "displays--debian-13-no-tools": [
        ("eDP-1", "LGD", "1920x1200", None, None, None, 13.9),
        ("HDMI-A-1", "DEL U2412M", "off", None, None, None, 24.0),
    ],
    "displays--debian-13-sway": [
        ("HEADLESS-2", "", "1920x1080", 60.0, 100, None, None),
        ("HEADLESS-1", "", "2560x1440", 60.0, 150, None, None),
    ],
    "displays--debian-13-x11": [("screen", "", "1280x800", None, 150, False, None)],
}


@pytest.mark.parametrize("name", SCREENS)
def test_screens(name: str) -> None:
    found = rows(said(name), "connected screens")
    assert [tuple(row.values()) for row in found] == list(SCREENS[name])


def test_power_of_a_linux_laptop() -> None:
    items = said("power--debian-13-laptop")
    found = facts(items)
    assert (found["battery health BAT0"], found["battery cycles BAT0"], found["power mode"]) == (
        50,
        812,
        "balanced",
    )
    assert (found["fan thinkpad"], found["times throttled by heat since startup"]) == (2900, 14)
    assert found["time throttled by heat since startup"] == 1.5
    (battery,) = rows(items, "batteries")
    assert (battery["full capacity"], battery["design capacity"]) == (28.5, 57.0)
    assert (battery["charges again below"], battery["stops charging at"]) == (75, 80)
    assert (battery["state"], battery["serial number"]) == ("not charging", "1234")
    assert rows(items, "temperatures") == [{"sensor": "coretemp Core 0", "temperature": 71.0}]
    assert rows(items, "batteries of devices") == [
        {"device": "MX Master", "charge": 55, "level": "", "state": ""}
    ]


def test_power_of_windows_in_french() -> None:
    items = said("power--windows-11")
    found = facts(items)
    assert (found["throttled by heat"], found["processor limited to"]) == (True, 40)
    assert (found["power mode"], found["battery health battery 1"]) == ("balanced", 72)
    (battery,) = rows(items, "batteries")
    assert (battery["kind"], battery["charge"], battery["state"]) == ("Li-ion", 79, "plugged in")
    assert rows(items, "temperature zones") == [{"sensor": "\\_TZ.TZ00", "temperature": 90.1}]


def test_a_desktop_has_no_battery_and_no_noise_about_it() -> None:
    found = facts(said("power--windows-11-desktop"))
    assert found["battery"] is False
    assert not [name for name in found if name.startswith("battery ")]
    assert found["power mode"] == "fast"


def test_power_of_a_mac() -> None:
    items = said("power--macos-15")
    found = facts(items)
    assert (found["throttled by heat"], found["processor limited to"]) == (True, 60)
    assert (found["battery health battery"], found["battery cycles battery"]) == (74, 1011)
    assert rows(items, "batteries")[0]["condition"] == "Service Recommended"


def test_usb_of_windows() -> None:
    items = said("usb--windows-11")
    assert facts(items)["faulty devices"] == 1
    found = {str(row["device"]): row for row in rows(items, "plugged in")}
    assert "USB Root Hub (USB 3.0)" not in found
    broken = next(iter(found.values()))
    assert broken["trouble"] == "does not work (code 43)", "what does not work comes first"
    assert found["Generic SuperSpeed USB Hub"]["kind"] == "hub"
    assert found["Integrated Camera"]["maker and product number"] == "04f2:b6dd"
    assert found["ThinkPad Thunderbolt 4 Dock"]["connection"] == "Thunderbolt"


def test_usb_of_macs_old_and_new() -> None:
    found = {str(row["device"]): row for row in rows(said("usb--macos-15"), "plugged in")}
    assert found["Apple Inc. Magic Keyboard"]["trouble"] == "draws 500 mA, may draw 100 mA"
    assert found["Apple Inc. Magic Keyboard"]["maker and product number"] == "05ac:029c"
    assert found["VIA Labs, Inc. USB2.1 Hub"]["kind"] == "hub"
    assert found["CalDigit, Inc. TS4"]["connection"] == "Thunderbolt"
    (receiver,) = rows(said("usb--macos-26"), "plugged in")
    assert (receiver["device"], receiver["maker and product number"]) == ("USB Receiver", "046d:c547")


def test_usb_of_linux_says_what_is_wrong_in_words() -> None:
    items = said("usb--debian-13-dock")
    assert facts(items)["faulty devices"] == 3
    found = {str(row["device"]): row for row in rows(items, "plugged in")}
    dock = found["Lenovo ThinkPad Thunderbolt 4 Dock"]
    assert (dock["trouble"], dock["speed"]) == ("waits to be allowed", 20000)
    assert found["device abcd:1234"]["trouble"] == "no driver"
    assert found["Google Pixel 7"]["trouble"] == "too little power, or not understood"
    receiver = found["Logitech USB Receiver"]
    assert (receiver["kind"], receiver["asks for"], receiver["trouble"]) == ("keyboard, mouse, input", 98, "")


def test_disks_of_windows() -> None:
    items = said("disks--windows-11")
    assert rows(items, "volumes")[0]["used"] == 95.0
    internal, stick = rows(items, "drives")
    assert (internal["health"], internal["removable"], internal["connection"]) == ("Warning", False, "NVMe")
    assert (stick["removable"], stick["kind"]) == (True, "")
    assert facts(items)["system disk encryption"] == "suspended"


def test_disks_of_a_mac() -> None:
    items = said("disks--macos-15")
    (drive,) = rows(items, "drives")
    assert (drive["health"], drive["removable"], drive["name"]) == ("Verified", False, "disk0")
    assert facts(items)["system disk encryption"] == "on"


def test_disks_of_linux() -> None:
    items = said("disks--debian-13-laptop")
    root, team = rows(items, "volumes")
    assert (root["used"], root["reserved for root"], root["encrypted"]) == (90.0, 50, True)
    assert (team["size"], team["encrypted"]) == (None, None)
    nvme, old, stick = rows(items, "drives")
    assert (nvme["health"], nvme["reported fault"]) == ("warning", "spare")
    assert (nvme["temperature"], nvme["hours in use"]) == (45, 4211)
    assert (old["health"], old["hours in use"], old["serial number"]) == ("failing", 10, "Z1")
    assert (stick["health"], stick["removable"]) == (NOBODY, True)


FIXES = ROOT / "tests" / "transcripts"


def test_cameras_are_told_from_what_the_fix_recorded() -> None:
    found = facts(said("debian-13--healthy", FIXES / "camera-not-working", "cameras"))
    assert found["cameras"] == 1
    taken = facts(said("debian-13--taken", FIXES / "camera-not-working", "cameras"))
    assert taken["in use by"]


@pytest.mark.parametrize("system", ["debian-13", "macos-15", "windows-11"])
def test_bluetooth_is_told_from_what_the_fix_recorded(system: str) -> None:
    items = said(f"{system}--healthy", FIXES / "bluetooth-reconnect", "bluetooth")
    assert facts(items)["radio"] == "on"
    assert facts(items)["paired devices"] == len(rows(items, "paired")) > 0
    table = next(item for item in items if isinstance(item, FactTable))
    assert table.columns[0].reveals is PrivacyClass.DEVICE, "people name their headsets after themselves"


@pytest.mark.parametrize("name", ["debian-13--muted", "macos-15--muted", "windows-11-french--muted"])
def test_sound_says_which_speaker_is_used_and_muted(name: str) -> None:
    from selfhelp.machine.audio.sound import OUTPUTS
    from selfhelp.report.collectors.sound import _build_speaker_facts

    machine = ReplayMachine(Transcript.load(FIXES / "audio-no-sound" / f"{name}.toml"))
    items = _build_speaker_facts(OUTPUTS.read(machine))
    assert facts(items)["default of the speakers muted"] is True
    assert [row["default"] for row in rows(items, "speakers")].count(True) == 1


def test_a_headset_names_its_owner_so_the_name_is_marked() -> None:
    machine = ReplayMachine(Transcript.load(FIXES / "audio-no-sound" / "windows-11--muted.toml"))
    from selfhelp.machine.audio.sound import OUTPUTS
    from selfhelp.report.collectors.sound import _build_speaker_facts

    table = next(item for item in _build_speaker_facts(OUTPUTS.read(machine)) if isinstance(item, FactTable))
    assert table.columns[0].reveals is PrivacyClass.DEVICE


def test_what_the_system_only_lends_is_not_called_kept_for_the_administrator() -> None:
    (root,) = rows(said("disks--debian-13-virtual"), "volumes")
    assert root["size"] is not None
    assert root["reserved for root"] is None
