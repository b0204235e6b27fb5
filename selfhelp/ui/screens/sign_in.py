"""The sign-in page for the help desk, in the browser or with a token, with instructions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QVBoxLayout

from selfhelp.app.personal_data import has_outbox
from selfhelp.core.errors import CancelledError, SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.helpdesk import sign_in
from selfhelp.helpdesk.sign_in import SignInResult, SignInStatus
from selfhelp.network import oauth
from selfhelp.network.failures import FailureKind, is_permission_missing
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_keyring
from selfhelp.ui import links, theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import SignInPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.sign_in_cards import ProxyCard, TokenCard
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.section_frame import SectionFrame
from selfhelp.ui.widgets.status_icons import BUSY, GOOD, NOTE, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App


class SignInScreen(AppScreen[SignInPage]):
    """The screen with the sign-in state, and all sign-in methods of the help desk."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._standing: SignInStatus | None = None
        self._entered: SignInResult | None = None
        self._trouble: Text | None = None
        self._wants_other = False
        self._job: BackgroundJob[Any] | None = None
        self.state, self.browser = MessagePanel(), SectionFrame()
        self.token, self.proxy = TokenCard(context), ProxyCard(context)
        row, foot = ButtonRow(), ButtonRow()
        self.open_browser = row.add_button(self._start_browser_sign_in, primary=True)
        self.stop = row.add_button(self._cancel_sign_in_job)
        self.other = foot.add_button(self._show_sign_in_methods, link=True)
        self.out = foot.add_button(self._start_signing_out, link=True)
        unlock = ButtonRow()
        self.unlock = unlock.add_button(self._start_unlocking)
        self.state.column.addWidget(unlock)
        self.browser.body.addWidget(row)
        self.token.entered.connect(self._submit_token)
        self.proxy.entered.connect(self._submit_proxy_credentials)
        self.proxy.asked.connect(self._update_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self.state, self.proxy, self.browser, self.token, foot):
            column.addWidget(part)
        column.addStretch(1)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Sign in"))

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self.browser.set_heading(
            show(N_("Sign in with your browser")),
            show(N_("We'll open the help desk's sign-in page. This app never sees your password.")),
        )
        self.open_browser.setText(show(N_("Open browser")))
        self.stop.setText(show(N_("Stop waiting")))
        self.other.setText(show(N_("Sign in again…")))
        self.out.setText(show(N_("Sign out")))
        self.unlock.setText(show(N_("Unlock keyring…")))
        self.token.retranslate()
        self.proxy.retranslate()
        self._update_page()

    def on_shown(self, destination: SignInPage | None) -> None:
        """Load the sign-in state; with ``ask_proxy``, show the fields for the proxy's credentials."""
        self._trouble, self._entered, self._wants_other = None, None, False
        if destination is not None and destination.ask_proxy:
            self.context.jobs.start_job(
                partial(_find_proxy_to_sign_in, self.context.app), self.proxy.ask_credentials, owner=self
            )
        self._run_sign_in_job(partial(_read_status, self.context.app), self._on_status_read)

    def on_hidden(self) -> None:
        """Clear the tokens and passwords from the fields."""
        self.token.clear_field()
        self.proxy.clear_field()

    def has_primary_button(self) -> bool:
        """Return whether a sign-in method is shown."""
        return not (self.token.isHidden() and self.proxy.isHidden())

    def can_be_freed(self) -> bool:
        """Return whether no sign-in is running."""
        return self._job is None

    # -- looking -----------------------------------------------------------------------------------

    def _run_sign_in_job(self, work: Any, done: Any) -> None:
        self._job = self.context.jobs.start_job(work, done, self._on_sign_in_failed, owner=self)
        self._update_page()

    def _on_status_read(self, standing: SignInStatus) -> None:
        self._job, self._standing = None, standing
        self.token.show_instructions(standing)
        self._update_page()
        if standing.kind == sign_in.LOCKED:
            self.starts_at.emit(self.unlock)
        elif standing.server:
            first = self.open_browser if standing.browser else self.token.field
            self.starts_at.emit(self.other if self.token.isHidden() else first)

    def _on_sign_in_failed(self, error: SelfhelpError) -> None:
        self._job = None
        self._trouble = None if isinstance(error, CancelledError) else error.user_message
        self._update_page()
        announce_politely(self, self.state.heading.accessibleName())

    # -- doing -------------------------------------------------------------------------------------

    def _submit_token(self, token: str) -> None:
        self._trouble = self._entered = None
        self._run_sign_in_job(partial(_store_token, self.context.app, token), self._on_token_submitted)

    def _start_browser_sign_in(self) -> None:
        if self._standing is None or self._standing.browser is None or self._job is not None:
            return
        show = self.context.translate
        browser = oauth.SignInBrowser(
            lambda address: links.open_link(QUrl(address)),
            show(N_("You're signed in")),
            show(N_("You can close this page.")),
        )
        self._trouble = self._entered = None
        work = partial(_run_browser_sign_in, self.context.app, self._standing.browser, browser)
        self._run_sign_in_job(work, self._on_token_submitted)
        self.stop.setFocus()

    def _start_unlocking(self) -> None:
        """Unlock the keyring; only the user's click opens the keyring's dialog."""
        self._trouble = self._entered = None
        self._run_sign_in_job(partial(_unlock_keyring, self.context.app), self._on_keyring_unlocked)

    def _on_keyring_unlocked(self, standing: SignInStatus) -> None:
        self._on_status_read(standing)
        self.context.deliver()  # send what waited for the keyring
        if standing.kind in _KINDS and standing.refused is None:
            self._leave_signed_in("")

    def _cancel_sign_in_job(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _submit_proxy_credentials(self, proxy: str, user: str, password: str) -> None:
        self._trouble = self._entered = None
        self._run_sign_in_job(
            partial(_store_proxy_credentials, self.context.app, proxy, user, password),
            self._on_token_submitted,
        )

    def _on_token_submitted(self, entered: SignInResult) -> None:
        """Show the result of a sign-in; after a success, return to the page from which the user came."""
        self._job, self._entered, self._wants_other = None, entered, False
        if entered.accepted:
            self.token.clear_field()
            self.context.deliver()
        if entered.accepted and entered.message is None:
            self.proxy.hide()
            self._update_page()
            self._leave_signed_in(entered.person)
            return
        if entered.trouble == FailureKind.PROXY_SIGN_IN:
            self.context.jobs.start_job(
                partial(_find_proxy_to_sign_in, self.context.app), self.proxy.ask_credentials, owner=self
            )
        elif not entered.trouble:
            self.proxy.hide()
        self._run_sign_in_job(partial(_read_status, self.context.app), self._on_status_read)
        announce_politely(self, self.state.heading.accessibleName())

    def _leave_signed_in(self, person: str) -> None:
        """Return to the page from which the user came; that page shows whether a message is being sent."""
        if self.isVisible():  # otherwise the user has left already
            self.context.back()
        server = self._standing.server if self._standing is not None else ""
        self.context.say(_make_signed_in_message(person, server))

    def _show_sign_in_methods(self) -> None:
        """Show the sign-in methods to a user who is already signed in."""
        self._wants_other = True
        browser = self._standing is not None and self._standing.browser is not None
        (self.browser if browser else self.token).show()
        (self.open_browser if browser else self.token.field).setFocus()  # before the focused button is hidden
        self._update_page()

    def _start_signing_out(self) -> None:
        self._trouble = self._entered = None
        self._run_sign_in_job(partial(_delete_sign_in, self.context.app), self._on_status_read)

    # -- showing -----------------------------------------------------------------------------------

    def _update_page(self) -> None:
        standing, busy = self._standing, self._job is not None
        has_server = standing is not None and bool(standing.server)
        offered = has_server and (self._wants_other or not self._is_signed_in)
        self.browser.setVisible(offered and standing is not None and standing.browser is not None)
        self.token.setVisible(offered)
        self.other.setVisible(has_server and not offered)
        self.out.setVisible(has_server and standing is not None and standing.kind in ("token", "browser"))
        self.stop.setVisible(busy and not self.browser.isHidden() and self._standing is not None)
        locked = standing is not None and standing.kind == sign_in.LOCKED
        self.unlock.setVisible(has_server and locked and self._entered is None)
        for part in (self.open_browser, self.token, self.proxy, self.other, self.out, self.unlock):
            part.setEnabled(not busy)
        self._update_primary_button()
        self.title_changed.emit()  # the header has the primary button if no sign-in method is shown
        show = self.context.translate
        sign, heading, detail = self._describe_status(standing)
        self.state.show_message(sign, show(heading), show(detail) if detail is not None else "")

    @property
    def _is_signed_in(self) -> bool:
        """Whether the user is signed in as far as known, so that no sign-in method needs to be shown."""
        standing, entered = self._standing, self._entered
        if standing is None or self._trouble is not None:
            return False
        if entered is not None:
            return entered.accepted and entered.message is None
        return standing.kind in _KINDS and standing.refused is None

    def _update_primary_button(self) -> None:
        """Make the button of the first visible sign-in method the primary button."""
        first = next((part for part in (self.proxy, self.browser) if not part.isHidden()), self.token)
        leads = {self.proxy: self.proxy.go, self.browser: self.open_browser, self.token: self.token.go}
        for part, button in leads.items():
            set_button_primary(button, part is first)

    def _describe_status(self, standing: SignInStatus | None) -> tuple[str, Text, Text | None]:
        """Return the sign-in state's icon, heading and detail."""
        entered = self._entered
        if self._trouble is not None:
            return WARN, N_("You're not signed in"), self._trouble
        if self._job is not None:
            return BUSY, N_("One moment…"), None
        if standing is None or not standing.server:
            return GOOD, N_("You don't need to sign in to your help desk."), None
        refused = standing.refused if entered is None else entered.message if entered.accepted else None
        if refused is not None and is_permission_missing(refused):
            return (
                WARN,
                N_("Signed in to {server}, but without permission", server=standing.server[:80]),
                refused,
            )
        if entered is not None and entered.message is not None:
            heading = N_("Saved, but not checked") if entered.accepted else N_("Sign-in rejected")
            return WARN, heading, entered.message
        if entered is not None:
            return (
                GOOD,
                _make_signed_in_message(entered.person, standing.server),
                sign_in.describe_token_storage(entered.kept),
            )
        if standing.kind == sign_in.LOCKED:
            return NOTE, N_("This computer's keyring is locked"), _LOCKED
        if standing.refused is not None:
            return WARN, N_("Sign-in rejected"), standing.refused
        if standing.kind == "none":
            return UNKNOWN, N_("You're not signed in to {server}", server=standing.server[:80]), None
        return GOOD, _make_signed_in_message("", standing.server), _KINDS[standing.kind]


_LOCKED = N_(
    "Your sign-in details are stored in the keyring. Unlock it with its password, usually your "
    "computer password, or sign in below."
)
_KINDS = {
    "environment": N_("This app was started with a sign-in token, which is used until you quit the app."),
    "token": N_("You signed in with your token."),
    "browser": N_("You signed in with your browser. The sign-in is renewed automatically."),
}


def _make_signed_in_message(person: str, server: str) -> Text:
    if person:
        return N_("You're signed in to {server} as {person}", server=server[:80], person=person[:100])
    return N_("You're signed in to {server}", server=server[:80])


# -- elsewhere -------------------------------------------------------------------------------------


def _read_status(app: App, _progress: Progress) -> SignInStatus:
    """Return the stored sign-in, with the desk's answer to what was sent with it last."""
    status = sign_in.read_sign_in_status(app.policy.desk, app.secrets)
    return replace(status, refused=_find_refusal(app)) if status.kind in _KINDS else status


def _find_refusal(app: App) -> Text | None:
    """Return why the current desk rejected a ticket or reply that still waits; None if it didn't."""
    if not has_outbox(app.places):
        return None
    outbox, desk = app.get_outbox(), app.policy.desk.connector
    tickets = [item for item in outbox.list_unsent_items() if item.connector in ("", desk)]
    answers = [
        *((item.stage, item.reason) for item in tickets),
        *((reply.stage, reply.reason) for reply in outbox.list_unsent_replies()),
    ]
    for state, reason in answers:
        waits = state is DeliveryState.SIGN_IN_NEEDED and not is_waiting_for_keyring(state, reason)
        if reason is not None and (waits or is_permission_missing(reason)):
            return reason
    return None


def _queue_waiting_items(app: App) -> None:
    """Make everything in the outbox due."""
    if has_outbox(app.places):
        app.get_outbox().retry()


def _unlock_keyring(app: App, progress: Progress) -> SignInStatus:
    app.secrets.unlock()
    _queue_waiting_items(app)
    return _read_status(app, progress)


def _store_token(app: App, token: str, _progress: Progress) -> SignInResult:
    entered = sign_in.store_token(app.secrets, app.create_connector, token)
    if entered.accepted:
        _queue_waiting_items(app)
    return entered


def _run_browser_sign_in(
    app: App, provider: oauth.OauthProvider, browser: oauth.SignInBrowser, progress: Progress
) -> SignInResult:
    asked = oauth.SignInBrowser(
        browser.open, browser.heading, browser.sentence, lambda: progress.is_cancelled, browser.patience
    )
    kept = oauth.sign_in_with_browser(provider, app.secrets, asked, routes=app.proxy_router)
    _queue_waiting_items(app)
    return sign_in.check_token(app.create_connector, kept)


def _store_proxy_credentials(
    app: App, proxy: str, user: str, password: str, _progress: Progress
) -> SignInResult:
    kept = app.secrets.store_proxy_sign_in(proxy, user, password)
    _queue_waiting_items(app)
    return sign_in.check_token(app.create_connector, kept)


def _delete_sign_in(app: App, progress: Progress) -> SignInStatus:
    app.secrets.delete_server_secrets()
    return _read_status(app, progress)


def _find_proxy_to_sign_in(app: App, _progress: Progress) -> str:
    """Return the proxy on the route to the help desk as ``host:port``; "" without a proxy."""
    url = str(getattr(getattr(app.policy.desk, app.policy.desk.connector.replace("-", "_")), "url", ""))
    try:
        return next((way.proxy_address for way in app.proxy_router.list_routes(url) if way.proxy_address), "")
    except SelfhelpError:
        return ""
