"""What the organisation set: the policy, where it comes from, and what becomes of the counts."""

from __future__ import annotations

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.doctor import Health, Line
from selfhelp.policy.files import Problem


def policy(app: App) -> Line:
    """Say where the policy comes from, or its first mistake."""
    problems = app.loaded.problems
    if problems:
        return Line("policy", Health.MISSING, _said(problems[0]))
    if app.loaded.warnings:
        return Line("policy", Health.WARNING, _said(app.loaded.warnings[0]))
    sources = {s.source for s in app.loaded.settings} - {"default"}
    if not sources:
        return Line("policy", Health.OK, N_("No policy: built-in defaults and the local desk."))
    return Line("policy", Health.OK, N_("Policy from {files}.", files=", ".join(sorted(sources))))


def _said(problem: Problem) -> Text:
    if not problem.key:  # of the whole file
        return N_("{file}: {reason}", file=problem.where, reason=problem.message)
    return N_("{file}: {key} {message}", file=problem.where, key=problem.key, message=problem.message)


def managed(app: App) -> Line:
    """Say what the system's own management gives: Group Policy, managed preferences."""
    if app.machine.platform is Platform.LINUX:
        return Line("managed", Health.NOT_APPLICABLE, N_("On this system only files count."))
    told = app.managed()
    given = [*told.defaults, *told.forced]
    broken = [source.source for source in given if source.broken]
    if broken:
        names = ", ".join(broken)
        return Line(
            "managed", Health.MISSING, N_("This cannot be read, so it counts strictly: {names}", names=names)
        )
    if not given:
        return Line("managed", Health.OK, N_("The system's management gives no values."))
    names = ", ".join(f"{source.source} ({len(source.values)})" for source in given)
    return Line("managed", Health.OK, N_("The system's management gives values: {names}", names=names))


def usage_stats(app: App) -> Line:
    """Say what becomes of the counts, and whether they arrived."""
    rules = app.policy.usage_stats
    if rules.mode == "off":
        return Line("usage-stats", Health.NOT_APPLICABLE, N_("Nothing is counted."))
    if rules.mode == "local":
        return Line("usage-stats", Health.OK, N_("The counts stay on this computer."))
    if not rules.destination:
        return Line(
            "usage-stats", Health.MISSING, N_("The policy sends the counts, but names no place for them.")
        )
    kept = app.usage_stats().kept()
    if kept.trouble:
        text = N_("The counts did not reach {place}: {reason}.", place=rules.destination, reason=kept.trouble)
        return Line("usage-stats", Health.WARNING, text)
    if kept.sent is None:
        return Line(
            "usage-stats",
            Health.OK,
            N_("The counts go to {place}; none were due yet.", place=rules.destination),
        )
    text = N_("The counts reached {place}: {time}.", place=rules.destination, time=kept.sent)
    return Line("usage-stats", Health.OK, text)
