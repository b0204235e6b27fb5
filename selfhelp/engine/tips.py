"""Short tips: one of them after the repair it belongs to, never the same twice in a month."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from selfhelp.core.paths import private
from selfhelp.core.text import N_, Text

LONGEST = 140
"""Characters of a tip in any language: what is read in passing."""

REST = timedelta(days=31)
FILE = "tips.json"
_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Tip:
    """One tip, and the fixes after which it makes sense."""

    id: str
    text: Text
    fixes: Sequence[str]


TIPS: Sequence[Tip] = (
    Tip(
        "print-one-page",
        N_("To see whether a printer is well again, print one page first, not the whole document."),
        ("print-stuck-queue", "print-spooler"),
    ),
    Tip(
        "print-to-pdf",
        N_("No printer nearby? “Print to PDF” keeps the page, and you can print it tomorrow."),
        ("print-offline", "print-missing"),
    ),
    Tip(
        "print-preview",
        N_("The print preview shows printer, paper and pages before a sheet is wasted."),
        ("print-wrong-default",),
    ),
    Tip(
        "network-who-else",
        N_("Does a colleague beside you have the same trouble? Then it is not your computer: say so first."),
        ("net-no-internet", "net-dns", "net-slow"),
    ),
    Tip(
        "wifi-move",
        N_("Two steps towards the window or the door often do more for Wi-Fi than any setting."),
        ("net-wifi",),
    ),
    Tip(
        "vpn-reconnect",
        N_(
            "After a change of network, disconnect the VPN and connect it again: it rarely finds back itself."
        ),
        ("net-vpn", "net-proxy"),
    ),
    Tip(
        "drive-favourite",
        N_("Pin the folders you use every day: you reach them without looking through a drive."),
        ("network-drive", "file-locked"),
    ),
    Tip(
        "passphrase",
        N_(
            "Four words that do not belong together are easier to remember than a short "
            "riddle, and harder to guess."
        ),
        ("account-password-locked",),
    ),
    Tip(
        "own-password",
        N_("Nobody from the help desk ever needs your password. Whoever asks for it is somebody else."),
        ("stale-credentials", "sso-refresh"),
    ),
    Tip(
        "lock-screen",
        N_(
            "Windows key + L locks the screen on Windows and on many Linux desktops: one "
            "press when you get up."
        ),
        ("av-off", "firewall-off", "disk-encryption-off"),
    ),
    Tip(
        "large-files",
        N_("Sort a folder by size: the three largest files are often most of what is full."),
        ("disk-full",),
    ),
    Tip(
        "restart-not-off",
        N_(
            "“Restart” makes a real fresh start. “Shut down” and the lid often only put the "
            "computer to sleep."
        ),
        ("reboot-needed", "os-update-stuck", "perf-high-usage"),
    ),
    Tip(
        "startup-later",
        N_("Give the computer two minutes after sign-in before you open everything at once."),
        ("perf-startup-apps",),
    ),
    Tip(
        "sound-sign",
        N_(
            "The loudspeaker sign near the clock says which device plays. A click on it lets "
            "you choose another."
        ),
        ("audio-no-sound",),
    ),
    Tip(
        "mute-key",
        N_("Many headsets have a mute switch of their own. Nothing on the screen shows that it is on."),
        ("mic-not-heard",),
    ),
    Tip(
        "camera-light",
        N_(
            "A black picture with the light on is a closed cover. Without the light, another "
            "call has the camera."
        ),
        ("camera-not-working",),
    ),
    Tip(
        "private-window",
        N_("A page that fails? Try it in a private window: if it works there, clearing its data helps."),
        ("browser-cache", "browser-update"),
    ),
    Tip(
        "mail-link",
        N_(
            "A link to a file arrives where a large attachment bounces, and everybody has the newest version."
        ),
        ("outlook-not-syncing", "outlook-wont-start", "outlook-search"),
    ),
    Tip(
        "versions",
        N_("Online folders keep older versions of a document: look there before you write it again."),
        ("file-recover", "onedrive-stuck"),
    ),
    Tip(
        "dock-order",
        N_("Power to the dock first, then the screens, then the computer: in this order all of it is found."),
        ("usb-dock", "external-display", "battery-power"),
    ),
)
"""Twenty; each belongs to fixes that exist, and says something that the fix itself does not."""


class Shown:
    """Remembers which tips she saw and when; a file that cannot be read or written costs nothing but that."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def next(self, fix: str, now: datetime) -> Tip | None:
        """Return a tip for a fix and remember it as shown, or None where all of them were seen lately."""
        seen = self._read()
        for tip in TIPS:
            if fix in tip.fixes and not _lately(seen.get(tip.id), now):
                self._write({**seen, tip.id: now.isoformat()})
                return tip
        return None

    def _read(self) -> Mapping[str, str]:
        try:
            data = json.loads((self._folder / FILE).read_bytes()[:_LIMIT])
        except (OSError, ValueError, RecursionError):
            return {}
        known = {tip.id for tip in TIPS}
        entries = data.items() if isinstance(data, dict) else ()
        return {name: when for name, when in entries if name in known and isinstance(when, str)}

    def _write(self, seen: Mapping[str, str]) -> None:
        try:
            (private(self._folder) / FILE).write_text(json.dumps(seen), encoding="utf-8")
        except OSError:
            return  # it may be shown again a little early


def _lately(when: str | None, now: datetime) -> bool:
    if when is None:
        return False
    try:
        shown = datetime.fromisoformat(when)
        return abs(now - shown) < REST  # also where the clock was set back
    except (ValueError, TypeError, OverflowError):
        return False
