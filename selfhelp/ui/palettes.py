"""The colour palettes: light, dark and high contrast, with their contrast ratios."""

from __future__ import annotations

from dataclasses import replace

from selfhelp.core.colour_contrast import READABLE, blend, compute_contrast_ratio, darken
from selfhelp.core.records import record


@record
class ColourScheme:
    """The colours of a theme; text has a contrast of at least 4.5, outlines of at least 3 (WCAG 2.2 AA)."""

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
    soft: str  # ground of a button that is not the most important one
    tint: str  # ground with a touch of the accent: the top of the first screen, plates behind signs
    shade: str  # lower edge of a card, as if it lay on the ground
    good: str
    good_ground: str
    warn: str
    warn_ground: str
    bad: str
    bad_ground: str
    strong: bool = False  # high contrast: every outline is drawn in full

    @property
    def is_dark(self) -> bool:
        """Whether the scheme has a dark background."""
        return compute_contrast_ratio(self.ground, "#000000") < compute_contrast_ratio(self.ground, "#ffffff")


LIGHT = ColourScheme(
    ground="#f8f6f2",
    card="#ffffff",
    line="#e8e3dc",
    edge="#8a847b",
    text="#24211e",
    sub="#5e5850",
    accent="#0a5fc2",
    accent_hover="#084f9f",
    on_accent="#ffffff",
    link="#0a5fc2",
    hover="#f4f1ec",
    pressed="#eae5dd",
    soft="#f1ede7",
    tint="#e9f0f8",
    shade="#d6cfc5",
    good="#1a7f37",
    good_ground="#e3f3e5",
    warn="#8a5c00",
    warn_ground="#fdf1cf",
    bad="#c21c2c",
    bad_ground="#fce9e6",
)
DARK = ColourScheme(
    ground="#171614",
    card="#211f1d",
    line="#37332f",
    edge="#7f786f",
    text="#f0ece6",
    sub="#b5aea4",
    accent="#2a6fd0",
    accent_hover="#1f5fb8",
    on_accent="#ffffff",
    link="#86b7ff",
    hover="#2a2825",
    pressed="#38342f",
    soft="#2e2b27",
    tint="#1f2a38",
    shade="#0e0d0c",
    good="#4cc465",
    good_ground="#14301d",
    warn="#e0a93a",
    warn_ground="#352a10",
    bad="#ff7b72",
    bad_ground="#3d1a1d",
)
STRONG_LIGHT = ColourScheme(
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
    soft="#ffffff",
    tint="#ffffff",
    shade="#000000",
    good="#004d14",
    good_ground="#ffffff",
    warn="#5a3a00",
    warn_ground="#ffffff",
    bad="#8f0012",
    bad_ground="#ffffff",
    strong=True,
)
STRONG_DARK = ColourScheme(
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
    soft="#000000",
    tint="#000000",
    shade="#ffffff",
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
"""The colour schemes by (dark, high contrast)."""

_GROUNDS = ("ground", "card", "hover", "pressed", "soft", "tint")

TEXTS = (
    *((front, back) for front in ("text", "sub", "link") for back in _GROUNDS),
    ("bad", "card"), ("bad", "ground"),
    ("text", "good_ground"), ("text", "warn_ground"), ("text", "bad_ground"),
    ("sub", "good_ground"), ("link", "good_ground"),
    ("on_accent", "accent"), ("on_accent", "accent_hover"),
)  # fmt: skip
"""Pairs of text and background colours; their contrast is at least 4.5, in high contrast 7 (WCAG 1.4.3)."""

MARKS = (
    ("good", "good_ground"), ("warn", "warn_ground"), ("bad", "bad_ground"),
    ("good", "card"), ("warn", "card"), ("bad", "card"),
    ("edge", "card"), ("edge", "ground"), ("link", "card"), ("link", "ground"), ("accent", "on_accent"),
    ("sub", "ground"), ("edge", "tint"), ("link", "tint"),
)  # fmt: skip
"""Pairs of icon or outline and background colours; their contrast is at least 3 (WCAG 2.2, 1.4.11)."""


_TOUCH = {False: 0.07, True: 0.16}
"""Share of the accent colour in the tint colour, by darkness of the scheme."""


def apply_accent(colours: ColourScheme, accent: str) -> ColourScheme:
    """Return a scheme with the organisation's accent colour, and readable link colours derived from it."""
    if not accent or colours.strong:
        return colours
    colours = replace(colours, tint=blend(accent, colours.card, _TOUCH[colours.is_dark]))
    return replace(
        colours,
        accent=accent,
        accent_hover=darken(accent),
        on_accent="#ffffff",
        link=_compute_readable_link_colour(accent, colours),
    )


def _compute_readable_link_colour(accent: str, colours: ColourScheme) -> str:
    """Return the accent colour, lightened as far as necessary to be readable on every background."""
    grounds = [getattr(colours, ground) for ground in _GROUNDS]
    for share in (0.0, 0.15, 0.3, 0.45, 0.6):
        lighter = blend("#ffffff", accent, share)
        if all(compute_contrast_ratio(lighter, ground) >= READABLE for ground in grounds):
            return lighter
    return colours.link
