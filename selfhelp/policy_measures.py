"""What the organisation sets about counts without names: whether they leave this computer, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from selfhelp import schema
from selfhelp.schema import key, number, one_of, reason
from selfhelp.text import N_

MODES = ("off", "local", "folder", "https", "otlp")


def is_folder(value: str) -> bool:
    """Whether it is empty or a whole path, of this system or another."""
    whole = PurePosixPath(value).is_absolute() or PureWindowsPath(value).is_absolute()
    return not value or (whole and value.isprintable())


@dataclass(frozen=True, slots=True)
class Measures:
    """Counts by week, without names: repairs, tickets, whether it helped."""

    mode: str = one_of(
        "local",
        MODES,
        N_(
            "What becomes of counts without names: off, local (they stay on this computer), folder, https, "
            "or otlp (an OpenTelemetry collector)."
        ),
    )
    folder: str = key(
        "",
        N_("Folder that gets one small file for each installation, such as a drop box on a share."),
        allowed="a whole path such as \\\\files.example.com\\counts or /srv/counts",
        accepts=is_folder,
        says=reason(N_("It is no whole path: it does not begin with a drive, a share or “/”.")),
    )
    address: str = schema.address(
        N_("Server that gets the counts; for otlp the collector's base address, without /v1/metrics.")
    )
    days: int = number(7, 1, 31, N_("Days between two sendings; only whole weeks that have ended are sent."))

    @property
    def place(self) -> str:
        """Where the counts go, or "" where they stay here."""
        return {"folder": self.folder, "https": self.address, "otlp": self.address}.get(self.mode, "")
