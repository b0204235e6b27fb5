"""The ticket form: description, attachments, tried fixes and contact details, before the review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.tickets.form import form
from selfhelp.tickets.form.classification import Classification, classify_text, is_text_replaced
from selfhelp.tickets.form.ticket_message import TicketMessage
from selfhelp.tickets.form.triage import Urgency
from selfhelp.tickets.recipient import find_recipient
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.capture import visible_names
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.context import Context
from selfhelp.ui.images.mime_data import has_picture_or_files
from selfhelp.ui.navigation import AskPage, EditorPage, ReviewPage
from selfhelp.ui.offline import is_computer_offline
from selfhelp.ui.parts.attachment_input import AttachmentInput
from selfhelp.ui.parts.autosave import RestoredDraft, create_draft_autosave
from selfhelp.ui.parts.contact_card import ContactCard
from selfhelp.ui.parts.draft_restored_banner import DraftRestoredBanner
from selfhelp.ui.parts.facts_line import TriedFixesCard
from selfhelp.ui.parts.form_card import FormCard
from selfhelp.ui.parts.known_issues import KnownIssues
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.multiline_input import TOO_LONG

if TYPE_CHECKING:
    from selfhelp.steps.attached_recording import AttachedSteps
    from selfhelp.tickets.case import Case

WARM_MS = 1_000
"""Milliseconds until the review and the editor are loaded in advance."""

PROPOSE_MS = 900
"""Milliseconds without a key until a category is proposed."""


class AskScreen(AppScreen[AskPage]):
    """The screen with the ticket form; the draft is stored on disk until it is sent."""

    scrolls = False  # the footer stays visible

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.case: Case | None = None
        self._next_case: Case | None = None  # what the user came with while there was a draft
        self._stored: RestoredDraft | None = None  # from before the app was started, or brought back
        self._earlier: list[RestoredDraft] = []  # further drafts, newest first, to be offered later
        self._given = TicketMessage()  # what the case came with
        self._classified = ""  # the text that the category, the problem and the checks belong to
        self._classifying = ""  # the text that is being classified
        self._wanted = ""  # reference of the draft that the user chose from a list
        self._going_on = False
        self._looked = self._short = False
        self.camera = ScreenshotCapture(context, self._edit_screenshot, self._on_attachment_failed, self)
        self._keeper = create_draft_autosave(context, self._get_case_to_save, self._list_drafts_beside, self)
        self._takes = AttachmentInput(context, lambda: self.case, self)
        self._propose = QTimer(self, singleShot=True, interval=PROPOSE_MS)
        self.setAcceptDrops(True)
        self._build_layout()
        self._connect_signals()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Get help"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._form.retranslate()
        self._back.retranslate()
        self._trouble.retranslate()
        self.next.setText(show(N_("Review")))
        self._more.setText(show(N_("Add a screenshot or file")))
        self._update_parts()

    def on_shown(self, destination: AskPage | None) -> None:
        """Open the case or text of the destination, or return to the current draft."""
        told = destination or AskPage()
        self._forget_deleted_drafts()
        before = self._get_edited_draft()
        self._offer_earlier_draft()
        self._choose_case(told, destination is not None)
        self._update_banner(before, destination)
        self._set_short_form(told.cannot_work)
        had = self._pictures.count
        self._update_parts()
        self._keeper.schedule_save()
        if told == AskPage() and self._pictures.count > had:  # the user comes back from the editor
            self.next.setFocus()
            self._show_attachments()
        else:
            self.words.setFocus()
            self.page.scroll_to_top()
        QTimer.singleShot(WARM_MS, self, self._preload_next_screens)
        self._trouble.filter_by_text(self.words.toPlainText())
        self._trouble.load_issues()
        if not self._looked:
            self._looked = True
            self._keeper.load_saved_draft(self._on_drafts_restored)
        if told.offered is not None:
            self._add_mime_data(told.offered)
        if told.steps is not None:
            self._add_recorded_steps(told.steps)
        if told.picture:
            QTimer.singleShot(
                0, self.camera.capture_desktop
            )  # once the window is visible, so that it can be hidden

    def _choose_case(self, told: AskPage, opened: bool) -> None:
        """Show the destination's case or text, or continue the draft; ``opened``: not by the Back button."""
        case, words = told.case, told.words
        self._next_case = case or (self.context.app.create_case(words) if words else None)
        if self._open_listed_draft(told.draft):
            return
        if opened and case is None and not words and self._can_stored_continue():
            self._continue_stored_draft()
        elif case is not None and case is not self.case:
            self._open_case(case)
        elif self.case is None or self.case.report or self._is_left_over(told):
            self._set_case(self.context.app.create_case(words))
        elif words and not self.words.toPlainText().strip():
            self.words.setPlainText(words)

    def _open_listed_draft(self, ref: str) -> bool:
        """Show the draft that the user chose from a list; return False if it isn't beside the form's ticket.

        If the drafts aren't loaded yet, it is shown once they are.
        """
        self._wanted = ref
        chosen = next((one for one in self._list_drafts_beside() if one.case.ref == ref), None)
        if chosen is None or chosen.case is self.case:
            return False
        self._bring_draft_back(chosen.case)
        self._back.show_draft_restored(chosen.saved, chosen.gone)
        return True

    def _forget_deleted_drafts(self) -> None:
        """Drop the drafts that the user has deleted from the list since the form was shown."""
        if not self._looked:
            return
        gone = self.context.app.earlier_drafts.deleted
        if self.case is not None and self.case.ref in gone:
            self.case = None
        if self._stored is not None and self._stored.case.ref in gone:
            self._stored = None
        self._earlier = [one for one in self._earlier if one.case.ref not in gone]

    def _is_left_over(self, told: AskPage) -> bool:
        """Return whether the form has an earlier complaint that the user left without changing anything."""
        unsent = self.case
        return (
            self.newly_opened
            and told.case is None
            and told.steps is None
            and unsent is not None
            and not self._is_worth_storing(unsent)
        )

    def _update_banner(self, before: Case | None, destination: AskPage | None) -> None:
        """Show a banner about the form's draft; ``before`` is the edited draft that was in the form."""
        if self._stored is not None and self._is_stored_aside():
            self._back.show_draft_found(self._stored.case, self._stored.saved, self._stored.gone)
        elif before is None or self.case is not before:
            self._back.setVisible(self._is_stored(self.case))
        elif destination is not None and destination.steps is None and destination.case is not before:
            self._back.show_draft_continued()

    def on_hidden(self) -> None:
        """Save the draft."""
        self._propose.stop()
        self._going_on = False
        self._keeper.save_draft_now()
        self._back.forget_discarded_draft()

    def can_be_freed(self) -> bool:
        """Return whether the draft is empty or already sent."""
        return not self._is_draft_worked_on() and not self._is_stored_aside()

    def _is_draft_worked_on(self) -> bool:
        """Return whether the form has an unsent draft with content."""
        if self.case is None or self.case.report:
            return False
        return bool(self.words.toPlainText().strip() or self.case.list_added_items())

    def _get_edited_draft(self) -> Case | None:
        """Return the unsent draft if the user has changed it, otherwise None."""
        draft = self.case if self._is_draft_worked_on() else None
        return None if draft is None or self._is_draft_untouched(draft) else draft

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a widget into view."""
        self.page.scroll_to(part)

    # -- the case ----------------------------------------------------------------------------------

    def _offer_earlier_draft(self) -> None:
        """Offer the next earlier draft once the one before was sent or discarded."""
        if self._stored is None or self._stored.case.report:
            self._stored = self._earlier.pop(0) if self._earlier else None

    def _list_drafts_beside(self) -> Sequence[RestoredDraft]:
        """Return the drafts to keep in addition to the current draft, newest first."""
        return [*([self._stored] if self._stored is not None else []), *self._earlier]

    def _set_case(self, case: Case) -> None:
        self._earlier = [one for one in self._earlier if one.case is not case]
        self.case, self._classified = case, case.message.body
        self._given = replace(case.message, answers=dict(case.message.answers))
        self._form.show_case(case)
        self._computer.show_case(case)

    def _open_case(self, case: Case) -> None:
        """Open a case: in addition to a draft about another problem, otherwise merged into the draft."""
        draft = self.case
        if draft is None or draft.report or self._is_draft_untouched(draft):
            self._set_case(case)
            return
        draft.message.body = self.words.toPlainText()
        if _is_another_problem(case.message, draft.message):
            self._set_draft_aside(draft)
            self._set_case(case)
        else:
            self._merge_into_draft(draft, case)

    def _set_draft_aside(self, draft: Case) -> None:
        """Keep the draft in the form as the first one to be offered in addition to another ticket."""
        if self._stored is not None and self._is_stored_aside():
            self._earlier.insert(0, self._stored)
        gone = self._stored.gone if self._stored is not None and self._is_stored(draft) else ()
        self._stored = RestoredDraft(draft, self._find_time_of_change(draft), gone)

    def _find_time_of_change(self, draft: Case) -> datetime:
        """Return when the user last changed a draft: now, unless it is as it was restored."""
        known = next((one for one in self._list_drafts_beside() if one.case is draft), None)
        unchanged = known is not None and known.content == draft.make_draft()
        return known.saved if unchanged and known is not None and known.saved else datetime.now(UTC)

    def _merge_into_draft(self, draft: Case, case: Case) -> None:
        """Add the description, runs, answers and attachments of another case to the draft."""
        if case.words and case.words not in self.words.toPlainText():
            self.words.appendPlainText(case.words)
        for entry in case.runs:
            draft.add_fix_run(entry.run)
        for item in case.make_draft().added:
            draft.add_attachment(item)
        mine, other = draft.message, case.message
        mine.body = self.words.toPlainText()
        mine.category, mine.problem = mine.category or other.category, mine.problem or other.problem
        mine.affected, mine.can_work = other.affected or mine.affected, other.can_work or mine.can_work
        mine.answers.update(other.answers)
        self._classified = mine.body
        self._form.show_case(draft)

    def _is_draft_untouched(self, draft: Case) -> bool:
        return self.words.toPlainText() == self._given.body and not draft.list_added_items()

    def _is_worth_storing(self, case: Case) -> bool:
        """Return whether the user has changed the case in the form, or the case was stored before."""
        if self._is_stored(case):
            return True
        mine, given = case.message, self._given
        answered = (mine.affected, mine.can_work, mine.answers, mine.incident)
        return not self._is_draft_untouched(case) or answered != (
            given.affected,
            given.can_work,
            given.answers,
            given.incident,
        )

    def _get_case_to_save(self) -> Case | None:
        """Return the case to store; an empty case to delete the stored draft; or None to change nothing."""
        aside = self._stored.case if self._stored is not None and self._is_stored_aside() else None
        if self.case is None or self.case.report:
            return aside
        if self._is_worth_storing(self.case):
            return self.case
        return aside if aside is not None else self.context.app.create_case()

    def _is_stored(self, case: Case | None) -> bool:
        return self._stored is not None and self._stored.case is case

    def _is_stored_aside(self) -> bool:
        """Return whether the stored draft isn't the ticket in the form."""
        stored = self._stored
        return stored is not None and not stored.case.report and stored.case is not self.case

    def _can_stored_continue(self) -> bool:
        """Return whether the stored draft can replace the form's ticket: only if it has no input to keep."""
        unsent = self.case if self.case is not None and not self.case.report else None
        return self._is_stored_aside() and (unsent is None or not self._is_worth_storing(unsent))

    def _continue_stored_draft(self) -> None:
        if self._stored is not None:
            self._set_case(self._stored.case)
            self._back.show_draft_restored(self._stored.saved, self._stored.gone)

    def _on_drafts_restored(self, restored: Sequence[RestoredDraft]) -> None:
        """Merge the restored draft with the user's input; if the problems differ, only offer the draft."""
        resumed, *self._earlier = sorted(restored, key=lambda one: one.case.ref != self._wanted)
        before, self._stored = self.case, resumed
        unsent = before is not None and not before.report
        if unsent and _is_another_problem(self._given, resumed.case.message):
            self._back.show_draft_found(resumed.case, resumed.saved, resumed.gone)
            return
        self._continue_stored_draft()
        if before is not None and not before.report:
            self._merge_into_draft(resumed.case, before)
        self._update_parts()

    def _discard_draft(self) -> None:
        """Discard only the draft in the form; the user can restore the draft until leaving the form."""
        self._back.show_draft_discarded(self.case)
        if self._is_stored(self.case):
            self._stored = None
        self._set_case(self._next_case or self.context.app.create_case())
        self._next_case = None
        self._keeper.schedule_save()
        self._update_parts()
        self.words.setFocus()

    def _write_about_something_else(self) -> None:
        """Show an empty form, and keep the draft beside it."""
        draft = self.case
        if draft is not None and not draft.report:
            draft.message.body = self.words.toPlainText()
            self._set_draft_aside(draft)
            self._set_case(self.context.app.create_case())
            self._update_banner(None, None)
            self._keeper.schedule_save()
            self._update_parts()
        self.words.setFocus()

    def _bring_draft_back(self, case: Case) -> None:
        """Show a discarded or stored draft; keep the replaced ticket as another draft if it has any input."""
        replaced = self.case if self._is_draft_worked_on() else None
        self._next_case = None if replaced is not None else self.case
        if self._stored is not None and self._is_stored_aside() and not self._is_stored(case):
            self._earlier.insert(0, self._stored)
        chosen = next((one for one in self._list_drafts_beside() if one.case is case), None)
        if replaced is not None:
            self._earlier.insert(0, RestoredDraft(replaced, self._find_time_of_change(replaced), ()))
        if not self._is_stored(case):
            self._stored = chosen or RestoredDraft(case, None, ())
        self._set_case(case)
        self._keeper.schedule_save()
        self._update_parts()
        self.words.setFocus()

    def _on_form_changed(self) -> None:
        self._keeper.schedule_save()
        self._propose.start()
        self._update_contact_line()

    def _propose_category(self) -> None:
        """Search for a category that fits the description, on a pool thread."""
        words = self.words.toPlainText()[:2_000]
        self._steady.call_now(partial(self._trouble.filter_by_text, words))
        if self.case is None or not words.strip():
            return
        if not self.case.message.category or is_text_replaced(self._classified, words):
            self._start_classification(words, self.case)

    def _start_classification(self, words: str, case: Case) -> None:
        self._classifying = words
        work = partial(classify_text, self.context.app.catalog, words, replace(case.message))
        self.context.jobs.start_job(
            lambda _progress: work(),
            partial(self._on_text_classified, words),
            lambda _error: self._on_text_classified(words, None),
            owner=self,
        )

    def _on_text_classified(self, words: str, now: Classification | None) -> None:
        """Select the proposed category only while the form is visible, so that the user sees the change."""
        if words == self._classifying:
            self._classifying = ""
        if now is None:
            self._classified = words  # the category stays as it is
        elif self.isVisible() and words == self.words.toPlainText()[:2_000]:
            self._use_classification(words, now)
        self._resume_opening_review()

    def _use_classification(self, words: str, now: Classification) -> None:
        """Drop the earlier complaint's category and checks if the user has replaced its text."""
        if self.case is not None and is_text_replaced(self._classified, words) and not now.is_same:
            self.case.drop_earlier_problem(keep_category=self._form.is_category_chosen)
            self._form.show_classification()
            self._update_parts()
        self._form.preselect_category(now.category)
        self._classified = words

    def _is_replaced_text_unclassified(self) -> bool:
        """Return whether a text that replaced another isn't classified yet; classify it without delay."""
        words = self.words.toPlainText()[:2_000]
        if self.case is None or not is_text_replaced(self._classified, words):
            return False
        if words != self._classifying:
            self._propose.stop()
            self._start_classification(words, self.case)
        return True

    def _open_review(self) -> None:
        """Open the review once no required input is missing, and facts and category are known."""
        if self.case is None:
            return
        if self._is_replaced_text_unclassified():
            self._going_on = True
            return
        missing = form.find_missing_fields(self.context.app.policy.ticket, self.case.message)
        field = self._form.show_missing_fields(missing)
        self._going_on = False
        if field is not None:
            self.scroll_to(field)
        elif self._computer.is_collecting:
            self._going_on = True
            self.context.say(N_("Checking this computer… You'll then be able to review your ticket."))
        else:
            self.context.open(ReviewPage(self.case))

    def _resume_opening_review(self) -> None:
        """Open the review if the user requested it before all facts, or the category, were known."""
        if self._going_on and self.isVisible():
            self._open_review()

    # -- images and files ------------------------------------------------------------------------

    def _edit_screenshot(self, picture: QImage) -> None:
        """Open a new screenshot in the editor, with the names that were visible during the capture."""
        seen, place = self.camera.sighting, picture.offset()
        area = (place.x(), place.y(), picture.width(), picture.height())
        names = None if seen is None else partial(seen.find_names_in_area, *area)
        if self.case is not None:
            self.context.open(EditorPage(self.case, picture=picture, seen=names))

    def _edit_picture(self, picture: QImage) -> None:
        self._takes.edit_picture(picture)

    def _on_attachment_failed(self, error: Any) -> None:
        self._takes.show_failure(error)

    def _add_mime_data(self, data: QMimeData) -> None:
        self._takes.add_from_mime(data)

    def _add_recorded_steps(self, steps: AttachedSteps) -> None:
        """Add the files of recorded steps to the case, and a summary of the steps to the description."""
        if self.case is not None:
            self._takes.add_generated_files(steps.files, steps.images)
            self.words.appendPlainText(f"\n{steps.text}" if self.words.toPlainText().strip() else steps.text)

    def _show_attachments(self) -> None:
        """Scroll to the attachments and the line below, which the message about them would cover."""
        area = self.page.area

        def show_line_and_attachments() -> None:
            for part in (self._computer, self._pictures):  # the attachments last: they have precedence
                area.show_focused(part)

        area.scroll_when_laid_out(self._pictures, show_line_and_attachments)

    def _on_files_added(self) -> None:
        self._set_short_form(False)
        self._keeper.schedule_save()
        self._update_parts()

    def _remove_attachment(self, key: str) -> None:
        if self.case is not None:
            self.case.remove_attachment(key)
            self._keeper.schedule_save()
            self._update_parts()

    def _preload_next_screens(self) -> None:
        """Import the review and the editor on a pool thread, and create the editor in advance."""

        pictures = self._are_pictures_allowed()

        def import_screens(_progress: Progress) -> None:
            import_module("selfhelp.ui.screens.review")
            if pictures:
                import_module("selfhelp.ui.screens.editor")
                visible_names.preload_scan_modules()

        def create_editor(_nothing: None) -> None:
            if pictures and self.isVisible():  # otherwise the user has left, and may never take an image
                self.context.prepare(EditorPage)

        self.context.jobs.start_job(import_screens, create_editor, owner=self)

    def _are_pictures_allowed(self) -> bool:
        return self.context.app.policy.evidence.screenshots

    # -- Qt ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files."""
        event.acceptProposedAction()
        self._add_mime_data(event.mimeData())

    # -- parts -------------------------------------------------------------------------------------

    def _set_short_form(self, cannot_work: bool) -> None:
        """Show the short form if the user can't work: phone, description and Send; a link shows the rest."""
        self._short = cannot_work
        if cannot_work and self.case is not None and self.case.message.can_work is None:
            self.case.message.can_work = self._given.can_work = Urgency.NO
            self._form.can_work.set_chosen_key(Urgency.NO)
        self._column.removeWidget(self._contact)
        place = self._column.indexOf(self._form)
        self._column.insertWidget(place if cannot_work else place + 1, self._contact)
        upper, lower = (self._contact, self._form) if cannot_work else (self._form, self._contact)
        upper.stackUnder(lower)  # the tab order follows the layout

    def _update_contact_line(self) -> None:
        """Show the help desk's contact details if the user can't work, because a ticket may take too long."""
        stopped = self.case is not None and self.case.message.can_work is Urgency.NO
        self._contact.setVisible((stopped or self._short) and self._contact.update_contact_details())

    def _update_parts(self) -> None:
        self._computer.refresh()
        if self.case is not None:
            self._tried.show_runs(self.case)
            self._pictures.refresh(self.case)
        self._pictures.setVisible(not self._short)
        self._more.setVisible(self._short)
        self._update_contact_line()
        self._nothing_yet.setText(self.context.translate(self._describe_sending()))

    def _describe_sending(self) -> Text:
        """Return a sentence about the effect of sending with the current policy."""
        rules = self.context.app.policy
        if not find_recipient(rules).reaches_people:
            return N_("No help desk is set up. Your ticket will be saved on this computer.")
        local = rules.desk.connector == "folder"
        return _OFFLINE if not local and is_computer_offline() else N_("Nothing has been sent yet.")

    def _build_layout(self) -> None:
        self.page = FootedPage()
        self._column = self.page.body
        self._steady = MisclickGuard(self)
        self._back, self._form = DraftRestoredBanner(self.context), FormCard(self.context, self.camera)
        self.words, self.affected, self.can_work = self._form.words, self._form.affected, self._form.can_work
        self._contact, self._trouble = ContactCard(self.context), KnownIssues(self.context, self._steady)
        self._tried, self._computer = TriedFixesCard(self.context), self._form.facts
        self._pictures = self._form.strip
        self._more = QPushButton()
        self._more.setProperty("link", True)
        for card in (self._back, self._trouble, self._form, self._contact, self._more, self._tried):
            self._column.addWidget(card)
        self._column.addStretch(1)
        self._build_footer()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)

    def _connect_signals(self) -> None:
        self._form.changed.connect(self._on_form_changed)
        self._form.offered.connect(self._add_mime_data)
        self._form.shortened.connect(lambda: self.context.say(TOO_LONG))
        self._back.discard_wanted.connect(self._discard_draft)
        self._back.brought_back.connect(self._bring_draft_back)
        self._back.set_aside.connect(self._write_about_something_else)
        self._takes.added.connect(self._on_files_added)
        self._takes.added.connect(self._show_attachments)
        self._pictures.pasted.connect(self._takes.add_from_clipboard)
        self._pictures.removed.connect(self._remove_attachment)
        self._pictures.chosen.connect(self._takes.add_files)
        self._computer.settled.connect(self._resume_opening_review)
        self._more.clicked.connect(self._on_files_added)
        self._propose.timeout.connect(self._propose_category)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self._takes.add_from_clipboard)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._open_review)

    def _build_footer(self) -> None:
        self.next, self._nothing_yet = QPushButton(), PlainLabel("", "sub")
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self._open_review)
        self.page.foot.addWidget(self._nothing_yet, 1)
        self.page.foot.addWidget(self.next)


def _is_another_problem(given: TicketMessage, draft: TicketMessage) -> bool:
    """Return whether a case has a description or problem that the draft lacks."""
    return given.body.strip() not in draft.body or given.problem not in ("", draft.problem)


_OFFLINE = N_(
    "This computer isn't connected to a network. Your ticket will be saved now and sent automatically later."
)
