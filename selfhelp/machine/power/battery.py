"""The computer's batteries, individually and in total: wear, charging, and charge limits.

Linux: /sys/class/power_supply (kernel, Documentation/ABI/testing/sysfs-class-power). Windows: Win32_Battery
and the battery classes of root/wmi (Microsoft Learn; capacities in mWh). macOS: system_profiler(8). All rows
were written from documentation and are untested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.command_output import (
    parse_assignments,
    read_script_output_object,
    read_script_output_objects,
    to_bool,
    to_float,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.power.power_mode import MODE, PowerMode
from selfhelp.machine.system_profiler import read_parts_of_kind


@dataclass(frozen=True, slots=True)
class BatteryPack:
    """One battery of the computer; unknown values are "" or None.

    Attributes:
        name: the system's name.
        maker, model, serial: as printed on the battery.
        kind: its chemistry, such as Li-ion.
        state: charging, discharging, full …
        charge: the charge in % of the current capacity.
        holds, designed: its current and original capacity, in Wh.
        health: current capacity in % of the original, or the vendor's own figure.
        cycles: charge cycles.
        begins, stops: % below which charging starts, and at which it stops on purpose.
        condition: the vendor's verdict (macOS: "Good", "Service Recommended").
    """

    name: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    kind: str = ""
    state: str = ""
    charge: int | None = None
    holds: float | None = None
    designed: float | None = None
    health: int | None = None
    cycles: int | None = None
    begins: int | None = None
    stops: int | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Power:
    """State of all batteries together, and of the power source.

    Attributes:
        charge: the charge in % of the current capacity; None if unknown.
        health: current capacity in % of the original (of the weakest battery); None if unknown.
        cycles: charge cycles; None if unknown.
        plugged: whether mains power is connected.
        charging: whether a battery is charging.
        limit: % below which charging starts, if it stops on purpose; None if there's no limit.
        mode: the power mode; None if the system has none.
    """

    charge: int | None
    health: int | None
    cycles: int | None
    plugged: bool
    charging: bool
    limit: int | None = None
    mode: PowerMode | None = None


NO_BATTERY = N_("This computer has no battery.")


def _compute_capacity_percent(full: int | None, design: int | None) -> int | None:
    """Return a battery's capacity in % of its design; None if either value is missing."""
    return round(100 * full / design) if full is not None and design else None


# -- Linux -----------------------------------------------------------------------------------------


def read_power_supplies(folder: str = "/sys/class/power_supply") -> Json:
    """Return the name and ``uevent`` of each power supply in the kernel (ABI sysfs-class-power).

    ``limit`` is the percentage at which charging stops on purpose, ``start`` the percentage below which it
    starts again; "" if unknown.
    """
    return [
        {
            "name": path.name,
            "uevent": _read_text(path / "uevent"),
            "limit": _read_text(path / LIMIT),
            "start": _read_text(path / START),
        }
        for path in sorted(Path(folder).glob("*"))[:20]
    ]


LIMIT, START = "charge_control_end_threshold", "charge_control_start_threshold"


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")[:65536]
    except OSError:
        return ""


def _read_battery_cells_linux(machine: Machine) -> Sequence[BatteryPack]:
    return _filter_own_batteries(to_objects(machine.read(Reading(read_power_supplies))))


def _filter_own_batteries(told: Sequence[Mapping[str, Json]]) -> Sequence[BatteryPack]:
    return [cell for supply in told if (cell := _parse_linux_battery_cell(supply)) is not None]


def _read_device_batteries(machine: Machine) -> Sequence[BatteryPack]:
    """Return the batteries of mice, keyboards and headsets known to the kernel."""
    found = [(s, _list_supply_properties(s)) for s in to_objects(machine.read(Reading(read_power_supplies)))]
    return [
        BatteryPack(
            name=said.get("MODEL_NAME") or to_text(supply.get("name")),
            state=said.get("STATUS", "").casefold().replace("unknown", ""),
            charge=to_int(said.get("CAPACITY")),
            condition=said.get("CAPACITY_LEVEL", "").casefold().replace("unknown", ""),
        )
        for supply, said in found
        if said.get("TYPE") == "Battery" and said.get("SCOPE") == "Device"
    ]


def _list_supply_properties(supply: Mapping[str, Json]) -> Mapping[str, str]:
    told = parse_assignments(to_text(supply.get("uevent")))
    return {name.removeprefix("POWER_SUPPLY_"): text.strip() for name, text in told.items()}


def _parse_linux_battery_cell(supply: Mapping[str, Json]) -> BatteryPack | None:
    """Return one battery of the computer; None for chargers and for batteries of peripherals."""
    said = _list_supply_properties(supply)
    if said.get("TYPE") != "Battery" or said.get("SCOPE") == "Device" or said.get("PRESENT") == "0":
        return None
    holds, designed = _to_watt_hours(said, "FULL"), _to_watt_hours(said, "FULL_DESIGN")
    return BatteryPack(
        name=to_text(supply.get("name")),
        maker=said.get("MANUFACTURER", ""),
        model=said.get("MODEL_NAME", ""),
        serial=said.get("SERIAL_NUMBER", ""),
        kind=said.get("TECHNOLOGY", "").replace("Unknown", ""),
        state=said.get("STATUS", "").casefold(),
        charge=to_int(said.get("CAPACITY")),
        holds=holds,
        designed=designed,
        health=_parse_health_percent(said),
        cycles=to_int(said.get("CYCLE_COUNT")) or None,  # 0: the firmware doesn't count
        begins=to_int(to_text(supply.get("start"))) or None,
        stops=to_int(to_text(supply.get("limit"))),
    )


def _to_watt_hours(said: Mapping[str, str], name: str) -> float | None:
    """Return energy in Wh, from µWh, or from charge in µAh and voltage in µV; None if missing."""
    energy, charge = to_int(said.get(f"ENERGY_{name}")), to_int(said.get(f"CHARGE_{name}"))
    voltage = to_int(said.get("VOLTAGE_MIN_DESIGN")) or to_int(said.get("VOLTAGE_NOW"))
    if energy:
        return round(energy / 1e6, 1)
    return round(charge * voltage / 1e12, 1) if charge and voltage else None


def _parse_health_percent(said: Mapping[str, str]) -> int | None:
    """Return a battery's capacity in percent of its design capacity, from energy (µWh) or charge (µAh)."""
    for kind in ("ENERGY", "CHARGE"):
        full, design = to_int(said.get(f"{kind}_FULL")), to_int(said.get(f"{kind}_FULL_DESIGN"))
        if full is not None and design:
            return _compute_capacity_percent(full, design)
    return None


def _read_battery_linux(machine: Machine) -> Power:
    told = to_objects(machine.read(Reading(read_power_supplies)))
    cells, chargers = _filter_own_batteries(told), [_list_supply_properties(supply) for supply in told]
    if not cells:
        raise NotOfferedError(NO_BATTERY)
    healths = [cell.health for cell in cells if cell.health is not None]
    charges = [cell.charge for cell in cells if cell.charge is not None]
    limits = [limit for cell in cells if (limit := _find_charge_start_percent(cell)) is not None]
    return Power(
        charge=round(sum(charges) / len(charges)) if charges else None,
        health=min(healths, default=None),
        cycles=max((cell.cycles or 0 for cell in cells), default=0) or None,
        plugged=any(s.get("TYPE") in ("Mains", "USB") and s.get("ONLINE") == "1" for s in chargers),
        charging=any(cell.state in ("charging", "full") for cell in cells),
        limit=min(limits, default=None),
        mode=MODE.read(machine),
    )


def _find_charge_start_percent(cell: BatteryPack) -> int | None:
    """Return the % below which a battery with a charge limit starts charging; None without a charge limit.

    Between the two thresholds, the charge may stay unchanged for days. A start of 0 means that no start was
    set.
    """
    return cell.begins or (max(0, cell.stops - SLACK) if cell.stops is not None else None)


SLACK = 5
"""Percentage points a battery may lose before charging starts again, if no start is reported."""


# -- Windows ---------------------------------------------------------------------------------------

CELLS_SCRIPT = (
    "function all($c){@(Get-CimInstance -Namespace root/wmi -ClassName $c -ErrorAction SilentlyContinue)};"
    "function of($l,$i){$l | Where-Object { $_.InstanceName -eq $i } | Select-Object -First 1};"
    "$f=all BatteryFullChargedCapacity;$n=all BatteryCycleCount;"
    "$t=all BatteryStatus;$d=all BatteryStaticData;"
    "@($t;$f;$d) | Where-Object { $_ } | ForEach-Object { $_.InstanceName } | Sort-Object -Unique |"
    " ForEach-Object {"
    "$x=of $d $_;$s=of $t $_;[pscustomobject]@{Maker=$x.ManufactureName; Model=$x.DeviceName;"
    "Serial=$x.SerialNumber; Design=$x.DesignedCapacity; Chemistry=$x.Chemistry;"
    "Full=(of $f $_).FullChargedCapacity; Cycles=(of $n $_).CycleCount; Left=$s.RemainingCapacity;"
    "Charging=$s.Charging; Discharging=$s.Discharging} }"
)
"""Script that reads each battery.

Values that a driver doesn't report, or only an administrator may read, are empty.
"""

CHEMISTRY: Mapping[int, str] = MappingProxyType(
    {
        int.from_bytes(name.encode(), "little"): kind
        for name, kind in {"LION": "Li-ion", "LiP\0": "Li-poly", "LIP\0": "Li-poly", "NiMH": "NiMH"}.items()
    }
)
"""Battery types by the number that WMI returns for four letters (BATTERY_INFORMATION)."""


def _read_battery_cells_windows(machine: Machine) -> Sequence[BatteryPack]:
    told = read_script_output_objects(machine, CELLS_SCRIPT)
    return [_parse_windows_battery_cell(f"battery {number}", entry) for number, entry in enumerate(told, 1)]


def _parse_windows_battery_cell(name: str, told: Mapping[str, Json]) -> BatteryPack:
    full, design, left = (to_int(told.get(key)) for key in ("Full", "Design", "Left"))
    states = {"Charging": "charging", "Discharging": "discharging"}
    return BatteryPack(
        name=name,
        maker=to_text(told.get("Maker")),
        model=to_text(told.get("Model")),
        serial=to_text(told.get("Serial")),
        kind=CHEMISTRY.get(to_int(told.get("Chemistry")) or 0, ""),
        state=next((word for key, word in states.items() if told.get(key) is True), "plugged in"),
        charge=min(100, round(100 * left / full)) if left is not None and full else None,
        holds=round(full / 1000, 1) if full else None,
        designed=round(design / 1000, 1) if design else None,
        health=_compute_capacity_percent(full, design),
        cycles=to_int(told.get("Cycles")) or None,
    )


POWER_SCRIPT = (
    "$b=@(Get-CimInstance Win32_Battery);"
    "function first($c){Get-CimInstance -Namespace root/wmi -ClassName $c -ErrorAction SilentlyContinue|"
    "Select-Object -First 1};"
    "$s=first BatteryStatus;$f=first BatteryFullChargedCapacity;$d=first BatteryStaticData;"
    "$n=first BatteryCycleCount;"
    "[pscustomobject]@{batteries=$b.Count;charge=$b[0].EstimatedChargeRemaining;plugged=$s.PowerOnline;"
    "charging=$s.Charging;full=$f.FullChargedCapacity;design=$d.DesignedCapacity;cycles=$n.CycleCount}"
)
"""Script that reads the batteries in total.

Source: Microsoft Learn, Win32_Battery and the battery classes of root/wmi (capacities in mWh).

Values that a driver doesn't report, or only an administrator may read, are empty.
"""


def _read_battery_windows(machine: Machine) -> Power:
    found = read_script_output_object(machine, POWER_SCRIPT)
    if not to_int(found.get("batteries")):
        raise NotOfferedError(NO_BATTERY)
    full, design = to_int(found.get("full")), to_int(found.get("design"))
    plugged = to_bool(found.get("plugged"))
    if plugged is None:
        raise ProbeError(N_("Battery health isn't available."))
    return Power(
        charge=to_int(found.get("charge")),
        health=_compute_capacity_percent(full, design),
        cycles=to_int(found.get("cycles")) or None,
        plugged=plugged,
        charging=to_bool(found.get("charging")) is True,
        mode=MODE.read(machine),
    )


# -- macOS -----------------------------------------------------------------------------------------


def _read_macos_power_data(machine: Machine) -> Mapping[str, Json]:
    """Return SPPowerDataType: "yes" and "no" are TRUE and FALSE there, the maximum capacity is "87%"."""
    told: dict[str, Json] = {}
    for entry in read_parts_of_kind(machine, "SPPowerDataType"):
        for key, value in entry.items():
            told |= value if isinstance(value, dict) else {key: value}
    return told


def _read_battery_cells_macos(machine: Machine) -> Sequence[BatteryPack]:
    return _parse_macos_battery_cell(_read_macos_power_data(machine))


def _parse_macos_battery_cell(told: Mapping[str, Json]) -> Sequence[BatteryPack]:
    if to_float(told.get("sppower_battery_state_of_charge")) is None:
        return []
    full = to_text(told.get("sppower_battery_fully_charged")) == "TRUE"
    charging = to_text(told.get("sppower_battery_is_charging")) == "TRUE"
    return [
        BatteryPack(
            name="battery",
            maker=to_text(told.get("sppower_battery_manufacturer")),
            model=to_text(told.get("sppower_battery_device_name")),
            serial=to_text(told.get("sppower_battery_serial_number")),
            state="full" if full else "charging" if charging else "discharging",
            charge=to_int(told.get("sppower_battery_state_of_charge")),
            health=to_int(to_text(told.get("sppower_battery_health_maximum_capacity")).rstrip("% ")),
            cycles=to_int(told.get("sppower_battery_cycle_count")),
            condition=to_text(told.get("sppower_battery_health")),
        )
    ]


def _read_battery_macos(machine: Machine) -> Power:
    told = _read_macos_power_data(machine)
    for cell in _parse_macos_battery_cell(told):
        return Power(
            charge=cell.charge,
            health=cell.health,
            cycles=cell.cycles,
            plugged=to_text(told.get("sppower_battery_charger_connected")) == "TRUE",
            charging=cell.state in ("charging", "full"),
            mode=MODE.read(machine),
        )
    raise NotOfferedError(NO_BATTERY)


# -- probes ----------------------------------------------------------------------------------------

POWER: Probe[Power] = Probe(
    "the battery and the power mode",
    {
        Platform.LINUX: _read_battery_linux,
        Platform.WINDOWS: _read_battery_windows,
        Platform.MACOS: _read_battery_macos,
    },
)

CELLS: Probe[Sequence[BatteryPack]] = Probe(
    "the computer's batteries one by one",
    {
        Platform.LINUX: _read_battery_cells_linux,
        Platform.WINDOWS: _read_battery_cells_windows,
        Platform.MACOS: _read_battery_cells_macos,
    },
)


def _list_no_device_batteries(_machine: Machine) -> Sequence[BatteryPack]:
    """Return (): macOS lists peripherals with Bluetooth devices; Windows has no documented method."""
    return ()


WIRELESS: Probe[Sequence[BatteryPack]] = Probe(
    "batteries of wireless devices",
    {
        Platform.LINUX: _read_device_batteries,
        Platform.WINDOWS: _list_no_device_batteries,
        Platform.MACOS: _list_no_device_batteries,
    },
)
