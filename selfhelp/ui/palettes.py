"""The colours: light, dark and high contrast, each with what stands on what and how well it can be read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from selfhelp.contrast import READABLE, contrast, darker


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. Text on its ground has a contrast of 4.5 or more, marks 3 or more (WCAG 2.2 AA)."""

    ground: str
    card: str
    line: str
    edge: str  # outline of something that can be used
    text: str
    sub: str
    accent: str
    accent_hover: str
    on_accent: str
    link: str
    hover: str
    pressed: str
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    strong: bool = False  # high contrast: every outline is drawn in full

    @property
    def is_dark(self) -> bool:
        """Whether light words stand on a dark ground."""
        return contrast(self.ground, "#000000") < contrast(self.ground, "#ffffff")


LIGHT = Colours(
    ground="#f6f8fa",
    card="#ffffff",
    line="#d8dee4",
    edge="#868e96",
    text="#1f2328",
    sub="#57606a",
    accent="#0a5fc2",
    accent_hover="#084f9f",
    on_accent="#ffffff",
    link="#0a5fc2",
    hover="#eef2f6",
    pressed="#e2e8ee",
    good="#1a7f37",
    good_ground="#dafbe1",
    warn="#8a5c00",
    warn_ground="#fff5cc",
    bad="#c21c2c",
    bad_ground="#ffebe9",
)
DARK = Colours(
    ground="#12161c",
    card="#1b2129",
    line="#313943",
    edge="#707a86",
    text="#e8edf2",
    sub="#a3adb8",
    accent="#2a6fd0",
    accent_hover="#1f5fb8",
    on_accent="#ffffff",
    link="#7ab2ff",
    hover="#242c36",
    pressed="#2d3742",
    good="#4cc465",
    good_ground="#14301d",
    warn="#e0a93a",
    warn_ground="#352a10",
    bad="#ff7b72",
    bad_ground="#3d1a1d",
)
STRONG_LIGHT = Colours(
    ground="#ffffff",
    card="#ffffff",
    line="#000000",
    edge="#000000",
    text="#000000",
    sub="#1f1f1f",
    accent="#00339f",
    accent_hover="#001f66",
    on_accent="#ffffff",
    link="#00339f",
    hover="#e6e6e6",
    pressed="#d9d9d9",
    good="#004d14",
    good_ground="#ffffff",
    warn="#5a3a00",
    warn_ground="#ffffff",
    bad="#8f0012",
    bad_ground="#ffffff",
    strong=True,
)
STRONG_DARK = Colours(
    ground="#000000",
    card="#000000",
    line="#ffffff",
    edge="#ffffff",
    text="#ffffff",
    sub="#e6e6e6",
    accent="#ffe14d",
    accent_hover="#ffffff",
    on_accent="#000000",
    link="#ffe14d",
    hover="#262626",
    pressed="#333333",
    good="#7dff9b",
    good_ground="#000000",
    warn="#ffd24d",
    warn_ground="#000000",
    bad="#ffa8a3",
    bad_ground="#000000",
    strong=True,
)
SCHEMES = {
    (False, False): LIGHT,
    (True, False): DARK,
    (False, True): STRONG_LIGHT,
    (True, True): STRONG_DARK,
}
"""The scheme of (dark, high contrast)."""

TEXTS = (
    *((front, back) for front in ("text", "sub", "link") for back in ("ground", "card", "hover", "pressed")),
    ("bad", "card"), ("bad", "ground"),
    ("text", "good_ground"), ("text", "warn_ground"), ("text", "bad_ground"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"),
)  # fmt: skip
"""What is written on what: a contrast of 4.5 (WCAG 2.2, 1.4.3); 7 in high contrast (1.4.6)."""

MARKS = (
    ("good", "good_ground"), ("warn", "warn_ground"), ("bad", "bad_ground"),
    ("good", "card"), ("warn", "card"), ("bad", "card"),
    ("edge", "card"), ("edge", "ground"), ("link", "card"), ("link", "ground"), ("accent", "on_accent"),
    ("sub", "ground"),
)  # fmt: skip
"""Outlines, signs and the mark of the focus: a contrast of 3 (WCAG 2.2, 1.4.11)."""


def accented(colours: Colours, accent: str) -> Colours:
    """Return a scheme with the organisation's colour; where it cannot be read, ours stays for that use."""
    if not accent or colours.strong:
        return colours
    read = all(contrast(accent, ground) >= READABLE for ground in _grounds(colours))
    return replace(
        colours,
        accent=accent,
        accent_hover=darker(accent),
        on_accent="#ffffff",
        link=accent if read else colours.link,
    )


def _grounds(colours: Colours) -> tuple[str, ...]:
    return colours.ground, colours.card, colours.hover, colours.pressed
