"""Suggest areas for redaction; no area is redacted without the user's consent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QVBoxLayout

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.capture.pixels import encode_png
from selfhelp.ui.context import Context
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.annotations import BlackOut
from selfhelp.ui.editor.canvas import Canvas
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel

if TYPE_CHECKING:
    from selfhelp.machine import Machine
    from selfhelp.report.private_areas import PrivateArea


_SOON_MS = 400
"""Milliseconds until the search starts, so that the image is shown first."""


Seen = Callable[[], Sequence["PrivateArea"]]


class RedactionBar(QFrame):
    """A bar that asks about each suggested area; hidden while there are no suggestions.

    Signals:
        asking: the bar was shown or hidden.
    """

    asking = Signal()

    def __init__(self, context: Context, canvas: Canvas) -> None:
        super().__init__()
        self._context, self._canvas = context, canvas
        self._picture: AnnotatedImage | None = None
        self._job: BackgroundJob[Sequence[PrivateArea]] | None = None
        self._left: list[PrivateArea] = []
        """Areas still to be reviewed, the current area first, in coordinates of the original image."""
        self._offered: list[PrivateArea] = []
        """All areas suggested for this image."""
        self._all = 0
        self._covered = 0
        self._seen: Seen | None = None
        self._key = 0
        """Cache key of the image that was searched."""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._search_visible_names)
        self._build_layout()
        self.hide()

    # -- looking -----------------------------------------------------------------------------------

    def search_picture(self, picture: AnnotatedImage, seen: Seen | None = None) -> None:
        """Start searching an image after a short delay, on a pool thread; show the bar if areas are found.

        Args:
            picture: the image to search.
            seen: returns the names that were visible during the capture; called on a pool thread.
        """
        self.stop_search()
        self._seen = seen
        self._picture = picture
        picture.resized.connect(self._on_image_resized)
        self._key = picture.original.cacheKey()
        self._soon.start()

    def _search_visible_names(self) -> None:
        """Search for the names visible during the capture (fast), then run OCR (slow)."""
        if self._picture is None:
            return
        if self._seen is None:
            self._search_names_by_ocr()
            return
        seen = self._seen
        self._job = self._context.jobs.start_job(
            lambda _progress: seen(), self._on_visible_names_found, self._on_visible_names_failed, owner=self
        )

    def _on_visible_names_found(self, areas: Sequence[PrivateArea]) -> None:
        self._add_suggestions(areas)
        self._search_names_by_ocr()

    def _on_visible_names_failed(self, _error: SelfhelpError) -> None:
        self._search_names_by_ocr()

    def _search_names_by_ocr(self) -> None:
        if self._picture is None:
            return
        image, app = QImage(self._picture.original), self._context.app
        machine, email, known = app.machine, app.preferences.email, tuple(self._offered)
        self._job = self._context.jobs.start_job(
            lambda progress: _find_names_by_ocr(machine, image, email, known, progress),
            self._add_suggestions,
            owner=self,
        )

    def stop_search(self) -> None:
        """Stop the search, and drop all suggestions."""
        self._soon.stop()
        if self._job is not None:
            self._job.detach()
        if self._picture is not None:
            self._picture.resized.disconnect(self._on_image_resized)
        self._job, self._picture, self._seen, self._left, self._offered = None, None, None, [], []
        self._canvas.outline_areas([])
        self.hide()

    def _on_image_resized(self) -> None:
        """Adjust the suggestions to a cropped image; start a new search if the image was replaced."""
        picture = self._picture
        if picture is not None and picture.original.cacheKey() != self._key:
            self.search_picture(picture)
        elif self._left:
            self._show_current_suggestion()

    def _add_suggestions(self, areas: Sequence[PrivateArea]) -> None:
        """Add suggestions after the suggestions that the user is reviewing."""
        self._job = None
        if not areas:
            return
        if not self._left:
            self._all = self._covered = 0
        self._left, self._all = [*self._left, *areas], self._all + len(areas)
        self._offered += areas
        self._show_current_suggestion()
        announce_politely(self, self._words.accessibleName())

    # -- answering ---------------------------------------------------------------------------------

    def redact_current_area(self) -> None:
        """Redact the current area."""
        self._redact_areas(self._left[:1])

    def skip_current_area(self) -> None:
        """Skip the current area."""
        if self._left:
            self._show_next_suggestion(1)

    def redact_all_areas(self) -> None:
        """Redact all remaining areas as one step."""
        self._redact_areas(self._left)

    def skip_all_areas(self) -> None:
        """Skip all remaining areas."""
        if self._left:
            self._show_next_suggestion(len(self._left))

    def _redact_areas(self, areas: Sequence[PrivateArea]) -> None:
        if self._picture is not None and areas:
            self._covered += len(areas)
            self._picture.add_annotations(*(BlackOut(self._map_area_to_image(area)) for area in areas))
            self._show_next_suggestion(len(areas))

    def _show_next_suggestion(self, count: int) -> None:
        self._left = self._left[count:]
        if self._left:
            self._show_current_suggestion()
            announce_politely(self, self._words.accessibleName())
            return
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        self._canvas.outline_areas([])
        self._canvas.zoom_to_fit()
        self.hide()
        if inside:
            self._canvas.setFocus()
        self._context.say(_describe_redaction_result(self._covered))

    # -- showing -----------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        for button, text, key in (
            (self.covering, N_("Redact"), "P"),
            (self.leaving, N_("Keep"), "L"),
            (self.covering_all, N_("Redact all"), ""),
            (self.leaving_all, N_("Keep all"), ""),
        ):
            button.setText(show(text))
            button.setToolTip(f"{show(text)} ({key})" if key else show(text))
        if self._left:
            self._update_question()

    def showEvent(self, event: QShowEvent) -> None:
        """Emit `asking` when the bar is shown."""
        super().showEvent(event)
        self.asking.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Emit `asking` when the bar is hidden."""
        super().hideEvent(event)
        self.asking.emit()

    def _show_current_suggestion(self) -> None:
        """Show the current suggestion, after dropping suggestions outside a cropped image."""
        picture = self._picture
        if picture is None:
            return
        inside = picture.image.rect()
        self._left = [area for area in self._left if self._map_area_to_image(area).intersects(inside)]
        if not self._left:
            self.hide()
            return
        self._update_question()
        self.show()
        several = len(self._left) > 1
        self.covering_all.setVisible(several)
        self.leaving_all.setVisible(several)
        self._canvas.outline_areas([self._map_area_to_image(area) for area in self._left], 0)

    def _update_question(self) -> None:
        word = self._left[0].word[:80]
        one = N_("“{word}” may be private. Redact it?", word=word)
        several = N_(
            "“{word}” may be private. Redact it? Area {number} of {count}.",
            word=word,
            number=self._all - len(self._left) + 1,
            count=self._all,
        )
        self._words.setText(self._context.translate(one if self._all == 1 else several))

    def _map_area_to_image(self, area: PrivateArea) -> QRect:
        """Return a suggested area, enlarged by a margin, in coordinates of the image's visible part."""
        room = max(2, area.height // 8)
        place = QRect(area.x, area.y, area.width, area.height)
        corner = self._picture.top_left if self._picture is not None else QPoint()
        return place.marginsAdded(QMargins(room, room, room, room)).translated(-corner)

    def _build_layout(self) -> None:
        self.setObjectName("banner")
        self._words = PlainLabel("", "h2")
        self.covering, self.leaving = QPushButton(), QPushButton()
        self.covering_all, self.leaving_all = QPushButton(), QPushButton()
        column, buttons = QVBoxLayout(self), FlowLayout()
        column.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(self._words)
        column.addLayout(buttons)
        for button, slot in (
            (self.covering, self.redact_current_area),
            (self.leaving, self.skip_current_area),
            (self.covering_all, self.redact_all_areas),
            (self.leaving_all, self.skip_all_areas),
        ):
            button.clicked.connect(slot)
            buttons.addWidget(button)


def _find_names_by_ocr(
    machine: Machine, image: QImage, address: str, known: Sequence[PrivateArea], progress: Progress
) -> Sequence[PrivateArea]:
    """Return the areas found by OCR that contain known names or the user's address (pool thread).

    Args:
        machine: the machine that knows the names, and runs OCR.
        image: the original image.
        address: the user's email address, or "".
        known: areas already suggested.
        progress: can cancel the search.
    """
    from selfhelp.report import private_areas

    names = [*private_areas.read_known_names(machine), *([address] if address else [])]
    progress.check()
    read = private_areas.find_private_areas(machine, encode_png(image), names, progress)
    return private_areas.exclude_known_areas(read, known)


def _describe_redaction_result(covered: int) -> Text:
    if not covered:
        return N_("Nothing was redacted.")
    return NN_(
        "{count} area redacted. “Undo” restores it.",
        "{count} areas redacted. “Undo” restores them.",
        covered,
    )
