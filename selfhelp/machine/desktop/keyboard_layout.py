"""The keyboard layout: the current layout, the user's other layouts, and switching between them.

On Linux GNOME's input sources are asked first (schema org.gnome.desktop.input-sources), then the X server
(setxkbmap(1)); the layout chosen at setup is in keyboard(5), vconsole.conf(5) or xorg.conf.d(5). The settings
were tested without a running GNOME Shell. The Windows row (GetKeyboardLayout, WM_INPUTLANGCHANGEREQUEST) and
the macOS row (com.apple.HIToolbox) were written from documentation and not tested.
"""

from __future__ import annotations

import ast
import plistlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar
from xml.parsers.expat import ExpatError

from selfhelp.core.errors import NotOfferedError, ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Native, Probe, Reading, Registry, Row, Step
from selfhelp.machine.command_output import (
    parse_assignments,
    parse_colon_lines,
    read_file_content,
    to_objects,
    to_text,
    to_texts,
)
from selfhelp.machine.desktop.input_language import (
    read_session_layouts,
    read_windows_layouts,
    set_layout_in_all_windows,
)

SCHEMA = "org.gnome.desktop.input-sources"
GNOME, X11, WINDOWS, MACOS = "gnome", "x11", "windows", "macos"

NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "be": N_("Belgian (AZERTY)"),
        "ca": N_("Canadian (QWERTY)"),
        "ch": N_("Swiss (QWERTZ)"),
        "de": N_("German (QWERTZ)"),
        "es": N_("Spanish (QWERTY)"),
        "fr": N_("French (AZERTY)"),
        "gb": N_("British (QWERTY)"),
        "it": N_("Italian (QWERTY)"),
        "us": N_("American (QWERTY)"),
    }
)
"""Display names of layouts, by their X names (xkeyboard-config(7))."""

COUNTRIES: Mapping[int, str] = MappingProxyType(
    {
        0x0407: "de",
        0x0409: "us",
        0x040A: "es",
        0x040C: "fr",
        0x0410: "it",
        0x0807: "ch",
        0x0809: "gb",
        0x080C: "be",
        0x0C0A: "es",
        0x0C0C: "ca",
        0x1009: "ca",
        0x100C: "ch",
    }
)
"""Layouts by Windows language identifier ([MS-LCID]), with their X names."""


@dataclass(frozen=True, slots=True)
class KeyboardSettings:
    """The user's keyboard settings.

    Attributes:
        source: the store of the setting: `GNOME`, `X11`, `WINDOWS` or `MACOS`.
        used: the current layout, by the system's name; external text.
        own: the user's layouts, the default first.
        setup: layouts chosen when the system was installed, or matching the session's language.
        methods: the user's input methods, such as ibus, as pairs of kind and name; a change of layout keeps
            them.
        remote: whether the session is remote, so that the other computer's keyboard applies.
    """

    source: str
    used: str
    own: Sequence[str]
    setup: Sequence[str] = ()
    methods: Sequence[Sequence[str]] = ()
    remote: bool = False


def describe_layout(layout: str) -> Text | str:
    """Return the display name of a layout, or the layout itself if unknown."""
    number = layout.removeprefix("0x")
    if layout.startswith("0x") and re.fullmatch(r"[0-9a-f]{1,16}", number):
        return NAMES.get(COUNTRIES.get(int(number, 16) & 0xFFFF, ""), layout)
    base, _, variant = layout.partition("+")
    return NAMES[base] if base in NAMES and not variant else layout


# -- Linux -----------------------------------------------------------------------------------------


def _read_layouts_linux(machine: Machine) -> KeyboardSettings:
    around = machine.read(Reading(read_session_layouts))
    setup = [*_read_installed_layouts(machine), *_find_layout_for_locale(to_text(around.get("language")))]
    remote = around.get("remote") is True
    sources = _read_gnome_sources(machine, "sources")
    own = filter_keyboard_layouts(sources)
    if own:
        recent = [
            name
            for name in filter_keyboard_layouts(_read_gnome_sources(machine, "mru-sources"))
            if name in own
        ]
        methods = [pair for pair in sources if pair[0] != "xkb"]
        return KeyboardSettings(GNOME, (recent or own)[0], own, setup, methods, remote)
    _require_x11_session(to_text(around.get("desktop")))
    layouts = _read_x_layouts(machine)
    return KeyboardSettings(X11, layouts[0], layouts, setup, remote=remote)


def _require_x11_session(desktop: str) -> None:
    """Raise an error unless the desktop uses X11: under Wayland, the user's layout may differ from X11's.

    Raises:
        NotOfferedError: there's no desktop.
        ProbeError: the desktop isn't X11, so the layout is unknown.
    """
    if not desktop:
        raise NotOfferedError(N_("This check only works in a desktop session."))
    if desktop != "x11":
        raise ProbeError(N_("Couldn't check the keyboard layout."))


def _read_gnome_sources(machine: Machine, key: str) -> Sequence[tuple[str, str]]:
    """Return a GNOME setting's input sources as pairs of type and name; () if there are none.

    GNOME writes them as ``[('xkb', 'us'), ('ibus', 'libpinyin')]``.
    """
    try:
        return parse_gvariant_pairs(_read_gnome_setting(machine, key))
    except ProbeError:
        return ()


def _read_gnome_setting(machine: Machine, key: str) -> str:
    return machine.run(Command(("gsettings", "get", SCHEMA, key))).stdout.strip()


def filter_keyboard_layouts(sources: Sequence[tuple[str, str]]) -> Sequence[str]:
    """Return the keyboard layouts among GNOME's input sources; all other sources are input methods."""
    return [name for kind, name in sources if kind == "xkb"]


def parse_gvariant_pairs(text: str) -> Sequence[tuple[str, str]]:
    """Return the pairs in a GVariant list; () if it is invalid."""
    try:
        return [(str(kind), str(name)) for kind, name in ast.literal_eval(text.removeprefix("@a(ss) "))]
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ()


def _read_x_layouts(machine: Machine) -> Sequence[str]:
    """Return the X server's layouts, variants after a plus sign.

    Raises:
        ProbeError: there's no X server, or it returned nothing.
    """
    query = _query_x_settings(machine)
    variants = query.get("variant", "").split(",")
    found = [
        f"{name}+{variants[n]}" if n < len(variants) and variants[n] else name
        for n, name in enumerate(query.get("layout", "").split(","))
        if name
    ]
    if not found:
        raise ProbeError(N_("Couldn't check the keyboard layout."))
    return found


def _query_x_settings(machine: Machine) -> Mapping[str, str]:
    return parse_colon_lines(machine.run(Command(("setxkbmap", "-query"), timeout=5)).stdout)


def _read_installed_layouts(machine: Machine) -> Sequence[str]:
    """Return the layouts the system was installed with (Debian, systemd, X)."""
    settings = parse_assignments(read_file_content(machine, "/etc/default/keyboard", 8192))
    settings = {**parse_assignments(read_file_content(machine, "/etc/vconsole.conf", 8192)), **settings}
    x11 = re.search(
        r'Option\s+"XkbLayout"\s+"([^"]*)"',
        read_file_content(machine, "/etc/X11/xorg.conf.d/00-keyboard.conf", 8192),
    )
    listed = [settings.get("XKBLAYOUT", ""), x11[1] if x11 else ""]
    return [name for names in listed for name in names.split(",") if name]


_LANGUAGES: Mapping[str, str] = MappingProxyType({"en_US": "us", "en_GB": "gb", "en_CA": "ca", "fr_CA": "ca"})


def _find_layout_for_locale(name: str) -> Sequence[str]:
    """Return the layout of a locale such as ``fr_FR.UTF-8``, by its country; [] if unknown."""
    place = name.partition(".")[0]
    layout = _LANGUAGES.get(place) or place.partition("_")[2].lower()
    return [layout] if layout in NAMES else []


# -- macOS and Windows -----------------------------------------------------------------------------


def _read_layouts_macos(machine: Machine) -> KeyboardSettings:
    """Return the keyboard settings from `defaults`; the file on disk may be out of date.

    Raises:
        ProbeError: ``defaults`` returned no property list.
    """
    output = machine.run(Command(("defaults", "export", "com.apple.HIToolbox", "-")))
    try:
        settings = plistlib.loads(output.stdout.encode())
    except (plistlib.InvalidFileException, ExpatError, ValueError) as error:
        message = N_("Couldn't check the keyboard layout.")
        raise ProbeError(message, detail=output.stderr[:500]) from error
    own = _list_mac_layout_names(settings.get("AppleEnabledInputSources"))
    used = _list_mac_layout_names(settings.get("AppleSelectedInputSources")) or own
    if not used:
        raise ProbeError(N_("Couldn't check the keyboard layout."))
    return KeyboardSettings(MACOS, used[0], own or used)


def _list_mac_layout_names(sources: object) -> Sequence[str]:
    return [name for entry in to_objects(sources) if (name := to_text(entry.get("KeyboardLayout Name")))]


PRELOAD = "HKCU\\Keyboard Layout\\Preload"
"""Registry key of the user's layouts in order; the value ``1`` is the default.

A layout is ``0000040c`` (Microsoft Learn, "Languages, Locales, and Keyboard Layouts"). The last four digits
are the language.
"""


def _read_layouts_windows(machine: Machine) -> KeyboardSettings:
    """Return the keyboard settings: the foreground window's layout and the user's default.

    Raises:
        ProbeError: Windows returned no layout.
    """
    answer = machine.read(Reading(read_windows_layouts))
    loaded = to_texts(answer.get("loaded"))
    used, first = to_text(answer.get("used")), to_text(machine.read(Registry(PRELOAD, "1")))
    if not used or not re.fullmatch(r"[0-9a-fA-F]{8}", first):
        raise ProbeError(N_("Couldn't check the keyboard layout."))
    own = sorted(loaded, key=lambda layout: layout[-4:] != first.lower()[-4:])
    return KeyboardSettings(WINDOWS, used, own or [used], remote=answer.get("remote") is True)


KEYBOARD: Probe[KeyboardSettings] = Probe(
    "which keyboard layout is used",
    {
        Platform.LINUX: _read_layouts_linux,
        Platform.MACOS: _read_layouts_macos,
        Platform.WINDOWS: _read_layouts_windows,
    },
)


# -- steps -----------------------------------------------------------------------------------------

_TYPED = N_(
    "Your keys will type different characters, including in passwords. Try them in "
    "a text field before you enter a password."
)


def _run_layout_change(machine: Machine, *argv: str) -> str:
    output = machine.change(Command(argv))
    if output.code != 0:
        raise StepError(N_("The keyboard layout couldn't be changed."), detail=output.stderr.strip()[:500])
    return " ".join(argv)


def _apply_gnome_sources(step: UseSources, machine: Machine, _: Progress) -> str:
    for key, value in (("sources", step.sources), ("mru-sources", step.recent)):
        _run_layout_change(machine, "gsettings", "set", SCHEMA, key, value)
    return step.sources


@dataclass(frozen=True, slots=True)
class UseSources(Step):
    """Step that sets GNOME's input sources, and its recently used sources, the first of which is current.

    Attributes:
        layout: the layout named in the sentence.
        sources, recent: both lists as GNOME writes them.
    """

    layout: str
    sources: str
    recent: str

    name: ClassVar[str] = "use-input-sources"
    risk: ClassVar[Text | None] = _TYPED
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _apply_gnome_sources})

    @classmethod
    def put_layout_first(
        cls, layout: str, own: Sequence[str], methods: Sequence[Sequence[str]] = ()
    ) -> UseSources:
        """Return the step that moves a layout before the user's others, keeping all input methods."""
        layouts = [("xkb", layout), *(("xkb", name) for name in own if name != layout)]
        value = str([*layouts, *map(tuple, methods)])
        return cls(layout, value, value)

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the layout."""
        return N_("Use the keyboard layout {layout}.", layout=describe_layout(self.layout))

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores both lists exactly."""
        sources, recent = _read_gnome_setting(machine, "sources"), _read_gnome_setting(machine, "mru-sources")
        used = filter_keyboard_layouts([*parse_gvariant_pairs(recent), *parse_gvariant_pairs(sources)])
        return UseSources(used[0], sources, recent) if used and recent else None

    def is_undone(self, machine: Machine, back: Step) -> bool:
        """Return whether the former layout is in use; the desktop may sort the lists differently."""
        now = self.make_undo_step(machine)
        return isinstance(now, UseSources) and isinstance(back, UseSources) and now.layout == back.layout


def _apply_x_layout(step: UseXLayout, machine: Machine, _: Progress) -> str:
    return _run_layout_change(machine, "setxkbmap", "-layout", step.layouts, "-variant", step.variants)


@dataclass(frozen=True, slots=True)
class UseXLayout(Step):
    """Step that sets the layouts of the X server for this session; model and options stay.

    Attributes:
        layouts, variants: as ``setxkbmap -query`` prints them, separated by commas.
    """

    layouts: str
    variants: str

    name: ClassVar[str] = "use-x-layout"
    risk: ClassVar[Text | None] = _TYPED
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.LINUX: _apply_x_layout})

    @classmethod
    def put_layout_first(cls, layout: str, own: Sequence[str]) -> UseXLayout:
        """Return the step that moves a layout to the front of the list."""
        pairs = [name.partition("+") for name in (layout, *(name for name in own if name != layout))]
        return cls(",".join(pair[0] for pair in pairs), ",".join(pair[2] for pair in pairs).rstrip(","))

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the layout."""
        return N_("Use the keyboard layout {layout}.", layout=describe_layout(self.layouts.partition(",")[0]))

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current setting."""
        query = _query_x_settings(machine)
        return UseXLayout(query.get("layout", ""), query.get("variant", ""))


def _apply_windows_layout(step: UseWindowsLayout, machine: Machine, _: Progress) -> str:
    machine.change(Native(set_layout_in_all_windows, {"layout": step.layout}))
    return step.layout


@dataclass(frozen=True, slots=True)
class UseWindowsLayout(Step):
    """Step that asks every window to use a layout that is already loaded.

    Attributes:
        layout: its handle in hexadecimal.
    """

    layout: str

    name: ClassVar[str] = "use-windows-layout"
    risk: ClassVar[Text | None] = _TYPED
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _apply_windows_layout})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the layout."""
        return N_("Use the keyboard layout {layout}.", layout=describe_layout(self.layout))

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current layout."""
        return UseWindowsLayout(_read_layouts_windows(machine).used)
