"""Finds problems with services, updates, restarts, errors, certificates and protection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.report import value_format
from selfhelp.report.key_finding import FindingUrgency, KeyFinding, Look
from selfhelp.report.snapshot_facts import SnapshotFacts

DAY = 86400
REPEATED = 3
"""Number of crashes of one app in a day from which they are reported."""

OLD_SIGNATURES = 7
SOON = 7
"""Number of days before a password expires from which the expiry is reported."""

MANY_ERRORS = 20
"""Number of times a message occurs in a day from which it is reported."""


def _find_failed_services(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    failed = [row.get_text("service") for row in facts.list_table_rows("services", "failed")]
    if failed:
        more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
        text = f"{value_format.count_with_noun(len(failed), 'service')} failed: {', '.join(failed[:5])}{more}"
        yield KeyFinding("services", text, FindingUrgency.FAILING, "Whatever depends on them doesn't work.")


def _find_overdue_restart(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    if facts.find_value("system", "restart pending") is True:
        reason = "Updates are only partly installed until then. Restart before anything else."
        yield KeyFinding("system", "A restart is pending", FindingUrgency.FAILING, reason)
    uptime = facts.find_number("system", "uptime")
    if uptime is not None and uptime > facts.limits.uptime_days * DAY:
        text = f"Not restarted for {uptime / DAY:.0f} days"
        yield KeyFinding("system", text, FindingUrgency.NOTE, "A restart solves many problems.")


def _find_update_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    failed = [str(item.value) for item in facts.list_section_facts("updates") if item.name == "failed"]
    failed += [row.get_text("what") for row in facts.list_table_rows("updates", "failed")]
    if facts.find_value("updates", "installation interrupted") is True:
        reason = "Nothing else can be installed or updated until it's finished."
        yield KeyFinding("updates", "An installation was interrupted", FindingUrgency.BLOCKED, reason)
    if failed:
        text = f"{value_format.count_with_noun(len(failed), 'update')} failed, the last one: {failed[0]}"
        yield KeyFinding("updates", text, FindingUrgency.FAILING, "It will be retried and may fail again.")


def _find_repeated_crashes(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    by_program: dict[str, float] = {}
    for row in facts.list_table_rows("errors", "crashes"):
        name = row.get_text("program")
        by_program[name] = by_program.get(name, 0) + (row.get_number("times") or 1)
    for name, times in sorted(by_program.items(), key=lambda pair: -pair[1])[:3]:
        if times >= REPEATED:
            text = f"{name} crashed {times:.0f} times in the last 24 hours"
            yield KeyFinding(
                "errors", text, FindingUrgency.FAILING, "Repeated crashes usually have one cause."
            )


def _find_repeated_errors(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    rows = facts.list_table_rows("errors", "errors")
    worst = max(rows, key=lambda row: row.get_number("times") or 0, default=None)
    times = (worst.get_number("times") or 0) if worst else 0
    if worst and times >= MANY_ERRORS:
        text = f"{worst.get_text('source')} reported the same error {times:.0f} times: {_shorten_line(worst.get_text('message'))}"  # noqa: E501
        yield KeyFinding("errors", text, FindingUrgency.NOTE, "A repeated error usually has one cause.")
        return
    count = facts.find_number("errors", "errors in the last 24 hours")
    if count:
        text = f"{value_format.count_with_noun(round(count), 'error')} in the last 24 hours"
        yield KeyFinding("errors", text, FindingUrgency.NOTE, "The section groups and counts them.")


def _find_expiring_certificates(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for row in facts.list_table_rows("certificates", "expiring certificates"):
        left = row.get_number("days left")
        if left is None:
            continue
        whose = row.get_text("belongs to")
        name = f"Certificate {row.get_text('certificate')}{f' of {whose}' if whose else ''}"
        if left < 0:
            reason = "Sign-in, Wi-Fi, VPN or email that depend on it are rejected."
            yield KeyFinding("certificates", f"{name} has expired", FindingUrgency.BLOCKED, reason)
        else:
            text = f"{name} expires in {value_format.count_with_noun(round(left), 'day')}"
            yield KeyFinding(
                "certificates", text, FindingUrgency.NOTE, "Whatever depends on it stops working on that day."
            )


def _find_missing_protection(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    if facts.find_value("security", "virus protection on") is False:
        text = "Virus protection is off"
        yield KeyFinding(
            "security", text, FindingUrgency.UNSAFE, "Harmful files aren't blocked at the moment."
        )
    meant = facts.find_value("security", "firewall required") is not False
    if facts.find_value("security", "firewall on") is False and meant:
        reason = "Other computers on the network can reach every open service."
        yield KeyFinding("security", "The firewall is off", FindingUrgency.UNSAFE, reason)
    age = facts.find_number("security", "definitions age")
    if age is not None and age >= OLD_SIGNATURES:
        text = f"The antivirus definitions are {age:.0f} days old"
        yield KeyFinding("security", text, FindingUrgency.UNSAFE, "It doesn't detect newer threats.")
    yield from _find_missing_encryption(facts)


def _find_missing_encryption(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    state = facts.find_text("security", "system disk encryption") or facts.find_text(
        "disks", "system disk encryption"
    )
    if state in ("off", "suspended"):
        text = f"Encryption of the system disk is {state}"
        # A virtual computer cannot be carried off: what its disk lies on is encrypted by its operator, or
        # not.
        if facts.find_text("system", "virtual machine"):
            yield KeyFinding(
                "security", text, FindingUrgency.NOTE, "Common on a virtual machine: its host encrypts."
            )
            return
        yield KeyFinding(
            "security", text, FindingUrgency.UNSAFE, "Anyone who has the computer can read everything on it."
        )


def _find_sign_in_problems(facts: SnapshotFacts) -> Iterator[KeyFinding]:
    for fact, said in _CLOSED.items():
        if facts.find_value("sign-in", fact) is True:
            yield KeyFinding("sign-in", said, FindingUrgency.BLOCKED, "The user can't sign in anywhere.")
    left = facts.find_number("sign-in", "password expires in")
    if left is not None and left < 0:
        yield KeyFinding(
            "sign-in", "The password has expired", FindingUrgency.BLOCKED, "It's no longer accepted anywhere."
        )
    elif left is not None and left <= SOON:
        text = f"The password expires in {value_format.count_with_noun(round(left), 'day')}"
        yield KeyFinding("sign-in", text, FindingUrgency.NOTE, "After that, it's no longer accepted.")


_CLOSED = {
    "account locked": "The account is locked",
    "account closed": "The account is closed",
    "password must be changed": "The password must be changed",
}


def _shorten_line(text: str, limit: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


LOOKS: Sequence[Look] = (
    *(
        _find_sign_in_problems,
        _find_expiring_certificates,
        _find_missing_protection,
        _find_failed_services,
        _find_repeated_crashes,
    ),
    *(_find_overdue_restart, _find_update_problems, _find_repeated_errors),
)
