"""What only a hand can do: plug, switch, restart; each with a sentence and a small drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import ClassVar

from selfhelp.machine import Step
from selfhelp.text import N_, Text


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing a hand does: the sentence, and the picture in ``resources/drawings`` that shows it."""

    sentence: Text
    drawing: str


ACTIONS: Mapping[str, Hand] = MappingProxyType(
    {
        "restart": Hand(
            N_("Save your work, then choose “Restart” in the menu where you switch off."), "restart"
        ),
        "network-cable": Hand(
            N_(
                "Pull the network cable out at both ends and push it in again until it clicks. "
                "Without a cable, choose your Wi-Fi."
            ),
            "cable",
        ),
        "join-wifi": Hand(
            N_("Open the list of Wi-Fi networks, choose yours, and wait until it says connected."), "screen"
        ),
        "wifi-switch": Hand(
            N_(
                "Slide the wireless switch at the edge of the computer on, or press the key with an "
                "aeroplane or an antenna."
            ),
            "switch",
        ),
        "internet-box": Hand(
            N_(
                "At home: pull the power plug of your internet box, wait half a minute, plug it in again, "
                "and give it three minutes. At work, leave it out."
            ),
            "plug",
        ),
        "portal-sign-in": Hand(
            N_(
                "Sign in on the page that opened. Never type your company password there, and close it "
                "if it wants to install anything."
            ),
            "screen",
        ),
        "closer-to-wifi": Hand(
            N_("Move closer to the Wi-Fi, away from walls and metal, or use a network cable."), "cable"
        ),
        "pause-copying": Hand(
            N_("Pause what copies files in the background: cloud folders, backups and updates."), "screen"
        ),
        "vpn-again": Hand(
            N_("Disconnect in the window of your VPN program, wait ten seconds, and connect again."), "screen"
        ),
    }
)
"""Every hand step there is, by its stable name; a fix and a pack use them by name."""


@dataclass(frozen=True, slots=True)
class ByHand(Step):
    """Asks the person to do one of `ACTIONS`; the journal keeps that she said so."""

    action: str

    name: ClassVar[str] = "by-hand"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    by_hand: ClassVar[bool] = True

    def sentence(self) -> Text:
        """Say what to do."""
        return ACTIONS[self.action].sentence

    def drawing(self) -> str:
        """Name the picture that shows it."""
        return ACTIONS[self.action].drawing
