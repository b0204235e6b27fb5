"""Facts about a display, common to all systems."""

from __future__ import annotations

from dataclasses import dataclass

BUILT_IN = ("eDP", "LVDS", "DSI", "built in")
"""How the sockets of a laptop's own screen begin: it is off on purpose where the lid is closed."""


@dataclass(frozen=True, slots=True)
class Display:
    """One connected display; unknown values are empty or None.

    Attributes:
        socket: where it is plugged in, as the system calls it.
        model: what the screen calls itself; foreign text.
        mode: its pixels (``1920x1080``) as it is used now; empty if it is off.
        rate: how often a second the picture is renewed, in Hz.
        scale: how much larger everything is drawn, in %.
        main: whether it is the main screen; None if there's no such thing.
        inches: its diagonal.
        on: whether it shows something.
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
