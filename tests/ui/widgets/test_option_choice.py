"""Options with long names can be told apart, however narrow the window is."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.option_choice import OptionChoice, OptionWords

FIRST, SECOND = (f"Multifunction-R&D-ground-floor-north-colour-A3-{end}" for end in ("stapler", "duplex"))


def read(choice: OptionChoice) -> list[str]:
    return [label.text().replace("\u200b", "") for label in choice.findChildren(QLabel) if label.isVisible()]


def test_a_name_is_whole_on_the_button_or_below_it(qtbot: QtBot) -> None:
    choice = OptionChoice()
    qtbot.addWidget(choice)
    choice.show_options(
        [OptionWords("1", FIRST, "2 documents", True), OptionWords("2", SECOND, "", False)], True
    )
    choice.resize(250, 300)
    choice.show()
    boxes = choice.findChildren(QCheckBox)
    assert all(box.sizeHint().width() <= 250 and "…" in box.text() for box in boxes)
    assert read(choice) == [f"{FIRST}\n2 documents", SECOND]
    choice.resize(900, 300)
    assert [box.text() for box in boxes] == [FIRST.replace("&", "&&"), SECOND.replace("&", "&&")]
    assert read(choice) == ["2 documents"], "nothing is said twice"
    assert choice.list_chosen_keys() == ["1"]


def test_a_sentence_is_broken_between_its_words(qtbot: QtBot) -> None:
    choice = OptionChoice()
    qtbot.addWidget(choice)
    choice.show_options([OptionWords("1", "Now, with a minute to save my work & tea", "", True)], False)
    choice.resize(180, 300)
    choice.show()
    (button,) = choice.findChildren(QRadioButton)
    assert button.sizeHint().width() <= 180
    assert button.text().replace("\n", " ") == "Now, with a minute to save my work && tea"
    assert button.text().count("\n") >= 1
    qtbot.waitUntil(lambda: button.height() >= button.fontMetrics().lineSpacing() * 2)
    assert read(choice) == []
