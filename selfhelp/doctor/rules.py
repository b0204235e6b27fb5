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
        return Line("policy", Health.OK, N_("No policy: default settings, and tickets in a local folder."))
    return Line("policy", Health.OK, N_("Policy from {files}.", files=", ".join(sorted(sources))))


def _said(problem: Problem) -> Text:
    if not problem.key:  # of the whole file
        return N_("{file}: {reason}", file=problem.where, reason=problem.message)
    return N_("{file}: {key} {message}", file=problem.where, key=problem.key, message=problem.message)


def managed(app: App) -> Line:
    """Say what the system's own management gives: Group Policy, managed preferences."""
    if app.machine.platform is Platform.LINUX:
        return Line(
            "managed", Health.NOT_APPLICABLE, N_("Not used on this system; policies come from files.")
        )
    told = app.managed()
    given = [*told.defaults, *told.forced]
    broken = [source.source for source in given if source.broken]
    if broken:
        names = ", ".join(broken)
        return Line(
            "managed",
            Health.MISSING,
            N_("These sources can't be read, so strict defaults apply: {names}", names=names),
        )
    if not given:
        return Line("managed", Health.OK, N_("Group Policy or managed preferences set no values."))
    names = ", ".join(f"{source.source} ({len(source.values)})" for source in given)
    return Line(
        "managed", Health.OK, N_("Values set by Group Policy or managed preferences: {names}", names=names)
    )


def usage_stats(app: App) -> Line:
    """Say what becomes of the counts, and whether they arrived."""
    rules = app.policy.usage_stats
    if rules.mode == "off":
        return Line("usage-stats", Health.NOT_APPLICABLE, N_("Usage statistics are turned off."))
    if rules.mode == "local":
        return Line("usage-stats", Health.OK, N_("The usage statistics stay on this computer."))
    if not rules.destination:
        return Line(
            "usage-stats",
            Health.MISSING,
            N_("Usage statistics can't be sent: the policy sets no destination."),
        )
    kept = app.usage_stats().kept()
    if kept.trouble:
        text = N_(
            "The usage statistics couldn't be sent to {destination}: {reason}.",
            destination=rules.destination,
            reason=kept.trouble,
        )
        return Line("usage-stats", Health.WARNING, text)
    if kept.sent is None:
        return Line(
            "usage-stats",
            Health.OK,
            N_(
                "Usage statistics will be sent to {destination}. Nothing is due yet.",
                destination=rules.destination,
            ),
        )
    text = N_(
        "The usage statistics were sent to {destination}: {time}.",
        destination=rules.destination,
        time=kept.sent,
    )
    return Line("usage-stats", Health.OK, text)
