"""The review of recorded steps: edit, remove and redact steps, and add them to a ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.machine.capture.ocr import is_ocr_available
from selfhelp.machine.desktop.window_events import does_desktop_report_notifications
from selfhelp.steps.attached_recording import AttachedSteps, attach_steps, edit_texts
from selfhelp.steps.recording import MOST_STEPS, Step
from selfhelp.steps.recording_editor import RecordingEditor
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.images.image_file import read_image_size
from selfhelp.ui.navigation import AskPage, EditorPage, StepsPage
from selfhelp.ui.steps.rendering import (
    render_recording,
    render_step,
    render_thumbnail,
    search_names_in_picture,
)
from selfhelp.ui.steps.step_camera import read_private_words
from selfhelp.ui.steps.step_card import LARGE, StepCard
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.delayed_call import call_soon
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.section_frame import clear_layout
from selfhelp.ui.widgets.status_icons import NOTE, WARN

_BESIDE = 620
"""Minimum width of the page at which images are next to the text, in logical pixels."""


class StepsScreen(AppScreen[StepsPage]):
    """The screen with the steps of one recording; every change is saved immediately."""

    scrolls = False  # the footer stays visible

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._edited: RecordingEditor | None = None
        self.cards: dict[int, StepCard] = {}
        self._left = 0
        self._sure = self._interrupted = False
        self._reads_pictures = True
        self._small: dict[tuple[object, ...], QPixmap] = {}
        self.page, self._panel = FootedPage(), MessagePanel()
        self._list, self._state = QVBoxLayout(), PlainLabel("", "sub")
        self.discard, self.add = QPushButton(), QPushButton()
        self._build_layout()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Review recorded steps"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        self.add.setText(self.context.translate(N_("Add to ticket")))
        self._sure = False
        for number in self.cards:  # keep unfinished notes
            self._update_step_card(number)
        self._update_summary(len(self.cards))
        self._update_state()

    def on_shown(self, destination: StepsPage | None) -> None:
        """Show the destination's recording, including changes made in the image editor."""
        if destination is not None:
            self._open_recording(destination.recording)
        elif self._edited is not None:
            self._rebuild_cards()

    def can_be_freed(self) -> bool:
        """Return True, because all of the screen's data is on disk."""
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place images next to the text if the new width allows it."""
        super().resizeEvent(event)
        for card in self.cards.values():
            card.set_image_beside(self._is_wide())

    def _is_wide(self) -> bool:
        return self.width() >= theme.scale_width(_BESIDE)

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view."""
        self.page.scroll_to(part)

    # -- a recording -------------------------------------------------------------------------------

    def _open_recording(self, id_: str) -> None:
        self._small.clear()
        try:
            recording = self.context.app.recordings.read(id_)
            self._edited = RecordingEditor(
                self.context.app.recordings, recording, render_step, _read_image_size
            )
            self._interrupted = self._edited.was_interrupted
            if self._interrupted:
                self._edited.end_interrupted_recording()
        except SelfhelpError as error:
            self._edited = None
            self.context.say(error.user_message)
        self._rebuild_cards()
        self._search_next_picture()
        machine = self.context.app.machine
        self.context.jobs.start_job(lambda _p: is_ocr_available(machine), self._on_ocr_checked, owner=self)
        self.page.area.verticalScrollBar().setValue(0)
        call_soon(self, self._focus_first_step)  # after the window has set the initial focus

    def _focus_first_step(self) -> None:
        """Focus the first step's image, because it is visible even in a small window."""
        first = next(iter(self.cards.values()), None)
        if first is None:
            self.discard.setFocus()
        else:
            (first.face if first.step.picture else first.note).setFocus()

    def _on_ocr_checked(self, reads: bool) -> None:
        """Show a warning if OCR isn't available, because only accessible names are then found in images."""
        self._reads_pictures = reads
        self._update_summary(len(self.cards))

    def _search_next_picture(self) -> None:
        """Search the next image for names; steps can be added only after all images have been searched."""
        edited = self._edited
        waiting = [step for step in edited.recording.steps_with_images if not step.searched] if edited else []
        self._left = len(waiting)
        self._update_state()
        if edited is None or not waiting:
            return
        app = self.context.app

        def search_next_picture(progress: Progress) -> Step:
            data = app.recordings.read_picture(edited.recording, waiting[0])
            return search_names_in_picture(app, data, waiting[0], read_private_words(app), progress)

        self.context.jobs.start_job(
            search_next_picture,
            partial(self._on_picture_searched, edited),
            partial(self._on_picture_search_failed, edited, waiting[0]),
            owner=self,
        )

    def _on_picture_searched(self, edited: RecordingEditor, found: Step) -> None:
        if edited is self._edited and any(step.number == found.number for step in edited.recording.steps):
            now = edited.find_step(found.number)
            if now.picture == found.picture:
                edited.replace_step(replace(now, boxes=found.boxes, searched=True))
            self._update_step_card(found.number)
        if edited is self._edited:
            self._search_next_picture()

    def _on_picture_search_failed(self, edited: RecordingEditor, step: Step, error: SelfhelpError) -> None:
        """Remove an image that can't be read, because such an image can't be sent."""
        self.context.say(error.user_message)
        if edited is self._edited:
            edited.remove_picture(step.number)
            self._update_step_card(step.number)
            self._search_next_picture()

    # -- what the user does ------------------------------------------------------------------------

    def _edit_image(self, number: int) -> None:
        if self._edited is not None:
            self.context.open(EditorPage(self._edited, key=str(number)))

    def _set_step_note(self, number: int, note: str) -> None:
        self._apply_recording_change(lambda edited: edited.set_step_note(number, note), number)

    def _set_names_hidden(self, number: int, hidden: bool) -> None:
        self._apply_recording_change(lambda edited: edited.set_step_names_hidden(number, hidden), number)

    def _move_step(self, number: int, by: int) -> None:
        self._apply_recording_change(lambda edited: edited.move_step(number, by))
        card = self.cards.get(number)
        if card is not None:
            button = card.up if by < 0 else card.down
            (button if button.isEnabled() else card.note).setFocus()
            self.scroll_to(card)

    def _remove_step(self, number: int) -> None:
        places = list(self.cards)
        here = places.index(number)
        self._apply_recording_change(lambda edited: edited.remove_step(number))
        left = [*places[here + 1 :], *reversed(places[:here])]
        target = self.cards[left[0]].remove if left else self.discard
        target.setFocus()
        announce_politely(self, self.context.translate(N_("Step removed.")))

    def _apply_recording_change(self, change: Callable[[RecordingEditor], None], number: int = 0) -> None:
        edited = self._edited
        if edited is None:
            return
        try:
            change(edited)
        except SelfhelpError as error:
            self.context.say(error.user_message)
        if number:
            self._update_step_card(number)
        else:
            self._rebuild_cards()

    def _confirm_or_discard(self) -> None:
        """Delete the recording on the second click; the first asks for confirmation."""
        if self._edited is None:
            self.context.back()
            return
        if not self._sure:
            self._sure = True
            self._update_state()
            announce_politely(self.discard, self.discard.text())
            return
        recording, self._edited = self._edited.recording, None
        try:
            self.context.app.recordings.discard(recording.id)
            self.context.say(N_("The recording was deleted."))
        except SelfhelpError as error:
            self.context.say(error.user_message)
        self._rebuild_cards()
        self.context.back()

    def _add_to_ticket(self) -> None:
        """Create the files to send on a pool thread, and open the ticket form with them."""
        edited = self._edited
        if edited is None or self._left:
            return
        app, recording = self.context.app, edited.recording
        self.add.setEnabled(False)

        def create_files(_progress: Progress) -> AttachedSteps:
            rules = app.policy
            known = recording
            if rules.redaction.attachments:
                known = edit_texts(recording, app.create_redactor().redact_text)
            limit = rules.steps.megabytes * 1_000_000
            images = rules.steps.separate_images
            return attach_steps(app.recordings, render_recording(app, known), images=images, limit=limit)

        self.context.jobs.start_job(
            create_files, self._on_recording_added, self._on_recording_add_failed, owner=self
        )

    def _on_recording_added(self, attached: AttachedSteps) -> None:
        self._edited = None
        self._rebuild_cards()
        self.context.open(AskPage(steps=attached))

    def _on_recording_add_failed(self, error: SelfhelpError) -> None:
        self._update_state()
        self.context.say(error.user_message)

    # -- showing -----------------------------------------------------------------------------------

    def _rebuild_cards(self) -> None:
        """Recreate all cards; the focus stays on the same step."""
        focus = self.window().focusWidget()
        held = next((n for n, card in self.cards.items() if focus and card.isAncestorOf(focus)), 0)
        clear_layout(self._list)
        self.cards = {}
        steps = self._edited.recording.steps if self._edited else ()
        for place, step in enumerate(steps, 1):
            card = StepCard(self.context, step, place, len(steps))
            card.edited.connect(partial(self._edit_image, step.number))
            card.moved.connect(partial(self._move_step, step.number))
            card.removed.connect(partial(self._remove_step, step.number))
            card.noted.connect(partial(self._set_step_note, step.number))
            card.hiding.connect(partial(self._set_names_hidden, step.number))
            card.set_image_beside(self._is_wide())
            self._list.addWidget(card)
            self.cards[step.number] = card
            self._show_thumbnail(card)
        if held in self.cards:
            self.cards[held].note.setFocus()
        self._update_summary(len(steps))
        self._update_state()

    def _update_step_card(self, number: int) -> None:
        card, edited = self.cards.get(number), self._edited
        if card is not None and edited is not None:
            numbers = [step.number for step in edited.recording.steps]
            card.show_step(edited.find_step(number), numbers.index(number) + 1, len(numbers))
            self._show_thumbnail(card)

    def _show_thumbnail(self, card: StepCard) -> None:
        edited, number = self._edited, card.step.number
        if edited is None or not card.step.picture:
            return
        step, store, recording = card.step, self.context.app.recordings, edited.recording
        key = (step.picture, tuple(box.hidden for box in step.boxes))
        if key in self._small:
            card.show_picture(self._small[key])
            return
        ratio = self.devicePixelRatioF()

        def render_small_image(_progress: Progress) -> QImage:
            return render_thumbnail(store.read_picture(recording, step), step, LARGE * ratio)

        def cache_and_show_thumbnail(image: QImage) -> None:
            image.setDevicePixelRatio(ratio)
            self._small[key] = QPixmap.fromImage(image)
            current = self.cards.get(number)
            if current is not None and current.step.picture == step.picture:
                current.show_picture(self._small[key])

        self.context.jobs.start_job(render_small_image, cache_and_show_thumbnail, owner=self)

    def _update_summary(self, count: int) -> None:
        show = self.context.translate
        heading: Text = NN_("{count} step recorded", "{count} steps recorded", count)
        hint = N_("Check every image. We search for names, but some may be missed.")
        if not does_desktop_report_notifications():
            hint = N_("In this desktop environment, notifications can appear in images. Check every image.")
        if not self._reads_pictures:
            hint = N_("This computer can't read text in images, so names may be missed. Check every image.")
        recording = self._edited.recording if self._edited else None
        if recording is not None and recording.full:
            hint = N_("The recording stopped after {count} steps. Check every image.", count=MOST_STEPS)
        elif recording is not None and recording.was_ended_automatically:
            hint = N_("The recording stopped automatically after two hours. Check every image.")
        if self._interrupted:
            heading = N_("The app closed while it was recording")
            hint = N_(
                "All steps recorded before the app closed were kept. Check every image before "
                "you add the steps."
            )
        self._panel.show_message(WARN if self._interrupted else NOTE, show(heading), show(hint))
        self._panel.set_warning(self._interrupted)

    def _update_state(self) -> None:
        show = self.context.translate
        searching = NN_(
            "Searching {count} image for names…", "Searching {count} images for names…", self._left
        )
        self._state.setText(show(searching if self._left else N_("Nothing has been sent yet.")))
        self.discard.setText(show(N_("Delete recording?") if self._sure else N_("Discard")))
        steps = self._edited.recording.steps if self._edited else ()
        self.add.setEnabled(bool(steps) and not self._left)

    def _build_layout(self) -> None:
        self._list.setSpacing(theme.SPACE_3)
        self.page.body.addWidget(self._panel)
        self.page.body.addLayout(self._list)
        self.page.body.addStretch(1)
        self.add.setProperty("primary", True)
        self._panel.column.addWidget(self._state)
        self.page.foot.addStretch(1)
        self.page.foot.addWidget(self.discard)
        self.page.foot.addWidget(self.add)
        self.discard.clicked.connect(self._confirm_or_discard)
        self.add.clicked.connect(self._add_to_ticket)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)


def _read_image_size(data: bytes) -> tuple[int, int]:
    size: QSize = read_image_size(data)
    return size.width(), size.height()
