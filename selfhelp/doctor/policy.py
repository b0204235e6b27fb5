"""Checks of the policy, its sources, and the usage statistics."""

from __future__ import annotations

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.doctor import DoctorLine, PartStatus
from selfhelp.policy.files import PolicyMistake, find_misnamed_files


def check_policy(app: App) -> DoctorLine:
    """Report the policy's source, or its first error."""
    problems = app.loaded_policy.problems
    if problems:
        return DoctorLine("policy", PartStatus.MISSING, _describe_problem(problems[0]))
    if app.loaded_policy.warnings:
        return DoctorLine("policy", PartStatus.WARNING, _describe_problem(app.loaded_policy.warnings[0]))
    misnamed = find_misnamed_files(app.places.machine_policy, app.places.config)
    if misnamed:
        return DoctorLine("policy", PartStatus.WARNING, _describe_problem(misnamed[0]))
    sources = {s.source for s in app.loaded_policy.settings} - {"default"}
    if not sources:
        return DoctorLine(
            "policy",
            PartStatus.OK,
            N_("No policy found. Default settings apply, and tickets are saved in a local folder."),
        )
    return DoctorLine(
        "policy", PartStatus.OK, N_("The policy was read from {files}.", files=", ".join(sorted(sources)))
    )


def _describe_problem(problem: PolicyMistake) -> Text:
    if not problem.key:  # about the whole file
        return N_("{file}: {reason}", file=problem.location, reason=problem.message)
    return N_("{file}: {key} {message}", file=problem.location, key=problem.key, message=problem.message)


def check_managed(app: App) -> DoctorLine:
    """Report the settings from device management: Group Policy or managed preferences."""
    if app.machine.platform is Platform.LINUX:
        return DoctorLine(
            "managed", PartStatus.NOT_APPLICABLE, N_("Not used on this system; policies come from files.")
        )
    told = app.managed()
    given = [*told.defaults, *told.forced]
    broken = [source.source for source in given if source.broken]
    if broken:
        names = ", ".join(broken)
        return DoctorLine(
            "managed",
            PartStatus.MISSING,
            N_("These policy sources can't be read, so strict defaults apply: {names}", names=names),
        )
    if not given:
        return DoctorLine(
            "managed", PartStatus.OK, N_("No values are set by Group Policy or managed preferences.")
        )
    names = ", ".join(f"{source.source} ({len(source.values)})" for source in given)
    return DoctorLine(
        "managed",
        PartStatus.OK,
        N_("Values set by Group Policy or managed preferences: {names}", names=names),
    )


def check_usage_stats(app: App) -> DoctorLine:
    """Report the destination of the usage statistics, and whether the last transfer succeeded."""
    rules = app.policy.usage_stats
    if rules.mode == "off":
        return DoctorLine("usage-stats", PartStatus.NOT_APPLICABLE, N_("Usage statistics are turned off."))
    if rules.mode == "local":
        return DoctorLine("usage-stats", PartStatus.OK, N_("The usage statistics stay on this computer."))
    if not rules.destination:
        return DoctorLine(
            "usage-stats",
            PartStatus.MISSING,
            N_("Usage statistics can't be sent: the policy doesn't set a destination."),
        )
    kept = app.create_usage_stats_exporter().load_stored_state()
    if kept.trouble:
        text = N_(
            "The usage statistics couldn't be sent to {destination}: {reason}.",
            destination=rules.destination,
            reason=kept.trouble,
        )
        return DoctorLine("usage-stats", PartStatus.WARNING, text)
    if kept.sent is None:
        return DoctorLine(
            "usage-stats",
            PartStatus.OK,
            N_(
                "Usage statistics will be sent to {destination}. Nothing is due yet.",
                destination=rules.destination,
            ),
        )
    text = N_(
        "Usage statistics are sent to {destination}. Last sent: {time}.",
        destination=rules.destination,
        time=kept.sent,
    )
    return DoctorLine("usage-stats", PartStatus.OK, text)
