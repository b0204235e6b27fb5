"""Writes the letter of a case; each part is computed once from immutable contents."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from selfhelp.core.model import FixRun, Snapshot
from selfhelp.core.secret_placeholders import make_secrets_readable
from selfhelp.core.text import ENGLISH, Text, cut_text
from selfhelp.core.ticket import ABOUT_LINE, ACCOUNT_LINE, CATEGORY_LINE, TicketDetails
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.tickets.case_contents import CaseContents
from selfhelp.tickets.case_dependencies import CaseDependencies
from selfhelp.tickets.form import sent_details, text_templates
from selfhelp.tickets.form.ticket_message import BODY_LIMIT, SUBJECT_LIMIT, make_subject_from_text
from selfhelp.tickets.letter import Attachment, Letter, create_attachment, make_distinct_names
from selfhelp.tickets.review.items import build_message_item
from selfhelp.tickets.review.review_decisions import describe_removed_secrets

if TYPE_CHECKING:
    from selfhelp.report.computer_identity import ComputerIdentity
    from selfhelp.report.redact import Redactor
    from selfhelp.report.ticket_context import TicketContext
    from selfhelp.tickets.form.form import FormAnswer
    from selfhelp.tickets.review.items import ReviewItem


class LetterWriter:
    """Writes one letter; create a new instance for each letter.

    Args:
        tools: the policy, the catalogue and the journal.
        filed: the known facts about account and computer.
        redactor: the snapshot's redactor, so that a name has the same placeholder everywhere.
        contents: the input.
    """

    def __init__(
        self,
        tools: CaseDependencies,
        filed: sent_details.KnownDetails,
        redactor: Redactor,
        contents: CaseContents,
    ) -> None:
        self._tools, self._filed, self._redactor, self._contents = tools, filed, redactor, contents
        self._message, self._review, self._edits = contents.message, contents.review, contents.review.edits
        if not self._edits.get_kept_answer(CATEGORY_LINE, self._message.category):
            self._message = dataclasses.replace(self._message, category="")

    def write_letter(self) -> Letter:
        """Return the letter, without the user's address.

        Raises:
            UsageError: a file to be redacted can't be read.
            TooLargeError: such a file exceeds its limit.
        """
        contents, review = self._contents, self._review
        contents.added.redact_text_files(self._redactor.redact_file_bytes)
        subject, body = self._subject, self._write_body()
        head = build_message_item(f"{subject}\n\n{body}", self._build_secrets_note())
        filing = sent_details.build_review_items(
            self._known_details, self._computer, self._message, review, urgent=self._is_urgent
        )
        sections = list(self._iter_section_items())
        added, files = self._build_added_files()
        return Letter(
            subject=subject,
            body=body,
            requester="",
            category=self._message.category if review.is_item_included(sent_details.FILING) else "",
            files=files,
            ref=contents.ref,
            details=self._details,
            desk=self._tools.policy.desk.connector,
            items=(head, *filing, *sections, *added),
            hidden_sections=review.find_edited_sections(contents.snapshot)
            if contents.snapshot
            else frozenset(),
            contents=contents,
        )

    def _hide_secrets(self, text: str) -> str:
        """Return the user's own text as the review shows it: its placeholders are in the user's language."""
        return make_secrets_readable(self._redactor.remove_secrets(text), self._tools.translator())

    # -- the message -------------------------------------------------------------------------------

    @cached_property
    def _heading(self) -> str:
        """The subject in the user's own words."""
        subject = self._message.subject
        if subject in ("", make_subject_from_text(self._message.body)):
            line = make_subject_from_text(self._words)  # a secret may be known only by what follows it
        else:
            line = self._hide_secrets(" ".join(subject.split()))
        clean = self._edits.apply_to_value(line)
        return cut_text(" ".join(clean.split()), SUBJECT_LIMIT) or "Help needed"

    @cached_property
    def _words(self) -> str:
        """The user's text without secrets."""
        return self._hide_secrets(self._message.body.strip()[:BODY_LIMIT])

    @cached_property
    def _subject(self) -> str:
        template = self._tools.policy.ticket.title
        return (
            text_templates.format_subject(template, self._heading, self._template_values)
            if template
            else self._heading
        )

    def _write_body(self) -> str:
        """Return the user's words without secrets, then the facts for the technician."""
        from selfhelp.report import findings, ticket_text

        shown = self._snapshot
        found = findings.find_key_findings(
            shown, self._message.category, self._ticket_context.looks, self._ticket_context.limits
        )
        computer = self._computer.list_ticket_lines() if self._review.is_item_included("computer") else ()
        lines, story = self._tools.policy.ticket.body, self._ticket_context
        rest = ticket_text.build_fact_lines(
            story.remove_templated_answers(*self._find_template_names(lines)),
            computer,
            found,
            shown.changes if shown else None,
            page=bool(shown),
        )
        return self._edits.apply_to_message(
            text_templates.format_body(lines, story.words.strip(), rest, self._template_values)
        )

    def _build_secrets_note(self) -> Text | None:
        """Return the review's note about secrets in the user's own words."""
        subject, body = self._message.subject, self._message.body.strip()[:BODY_LIMIT]
        told = subject.rstrip("…") in " ".join(body.split())
        return describe_removed_secrets(self._redactor, body if told else f"{subject}\n{body}")

    @cached_property
    def _ticket_context(self) -> TicketContext:
        """The ticket's content apart from the snapshot."""
        from selfhelp.report.ticket_context import AFFECTED, CAN_WORK, TicketContext, format_observation
        from selfhelp.tickets.following import caller_verification
        from selfhelp.tickets.form.triage import format_answer_in_english as words_of

        contents, edits, message = self._contents, self._edits, self._message
        asked = self._review.is_item_included(sent_details.FILING) or None
        runs = [edits.apply_to_run(self._redactor.redact_run(run)) for run in self._read_fix_runs()]
        checks = [
            edits.apply_to_check(self._redactor.redact_check_result(check))
            for check in contents.checks.values()
        ]
        quoted = self._tools.policy.remote.caller_verification
        return TicketContext(
            limits=self._tools.policy.health,
            heading=self._heading,
            words=self._words,
            affected=edits.get_kept_answer(AFFECTED, words_of(asked and message.affected)),
            can_work=edits.get_kept_answer(CAN_WORK, words_of(asked and message.can_work)),
            answers={one.label: one.english_answer for one in self._answers},
            filed=self._list_filed_values(),
            runs=runs,
            looks=checks,
            said={
                what: edits.apply_to_value(answer)
                for what, answer in contents.said.items()
                if edits.is_line_kept(format_observation(what, answer))
            },
            titles=self._read_fix_titles({run.id for run in runs} | {check.id for check in checks}),
            category=message.category,
            reference=shorten_reference(contents.ref),
            check_words=caller_verification.make_verification_line(contents.ref) if quoted else "",
            left_out=frozenset(edits.removed_lines),
        )

    def _read_fix_runs(self) -> Sequence[FixRun]:
        """Return the attached runs that the journal still has, oldest first."""
        return [entry.to_fix_run() for entry in self._tools.journal.read_entries(self._contents.runs)]

    def _list_filed_values(self) -> Mapping[str, str]:
        """Return category, problem and account name in English: not every help desk has a field for them."""
        category = self._message.category if self._review.is_item_included(sent_details.FILING) else ""
        found = {
            CATEGORY_LINE: category,
            ABOUT_LINE: self._describe_problem(self._details.problem),
            ACCOUNT_LINE: self._details.login,
        }
        return {name: value for name, value in found.items() if value}

    def _describe_problem(self, id_: str) -> str:
        """Return the English title and the ID of a topic, a fix or a check; "" for ""."""
        catalog = self._tools.catalog
        known = catalog.topics.get(id_) or catalog.all_fixes.get(id_) or catalog.checks.get(id_)
        return f"{ENGLISH.translate(known.title)} ({id_})" if known is not None else id_

    def _read_fix_titles(self, ids: Collection[str]) -> Mapping[str, str]:
        catalog = self._tools.catalog
        known = {id_: catalog.all_fixes.get(id_) or catalog.checks.get(id_) for id_ in ids}
        return {id_: ENGLISH.translate(check.title) for id_, check in known.items() if check is not None}

    def _find_template_names(self, lines: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
        """Return the placeholders that a template uses, and the questions among them."""
        names = text_templates.collect_placeholders(lines)
        labels = [a.label for a in self._answers if {"answers", f"answer:{a.question.key}"} & names]
        return names, labels

    # -- classification ---------------------------------------------------------------------

    @cached_property
    def _answers(self) -> Sequence[FormAnswer]:
        return self._filed.list_form_answers(self._message, self._edits, self._hide_secrets)

    @cached_property
    def _computer(self) -> ComputerIdentity:
        return self._filed.read_computer_identity(self._hide_secrets)

    @cached_property
    def _known_details(self) -> TicketDetails:
        """The known details, including details that the user excluded by a switch."""
        known = self._filed.make_ticket_details(self._message, self._edits, self._hide_secrets)
        kept = self._edits.get_kept_answer
        problem = known.problem if kept(ABOUT_LINE, self._describe_problem(known.problem)) else ""
        return dataclasses.replace(known, problem=problem, login=kept(ACCOUNT_LINE, known.login))

    @cached_property
    def _details(self) -> TicketDetails:
        return sent_details.make_details_to_send(
            self._known_details, self._message, self._review, urgent=self._is_urgent
        )

    @property
    def _is_urgent(self) -> bool:
        """Whether the ticket's topic is urgent, such as a revealed password."""
        return self._tools.catalog.is_topic_urgent(self._message.problem)

    @cached_property
    def _template_values(self) -> Mapping[str, str]:
        """The values of the placeholders in the organisation's templates."""
        return sent_details.make_template_values(
            self._details, self._ticket_context, self._message.category, self._answers
        )

    # -- evidence ----------------------------------------------------------------------------------

    @cached_property
    def _snapshot(self) -> Snapshot | None:
        """The part of the snapshot to be sent; None if nothing is sent."""
        return (
            self._review.make_outgoing_snapshot(self._contents.snapshot) if self._contents.snapshot else None
        )

    def _iter_section_items(self) -> Iterator[ReviewItem]:
        if self._contents.snapshot is not None:
            titles = {c.id: c.title for c in self._tools.catalog.collectors.values()}
            yield from self._review.iter_section_items(self._contents.snapshot, titles)

    def _build_report_files(self) -> Sequence[Attachment]:
        from selfhelp.report import report_files

        shown = self._snapshot
        if shown is None:
            return []
        story = dataclasses.replace(
            self._ticket_context, words=self._edits.apply_to_message(self._ticket_context.words)
        )
        return [
            create_attachment("report.html", report_files.render_html(shown, story)),
            create_attachment("report.json", report_files.render_json(shown)),
        ]

    def _build_added_files(self) -> tuple[Sequence[ReviewItem], Sequence[Attachment]]:
        """Return the review's rows for images and files, and all files to send."""
        report, pairs = (
            self._build_report_files(),
            self._contents.added.read_contents(self._edits.apply_to_value),
        )
        sent = [item for item, _content in pairs if item.on]
        names = make_distinct_names([file.name for file in report] + [str(item.title) for item in sent])
        final = dict(zip((item.key for item in sent), names[len(report) :], strict=True))
        items = [dataclasses.replace(item, title=final.get(item.key, item.title)) for item, _content in pairs]
        files = [
            Attachment(final[item.key], content, item.size, item.sha256) for item, content in pairs if item.on
        ]
        return items, [*report, *files]
