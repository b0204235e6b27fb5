"""Finds problems with the network, printers and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.report.key_finding import FindingUrgency, KeyFinding, Look
from selfhelp.report.snapshot_facts import FactRow, SnapshotFacts, to_number

CLOCK_OFF = 60.0
CLOCK_WRONG = 300.0
"""Clock offset above which Kerberos refuses sign-in, in seconds (RFC 4120, section 7.5.9)."""

LOST = 20.0
"""Percentage of lost packets from which calls break up."""

SLOW = 200.0
"""Latency that users notice, in milliseconds, to the gateway or the help desk."""

SLOW_NAMES = 500.0
WEAK_SIGNAL = -75
"""Signal strength below which Wi-Fi drops to its lowest rates, in dBm."""

_KERBEROS = "Sign-in and certificates fail if the clock is wrong."


def _find_missing_gateway(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    none = facts.find_value("network", "default gateway present") is False
    if none or facts.find_value("reachability", "default route") is False:
        text = "No default gateway: nothing outside the local network can be reached"
        yield KeyFinding("network", text, FindingUrgency.BLOCKED, "Websites, email and VPN don't work.")


def _find_internet_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    said = facts.find_text("reachability", "internet")
    if "sign-in page" in said:
        text = "A network sign-in page replaces the internet (captive portal)"
        yield KeyFinding(
            "reachability", text, FindingUrgency.BLOCKED, "Nothing can be reached before signing in there."
        )
    elif said.startswith("not reachable"):
        reason = "Websites and cloud services don't open, unless a proxy is used."
        yield KeyFinding("reachability", f"The internet is {said}", FindingUrgency.BLOCKED, reason)


def _find_dns_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    told = "can't be resolved" in facts.find_text("reachability", "internet")
    if facts.find_value("reachability", "name resolved") is False and not told:
        reason = "Without DNS, hardly anything can be reached."
        yield KeyFinding("reachability", "A required name can't be resolved", FindingUrgency.BLOCKED, reason)
    servers = facts.list_table_rows("reachability", "name servers")
    silent = sum(row["answer"] == "silent" for row in servers)
    if silent:
        urgency = FindingUrgency.BLOCKED if silent == len(servers) else FindingUrgency.SLOW
        text = f"{silent} of {len(servers)} DNS servers don't respond"
        yield KeyFinding(
            "reachability", text, urgency, "Every DNS query waits for the ones that don't respond."
        )
    time = facts.find_number("reachability", "lookup time")
    if time is not None and time >= SLOW_NAMES:
        text = f"A DNS lookup took {time:.0f} ms"
        yield KeyFinding(
            "reachability", text, FindingUrgency.SLOW, "Every page and every sign-in starts with this delay."
        )


def _find_latency_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for row in facts.list_table_rows("reachability", "stations"):
        station, lost, time = row.get_text("station"), row.get_number("lost"), row.get_number("median")
        if lost is not None and lost >= 100:
            urgency = FindingUrgency.NOTE if station == "gateway" else FindingUrgency.BLOCKED
            reason = (
                "Some gateways don't respond on purpose."
                if station == "gateway"
                else "Tickets wait on this computer until it responds."
            )
            yield KeyFinding("reachability", f"The {station} isn't responding", urgency, reason)
        elif lost is not None and lost >= LOST:
            text = f"{lost:.0f} % of the packets to the {station} are lost"
            yield KeyFinding(
                "reachability", text, FindingUrgency.FAILING, "Calls break up, and pages load slowly."
            )
        elif time is not None and time >= SLOW:
            text = f"The {station} responds after {time:.0f} ms"
            yield KeyFinding(
                "reachability", text, FindingUrgency.SLOW, "Every click causes several such delays."
            )


def _find_weak_wifi(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    levels = [
        (row.get_text("interface"), row.get_number("signal level"))
        for row in facts.list_table_rows("network", "Wi-Fi quality")
    ]
    levels += [
        (item.name.removeprefix("Wi-Fi signal on "), to_number(item.value))
        for item in facts.list_section_facts("network")
        if item.name.startswith("Wi-Fi signal on ")
    ]
    for name, level in levels:
        if level is not None and level < WEAK_SIGNAL:
            reason = "With such a weak signal, everything is slow."
            yield KeyFinding(
                "network", f"Wi-Fi on {name} is weak: {level:g} dBm", FindingUrgency.SLOW, reason
            )


def _find_unconnected_vpn(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    rows = facts.list_table_rows("network", "VPN connections")
    if rows and not any(row["connected"] is True for row in rows):
        names = ", ".join(row.get_text("VPN") for row in rows[:3])
        reason = "Outside the office, the organisation's internal services can't be reached."
        yield KeyFinding("network", f"No VPN is connected ({names})", FindingUrgency.SLOW, reason)


def _find_unreachable_drives(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for row in facts.list_table_rows("network-drives", "drives"):
        if row["server answers"] is False:
            name = row.get_text("letter") or row.get_text("drive")
            text = f"The server of the network drive {name} isn't responding"
            yield KeyFinding("network-drives", text, FindingUrgency.BLOCKED, "Its files can't be opened.")


def _find_clock_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    ahead = facts.find_number("reachability", "clock is ahead by")
    if ahead is not None and abs(ahead) >= CLOCK_OFF:
        text = f"The clock is {_format_duration(abs(ahead))} {'fast' if ahead > 0 else 'slow'}"
        urgency = FindingUrgency.BLOCKED if abs(ahead) >= CLOCK_WRONG else FindingUrgency.FAILING
        yield KeyFinding("reachability", text, urgency, _KERBEROS)
    elif facts.find_value("clock", "synchronised") is False and ahead is None:
        yield KeyFinding("clock", "The clock isn't synchronised", FindingUrgency.NOTE, _KERBEROS)


def _format_duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"


def _find_printer_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    rows = facts.list_table_rows("printers", "queues")
    for row in sorted(rows, key=lambda row: row["default"] is not True):
        jobs = row.get_number("waiting jobs") or 0
        trouble = _describe_printer_trouble(row)
        if trouble:
            main = "The default printer" if row["default"] is True else "Printer"
            text = f"{main} {row.get_text('printer')} {trouble}{f', {jobs:.0f} waiting' if jobs else ''}"
            urgency = FindingUrgency.BLOCKED if row["default"] is True or jobs else FindingUrgency.FAILING
            yield KeyFinding("printers", text, urgency, "Nothing is printed until someone fixes this.")


def _describe_printer_trouble(row: FactRow) -> str:
    """Return the reason why a printer can't print, or "". Warnings such as low toner are ignored."""
    state, says = row.get_text("state"), row.get_text("says").lower()
    if state in ("stopped", "offline", "error"):
        message = row.get_text("message")
        return f"is {state} ({message})" if message else f"is {state}"
    if row["accepts documents"] is False:
        return "doesn't accept documents"
    stopping = [
        word for word in ("media-empty", "media-jam", "toner-empty", "door-open", "offline") if word in says
    ]
    return f"reports {', '.join(stopping)}" if stopping else ""


LOOKS: Sequence[Look] = (
    _find_missing_gateway,
    _find_internet_problems,
    _find_dns_problems,
    _find_latency_problems,
    _find_clock_problems,
    _find_printer_problems,
    _find_unreachable_drives,
    _find_unconnected_vpn,
    _find_weak_wifi,
)
