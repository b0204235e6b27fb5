"""The page for urgent cases: the user can't work, a suspicious email, or a lost device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from selfhelp.catalog.dangers import has_acted
from selfhelp.core.call_step import make_call_step
from selfhelp.core.text import N_, Text
from selfhelp.policy.emergency import select_emergency_steps
from selfhelp.tickets.form import form
from selfhelp.tickets.form.triage import Urgency
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import AskPage, EmergencyPage, ReviewPage
from selfhelp.ui.offline import is_computer_offline
from selfhelp.ui.parts.autosave import create_emergency_autosave
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.contact_card import ContactCard
from selfhelp.ui.parts.draft_restored_banner import DraftRestoredBanner
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.form_field import FormField
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.multiline_input import TOO_LONG, MultilineInput
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.segmented_choice import SegmentedChoice
from selfhelp.ui.widgets.step_list import StepList, StepWords
from selfhelp.ui.widgets.tab_order import make_text_tab_stop

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.form.emergency_drafts import EmergencyDraft

BOX_HEIGHT = 96
"""Height of the text field in logical pixels: three or four lines."""

FORWARDING = 2
"""Index of the default instruction about forwarding a suspicious email."""


@dataclass(frozen=True, slots=True)
class EmergencyType:
    """One kind of emergency.

    Attributes:
        title: the page's heading.
        steps: the default instructions, in order.
        ask: the question above the text field.
        referral: ID of the ticket topic; "" for none.
        risky: further instructions if the user clicked, opened or typed something, as in the ticket topic.
    """

    title: Text
    steps: Sequence[Text]
    ask: Text
    referral: str = ""
    risky: Sequence[Text] = ()


KINDS: Mapping[str, EmergencyType] = {
    "work": EmergencyType(N_("I can't work at all"), (), N_("What doesn't work? One sentence is enough.")),
    "mail": EmergencyType(
        N_("Suspicious email"),
        (
            N_("Don't click anything in the email, don't reply and don't open attachments."),
            N_("Don't delete the email. The help desk needs it."),
            N_(
                "Forward the email to the help desk as an attachment, so that its technical "
                "details aren't lost."
            ),
        ),
        N_("Who does the email claim to be from, and what does it ask for?"),
        "phishing",
        (
            N_("If you entered your password, change it now from another device."),
            make_call_step(
                N_(
                    "If you opened a file or gave someone access to the computer, unplug the network cable "
                    "and turn off Wi-Fi now. Leave the computer on, and call the help desk. Forward the "
                    "message from another device."
                ),
                other_device=True,
            ),
            N_("If you paid or gave bank details, call your bank as well."),
        ),
    ),
    "device": EmergencyType(
        N_("Lost or stolen device"),
        (
            N_("Report the loss now. The sooner the device is locked, the safer your data is."),
            N_("Change your password on another device."),
            N_(
                "Tell the help desk which device it is, when and where you last had it, and "
                "whether it was on."
            ),
            N_("If the device was stolen, also report the theft to the police, and keep the report number."),
        ),
        N_("What's missing, and when and where did you last have it?"),
        "lost-or-stolen-device",
    ),
}

TOUCHED = ("no", "yes")
"""Answers to the question whether the user has clicked, opened or typed something."""


class EmergencyScreen(AppScreen[EmergencyPage]):
    """The screen for an emergency: phone number, instructions, and a form with a single field."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._name = "work"
        self._cases: dict[str, Case] = {}
        self._texts: dict[str, str] = {}
        self._answers: dict[str, str] = {}
        self._former_answer = ""
        self._looked = False
        self._came_back: dict[str, datetime | None] = {}
        self._keeper = create_emergency_autosave(context, self._collect_unsent_messages, self)
        self.contact, self.now, self.form = ContactCard(context), SectionFrame(), SectionFrame()
        self.risky, self.risky_steps = SectionFrame(), StepList(numbered=True)
        self.touched = FormField(SegmentedChoice(TOUCHED))
        self.back = DraftRestoredBanner(context)
        self._no_contact = PlainLabel("", "sub")
        self.steps, self.words = StepList(numbered=True), MultilineInput()
        self.words.setFixedHeight(BOX_HEIGHT)
        self.page, self.password = QPushButton(), QPushButton()
        self._state = PlainLabel("", "small")
        self._buttons = ButtonRow()
        self.send = self._buttons.add_button(self._open_review, primary=True)
        self.more = self._buttons.add_button(self._open_form, link=True)
        self._build_layout()
        self.back.discard_wanted.connect(self._discard_text)
        self.back.brought_back.connect(self._restore_text)
        self.page.clicked.connect(lambda: self._open_link(self._find_page_url()))
        self.password.clicked.connect(lambda: self._open_link(context.app.policy.organisation.reset_page))
        self.words.textChanged.connect(self._keeper.schedule_save)
        self._touched_choice.changed.connect(self._on_touched_answered)
        self.contact.dialling_known.connect(self._update_primary_button)
        self.words.shortened.connect(lambda: self.context.say(TOO_LONG))
        self.words.offered.connect(
            lambda data: self.context.open(AskPage(self._make_current_case(), offered=data))
        )
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self._open_review)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the emergency's name."""
        return self.context.translate(self._emergency_type.title)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, kind = self.context.translate, self._emergency_type
        reachable = self.contact.update_contact_details()
        self.contact.setVisible(reachable)
        self._update_primary_button()
        self._no_contact.setText(show(N_("Your organisation hasn't set a phone number.")))
        self._no_contact.setVisible(not reachable)
        self.now.set_heading(show(N_("What to do next") if self._name == "mail" else N_("What to do now")))
        steps = self._list_instructions()
        self.steps.show_steps([StepWords(step, ()) for step in steps])
        self.now.setVisible(bool(steps))
        self.now.setAccessibleDescription(" ".join(steps))
        self._update_links()
        self.form.set_heading(show(_REPORT if self._name == "mail" else N_("Tell the help desk")))
        self.touched.set_label(show(N_("Did you click, open or type anything?")))
        self._touched_choice.set_texts(self.touched.name.text(), [show(N_("No")), show(N_("Yes"))])
        self._update_risky_steps()
        self.words.setPlaceholderText(show(kind.ask))
        self.words.setAccessibleName(show(kind.ask))
        self.send.setText(show(N_("Review")))
        self.more.setText(show(N_("Add a screenshot or file")))
        self.back.retranslate()
        self._update_sending_note()

    def on_shown(self, destination: EmergencyPage | None) -> None:
        """Show an emergency; focus the call button or, if this computer can't dial, the text field."""
        self._switch_emergency_type(
            destination.kind if destination is not None and destination.kind else self._name
        )
        self._take_words(destination.words if destination is not None else "")
        if not self._looked:
            self._looked = True
            self._keeper.load_saved_draft(self._on_drafts_loaded)
        calls = self._name != "mail" and self.contact.call.isVisibleTo(self)
        target = self.contact.call if calls else self.words
        heard = [] if self.arriving else [self.title()]
        target.setFocus()
        heard += self._list_instructions()[:1] or ([self.contact.call.accessibleName()] if calls else [])
        if heard:
            announce_politely(target, ". ".join(heard))

    def on_hidden(self) -> None:
        """Save the unsent message."""
        self._texts[self._name] = self.words.toPlainText()
        self.back.forget_discarded_draft()
        self._keeper.save_draft_now()

    def can_be_freed(self) -> bool:
        """Return whether the user has no unsent message."""
        self._texts[self._name] = self.words.toPlainText()
        return not any(text.strip() for text in (*self._texts.values(), *self._answers.values()))

    def make_help_case(self) -> Case | None:
        """Return a case for this kind of emergency, with the user's message."""
        return self._make_current_case()

    # -- kept on the disk --------------------------------------------------------------------------

    def _collect_unsent_messages(self) -> Mapping[str, EmergencyDraft]:
        """Return the unsent messages by kind of emergency."""
        from selfhelp.tickets.form.emergency_drafts import EmergencyDraft

        texts = {**self._texts, self._name: self.words.toPlainText()}
        cases = self._cases
        unsent = {kind: words for kind, words in texts.items() if kind not in cases or not cases[kind].report}
        return {
            kind: EmergencyDraft(
                words, cases[kind].ref if kind in cases else "", touched=self._answers.get(kind, "")
            )
            for kind, words in unsent.items()
        }

    def _on_drafts_loaded(self, kept: Mapping[str, EmergencyDraft]) -> None:
        """Insert the stored messages above any text typed in the meantime; keep an answer given since."""
        self._texts[self._name] = self.words.toPlainText()
        for kind in KINDS.keys() & kept.keys():
            typed = self._texts.get(kind, "")
            self._texts[kind] = "\n".join(part for part in (kept[kind].words, typed) if part.strip())
            self._answers[kind] = self._answers.get(kind) or kept[kind].touched
        self._came_back = {kind: urgent.saved for kind, urgent in kept.items()}
        if self._name in kept:
            self._set_text(self._texts[self._name])
            self._show_answer()
        self._update_restored_banner()

    def _update_restored_banner(self) -> None:
        """Show the banner if the message of this emergency was restored; otherwise hide the banner."""
        if self._name in self._came_back:
            self.back.show_draft_restored(self._came_back[self._name])
        else:
            self.back.hide()

    def _discard_text(self) -> None:
        """Discard the message and the answer; the user can restore both until leaving the page."""
        self.back.show_draft_discarded(self.words.toPlainText())
        self._came_back.pop(self._name, None)
        self._former_answer = self._answers.pop(self._name, "")
        self._show_answer()
        self._set_text("")

    def _restore_text(self, words: str) -> None:
        self._answers[self._name] = self._answers.get(self._name) or self._former_answer
        self._show_answer()
        self._set_text("\n".join(part for part in (words, self.words.toPlainText()) if part.strip()))

    def _set_text(self, words: str) -> None:
        """Set the text, with the cursor at its end."""
        self.words.setPlainText(words)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.words.setFocus()

    # -- which one ---------------------------------------------------------------------------------

    @property
    def _emergency_type(self) -> EmergencyType:
        return KINDS[self._name]

    def _switch_emergency_type(self, name: str) -> None:
        """Switch to another kind of emergency; keep the unsent message of each kind."""
        if name != self._name and name in KINDS:
            self._texts[self._name] = self.words.toPlainText()
            self._name = name
            self.words.setPlainText(self._texts.get(name, ""))
            self.back.forget_discarded_draft()
            self._update_restored_banner()
        case = self._cases.get(self._name)
        if case is not None and case.report:  # it was sent; new text is another ticket
            del self._cases[self._name]
            self._texts.pop(self._name, None)
            self._answers.pop(self._name, None)
            self._came_back.pop(self._name, None)
            self.back.hide()
            self.words.clear()
            self._keeper.schedule_save()
        self._touched_choice.set_chosen_key(self._answers.get(self._name, ""))
        self._arrange_cards()
        self.retranslate()
        self.title_changed.emit()

    def _take_words(self, words: str) -> None:
        """Begin the message with the user's words, and answer the question that they answer."""
        if words and not self.words.toPlainText().strip():
            self._set_text(words)
        if has_acted(words):
            self._answers[self._name] = "yes"
            self._show_answer()
            self._keeper.schedule_save()

    def _on_touched_answered(self) -> None:
        """Keep the answer with the draft."""
        self._answers[self._name] = self._touched_choice.get_chosen_key()
        self._keeper.schedule_save()
        self._update_risky_steps()

    def _show_answer(self) -> None:
        self._touched_choice.set_chosen_key(self._answers.get(self._name, ""))
        self._update_risky_steps()

    def _list_instructions(self) -> Sequence[str]:
        rules, show = self.context.app.policy.emergency, self.context.translate
        language = self.context.translator.language
        own = {"mail": rules.mail, "device": rules.device}.get(self._name, ())
        steps = (
            [*select_emergency_steps(own, language)]
            if own
            else [show(step) for step in self._emergency_type.steps]
        )
        if self._name == "mail" and rules.mail_address:
            forward = N_("Forward the email to {address} as an attachment.", address=rules.mail_address)
            at = (
                len(steps) if own else FORWARDING
            )  # keep the organisation's steps; the default already has one
            steps[at : at + 1] = [show(forward)]
        return steps

    def _find_page_url(self) -> str:
        rules = self.context.app.policy.emergency
        about = {"mail": rules.mail_page, "device": rules.device_page}.get(self._name, "")
        from selfhelp.policy.link_templates import fill_link

        return fill_link(about, {}) if about else ""

    @property
    def _touched_choice(self) -> SegmentedChoice:
        chips = self.touched.inner
        assert isinstance(chips, SegmentedChoice)  # noqa: S101 - made above
        return chips

    def _has_own_steps(self) -> bool:
        """Return whether the organisation has its own instructions for this emergency."""
        rules = self.context.app.policy.emergency
        return bool({"mail": rules.mail, "device": rules.device}.get(self._name, ()))

    def _update_risky_steps(self) -> None:
        """Show the further instructions only after a "Yes".

        These instructions disconnect the network, which is needed to send a report.
        """
        risky = self._emergency_type.risky if not self._has_own_steps() else ()
        self.touched.setVisible(bool(risky))
        self.risky.setVisible(bool(risky) and self._touched_choice.get_chosen_key() == "yes")
        self.risky.set_heading(self.context.translate(N_("You clicked, opened or typed something")))
        contact = self.contact.find_current_contact()
        steps = [
            self.context.translate(step)
            for step in contact.add_call_notes(risky, beside_card=bool(contact))  # with its opening status
        ]
        self.risky_steps.show_steps([StepWords(step, ()) for step in steps])
        self.risky.setAccessibleDescription(" ".join(steps))

    def _arrange_cards(self) -> None:
        """Place the form above the instructions for a suspicious email, otherwise below them."""
        self._column.removeWidget(self.now)
        form = self._column.indexOf(self.form)
        mail = self._name == "mail"
        self._column.insertWidget(form + 1 if mail else self._column.indexOf(self.back), self.now)
        upper, lower = (self.form, self.now) if mail else (self.now, self.back)
        upper.stackUnder(lower)  # the tab order follows the layout
        if mail:  # who clicked needs this advice first
            self._column.removeWidget(self.risky)
            self._column.insertWidget(form + 1, self.risky)
            self.risky.stackUnder(self.now)

    def _update_primary_button(self) -> None:
        """Make the call the primary button if this computer can dial; otherwise the button that reports."""
        calls = self.contact.dials and self.contact.call.isVisibleTo(self) and self._name != "mail"
        set_button_primary(self.contact.call, calls)
        set_button_primary(self.send, not calls)

    def _update_links(self) -> None:
        show = self.context.translate
        lock = self._name == "device"
        self.page.setText(show(N_("Lock the device") if lock else N_("Learn more")))
        self.page.setVisible(bool(self._find_page_url()))
        self.password.setText(show(N_("Change your password")))
        reset = self.context.app.policy.organisation.reset_page
        self.password.setVisible(bool(reset) and self._name != "work")

    # -- the ticket --------------------------------------------------------------------------------

    def _make_current_case(self) -> Case:
        """Return the case of this emergency with the user's message."""
        words = self.words.toPlainText().strip()
        case = self._cases.get(self._name)
        if case is None or case.report:
            case = self._cases[self._name] = self.context.app.create_case(words)
            self._prefill_case(case)
        case.message.body = words
        if self.touched.isVisibleTo(self) and self._touched_choice.get_chosen_key():
            case.add_observation(
                "Clicked, opened or typed something", self._touched_choice.get_chosen_key().capitalize()
            )
        return case

    def _prefill_case(self, case: Case) -> None:
        if self._name == "work":
            case.message.can_work = Urgency.NO
            return
        found = self.context.app.catalog.topics.get(self._emergency_type.referral)
        if found is not None:
            case.message.subject = ""
            case.set_ticket_topic(found.title, found.category, self._emergency_type.referral)

    def _open_review(self) -> None:
        """Open the review; if further fields are required, open the ticket form instead."""
        if not self.words.toPlainText().strip():
            self.context.say(self._emergency_type.ask)
            self.words.setFocus()
            return
        case = self._make_current_case()
        missing = form.find_missing_fields(self.context.app.policy.ticket, case.message)
        if missing:
            self.context.open(AskPage(case, cannot_work=self._name == "work"))
        else:
            self.context.open(ReviewPage(case))

    def _open_form(self) -> None:
        self.context.open(AskPage(self._make_current_case(), cannot_work=self._name == "work"))

    def _update_sending_note(self) -> None:
        local = self.context.app.policy.desk.connector == "folder"
        self._state.setText(
            self.context.translate(_OFFLINE if not local and is_computer_offline() else _NOTHING_YET)
        )

    def _open_link(self, url: str) -> None:
        target = links.find_allowed_contact_url(url)
        if target is None or not links.open_link(target):
            self.context.say(
                N_("No app on this computer can open this link. Use your phone or your browser.")
            )

    # -- parts -------------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_1, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_3)
        doors = FlowLayout()
        for button in (self.password, self.page):
            doors.addWidget(button)
        self.now.body.addWidget(self.steps)
        self.now.body.addLayout(doors)
        for part in (self.words, self.touched, self._state, self._buttons):
            self.form.body.addWidget(part)
        self.risky.body.addWidget(self.risky_steps)
        for essential in (self.now, self.risky):
            make_text_tab_stop(essential)
        for card in (self.contact, self._no_contact, self.now, self.back, self.form, self.risky):
            column.addWidget(card)
        self._column = column
        column.addStretch(1)


_REPORT = N_("Report it to the help desk")
_NOTHING_YET = N_("Nothing has been sent yet. You can review everything first.")
_OFFLINE = N_(
    "This computer isn't connected to a network. Call the help desk if you can. "
    "Your ticket will be saved now and sent automatically later."
)
