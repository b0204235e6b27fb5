"""Colours that can be read by everybody, in both schemes."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from selfhelp.core.colour_contrast import compute_contrast_ratio
from selfhelp.ui import palettes, theme

NAMES = [item.name for item in fields(palettes.ColourScheme) if item.name != "strong"]


def test_the_measure_itself() -> None:
    """The figures of the guidelines' own examples: black on white 21, the grey that just passes 4.54."""
    assert compute_contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert compute_contrast_ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert compute_contrast_ratio("#ffffff", "#767676") == compute_contrast_ratio("#767676", "#ffffff")


@pytest.mark.parametrize("accent", ["", "#b00020", "#5b2d8e", "#00695c", "#000000"])
@pytest.mark.parametrize("scheme", palettes.SCHEMES.values(), ids=["light", "dark", "strong", "strong-dark"])
def test_contrast(scheme: palettes.ColourScheme, accent: str) -> None:
    colours = palettes.apply_accent(scheme, accent)
    for least, pairs in ((7.0 if colours.strong else 4.5, palettes.TEXTS), (3.0, palettes.MARKS)):
        for front, back in pairs:
            found = compute_contrast_ratio(getattr(colours, front), getattr(colours, back))
            assert found >= least, f"{front} on {back}: {found:.2f}"


def test_every_pair_of_the_style_sheet_is_measured() -> None:
    """Whatever a rule paints on a ground of its own stands in the table of pairs."""
    marked = replace(palettes.LIGHT, **{name: f"«{name}»" for name in NAMES})
    rules = re.findall(r"\{([^{}]*)\}", theme.build_style_sheet(marked, QApplication.font()))
    both = re.compile(r"(?<![-\w])(background|color): «(\w+)»")
    for rule in rules:
        used = dict(both.findall(rule))
        if len(used) == 2 and (used["color"], used["background"]) != ("sub", "pressed"):  # switched off
            assert (used["color"], used["background"]) in palettes.TEXTS, rule


def test_the_organisation_s_colour_is_used_and_not_in_high_contrast() -> None:
    assert palettes.apply_accent(palettes.LIGHT, "#b00020").accent == "#b00020"
    assert palettes.apply_accent(palettes.LIGHT, "#b00020").link == "#b00020"
    dark = palettes.apply_accent(palettes.DARK, "#b00020")
    assert dark.link not in ("#b00020", palettes.DARK.link)  # unreadable on dark, so it is lighter
    assert compute_contrast_ratio(dark.link, dark.pressed) >= 4.5
    assert palettes.apply_accent(palettes.DARK, "#000000").link != "#000000"
    assert palettes.apply_accent(palettes.STRONG_DARK, "#b00020") is palettes.STRONG_DARK


def test_high_contrast_follows_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    class Hints:
        def contrastPreference(self) -> Qt.ContrastPreference:
            return Qt.ContrastPreference.HighContrast

    class Styles:
        def accessibility(self) -> Hints:
            return Hints()

    class System:
        def styleHints(self) -> Styles:
            return Styles()

    system = cast("QApplication", System())
    assert theme.is_high_contrast_wanted(system, "")
    assert theme.is_high_contrast_wanted(system, "contrast")
    assert not theme.is_high_contrast_wanted(system, "light")  # what the user chose here goes before
    assert not theme.is_high_contrast_wanted(qapp, "")


def test_a_change_of_the_contrast_is_heard(qapp: QApplication) -> None:
    heard: list[int] = []
    theme.connect_scheme_change(qapp, lambda *_: heard.append(1))
    styles = qapp.styleHints()
    styles.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
    styles.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert heard == [1, 1]


@pytest.mark.parametrize(
    ("choice", "scheme"),
    [("light", palettes.LIGHT), ("dark", palettes.DARK), ("contrast", palettes.STRONG_LIGHT)],
)
def test_a_choice_beats_the_system(qapp: QApplication, choice: str, scheme: palettes.ColourScheme) -> None:
    theme.apply_theme(qapp, choice)
    assert theme.get_current_colours() is scheme
    assert qapp.style().objectName() in ("fusion", "")  # a style sheet wraps the style
    theme.apply_theme(qapp, "light")


def test_a_large_font_of_the_system_stays(qapp: QApplication) -> None:
    font = qapp.font()
    font.setPointSizeF(18)
    qapp.setFont(font)
    theme.apply_theme(qapp, "light")
    assert qapp.font().pointSizeF() == 18
    font.setPointSizeF(10)
    qapp.setFont(font)


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
@pytest.mark.parametrize("choice", ["light", "dark", "contrast"])
def test_what_an_empty_box_says_can_be_read(
    qapp: QApplication, kind: type[QLineEdit | QPlainTextEdit], choice: str
) -> None:
    """Left to itself Qt mixes it from half the colour of the text, which is too pale."""
    theme.apply_theme(qapp, choice)
    box = kind()
    box.setPlaceholderText("For example")
    box.ensurePolished()
    shown = box.palette().color(QPalette.ColorRole.PlaceholderText)
    assert shown.alpha() == 255
    assert shown.name() == theme.get_current_colours().sub
    theme.apply_theme(qapp, "light")
