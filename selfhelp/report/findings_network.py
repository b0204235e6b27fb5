"""Key findings about the network, printers and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.report.key_finding import FindingUrgency, KeyFinding, Look
from selfhelp.report.snapshot_facts import FactRow, SnapshotFacts, to_number

CLOCK_OFF = 60.0
CLOCK_WRONG = 300.0
"""Seconds: Kerberos refuses to sign anyone in beyond this (RFC 4120, section 7.5.9)."""

LOST = 20.0
"""Per cent of tries without an answer: calls break up, pages come late."""

SLOW = 200.0
"""Milliseconds to the gateway or the desk's server that a person notices."""

SLOW_NAMES = 500.0
WEAK_SIGNAL = -75
"""dBm: below this Wi-Fi drops to its slowest rates."""

_KERBEROS = "Sign-in and certificates fail where the clock is wrong."


def _way_out(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    none = facts.find_value("network", "default gateway present") is False
    if none or facts.find_value("reachability", "way out") is False:
        text = "No default gateway: no way out of the local network"
        yield KeyFinding(
            "network", text, FindingUrgency.BLOCKED, "Nothing outside this network can be reached."
        )


def _internet(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    said = facts.find_text("reachability", "internet")
    if "login page" in said:
        text = "A login page answers in place of the internet (captive portal)"
        yield KeyFinding(
            "reachability", text, FindingUrgency.BLOCKED, "Only after signing in there anything is reached."
        )
    elif said.startswith("not reached"):
        reason = "Websites and services in the cloud do not open, unless a proxy is the way out."
        yield KeyFinding("reachability", f"The internet is {said}", FindingUrgency.BLOCKED, reason)


def _names(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    told = "name is not found" in facts.find_text("reachability", "internet")
    if facts.find_value("reachability", "name found") is False and not told:
        reason = "Without names hardly anything is found."
        yield KeyFinding(
            "reachability", "A name that must resolve is not found", FindingUrgency.BLOCKED, reason
        )
    servers = facts.table_rows("reachability", "name servers")
    silent = sum(row["answer"] == "silent" for row in servers)
    if silent:
        urgency = FindingUrgency.BLOCKED if silent == len(servers) else FindingUrgency.SLOW
        text = f"{silent} of {len(servers)} name servers do not answer"
        yield KeyFinding("reachability", text, urgency, "Every name waits for the ones that are silent.")
    time = facts.find_number("reachability", "time to look a name up")
    if time is not None and time >= SLOW_NAMES:
        text = f"Looking a name up took {time:.0f} ms"
        yield KeyFinding(
            "reachability", text, FindingUrgency.SLOW, "Every page and every sign-in begins with that wait."
        )


def _stations(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for row in facts.table_rows("reachability", "stations"):
        station, lost, time = row.text_in("station"), row.number_in("lost"), row.number_in("median")
        if lost is not None and lost >= 100:
            urgency = FindingUrgency.NOTE if station == "gateway" else FindingUrgency.BLOCKED
            reason = (
                "A gateway may keep silent on purpose."
                if station == "gateway"
                else "Tickets wait on this computer until it answers."
            )
            yield KeyFinding("reachability", f"The {station} does not answer", urgency, reason)
        elif lost is not None and lost >= LOST:
            text = f"{lost:.0f} % of the tries to the {station} are lost"
            yield KeyFinding(
                "reachability", text, FindingUrgency.FAILING, "Calls break up and pages come late."
            )
        elif time is not None and time >= SLOW:
            text = f"The {station} answers after {time:.0f} ms"
            yield KeyFinding(
                "reachability", text, FindingUrgency.SLOW, "Every click waits that long several times."
            )


def _wifi(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    levels = [
        (row.text_in("interface"), row.number_in("signal level"))
        for row in facts.table_rows("network", "Wi-Fi quality")
    ]
    levels += [
        (item.name.removeprefix("Wi-Fi signal on "), to_number(item.value))
        for item in facts.section_facts("network")
        if item.name.startswith("Wi-Fi signal on ")
    ]
    for name, level in levels:
        if level is not None and level < WEAK_SIGNAL:
            reason = "So far from the access point everything is slow."
            yield KeyFinding(
                "network", f"Wi-Fi on {name} is weak: {level:g} dBm", FindingUrgency.SLOW, reason
            )


def _vpn(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    rows = facts.table_rows("network", "VPN connections")
    if rows and not any(row["connected"] is True for row in rows):
        names = ", ".join(row.text_in("VPN") for row in rows[:3])
        reason = "From outside the office, what is inside the company's network cannot be reached."
        yield KeyFinding("network", f"No VPN is connected ({names})", FindingUrgency.SLOW, reason)


def _drives(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for row in facts.table_rows("network-drives", "drives"):
        if row["server answers"] is False:
            name = row.text_in("letter") or row.text_in("drive")
            text = f"The server of the network drive {name} does not answer"
            yield KeyFinding("network-drives", text, FindingUrgency.BLOCKED, "Files there cannot be opened.")


def _clock(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    ahead = facts.find_number("reachability", "clock is ahead by")
    if ahead is not None and abs(ahead) >= CLOCK_OFF:
        text = f"The clock is {_span(abs(ahead))} {'fast' if ahead > 0 else 'slow'}"
        urgency = FindingUrgency.BLOCKED if abs(ahead) >= CLOCK_WRONG else FindingUrgency.FAILING
        yield KeyFinding("reachability", text, urgency, _KERBEROS)
    elif facts.find_value("clock", "kept in time") is False and ahead is None:
        yield KeyFinding("clock", "Nobody keeps the clock in time", FindingUrgency.NOTE, _KERBEROS)


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 120 else f"{seconds:.0f} s"


def _printers(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    rows = facts.table_rows("printers", "queues")
    for row in sorted(rows, key=lambda row: row["default"] is not True):
        jobs = row.number_in("waiting jobs") or 0
        trouble = _trouble(row)
        if trouble:
            main = "The default printer" if row["default"] is True else "Printer"
            text = f"{main} {row.text_in('printer')} {trouble}{f', {jobs:.0f} waiting' if jobs else ''}"
            urgency = FindingUrgency.BLOCKED if row["default"] is True or jobs else FindingUrgency.FAILING
            yield KeyFinding("printers", text, urgency, "Nothing comes out until somebody sees to it.")


def _trouble(row: FactRow) -> str:
    """Return what keeps a printer from printing, or "". A warning such as low toner doesn't."""
    state, says = row.text_in("state"), row.text_in("says").lower()
    if state in ("stopped", "offline", "error"):
        return f"is {state}"
    if row["takes documents"] is False:
        return "takes no documents"
    stopping = [
        word for word in ("media-empty", "media-jam", "toner-empty", "door-open", "offline") if word in says
    ]
    return f"says {', '.join(stopping)}" if stopping else ""


LOOKS: Sequence[Look] = (_way_out, _internet, _names, _stations, _clock, _printers, _drives, _vpn, _wifi)
