"""selfhelp doctor: the administrator's first look at this installation."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from selfhelp import __version__
from selfhelp.app import App
from selfhelp.cli.call import Call
from selfhelp.errors import SelfhelpError
from selfhelp.machine import elevate
from selfhelp.machine.elevate import Installed
from selfhelp.model import Platform
from selfhelp.places import private, resource
from selfhelp.text import N_, NN_, Text


class Health(StrEnum):
    """How one part of the installation is."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer."""

    id: str
    state: Health
    text: Text | str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: none of its own."""


def run(call: Call) -> int:
    """Return 1 if anything is missing."""
    lines = examine(call.app)
    if call.json:
        call.answer(checks=[{"id": li.id, "state": li.state, "text": call.show(li.text)} for li in lines])
    else:
        for line in lines:
            call.say(f"{line.state:<14} {line.id:<12} {call.show(line.text)}")
    return 1 if any(line.state is Health.MISSING for line in lines) else 0


def examine(app: App) -> Sequence[Line]:
    """Look at every part; none of them changes anything but empty folders of the person's own."""
    parts: Sequence[tuple[str, Callable[[App], Line]]] = (
        ("version", _version),
        ("platform", _platform),
        ("resources", _resources),
        ("libraries", _libraries),
        ("display", _display),
        ("bus", _bus),
        ("folders", _folders),
        ("policy", _policy),
        ("desk", _desk),
        ("token", _token),
        ("outbox", _outbox),
        ("catalogue", _catalogue),
        ("helper", _helper),
        ("packs", _packs),
    )
    return [*(_safely(id_, part, app) for id_, part in parts), *_refused_packs(app)]


def _safely(id_: str, part: Callable[[App], Line], app: App) -> Line:
    try:
        return part(app)
    except SelfhelpError as error:
        return Line(id_, Health.MISSING, error.message)
    except OSError as error:
        return Line(id_, Health.MISSING, N_("This cannot be read: {reason}", reason=str(error)[:200]))


def _version(_app: App) -> Line:
    python = sys.version.split()[0]
    return Line(
        "version", Health.OK, N_("selfhelp {version}, Python {python}", version=__version__, python=python)
    )


def _platform(app: App) -> Line:
    if app.machine.platform is Platform.LINUX:
        return Line("platform", Health.OK, N_("Linux: tested on Debian 13."))
    name = app.machine.platform
    return Line("platform", Health.WARNING, N_("{name}: not tried on a real machine yet.", name=name))


def _resources(_app: App) -> Line:
    found = resource("locale/fr/LC_MESSAGES/selfhelp.mo").is_file() and resource("words/small.txt").is_file()
    text = (
        N_("Texts and pictures are there.")
        if found
        else N_("The program's own files are incomplete; install it again.")
    )
    return Line("resources", Health.OK if found else Health.MISSING, text)


def _libraries(_app: App) -> Line:
    names = (
        "PySide6",
        "psutil",
        "keyring",
        "requests",
        "truststore",
        "platformdirs",
        "rapidfuzz",
        "Stemmer",
    )
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        return Line(
            "libraries", Health.MISSING, N_("Libraries are missing: {names}", names=", ".join(missing))
        )
    return Line("libraries", Health.OK, N_("All libraries are there."))


def _display(app: App) -> Line:
    if app.machine.platform is not Platform.LINUX:
        return Line("display", Health.NOT_APPLICABLE, N_("The system always has a display."))
    if app.environment.get("WAYLAND_DISPLAY") or app.environment.get("DISPLAY"):
        return Line("display", Health.OK, N_("There is a display."))
    return Line(
        "display", Health.WARNING, N_("There is no display: the window cannot open, the commands work.")
    )


def _bus(app: App) -> Line:
    if app.machine.platform is not Platform.LINUX:
        return Line("bus", Health.NOT_APPLICABLE, N_("Only Linux needs it."))
    session = app.environment.get("XDG_RUNTIME_DIR", "")
    if app.environment.get("DBUS_SESSION_BUS_ADDRESS") or (session and Path(session, "bus").exists()):
        return Line(
            "bus", Health.OK, N_("There is a session bus for the tray, notifications and the keyring.")
        )
    return Line("bus", Health.WARNING, N_("There is no session bus: no tray, no notifications, no keyring."))


def _folders(app: App) -> Line:
    for folder in (app.places.config, app.places.data, app.places.cache, app.places.log):
        if not os.access(private(folder), os.W_OK):
            return Line("folders", Health.MISSING, N_("{folder} cannot be written.", folder=str(folder)))
    return Line("folders", Health.OK, N_("Data is kept in {folder}.", folder=str(app.places.data)))


def _policy(app: App) -> Line:
    problems = app.loaded.problems
    if problems:
        first = problems[0]
        text = N_("{file}: {key} {message}", file=first.file, key=first.key, message=first.message)
        return Line("policy", Health.MISSING, text)
    sources = {s.source for s in app.loaded.settings} - {"default"}
    if not sources:
        return Line("policy", Health.OK, N_("No policy: built-in defaults and the local desk."))
    return Line("policy", Health.OK, N_("Policy from {files}.", files=", ".join(sorted(sources))))


def _desk(app: App) -> Line:
    return Line("desk", Health.OK, app.connector().check())


def _token(app: App) -> Line:
    if not app.policy.desk.server():
        return Line("token", Health.NOT_APPLICABLE, N_("This desk needs no sign-in."))
    kind = app.secrets.kind()
    if kind == "browser":
        return Line("token", Health.OK, N_("You are signed in to the help desk through the browser."))
    if kind != "none":
        return Line("token", Health.OK, N_("There is a token for the help desk."))
    return Line("token", Health.MISSING, N_("You are not signed in to the help desk: selfhelp login"))


def _outbox(app: App) -> Line:
    outbox = app.outbox()
    if outbox.notice:
        return Line("outbox", Health.WARNING, outbox.notice)
    count = len(outbox.items())
    return Line("outbox", Health.OK, N_("{count} tickets are kept.", count=count))


def _catalogue(app: App) -> Line:
    """Say how many fixes are offered, and which rows nobody tried on a real machine of this kind."""
    offered, total = app.catalog.fixes, len(app.catalog.known)
    platform = str(app.machine.platform)
    tried = json.loads(resource("tried.json").read_text(encoding="utf-8"))
    untried = [id_ for id_ in offered if platform not in tried.get(id_, ())]
    text = N_("{count} of {total} fixes are offered here.", count=len(offered), total=total)
    if untried:
        text = N_(
            "{count} of {total} fixes are offered here. Not tried on a real machine: {ids}.",
            count=len(offered),
            total=total,
            ids=", ".join(untried),
        )
    return Line("catalogue", Health.WARNING if untried else Health.OK, text)


def _helper(app: App) -> Line:
    """Say whether the administrator's helper can be asked; most repairs need none."""
    if not app.policy.helper.enabled:
        return Line(
            "helper", Health.NOT_APPLICABLE, N_("The policy switches the administrator's helper off.")
        )
    return _HELPER[elevate.installed(app.machine.platform)]


_HELPER: Mapping[Installed, Line] = MappingProxyType(
    {
        Installed.MISSING: Line(
            "helper", Health.NOT_APPLICABLE, N_("The administrator's helper is not installed.")
        ),
        Installed.UNTRUSTED: Line(
            "helper",
            Health.WARNING,
            N_("Others than the administrator can change the helper, so it is not used; install it again."),
        ),
        Installed.TRUSTED: Line(
            "helper", Health.OK, N_("The administrator's helper is installed and trusted.")
        ),
    }
)


def _packs(app: App) -> Line:
    """Say how many of the organisation's packs are used."""
    if not app.policy.packs.keys:
        return Line("packs", Health.NOT_APPLICABLE, N_("The policy trusts no key, so no packs are used."))
    count = len(app.catalog.packs)
    return Line("packs", Health.OK, NN_("{count} pack is used.", "{count} packs are used.", count=count))


def _refused_packs(app: App) -> Sequence[Line]:
    """Say of every pack that is refused why; nothing reads packs where nobody is trusted."""
    if not app.policy.packs.keys:
        return ()
    from selfhelp.packs import shelf

    return [
        Line("pack", Health.WARNING, N_("{file}: {reason}", file=found.path.name, reason=found.problem))
        for found in shelf.look(app.policy, app.places)
        if found.problem is not None
    ]
