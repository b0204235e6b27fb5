"""Get help: the composer, what was tried, and how to call; then the review."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.tickets.form import form
from selfhelp.tickets.form.triage import Urgency
from selfhelp.tickets.recipient import recipient_of
from selfhelp.ui.capture import visible_names
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, EditorPage, SheetPage
from selfhelp.ui.offline import is_offline
from selfhelp.ui.parts.attachment_input import AttachmentInput
from selfhelp.ui.parts.autosave import RestoredDraft, draft_autosave
from selfhelp.ui.parts.contact_card import ContactCard
from selfhelp.ui.parts.draft_restored_banner import DraftRestoredBanner
from selfhelp.ui.parts.facts_line import TriedFixesCard
from selfhelp.ui.parts.form_card import FormCard
from selfhelp.ui.parts.known_issues import KnownIssues
from selfhelp.ui.screens import AppScreen
from selfhelp.ui.widgets.footed_page import FootedPage
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.multiline_input import TOO_LONG, has_picture_or_files

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.steps.attaching import AttachedSteps
    from selfhelp.tickets.case import Case

WARM_MS = 1_000
"""Until the editor is loaded, so that the first image is there as fast as every other one."""

PROPOSE_MS = 900
"""How long the user must pause until a category is proposed for their words."""


class AskScreen(AppScreen[AskPage]):
    """The ticket form. The draft lives in the case, and on the disk until it is sent."""

    scrolls = False  # the way on stays in sight, however long the form is

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.case: Case | None = None
        self._given = ""
        self._going_on = False
        self._looked = self._short = False
        self.camera = ScreenshotCapture(context, self._on_shot, self._not_taken, self)
        self._keeper = draft_autosave(context, lambda: self.case, self)
        self._takes = AttachmentInput(context, lambda: self.case, self)
        self._propose = QTimer(self, singleShot=True, interval=PROPOSE_MS)
        self.setAcceptDrops(True)
        self._build()
        self._connect()

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
        return self.context.translate(N_("Get help"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._form.retranslate()
        self._back.retranslate()
        self._trouble.retranslate()
        self.next.setText(show(N_("Review")))
        self._more.setText(show(N_("Add a screenshot or file")))
        self._refresh()

    def shown(self, destination: AskPage | None) -> None:
        """Open a case or a text, or return to the draft, which never loses its content."""
        told = destination or AskPage()
        case, words = told.case, told.words
        if case is not None and case is not self.case:
            self._open_case(case)
        elif self.case is None or self.case.report:
            self._begin(self.context.app.new_case(words))
        elif words and not self.words.toPlainText().strip():
            self.words.setPlainText(words)
        self._shorten(told.cannot_work)
        had = self._pictures.count
        self._refresh()
        self._keeper.schedule_save()
        if told == AskPage() and self._pictures.count > had:  # the user comes back from the editor
            self.next.setFocus()
            self.scroll_to(self._pictures)
        else:
            self.words.setFocus()
        QTimer.singleShot(WARM_MS, self, self._prepare_next)
        self._trouble.filter_by_text(self.words.toPlainText())
        self._trouble.show_and_refresh()
        if not self._looked:
            self._looked = True
            self._keeper.load_saved(self._on_resumed)
        if told.offered is not None:
            self._on_offered(told.offered)
        if told.steps is not None:
            self._have_steps(told.steps)
        if told.picture:
            QTimer.singleShot(0, self.camera.capture_all)  # once the window is there, to be hidden again

    def on_leave(self) -> None:
        """Save what the user wrote; a case that was replaced by a new one is gone."""
        self._propose.stop()
        self._going_on = False
        self._keeper.save_now()
        self._back.forget_discarded()

    def can_be_freed(self) -> bool:
        """Whether the screen can be freed: not with a draft that has content."""
        if self.case is None or self.case.report:
            return True
        return not (self.words.toPlainText().strip() or self.case.added_items())

    def scroll_to(self, part: QWidget) -> None:
        """Scroll a part into view."""
        self.page.scroll_to(part)

    # -- the case ----------------------------------------------------------------------------------

    def _begin(self, case: Case) -> None:
        self.case = case
        self._given = case.message.body
        self._form.show_case(case)
        self._computer.begin(case)

    def _open_case(self, case: Case) -> None:
        """Open a case; a draft that the user worked on stays, and takes over its words and runs."""
        draft = self.case
        if draft is None or draft.report or self._is_untouched(draft):
            self._begin(case)
        else:
            self._take_along(draft, case)

    def _take_along(self, draft: Case, case: Case) -> None:
        """Add to the draft what another case has: words, runs, answers, images and files."""
        if case.words and case.words not in self.words.toPlainText():
            self.words.appendPlainText(case.words)
        for entry in case.runs:
            draft.add_run(entry.run)
        for item in case.to_draft().added:
            draft.add_attachment(item)
        mine, other = draft.message, case.message
        mine.body = self.words.toPlainText()
        mine.category, mine.problem = mine.category or other.category, mine.problem or other.problem
        mine.affected, mine.can_work = other.affected or mine.affected, other.can_work or mine.can_work
        mine.answers.update(other.answers)
        self._form.show_case(draft)

    def _is_untouched(self, draft: Case) -> bool:
        return self.words.toPlainText() == self._given and not draft.added_items()

    def _on_resumed(self, resumed: RestoredDraft) -> None:
        """Restore a draft, adding what the user has written in the meantime."""
        before = self.case
        self._begin(resumed.case)
        if before is not None and not before.report:
            self._take_along(resumed.case, before)
        self._back.show_restored(resumed.saved, resumed.gone)
        self._refresh()

    def _start_anew(self) -> None:
        """Discard the draft; until the user leaves the form, it can be restored."""
        self._back.show_discarded(self.case)
        self._begin(self.context.app.new_case())
        self._keeper.schedule_save()
        self._refresh()
        self.words.setFocus()

    def _bring_back(self, case: Case) -> None:
        self._begin(case)
        self._keeper.schedule_save()
        self._refresh()
        self.words.setFocus()

    def _on_changed(self) -> None:
        self._keeper.schedule_save()
        self._propose.start()
        self._show_contact()

    def _propose_category(self) -> None:
        """Preselect the category of the user's words; the search runs in the background."""
        words = self.words.toPlainText()[:2_000]
        self._steady.change_now(partial(self._trouble.filter_by_text, words))
        if self.case is not None and not self.case.message.category and words.strip():
            work = partial(_category_of, self.context.app.catalog, words)
            self.context.jobs.start_job(work, self._on_proposed, owner=self)

    def _on_proposed(self, category: str) -> None:
        """Preselect a proposed category while the user is in the form: the review mustn't change unseen."""
        if self.isVisible():
            self._form.preselect_category(category)

    def _go_on(self) -> None:
        """Open the review; missing input is shown at its field, and running collection is awaited."""
        if self.case is None:
            return
        missing = form.missing_fields(self.context.app.policy.ticket, self.case.message)
        field = self._form.show_missing(missing)
        self._going_on = False
        if field is not None:
            self.scroll_to(field)
        elif self._computer.looking:
            self._going_on = True
            self.context.say(N_("Checking this computer… The review opens when it's done."))
        else:
            self.context.open(SheetPage(self.case))

    def _have_facts(self) -> None:
        """Open the review that was asked for while this computer was still being checked."""
        if self._going_on and self.isVisible():
            self._go_on()

    # -- images and files ------------------------------------------------------------------------

    def _on_shot(self, picture: QImage) -> None:
        """Edit a new screenshot; the editor can ask which names were visible on the screen."""
        seen, place = self.camera.sighting, picture.offset()
        area = (place.x(), place.y(), picture.width(), picture.height())
        names = None if seen is None else partial(seen.areas_within, *area)
        if self.case is not None:
            self.context.open(EditorPage(self.case, picture=picture, seen=names))

    def _on_picture_taken(self, picture: QImage) -> None:
        self._takes.edit_picture(picture)

    def _not_taken(self, error: Any) -> None:
        self._takes.show_failure(error)

    def _on_offered(self, data: QMimeData) -> None:
        self._takes.add_from_mime(data)

    def _have_steps(self, steps: AttachedSteps) -> None:
        """Add recorded steps: their files, and a few lines to the message."""
        if self.case is not None:
            self._takes.add_made_files(steps.files, steps.images)
            self.words.appendPlainText(f"\n{steps.text}" if self.words.toPlainText().strip() else steps.text)

    def _have_files(self) -> None:
        self._shorten(False)
        self._keeper.schedule_save()
        self._refresh()

    def _remove(self, key: str) -> None:
        if self.case is not None:
            self.case.remove_attachment(key)
            self._keeper.schedule_save()
            self._refresh()

    def _prepare_next(self) -> None:
        """Load the review and the editor on a pool thread, and create the editor."""

        pictures = self._pictures_allowed()

        def load(_progress: Progress) -> None:
            import_module("selfhelp.ui.screens.sheet")
            if pictures:
                import_module("selfhelp.ui.screens.editor")
                visible_names.preload()

        def loaded(_nothing: None) -> None:
            if pictures and self.isVisible():  # else the user went on, and may never take an image
                self.context.prepare(EditorPage)

        self.context.jobs.start_job(load, loaded, owner=self)

    def _pictures_allowed(self) -> bool:
        return self.context.app.policy.evidence.screenshots

    # -- Qt ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the dropped files."""
        event.acceptProposedAction()
        self._on_offered(event.mimeData())

    # -- parts -------------------------------------------------------------------------------------

    def _shorten(self, cannot_work: bool) -> None:
        """Show a short form to users who can't work: phone, message, Send; the rest behind a link."""
        self._short = cannot_work
        if cannot_work and self.case is not None and self.case.message.can_work is None:
            self.case.message.can_work = Urgency.NO
            self._form.can_work.set_chosen(Urgency.NO)
        self._column.removeWidget(self._contact)
        place = self._column.indexOf(self._form)
        self._column.insertWidget(place if cannot_work else place + 1, self._contact)
        upper, lower = (self._contact, self._form) if cannot_work else (self._form, self._contact)
        upper.stackUnder(lower)  # it is read and walked through as it stands

    def _show_contact(self) -> None:
        """Show how to reach the help desk if the user can't work: a ticket may be too slow."""
        stopped = self.case is not None and self.case.message.can_work is Urgency.NO
        self._contact.setVisible((stopped or self._short) and self._contact.update_status())

    def _refresh(self) -> None:
        self._computer.refresh()
        if self.case is not None:
            self._tried.show_runs(self.case)
            self._pictures.refresh(self.case)
        self._pictures.setVisible(not self._short)
        self._more.setVisible(self._short)
        self._show_contact()
        self._nothing_yet.setText(self.context.translate(self._what_becomes_of_it()))

    def _what_becomes_of_it(self) -> Text:
        """Return what sending will do here."""
        rules = self.context.app.policy
        if not recipient_of(rules).reaches_people:
            return N_("No help desk is set up. Your ticket will be saved on this computer.")
        local = rules.desk.connector == "folder"
        return _OFFLINE if not local and is_offline() else N_("Nothing has been sent yet.")

    def _build(self) -> None:
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
        self._lay_out_foot()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.page)

    def _connect(self) -> None:
        self._form.changed.connect(self._on_changed)
        self._form.offered.connect(self._on_offered)
        self._form.shortened.connect(lambda: self.context.say(TOO_LONG))
        self._back.anew.connect(self._start_anew)
        self._back.brought_back.connect(self._bring_back)
        self._takes.added.connect(self._have_files)
        self._pictures.pasted.connect(self._takes.add_from_clipboard)
        self._pictures.removed.connect(self._remove)
        self._pictures.chosen.connect(self._takes.add_files)
        self._computer.settled.connect(self._have_facts)
        self._more.clicked.connect(self._have_files)
        self._propose.timeout.connect(self._propose_category)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self._takes.add_from_clipboard)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._go_on)

    def _lay_out_foot(self) -> None:
        self.next, self._nothing_yet = QPushButton(), PlainLabel("", "sub")
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self._go_on)
        self.page.foot.addWidget(self._nothing_yet, 1)
        self.page.foot.addWidget(self.next)


def _category_of(catalog: Catalog, words: str, _progress: Progress) -> str:
    """Return the category of what the finder is sure enough to offer first, or ""."""
    found = catalog.suggest(words, 1)
    if not found.items or found.ticket_first:
        return ""
    known = {**catalog.all_fixes, **catalog.topics}.get(found.items[0].id)
    return str(getattr(known, "category", ""))


_OFFLINE = N_(
    "This computer isn't connected to a network. Your ticket will be saved now and sent automatically later."
)
