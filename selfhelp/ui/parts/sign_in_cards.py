"""The input fields for a help desk token, and for a proxy's credentials."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from selfhelp.app.contact import find_contact_now, use_non_breaking_spaces
from selfhelp.core.text import N_
from selfhelp.helpdesk import sign_in, token_help
from selfhelp.helpdesk.sign_in import SignInStatus
from selfhelp.ui import links, theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.section_frame import SectionFrame, clear_layout

HIDDEN = (
    Qt.InputMethodHint.ImhSensitiveData
    | Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
)


def _create_secret_field(longest: int) -> QLineEdit:
    """Return a password field whose text isn't learned by input methods."""
    field = LineInput()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(HIDDEN)
    field.setMaxLength(longest)
    return field


class TokenCard(SectionFrame):
    """A field for a token, with instructions to obtain a token.

    Signals:
        entered: the user submitted a token; carries the token.
    """

    entered = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._standing: SignInStatus | None = None
        self.field, self.label, self.kept = _create_secret_field(1200), PlainLabel(), PlainLabel("", "small")
        self.label.setBuddy(self.field)
        self.field.setMaximumWidth(theme.FIELD_WIDTH)
        self._where = QVBoxLayout()
        pages, buttons = ButtonRow(), ButtonRow()
        self.page = pages.add_button(self._open_token_page)
        self.go = buttons.add_button(self._submit_entry, primary=True)
        self.field.textChanged.connect(lambda text: self.go.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self._submit_entry)
        self.body.addLayout(self._where)
        for part in (pages, self.label, self.field, self.kept, buttons):
            self.body.addWidget(part)
        self.go.setEnabled(False)
        self.page.hide()

    def show_instructions(self, standing: SignInStatus) -> None:
        """Show where to get a token for this help desk, and where the app stores the token."""
        self._standing = standing
        self.retranslate()

    def clear_field(self) -> None:
        """Clear the token."""
        self.field.clear()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, standing = self._context.translate, self._standing
        mail = standing is not None and standing.connector == "mail"
        heading = N_("Sign in to the mail server") if mail else N_("Sign in with a token")
        name = show(N_("Your password") if mail else N_("Your token"))
        self.set_heading(show(heading))
        self.label.setText(name)
        self.field.setAccessibleName(name)
        self.go.setText(show(N_("Sign in")))
        clear_layout(self._where)
        if standing is not None:
            browser, contact = standing.browser is not None, find_contact_now(self._context.app)
            phone = use_non_breaking_spaces(contact.phone)
            for line in token_help.get_token_instructions(
                standing.connector, browser=browser, phone=phone, email=contact.email
            ):
                self._where.addWidget(PlainLabel(show(line), "sub"))
            self.page.setText(show(N_("Open the token page")))
            self.page.setVisible(links.find_allowed_ticket_url(standing.token_page) is not None)
            self.kept.setText(show(sign_in.describe_token_storage(standing.keyring)))

    def _open_token_page(self) -> None:
        target = links.find_allowed_ticket_url(self._standing.token_page) if self._standing else None
        if target is not None and not links.open_link(target):
            self._context.say(N_("No app on this computer can open the page."))

    def _submit_entry(self) -> None:
        if self.field.text().strip():
            self.entered.emit(self.field.text())


class ProxyCard(SectionFrame):
    """The fields for the network proxy's user name and password; hidden unless the proxy asks for them.

    Signals:
        entered: the user submitted credentials; carries proxy, name and password.
        asked: the fields were shown or hidden.
    """

    entered = Signal(str, str, str)
    asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context, self._proxy = context, ""
        self.user, self.password = LineInput(), _create_secret_field(500)
        self.user.setMaxLength(200)
        self._labels = PlainLabel(), PlainLabel()
        buttons = ButtonRow()
        self.go = buttons.add_button(self._submit_entry, primary=True)
        self.password.returnPressed.connect(self._submit_entry)
        for label, field in zip(self._labels, (self.user, self.password), strict=True):
            label.setBuddy(field)
            field.setMaximumWidth(theme.FIELD_WIDTH)
            self.body.addWidget(label)
            self.body.addWidget(field)
        self.body.addWidget(buttons)
        self.hide()

    def ask_credentials(self, proxy: str) -> None:
        """Show the fields for a proxy (``host:port``); hide the fields for ""."""
        self._proxy = proxy
        self.retranslate()
        self.setVisible(bool(proxy))
        self.user.setFocus()
        self.asked.emit()

    def clear_field(self) -> None:
        """Clear the password."""
        self.password.clear()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        about = N_("Your network's proxy needs a user name and password to reach the help desk.")
        self.set_heading(show(N_("Proxy: {proxy}", proxy=self._proxy[:100])), show(about))
        names = (N_("User name"), N_("Password"))
        for label, field, text in zip(self._labels, (self.user, self.password), names, strict=True):
            label.setText(show(text))
            field.setAccessibleName(show(text))
        self.go.setText(show(N_("Sign in to the proxy")))

    def _submit_entry(self) -> None:
        if self._proxy and self.user.text().strip():
            self.entered.emit(self._proxy, self.user.text().strip(), self.password.text())
            self.clear_field()
