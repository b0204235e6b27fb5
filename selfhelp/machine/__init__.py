"""Defines the interface to the computer: `Machine`, `Probe`, `Step`, and the sources and actions they use.

A **probe** reads, a **step** changes, and both are data with one row per platform. Rows read only through a
`Machine`, so that all answers can be recorded (`selfhelp record`) and replayed by a `ReplayMachine` on
another system.

Sources that a row may read:

* ``machine.run(Command(…))`` – a program with fixed arguments, no shell, C locale → `Output`
* ``machine.read(File(…))`` – the text of a file, or None if there is none
* ``machine.read(PowerShell(…))`` – a script; its output objects are returned as plain data
* ``machine.read(Registry(…))``, ``machine.read(PropertyList(…))`` – settings of Windows and macOS
* ``machine.read(Reading(function, {…}))`` – a function of this package that returns plain data

Actions that a step may run: ``machine.change(Command(…))`` or ``machine.change(Native(function, {…}))``.
"""

from __future__ import annotations

import dataclasses
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress, StepView
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text

T = TypeVar("T")


@record
class Command:
    """A program to start, without a shell.

    Attributes:
        argv: program and arguments. The program is a bare name (looked up in the system's own folders,
            never in a folder the user can write to) or an absolute path.
        timeout: seconds after which the whole process tree is ended.
        stdin: bytes passed to its standard input.
        variables: environment variables, in addition to the session's variables.
        limit: maximum output in bytes; a program that writes more is ended.
    """

    argv: tuple[str, ...]
    timeout: float = 10.0
    stdin: bytes = b""
    variables: tuple[tuple[str, str], ...] = ()
    limit: int = 4_000_000


@record
class Output:
    """A program's result. ``stdout`` and ``stderr`` are decoded text; invalid bytes become U+FFFD."""

    code: int
    stdout: str
    stderr: str = ""
    cut: bool = False


@record
class File:
    """The text of a file (UTF-8, bad bytes become U+FFFD), at most ``limit`` bytes from its start.

    ``~/`` is the user's home folder, so that no transcript contains the user's name.
    """

    path: str
    limit: int = 1_000_000


@record
class PowerShell:
    """A constant Windows PowerShell 5.1 script whose output objects are converted with ConvertTo-Json.

    The answer is always a list, even for one object or none. The script must output dates as text
    (``.ToString('o')``), because ConvertTo-Json uses a nonstandard date format.
    """

    script: str
    timeout: float = 20.0


@record
class Registry:
    r"""One value of the Windows registry (``HKLM\…``, ``HKCU\…``); None if it doesn't exist."""

    key: str
    value: str


@record
class PropertyList:
    """A macOS property list file as plain data; None if it doesn't exist."""

    path: str


@record
class Reading:
    """Call of a `selfhelp.machine` function that only reads and returns plain data.

    If ``progress`` is set, it is passed to the function, which can report progress and notice a cancel
    request. If ``told`` is true, the organisation's settings (`selfhelp.machine.organisation.PolicyTables`)
    are passed as ``told``. Neither is recorded, and a recorded machine ignores both.
    """

    function: Callable[..., Json]
    params: Mapping[str, Json] = field(default_factory=dict)
    progress: Progress | None = field(default=None, compare=False, repr=False)
    told: bool = field(default=False, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The name of this reading in a recording, such as ``storage.usage``."""
        return _make_recording_name(self.function)


@record
class Native:
    """Call of a `selfhelp.machine` function that changes something and returns plain data.

    ``told`` has the same meaning as in `Reading`.
    """

    function: Callable[..., Json]
    params: Mapping[str, Json] = field(default_factory=dict)
    told: bool = field(default=False, compare=False, repr=False)

    @property
    def name(self) -> str:
        """The name of this action in messages and tests."""
        return _make_recording_name(self.function)


Source = File | PowerShell | Registry | PropertyList | Reading
Action = Command | Native


def _make_recording_name(function: Callable[..., Json]) -> str:
    """Return a function's name in recordings: ``module.function``, without the package."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__name__}"


class Machine(Protocol):
    """A computer: the local computer, or a recorded one replayed from a transcript."""

    platform: Platform

    def run(self, command: Command) -> Output:
        """Run a program that only reads, wait for it to end, and return its output.

        Raises:
            ProbeError: the program isn't installed, or timed out.
        """

    def read(self, source: Source) -> Json:
        """Read a source and return plain data.

        Raises:
            ProbeError: the source couldn't be read, or returned something unexpected.
        """

    def change(self, action: Action) -> Json:
        """Run an action that changes something; a `Command` returns its `Output`.

        Raises:
            StepError: the change failed.
        """


@record
class Probe(Generic[T]):
    """A question about the computer with one row per platform.

    Attributes:
        name: the question's subject, in English.
        rows: the function that reads the value, by platform. A missing row means "not offered here".
    """

    name: str
    rows: Mapping[Platform, Callable[[Machine], T]] = field(repr=False)

    def read(self, machine: Machine) -> T:
        """Return the value, read with this platform's row.

        Raises:
            NotOfferedError: this platform has no row.
            ProbeError: the value couldn't be read.
        """
        row = self.rows.get(machine.platform)
        if row is None:
            raise NotOfferedError(N_("This isn't available on this kind of computer."), detail=self.name)
        return row(machine)


Row = Callable[[Any, Machine, Progress], str | None]
"""Function that carries out a step on one platform; called with the step, the machine and the progress."""


class Step(ABC):
    """One change to the computer, as data: a frozen dataclass whose fields are plain data.

    Class attributes a step sets:
        name: stable English id, for the journal.
        risk: the risk, as shown to the user, or None.
        duration: the usual duration.
        admin: whether it needs administrator permission; a step with `operations` does.
        by_hand: whether only the user can do it; then `perform` isn't called.
        restart: whether it only takes effect after a restart.
        operations: the privileged helper's operation (`elevate`) that each platform's row requests; if it
            isn't available, the engine doesn't start the fix.
        rows: the function that performs the step, by platform. A row returns technical details for the
            journal, or None if there was nothing to do; it must be safe to run twice.
    """

    name: ClassVar[str]
    risk: ClassVar[Text | None] = None
    duration: ClassVar[timedelta] = timedelta(seconds=10)
    undoable: ClassVar[bool] = False
    """Whether the step defines `make_undo_step`; set automatically, not by a step."""
    admin: ClassVar[bool] = False
    by_hand: ClassVar[bool] = False
    restart: ClassVar[bool] = False
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({})
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.undoable = cls.make_undo_step is not Step.make_undo_step
        cls.admin = cls.admin or bool(cls.operations)

    @abstractmethod
    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs."""

    def describe_change(self, back: Step | None) -> Text | None:
        """Return what this step has changed, with names and values, for the history; None by default.

        Args:
            back: its undo step, which knows the former values; None if it has none.
        """
        return None

    def describe_restored_state(self) -> Text | None:
        """Return a sentence about what is as before once this undo step has run; None by default."""
        return None

    def get_expected_value(self) -> str:
        """Return the only value of its setting that this undo step replaces; "" if it replaces any."""
        return ""

    def describe_administrator_need(self, others: Sequence[Step] = ()) -> Text:
        """Return the sentence that only an administrator can run the step, and perhaps the other steps."""
        return N_("Only an administrator can do this: {step}", step=self.describe_action())

    def get_drawing_name(self) -> str:
        """Return the name of the step's image in ``resources/drawings``, or ""."""
        return ""

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that undoes this step. Called before the change; changes nothing.

        Raises:
            ProbeError: the current state can't be read, so undo isn't certain.
        """
        return None

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the computer's state shows that ``back``, this step's undo step, has taken effect.

        By default, this step's undo step would be the same as before the change. A step whose undo step
        doesn't contain the former state reads that state instead.

        Raises:
            ProbeError: the state can't be read, so the undo isn't confirmed.
        """
        now = self.make_undo_step(machine)
        return now is not None and json.dumps(now.to_json()) == json.dumps(back.to_json())

    def perform(self, machine: Machine, progress: Progress) -> str | None:
        """Run the step; return technical details for the journal, or None if nothing had to be done.

        Raises:
            NotOfferedError: this platform has no row.
            StepError: the step failed.
            CancelledError: the user cancelled; changes made so far can be undone.
        """
        row = self.rows.get(machine.platform)
        if row is None:
            raise NotOfferedError(N_("This isn't available on this kind of computer."), detail=self.name)
        return row(self, machine, progress)

    def to_view(self) -> StepView:
        """Return the description shown to the user before they agree to the step."""
        return StepView(
            self.describe_action(),
            self.risk,
            self.duration,
            self.undoable,
            self.admin,
            self.by_hand,
            self.get_drawing_name(),
        )

    def to_json(self) -> Json:
        """Return the step as plain data for the journal."""
        fields: Any = self  # every step is a dataclass, but the type checker can't know that
        return {"step": self.name, "params": dataclasses.asdict(fields)}


def step_from_json(data: Json) -> Step:
    """Return the step a journal entry describes, from the closed list of steps in this package.

    Raises:
        NotOfferedError: the step doesn't exist, or its parameters have changed.
    """
    steps = _load_step_classes()
    try:
        params = {k: tuple(v) if isinstance(v, list) else v for k, v in data["params"].items()}
        return steps[data["step"]](**params)
    except (KeyError, TypeError, AttributeError) as error:
        message = N_("This version of the app can't undo this change.")
        raise NotOfferedError(message, detail=repr(error)) from error


@lru_cache(maxsize=1)
def _load_step_classes() -> Mapping[str, type[Step]]:
    """Import every module of the package and return its step classes by name."""
    import importlib
    import pkgutil

    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
    found: dict[str, type[Step]] = {}
    pending: Sequence[type[Step]] = Step.__subclasses__()
    while pending:
        for step in pending:
            if step.__module__.startswith(f"{__name__}.") and "name" in step.__dict__:
                found[step.name] = step
        pending = [child for step in pending for child in step.__subclasses__()]
    return found
