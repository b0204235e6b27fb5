"""A search that narrows down many options, by words or by location."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.dropdown import Dropdown
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel, normalise_for_search, shorten_to_one_line
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.option_choice import OptionChoice, OptionWords
from selfhelp.ui.widgets.section_frame import remove_widgets

FEW = 7
"""Maximum number of options without a search."""

LONGEST_PLACE = 60
"""Maximum number of characters of a location in the list."""

SETTLED_MS = 600
"""Milliseconds without a key until the number of matches is announced."""


class OptionFinder(QWidget):
    """A search field, and a list of locations for each level; both filter an `OptionChoice`.

    Signals:
        found: the matching options have changed.
    """

    found = Signal()

    def __init__(self, choice: OptionChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._options: Sequence[OptionWords] = ()
        self._everywhere: Sequence[str] = ()
        self._filling = False
        self.box = LineInput()
        self.places: Sequence[Dropdown] = ()
        self.left = PlainLabel("", "sub")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.SPACE_2, 0, 0)
        self._column.setSpacing(theme.SPACE_2)
        self._row = QWidget()
        self._flow = FlowLayout(self._row, theme.SPACE_2)
        for part in (self.box, self._row, self.left):
            self._column.addWidget(part)
        self.box.textEdited.connect(lambda _text: self._apply_option_filter())
        self._later = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._later.timeout.connect(lambda: announce_politely(self.box, self.left.text()))
        self._counted = ""

    def set_searchable_options(self, options: Sequence[OptionWords], everywhere: Sequence[str]) -> None:
        """Offer a search in these options; hide the search if there are few options.

        Args:
            options: the options that the choice shows.
            everywhere: the first entry of the list at each level, such as "All buildings".
        """
        self._options, self._everywhere = options, everywhere
        self._rebuild_location_lists()
        self.box.clear()
        self.setVisible(len(options) > FEW)
        self._row.setVisible(any(not place.isHidden() for place in self.places))
        self._apply_option_filter()
        self._later.stop()

    def set_texts(self, hint: str, counted: str) -> None:
        """Set the search field's hint, and the announcement with ``{count}`` matching options."""
        self.box.setPlaceholderText(hint)
        self.box.setAccessibleName(hint)
        self._counted = counted
        self._update_option_count()

    def _rebuild_location_lists(self) -> None:
        remove_widgets(self._flow, self.places)
        self.places = [Dropdown() for _ in self._everywhere]
        for level, place in enumerate(self.places):
            place.setAccessibleName(self._everywhere[level])
            place.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self._flow.addWidget(place)
            self._fill_location_list(level)
            place.currentIndexChanged.connect(lambda _index, level=level: self._on_location_changed(level))

    def _fill_location_list(self, level: int) -> None:
        """Fill a level's list with the locations inside the location chosen at the level above."""
        place, within = self.places[level], self._list_chosen_locations()[:level]
        names = dict.fromkeys(
            option.groups[level]
            for option in self._options
            if len(option.groups) > level and option.groups[level] and _is_option_located_in(option, within)
        )
        self._filling = True
        place.clear()
        place.addItem(self._everywhere[level], "")
        for name in names:
            place.addItem(shorten_to_one_line(name, LONGEST_PLACE), name)
        self._filling = False
        place.setVisible(len(names) > 1)

    def _on_location_changed(self, level: int) -> None:
        if self._filling:
            return
        for below in range(level + 1, len(self.places)):
            self._fill_location_list(below)
        self._apply_option_filter()

    def _list_chosen_locations(self) -> Sequence[str]:
        return [str(place.currentData() or "") for place in self.places]

    def _apply_option_filter(self) -> None:
        words, places = normalise_for_search(self.box.text()).split(), self._list_chosen_locations()
        fitting = {
            option.key
            for option in self._options
            if _does_option_contain_words(option, words) and _is_option_located_in(option, places)
        }
        self._choice.filter_options(fitting)
        self._update_option_count()
        self._later.start()
        self.found.emit()

    def _update_option_count(self) -> None:
        self.left.setText(self._counted.replace("{count}", str(self._choice.count_shown_options())))


def _does_option_contain_words(option: OptionWords, words: Sequence[str]) -> bool:
    text = normalise_for_search(" ".join((option.label, option.detail, *option.groups)))
    return all(word in text for word in words)


def _is_option_located_in(option: OptionWords, places: Sequence[str]) -> bool:
    own = (*option.groups, *([""] * len(places)))
    return all(not place or place == own[level] for level, place in enumerate(places))
