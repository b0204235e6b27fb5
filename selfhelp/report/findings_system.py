"""What stands out about services, updates, restarts, errors, certificates and protection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.report import markup
from selfhelp.report.facts import Facts
from selfhelp.report.notice import Look, Notice, Urgency

LONG_UPTIME = 14 * 86400
REPEATED = 3
"""Crashes of one program in a day: no accident any more."""

OLD_SIGNATURES = 7
SOON = 7
"""Days."""

MANY_ERRORS = 20
"""Times that one message came within a day."""


def _services(facts: Facts) -> Iterator[Notice]:
    failed = [row.word("service") for row in facts.rows("services", "failed")]
    if failed:
        more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
        text = f"{markup.count(len(failed), 'service')} failed: {', '.join(failed[:5])}{more}"
        yield Notice("services", text, Urgency.FAILING, "What needs them does not work.")


def _restart(facts: Facts) -> Iterator[Notice]:
    if facts.value("system", "restart pending") is True:
        reason = "Updates are half installed until then; try this before anything else."
        yield Notice("system", "A restart is pending", Urgency.FAILING, reason)
    uptime = facts.number("system", "uptime")
    if uptime is not None and uptime >= LONG_UPTIME:
        text = f"Not restarted for {uptime / 86400:.0f} days"
        yield Notice("system", text, Urgency.NOTE, "A restart cures much of what builds up.")


def _updates(facts: Facts) -> Iterator[Notice]:
    failed = [str(item.value) for item in facts.facts("updates") if item.name == "failed"]
    failed += [row.word("what") for row in facts.rows("updates", "failed")]
    if facts.value("updates", "installation interrupted") is True:
        reason = "Nothing else can be installed or updated until it is finished."
        yield Notice("updates", "An installation was interrupted", Urgency.BLOCKED, reason)
    if failed:
        text = f"{markup.count(len(failed), 'update')} failed, the last one: {failed[0]}"
        yield Notice("updates", text, Urgency.FAILING, "It will be tried again and may fail again.")


def _crashes(facts: Facts) -> Iterator[Notice]:
    by_program: dict[str, float] = {}
    for row in facts.rows("errors", "crashes"):
        name = row.word("program")
        by_program[name] = by_program.get(name, 0) + (row.number("times") or 1)
    for name, times in sorted(by_program.items(), key=lambda pair: -pair[1])[:3]:
        if times >= REPEATED:
            text = f"{name} crashed {times:.0f} times in the last 24 hours"
            yield Notice("errors", text, Urgency.FAILING, "What keeps crashing has one cause.")


def _errors(facts: Facts) -> Iterator[Notice]:
    rows = facts.rows("errors", "errors")
    worst = max(rows, key=lambda row: row.number("times") or 0, default=None)
    times = (worst.number("times") or 0) if worst else 0
    if worst and times >= MANY_ERRORS:
        text = (
            f"{worst.word('source')} reported the same error {times:.0f} times: {_cut(worst.word('message'))}"
        )
        yield Notice("errors", text, Urgency.NOTE, "An error that keeps coming has one cause.")
        return
    count = facts.number("errors", "errors in the last 24 hours")
    if count:
        text = f"{markup.count(round(count), 'error')} in the last 24 hours"
        yield Notice("errors", text, Urgency.NOTE, "The section has them grouped and counted.")


def _certificates(facts: Facts) -> Iterator[Notice]:
    for row in facts.rows("certificates", "ending certificates"):
        left = row.number("days left")
        if left is None:
            continue
        whose = row.word("belongs to")
        name = f"Certificate {row.word('certificate')}{f' of {whose}' if whose else ''}"
        if left < 0:
            reason = "Sign-in, Wi-Fi, VPN or mail that rely on it are refused."
            yield Notice("certificates", f"{name} has expired", Urgency.BLOCKED, reason)
        else:
            text = f"{name} ends in {markup.count(round(left), 'day')}"
            yield Notice("certificates", text, Urgency.NOTE, "What relies on it stops on that day.")


def _protection(facts: Facts) -> Iterator[Notice]:
    if facts.value("security", "virus protection on") is False:
        text = "Virus protection is off"
        yield Notice("security", text, Urgency.UNSAFE, "Nothing stops a harmful file at the moment.")
    meant = facts.value("security", "firewall meant to be on") is not False
    if facts.value("security", "firewall on") is False and meant:
        reason = "Other computers of the network can reach every open service."
        yield Notice("security", "The firewall is off", Urgency.UNSAFE, reason)
    age = facts.number("security", "age of what it knows")
    if age is not None and age >= OLD_SIGNATURES:
        text = f"Virus protection knows nothing newer than {age:.0f} days"
        yield Notice("security", text, Urgency.UNSAFE, "It does not recognise what came since then.")
    yield from _encryption(facts)


def _encryption(facts: Facts) -> Iterator[Notice]:
    state = facts.word("security", "system disk encryption") or facts.word("disks", "system disk encryption")
    if state in ("off", "suspended"):
        text = f"Encryption of the system disk is {state}"
        # A virtual computer cannot be carried off: what its disk lies on is encrypted by whoever runs it.
        if facts.word("system", "virtual machine"):
            yield Notice("security", text, Urgency.NOTE, "Usual on a virtual machine: its host encrypts.")
            return
        yield Notice("security", text, Urgency.UNSAFE, "Whoever has the computer can read everything on it.")


def _sign_in(facts: Facts) -> Iterator[Notice]:
    for fact, said in _CLOSED.items():
        if facts.value("sign-in", fact) is True:
            yield Notice("sign-in", said, Urgency.BLOCKED, "Nothing that asks for it lets the person in.")
    left = facts.number("sign-in", "password expires in")
    if left is not None and left < 0:
        yield Notice("sign-in", "The password has expired", Urgency.BLOCKED, "Nothing accepts it any more.")
    elif left is not None and left <= SOON:
        text = f"The password ends in {markup.count(round(left), 'day')}"
        yield Notice("sign-in", text, Urgency.NOTE, "After that nothing accepts it.")


_CLOSED = {
    "account locked": "The account is locked",
    "account closed": "The account is closed",
    "password must be changed": "The password must be changed",
}


def _cut(text: str, limit: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


LOOKS: Sequence[Look] = (
    *(_sign_in, _certificates, _protection, _services, _crashes),
    *(_restart, _updates, _errors),
)
