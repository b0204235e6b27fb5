"""Sign in to the help desk in the browser or with a token, with instructions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QVBoxLayout

from selfhelp.core.errors import CancelledError, SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.helpdesk import sign_in
from selfhelp.helpdesk.sign_in import SignInResult, SignInStatus
from selfhelp.network import oauth
from selfhelp.network.failures import FailureKind
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import BackgroundJob
from selfhelp.ui.navigation import SignInPage
from selfhelp.ui.parts.buttons import ButtonRow
from selfhelp.ui.parts.sign_in_cards import ProxyCard, TokenCard
from selfhelp.ui.screens import AppScreen
from selfhelp.ui.widgets.announce import announce_politely
from selfhelp.ui.widgets.lead import set_primary
from selfhelp.ui.widgets.panel import MessagePanel
from selfhelp.ui.widgets.section import SectionFrame
from selfhelp.ui.widgets.signs import BUSY, GOOD, NOTE, UNKNOWN, WARN

if TYPE_CHECKING:
    from selfhelp.app.composition import App


class SignInScreen(AppScreen[SignInPage]):
    """How the user is signed in, and every way to sign in that the desk offers."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._standing: SignInStatus | None = None
        self._entered: SignInResult | None = None
        self._trouble: Text | None = None
        self._job: BackgroundJob[Any] | None = None
        self.state, self.browser = MessagePanel(), SectionFrame()
        self.token, self.proxy = TokenCard(context), ProxyCard(context)
        row, foot = ButtonRow(), ButtonRow()
        self.open_browser = row.add_button(self._sign_in_with_browser, primary=True)
        self.stop = row.add_button(self._stop)
        self.out = foot.add_button(self._sign_out, link=True)
        unlock = ButtonRow()
        self.unlock = unlock.add_button(self._unlock)
        self.state.column.addWidget(unlock)
        self.browser.body.addWidget(row)
        self.token.entered.connect(self._enter)
        self.proxy.entered.connect(self._enter_proxy)
        self.proxy.asked.connect(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        for part in (self.state, self.proxy, self.browser, self.token, foot):
            column.addWidget(part)
        column.addStretch(1)

    # -- a screen ----------------------------------------------------------------------------------

    def title(self) -> str:
        """Return the heading."""
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
        self.out.setText(show(N_("Sign out")))
        self.unlock.setText(show(N_("Unlock keyring…")))
        self.token.retranslate()
        self.proxy.retranslate()
        self._show()

    def shown(self, destination: SignInPage | None) -> None:
        """Read how the user is signed in; ``ask_proxy``: the network's proxy needs a password."""
        self._trouble, self._entered = None, None
        if destination is not None and destination.ask_proxy:
            self.context.jobs.start_job(
                partial(_proxy_place, self.context.app), self.proxy.ask_credentials, owner=self
            )
        self._start(partial(_standing, self.context.app), self._have_standing)

    def on_leave(self) -> None:
        """Clear secrets from the fields."""
        self.token.clear_field()
        self.proxy.clear_field()

    def can_be_freed(self) -> bool:
        """Whether the screen can be freed: while nothing is running."""
        return self._job is None

    # -- looking -----------------------------------------------------------------------------------

    def _start(self, work: Any, done: Any) -> None:
        self._job = self.context.jobs.start_job(work, done, self._on_failed, owner=self)
        self._show()

    def _have_standing(self, standing: SignInStatus) -> None:
        self._job, self._standing = None, standing
        self.token.show_sign_in(standing)
        self._show()
        if standing.kind == sign_in.LOCKED:
            self.starts_at.emit(self.unlock)
        elif standing.server:
            self.starts_at.emit(self.open_browser if standing.browser else self.token.field)

    def _on_failed(self, error: SelfhelpError) -> None:
        self._job = None
        self._trouble = None if isinstance(error, CancelledError) else error.user_message
        self._show()
        announce_politely(self, self.state.heading.accessibleName())

    # -- doing -------------------------------------------------------------------------------------

    def _enter(self, token: str) -> None:
        self._trouble = self._entered = None
        self._start(partial(_enter, self.context.app, token), self._have_entered)

    def _sign_in_with_browser(self) -> None:
        if self._standing is None or self._standing.browser is None or self._job is not None:
            return
        show = self.context.translate
        browser = oauth.SignInBrowser(
            lambda address: links.open_link(QUrl(address)),
            show(N_("You're signed in")),
            show(N_("You can close this page.")),
        )
        self._trouble = self._entered = None
        work = partial(_sign_in_with_browser, self.context.app, self._standing.browser, browser)
        self._start(work, self._have_entered)
        self.stop.setFocus()

    def _unlock(self) -> None:
        """Unlock the keyring: its dialog is only shown after a click."""
        self._trouble = self._entered = None
        self._start(partial(_unlock, self.context.app), self._on_unlocked)

    def _on_unlocked(self, standing: SignInStatus) -> None:
        self._have_standing(standing)
        self.context.deliver()  # what waited for the keyring goes on

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _enter_proxy(self, proxy: str, user: str, password: str) -> None:
        self._trouble = self._entered = None
        self._start(partial(_enter_proxy, self.context.app, proxy, user, password), self._have_entered)

    def _have_entered(self, entered: SignInResult) -> None:
        self._job, self._entered = None, entered
        if entered.accepted:
            self.token.clear_field()
            self.context.deliver()
        if entered.trouble == FailureKind.PROXY_SIGN_IN:
            self.context.jobs.start_job(
                partial(_proxy_place, self.context.app), self.proxy.ask_credentials, owner=self
            )
        elif not entered.trouble:
            self.proxy.hide()
        self._start(partial(_standing, self.context.app), self._have_standing)
        announce_politely(self, self.state.heading.accessibleName())

    def _sign_out(self) -> None:
        self._trouble = self._entered = None
        self._start(partial(_sign_out, self.context.app), self._have_standing)

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        standing, busy = self._standing, self._job is not None
        has_server = standing is not None and bool(standing.server)
        self.browser.setVisible(has_server and standing is not None and standing.browser is not None)
        self.token.setVisible(has_server)
        self.out.setVisible(has_server and standing is not None and standing.kind in ("token", "browser"))
        self.stop.setVisible(busy and not self.browser.isHidden() and self._standing is not None)
        locked = standing is not None and standing.kind == sign_in.LOCKED
        self.unlock.setVisible(has_server and locked and self._entered is None)
        for part in (self.open_browser, self.token, self.proxy, self.out, self.unlock):
            part.setEnabled(not busy)
        self._lead()
        show = self.context.translate
        sign, heading, detail = self._words(standing)
        self.state.show_message(sign, show(heading), show(detail) if detail is not None else "")

    def _lead(self) -> None:
        """Make one button the primary: the first thing the sign-in needs, then the browser."""
        first = next((part for part in (self.proxy, self.browser) if not part.isHidden()), self.token)
        leads = {self.proxy: self.proxy.go, self.browser: self.open_browser, self.token: self.token.go}
        for part, button in leads.items():
            set_primary(button, part is first)

    def _words(self, standing: SignInStatus | None) -> tuple[str, Text, Text | None]:
        """Return icon, heading and detail of the sign-in state."""
        entered = self._entered
        if self._trouble is not None:
            return WARN, N_("You're not signed in"), self._trouble
        if self._job is not None:
            return BUSY, N_("One moment…"), None
        if standing is None or not standing.server:
            return GOOD, N_("You don't need to sign in to your help desk."), None
        if entered is not None and entered.message is not None:
            heading = N_("Saved, but not checked") if entered.accepted else N_("Not accepted")
            return WARN, heading, entered.message
        if entered is not None:
            return (
                GOOD,
                _signed_in(entered.person, standing.server),
                sign_in.storage_description(entered.kept),
            )
        if standing.kind == sign_in.LOCKED:
            return NOTE, N_("This computer's keyring is locked"), _LOCKED
        if standing.kind == "none":
            return UNKNOWN, N_("You're not signed in to {server}", server=standing.server[:80]), None
        return GOOD, _signed_in("", standing.server), _KINDS[standing.kind]


_LOCKED = N_("Your sign-in is stored in the keyring. Unlock it, or sign in below.")
_KINDS = {
    "environment": N_("This app was started with a token, which is used until you quit."),
    "token": N_("You signed in with your token."),
    "browser": N_("You signed in with your browser. The sign-in is renewed automatically."),
}


def _signed_in(person: str, server: str) -> Text:
    if person:
        return N_("You're signed in to {server} as {person}", server=server[:80], person=person[:100])
    return N_("You're signed in to {server}", server=server[:80])


# -- elsewhere -------------------------------------------------------------------------------------


def _standing(app: App, _progress: Progress) -> SignInStatus:
    return sign_in.sign_in_status(app.policy.desk, app.secrets)


def _unlock(app: App, progress: Progress) -> SignInStatus:
    app.secrets.unlock()
    app.outbox().retry()
    return _standing(app, progress)


def _enter(app: App, token: str, _progress: Progress) -> SignInResult:
    entered = sign_in.store_token(app.secrets, app.connector, token)
    if entered.accepted:
        app.outbox().retry()
    return entered


def _sign_in_with_browser(
    app: App, provider: oauth.OauthProvider, browser: oauth.SignInBrowser, progress: Progress
) -> SignInResult:
    asked = oauth.SignInBrowser(
        browser.open, browser.heading, browser.sentence, lambda: progress.is_cancelled, browser.patience
    )
    kept = oauth.sign_in_with_browser(provider, app.secrets, asked, routes=app.routes)
    app.outbox().retry()
    return sign_in.try_token(app.connector, kept)


def _enter_proxy(app: App, proxy: str, user: str, password: str, _progress: Progress) -> SignInResult:
    kept = app.secrets.keep_proxy_sign_in(proxy, user, password)
    app.outbox().retry()
    return sign_in.try_token(app.connector, kept)


def _sign_out(app: App, progress: Progress) -> SignInStatus:
    app.secrets.delete_secrets()
    return _standing(app, progress)


def _proxy_place(app: App, _progress: Progress) -> str:
    """Return ``host:port`` of the proxy that leads to the desk; "" for none."""
    url = str(getattr(getattr(app.policy.desk, app.policy.desk.connector.replace("-", "_")), "url", ""))
    try:
        return next((way.proxy_address for way in app.routes.to(url) if way.proxy_address), "")
    except SelfhelpError:
        return ""
