"""The unsent tickets, replies and drafts that a deletion of the user's data would lose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from selfhelp.app import personal_data
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import DeliveryState

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.form.draft_store import DraftSummary
    from selfhelp.tickets.outbox.outbox import Outbox

_PREVIEW = 2_000
"""Number of characters of a text that are searched for secrets; previews show fewer."""

_NAMED, _NAME_LENGTH = 10, 80
"""Maximum number of items that are named, and the longest length of a name."""


@dataclass(frozen=True, slots=True)
class UnsentItems(ABC):
    """What would be lost.

    Attributes:
        tickets: the subject or first words of each ticket, newest first.
        replies: the subject of each reply's ticket.
    """

    tickets: Sequence[str] = ()
    replies: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.tickets or self.replies)

    def make_warnings(self) -> Sequence[Text]:
        """Return a sentence about the tickets, and one about the replies, if there are any."""
        tickets, replies = self._describe_tickets(), self._describe_replies()
        return [text for text, lost in ((tickets, self.tickets), (replies, self.replies)) if lost]

    @abstractmethod
    def _describe_tickets(self) -> Text: ...

    @abstractmethod
    def _describe_replies(self) -> Text: ...


@dataclass(frozen=True, slots=True)
class UndeliveredItems(UnsentItems):
    """The tickets and replies in the outbox; some ``unconfirmed`` ticket may already be at the help desk."""

    unconfirmed: bool = False

    def _describe_tickets(self) -> Text:
        if self.unconfirmed:
            return NN_(
                "{count} ticket hasn't been sent or confirmed yet, and would be lost: {names}.",
                "{count} tickets haven't been sent or confirmed yet, and would be lost: {names}.",
                len(self.tickets),
                names=_quote_names(self.tickets),
            )
        return NN_(
            "{count} ticket hasn't been sent and would be lost: {names}.",
            "{count} tickets haven't been sent and would be lost: {names}.",
            len(self.tickets),
            names=_quote_names(self.tickets),
        )

    def _describe_replies(self) -> Text:
        return NN_(
            "{count} reply hasn't been sent and would be lost: {names}.",
            "{count} replies haven't been sent and would be lost: {names}.",
            len(self.replies),
            names=_quote_names(self.replies),
        )


@dataclass(frozen=True, slots=True)
class UnsentDrafts(UnsentItems):
    """What the user has typed, but hasn't sent yet."""

    def _describe_tickets(self) -> Text:
        return NN_(
            "{count} draft hasn't been sent and would be lost: {names}.",
            "{count} drafts haven't been sent and would be lost: {names}.",
            len(self.tickets),
            names=_quote_names(self.tickets),
        )

    def _describe_replies(self) -> Text:
        return NN_(
            "{count} draft of a reply hasn't been sent and would be lost: {names}.",
            "{count} drafts of replies haven't been sent and would be lost: {names}.",
            len(self.replies),
            names=_quote_names(self.replies),
        )


def _quote_names(names: Sequence[str]) -> Text:
    """Return the first distinct names as a list, with the quotation marks of the language in use."""
    distinct = [name for name in dict.fromkeys(" ".join(name.split()) for name in names) if name]
    listed = Text("")
    for name in reversed(distinct[:_NAMED]):
        quoted = N_("“{name}”", name=name[:_NAME_LENGTH])
        listed = Text("{first}, {others}", {"first": quoted, "others": listed}) if listed.template else quoted
    return listed


def find_undelivered_items(places: AppPaths, outbox: Callable[[], Outbox]) -> UndeliveredItems:
    """Return the tickets and replies that aren't completely delivered."""
    if not personal_data.has_outbox(places):
        return UndeliveredItems()
    box = outbox()
    items, replies = box.list_items(), box.list_unsent_replies()
    names = {item.report: item.subject or item.ticket for item in items}
    lost = [item for item in items if item.state is not DeliveryState.DELIVERED]
    return UndeliveredItems(
        [names[item.report] for item in lost],
        [names.get(reply.report, reply.ticket) for reply in replies],
        unconfirmed=any(item.state is DeliveryState.UNKNOWN for item in lost),
    )


def find_unsent_drafts(app: App) -> UnsentDrafts:
    """Return the drafts of tickets, emergency messages and replies."""
    urgent = app.emergency_drafts.list_unsent_drafts(app.get_outbox).values()
    written = [draft.words for draft in list_draft_summaries(app)]
    written += hide_secrets(app, [one.words for one in urgent])
    return UnsentDrafts(
        [words for words in written if words.strip()], hide_secrets(app, _list_reply_drafts(app))
    )


def list_draft_summaries(app: App) -> Sequence[DraftSummary]:
    """Return the drafts of tickets, the current one first, without the secrets in their texts."""
    from selfhelp.tickets.form.earlier_drafts import list_all_unsent_summaries

    drafts = list_all_unsent_summaries(app.drafts, app.earlier_drafts, app.get_outbox)
    words = hide_secrets(app, [draft.words for draft in drafts])
    return [replace(draft, words=text) for draft, text in zip(drafts, words, strict=True)]


def hide_secrets(app: App, texts: Sequence[str]) -> Sequence[str]:
    """Return the beginnings of the user's texts without secrets, for previews outside their text fields.

    The rules are slow at first use: call this on a pool thread.
    """
    if not any(text.strip() for text in texts):
        return texts
    redactor = app.create_redactor()
    return [redactor.remove_secrets(text[:_PREVIEW]) for text in texts]


def _list_reply_drafts(app: App) -> Sequence[str]:
    """Return the subject of each ticket with a draft of a reply, or else the draft's first words."""
    places, kept = app.places, app.conversations
    reports = kept.list_drafts() if personal_data.has_conversations(places) else ()
    if not reports:
        return ()
    items = app.get_outbox().list_items() if personal_data.has_outbox(places) else ()
    names = {item.report: item.subject or item.ticket for item in items}
    return [names.get(report) or kept.read_draft(report) or report for report in reports]
