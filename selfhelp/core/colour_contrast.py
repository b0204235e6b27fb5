"""Computes the contrast of two colours according to the Web Content Accessibility Guidelines."""

from __future__ import annotations

import re

READABLE = 4.5
"""Minimum contrast between text and background (WCAG 2.2, 1.4.3)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def is_colour(value: str) -> bool:
    """Return whether a colour is written as #rrggbb, the only supported form."""
    return _COLOUR.fullmatch(value) is not None


def compute_contrast_ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_compute_luminance(one), _compute_luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def darken(colour: str) -> str:
    """Return a colour darkened by one sixth, for more contrast."""
    return "#" + "".join(f"{part * 5 // 6:02x}" for part in _parse_rgb_channels(colour))


def blend(colour: str, ground: str, share: float) -> str:
    """Return a colour blended into a background; ``share`` is from 0 to 1."""
    pairs = zip(_parse_rgb_channels(colour), _parse_rgb_channels(ground), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def _compute_luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2.2)."""
    shares = (part / 255 for part in _parse_rgb_channels(colour))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parse_rgb_channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
