"""Display properties shared by all systems."""

from __future__ import annotations

from dataclasses import dataclass

BUILT_IN = ("eDP", "LVDS", "DSI", "built in")
"""Connector prefixes of a built-in display; the display is off on purpose while the lid is closed."""


@dataclass(frozen=True, slots=True)
class Display:
    """One connected display; unknown values are "" or None.

    Attributes:
        socket: the system's connector name.
        model: the display's own name; external text.
        mode: its current resolution (``1920x1080``); "" if it is off.
        rate: refresh rate in Hz.
        scale: scale factor in %.
        main: whether it is the primary display; None if unknown.
        inches: its diagonal.
        on: whether it is turned on.
    """

    socket: str
    model: str = ""
    mode: str = ""
    rate: float | None = None
    scale: int | None = None
    main: bool | None = None
    inches: float | None = None
    on: bool = True

    @property
    def is_built_in(self) -> bool:
        """Whether the display is built in."""
        return self.socket.startswith(BUILT_IN)
