"""Known browsers: their names, folders and processes, and a check for running browsers.

The folders come from the vendors' documentation (Chromium, docs/user_data_dir.md; support.mozilla.org,
"Profiles - Where Firefox stores your bookmarks …"). Chromium's folders on Linux were verified; the folders on
Windows and macOS, in snaps and in flatpaks are untested. Passwords, cookies, history and bookmarks are never
touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Reading, xdg
from selfhelp.machine.apps.known_apps import find_own_processes
from selfhelp.machine.files.documents import find_home_folder

CHROMIUM, FIREFOX = "chromium", "firefox"
"""Browser families, which share the layout of profiles, locks and caches."""

Place = tuple[str, str]
"""A browser's profile folder and cache folder, both below one of the folders of `_list_root_folders`."""


@dataclass(frozen=True, slots=True)
class Browser:
    """A supported browser: its name, family, processes and folders.

    Attributes:
        title: its display name.
        family: `CHROMIUM` or `FIREFOX`.
        processes: its process names on any system.
        places: its folders by platform.
    """

    title: str
    family: str
    processes: tuple[str, ...]
    places: Mapping[Platform, Sequence[Place]]


def _make_chromium_places(linux: str, mac: str, windows: str) -> Mapping[Platform, Sequence[Place]]:
    return {
        Platform.LINUX: ((f"CONFIG/{linux}", f"CACHE/{linux}"),),
        Platform.MACOS: ((f"SUPPORT/{mac}", f"CACHES/{mac}"),),
        Platform.WINDOWS: ((f"LOCAL/{windows}/User Data", f"LOCAL/{windows}/User Data"),),
    }


_SNAP = ("HOME/snap/firefox/common/.mozilla/firefox", "HOME/snap/firefox/common/.cache/mozilla/firefox")
_FLATPAK = "HOME/.var/app/org.mozilla.firefox"

BROWSERS: Mapping[str, Browser] = MappingProxyType(
    {
        "chromium": Browser(
            "Chromium", CHROMIUM, ("chromium",), _make_chromium_places("chromium", "Chromium", "Chromium")
        ),
        "chrome": Browser(
            "Chrome",
            CHROMIUM,
            ("chrome", "chrome.exe", "Google Chrome"),
            _make_chromium_places("google-chrome", "Google/Chrome", "Google/Chrome"),
        ),
        "edge": Browser(
            "Edge",
            CHROMIUM,
            ("msedge", "msedge.exe", "Microsoft Edge"),
            _make_chromium_places("microsoft-edge", "Microsoft Edge", "Microsoft/Edge"),
        ),
        "brave": Browser(
            "Brave",
            CHROMIUM,
            ("brave", "brave.exe", "Brave Browser"),
            _make_chromium_places(*("BraveSoftware/Brave-Browser",) * 3),
        ),
        "firefox": Browser(
            "Firefox",
            FIREFOX,
            ("firefox", "firefox-esr", "firefox-bin", "firefox.exe"),
            {
                Platform.LINUX: (
                    ("HOME/.mozilla/firefox", "CACHE/mozilla/firefox"),
                    ("CONFIG/mozilla/firefox", "CACHE/mozilla/firefox"),
                    _SNAP,
                    (f"{_FLATPAK}/.mozilla/firefox", f"{_FLATPAK}/cache/mozilla/firefox"),
                ),
                Platform.MACOS: (("SUPPORT/Firefox", "CACHES/Firefox/Profiles"),),
                Platform.WINDOWS: (("ROAMING/Mozilla/Firefox", "LOCAL/Mozilla/Firefox/Profiles"),),
            },
        ),
    }
)
"""All supported browsers, by key. Safari is missing because other programs can't access its files."""


def _list_root_folders() -> Mapping[str, Path]:
    """Return the root folders by the prefix used in `Browser.places`."""
    return {
        "HOME": find_home_folder(),
        "CONFIG": xdg.find_config_folder().resolve(),
        "CACHE": xdg.find_cache_folder().resolve(),
        "SUPPORT": find_home_folder() / "Library" / "Application Support",
        "CACHES": find_home_folder() / "Library" / "Caches",
        "LOCAL": xdg.find_folder_from_variable("LOCALAPPDATA", "AppData/Local").resolve(),
        "ROAMING": xdg.find_folder_from_variable("APPDATA", "AppData/Roaming").resolve(),
    }


def iter_profile_folders(platform: str) -> Iterator[tuple[str, Path, Path]]:
    """Yield the browser's key, profile folder and cache folder of each profile below the home folder."""
    roots = _list_root_folders()
    for key, browser in BROWSERS.items():
        for pair in browser.places.get(Platform(platform), ()):
            data, cache = (roots[first] / rest for first, _, rest in (p.partition("/") for p in pair))
            if data.is_dir() and find_home_folder() in data.parents and find_home_folder() in cache.parents:
                yield key, data, cache


def is_browser_running(machine: Machine, browser: str) -> bool:
    """Return whether one of `BROWSERS` is running for the user.

    Raises:
        ProbeError: the processes couldn't be read.
    """
    return bool(machine.read(Reading(find_own_processes, {"names": list(BROWSERS[browser].processes)})))


def make_close_browser_message(browser: str) -> Text:
    """Return the sentence asking the user to close a browser first."""
    return N_("{browser} is open. Close all its windows, and try again.", browser=BROWSERS[browser].title)


def require_browser_closed(machine: Machine, browser: str) -> None:
    """Check that the browser whose files are to be changed is closed.

    Raises:
        StepError: the browser is running.
        ProbeError: the processes couldn't be read.
    """
    if is_browser_running(machine, browser):
        raise StepError(make_close_browser_message(browser))
