"""The window: a header, one page at a time, and a line for short messages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from selfhelp.core.errors import SelfhelpError, UsageError, is_about_full_disk
from selfhelp.core.text import N_, NAME, Text
from selfhelp.engine.health import HealthState
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen, load_screen_class
from selfhelp.ui.application import set_application_name
from selfhelp.ui.context import Context, WindowLanguage
from selfhelp.ui.images.mime_data import has_picture_or_files
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import (
    AboutPage,
    AskPage,
    ConversationPage,
    Destination,
    DiagnosisPage,
    EditorPage,
    EmergencyPage,
    FixPage,
    HelpPage,
    HomePage,
    JournalPage,
    PrivacyPage,
    RemotePage,
    ReviewPage,
    SettingsPage,
    TicketsPage,
    TicketTopicPage,
    WelcomePage,
)
from selfhelp.ui.page_stack import PageStack
from selfhelp.ui.parts.organisation_links import LinkMenu
from selfhelp.ui.parts.organisation_logo import show_organisation_logo
from selfhelp.ui.widgets.accessible_roles import GROUP, set_accessible_description, set_accessible_role
from selfhelp.ui.widgets.initial_focus import InitialFocus
from selfhelp.ui.widgets.message_bar import MessageBar
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.page_area import PageArea, show_focused_part
from selfhelp.ui.widgets.page_header import PageHeader
from selfhelp.ui.widgets.tab_order import does_widget_accept_tab, find_next_tab_stop

if TYPE_CHECKING:
    from selfhelp.app.composition import App

log = logging.getLogger(__name__)

Page = type[Destination]
"""The class of a destination, which identifies a screen without parameters."""

SMALLEST = QSize(400, 560)
USUAL = QSize(920, 720)


class AppWindow(QWidget):
    """The only window of the app; closing hides it, and `AppSession` decides when to delete it.

    Signals:
        closed: the user closed the window.
        language_changed: carries the new translator.
        saved: a ticket is ready to be sent.
        looked: checks have ended; carries the `HealthState`.
        put_off: the user postponed a reminder.
        roomy_changed: another page is shown; carries True if that page needs more space than the panel.
        recording_wanted: the user wants to record steps.
        data_deleted: the user's data was deleted, including unsent messages.
    """

    closed = Signal()
    language_changed = Signal(object)
    saved = Signal()
    looked = Signal(object)
    put_off = Signal()
    roomy_changed = Signal(bool)
    recording_wanted = Signal()
    data_deleted = Signal()

    def __init__(self, app: App, jobs: JobRunner) -> None:
        super().__init__()
        self._app = app
        self._screens: dict[Page, AppScreen[Any]] = {}
        self._places: dict[Page, QWidget] = {}
        self._history: list[Page] = []
        self._in_other_words: set[Page] = set()
        self._follows_screen = False
        self._language = WindowLanguage(app.translator)
        self.context = Context(
            app,
            jobs,
            self._language,
            self.open,
            self.go_back,
            self.show_message,
            self.apply_preferences,
            self.saved.emit,
            self.looked.emit,
            self.prebuild_screen,
            self._forget_data,
            self.put_off.emit,
            self.recording_wanted.emit,
            self.withdraw_message,
        )
        self._build_layout()
        self._create_shortcuts()
        self._retranslate_frame()

    # -- going about -------------------------------------------------------------------------------

    def open(self, destination: Destination) -> None:
        """Show the page of a destination; if that page is already open, update it with the new parameters."""
        self._switch_screen(type(destination), destination)

    def prebuild_screen(self, page: Page) -> None:
        """Create and style a screen in advance, so that it opens without delay."""
        if page in self._screens:
            return
        made = self._build_screen(page)
        self._places[page].resize(self._stack.size())
        for widget in (made, *made.findChildren(QWidget)):
            widget.ensurePolished()

    def go_back(self) -> None:
        """Show the previous page; do nothing on the first page."""
        if len(self._history) > 1:
            current = self.get_current_screen()
            if current is not None and current.is_finished():
                self.open(HomePage(saved=current.get_saved_ticket_reference()))
            else:
                self._switch_screen(self._history[-2])

    def open_ticket_form(self, *, offered: QMimeData | None = None) -> None:
        """Open the ticket form with the current screen's case."""
        current = self.get_current_screen()
        case = current.make_help_case() if current is not None else None
        self.open(AskPage(case, offered=offered))

    def open_help_page(self) -> None:
        """Open the guide's section about the current page."""
        if self._history and self._history[-1] is not HelpPage:
            self.open(HelpPage(about=self._history[-1]))

    def get_current_screen(self) -> AppScreen[Any] | None:
        """Return the current screen, or None before the first screen is opened."""
        return self._screens.get(self._history[-1]) if self._history else None

    def show_message(self, text: Text) -> None:
        """Show and announce a message at the foot of the window; do nothing if the window was deleted."""
        if shiboken6.isValid(self):
            sentence = self.context.translate(text)
            action = self.context.translate(_FREE_SPACE) if is_about_full_disk(text) else ""
            self._steady.call_now(partial(self._show_notice, sentence, action))  # it may scroll the page

    def withdraw_message(self, text: Text) -> None:
        """Close the message at the foot of the window if it has this text."""
        if shiboken6.isValid(self):
            self._steady.call_now(partial(self._notice.withdraw_message, self.context.translate(text)))

    def notify_tickets_changed(self) -> None:
        """Notify the current screen that tickets have changed."""
        screen = self.get_current_screen()
        if screen is not None and self.isVisible():
            screen.on_tickets_changed()

    def notify_reminders_changed(self) -> None:
        """Notify the current screen of a reminder or of a notice from IT."""
        screen = self.get_current_screen()
        if screen is not None and self.isVisible():
            screen.on_reminders_changed()

    def shows_ticket(self, report: str) -> bool:
        """Return whether a ticket's state is visible to the user."""
        screen = self._find_visible_screen()
        return screen is not None and screen.shows_ticket(report)

    def shows_failed_attempt(self, ref: str) -> bool:
        """Return whether the user can see the reason why a requested attempt to send an item failed."""
        screen = self._find_visible_screen()
        return screen is not None and screen.shows_failed_attempt(ref)

    def _find_visible_screen(self) -> AppScreen[Any] | None:
        """Return the current screen if the user can see it, otherwise None."""
        return self.get_current_screen() if self.isVisible() and not self.isMinimized() else None

    def show_unsent_count(self, count: int) -> None:
        """Show the badge for unsent messages on the emblem if ``count`` isn't 0."""
        self._header.emblem.show_unsent_badge(count > 0)

    def _show_health(self, health: HealthState) -> None:
        """Show the computer's health on the emblem."""
        checking, attention = health is HealthState.CHECKING, health is HealthState.ATTENTION
        self._header.emblem.show_emblem_state(checking=checking, attention=attention)

    def can_be_freed(self) -> bool:
        """Return whether the window can be deleted without losing user input."""
        return all(screen.can_be_freed() for screen in self._screens.values())

    def _forget_data(self) -> None:
        """Forget what the window shows of the deleted data."""
        self.delete_hidden_screens()
        self.data_deleted.emit()

    def delete_hidden_screens(self) -> None:
        """Delete all screens except the current screen, so that none can save data that the user deleted."""
        here = self._history[-1]
        self._history[:] = list(dict.fromkeys((HomePage, here)))
        for page in [page for page in self._screens if page is not here]:
            del self._screens[page]
            place = self._places.pop(page)
            self._stack.removeWidget(place)
            shiboken6.delete(place)  # now, so that it can't save deleted data

    # -- language and look -------------------------------------------------------------------------

    def apply_preferences(self) -> None:
        """Apply the user's theme and language."""
        theme.apply_theme(_get_application(), self._app.preferences.theme, self._app.policy.branding.accent)
        self._update_logo()
        for screen in self._screens.values():
            screen.on_colours_changed()
        if self._app.translator.language == self.context.translator.language:
            return
        self._language.translator = self._app.translator
        self._retranslate_frame()
        self._in_other_words = set(self._screens)
        if self._history:
            self._retranslate_if_stale(self._history[-1])
        self._update_header()
        self.language_changed.emit(self._app.translator)

    # -- Qt ----------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept images and files that are dropped anywhere, for the help desk."""
        if has_picture_or_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the ticket form with the dropped data and the current screen's case."""
        event.acceptProposedAction()
        self.open_ticket_form(offered=event.mimeData())

    def showEvent(self, event: QShowEvent) -> None:
        """Set the app's name for screen readers, and the initial focus."""
        super().showEvent(event)
        set_application_name(self.windowTitle())
        self._limit_minimum_size()
        if not self._follows_screen:
            self._follows_screen = True
            self.windowHandle().screenChanged.connect(self._limit_minimum_size)
        focus = self.focusWidget()
        if focus is None or not does_widget_accept_tab(focus):
            self._focus_current_screen()

    def changeEvent(self, event: QEvent) -> None:
        """Notify the current screen that the user has returned to the window, or has left it."""
        super().changeEvent(event)
        screen = self.get_current_screen()
        if event.type() != QEvent.Type.ActivationChange or screen is None or not self.isVisible():
            return
        if self.isActiveWindow():
            screen.on_window_activated()
        else:
            screen.on_window_deactivated()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide the window; the app continues to run in the tray."""
        current = self.get_current_screen()
        if current is not None:
            current.on_hidden()
        event.accept()
        self.closed.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus in layout order, instead of the order of creation, and scroll it into view."""
        stop = find_next_tab_stop(self, forward=forward)
        if stop is not None:
            reason = Qt.FocusReason
            stop.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
            show_focused_part(stop)  # Qt does so only if the focus comes from the same scroll area
        return stop is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click the focused button on Enter; on Windows and macOS, Qt does so in dialogs only."""
        focus = self.focusWidget()
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if pressed and plain and isinstance(focus, QPushButton | QToolButton):
            focus.click()
        else:
            super().keyPressEvent(event)

    # -- parts -------------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        self._limit_minimum_size()
        self.setAcceptDrops(True)
        self.resize(fit_window_size(self, USUAL))
        self._header = PageHeader(self)
        self._header.back.clicked.connect(self.go_back)
        self._header.help.clicked.connect(self.open_ticket_form)
        self._header.guide.clicked.connect(self.open_help_page)
        self._first_stop = InitialFocus(self._header.back)
        self._stack = PageStack(self)
        self._stack.strayed.connect(self._focus_current_screen)
        self._notice, self._steady = MessageBar(self), MisclickGuard(self)
        self._notice.action.clicked.connect(lambda: self.open(FixPage("disk-full")))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._header)
        self._column.addWidget(self._stack, 1)
        self._column.addWidget(self._notice)
        self._menu = {page: self._header.menu.addAction("") for page in _MENU}
        for page, action in self._menu.items():
            action.triggered.connect(_make_opener(self.open, page))
        self._links = LinkMenu(self.context, self._header.menu)
        self.looked.connect(self._show_health)

    def _limit_minimum_size(self) -> None:
        """Limit the minimum size to the screen's size, so that the footer stays visible."""
        self.setMinimumSize(fit_window_size(self, SMALLEST))

    def _create_shortcuts(self) -> None:
        keys: dict[QKeySequence | QKeySequence.StandardKey | str, Callable[[], object]] = {
            QKeySequence.StandardKey.Back: self.go_back,
            "Escape": self.go_back,
            "Ctrl+K": lambda: self.open(HomePage()),
            QKeySequence.StandardKey.Close: self.close,
            QKeySequence.StandardKey.HelpContents: self.open_help_page,
            "Shift+F1": self.open_ticket_form,
        }
        for key, slot in keys.items():
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def _switch_screen(self, page: Page, destination: Destination | None = None) -> None:
        """Leave the current screen and show another; if ``destination`` is None, the user returns to it."""
        current = self.get_current_screen()
        if current is not None and self._history[-1] is not page:
            if not current.can_leave() or not self._can_end_screens_after(page):
                return
            current.on_hidden()
        is_new = page not in self._history
        if is_new:
            self._history.append(page)
        else:
            del self._history[self._history.index(page) + 1 :]
        if self._history[0] is not HomePage:
            self._history.insert(0, HomePage)
        self._show_screen(page, destination, is_new=is_new)

    def _can_end_screens_after(self, page: Page) -> bool:
        """Return whether the screens opened after a page may end; if not, show the screen that may not."""
        opened = self._history[self._history.index(page) + 1 :] if page in self._history else []
        for later in reversed(opened):
            screen = self._screens[later]
            if screen.can_end():
                continue
            if later is not self._history[-1]:
                self._switch_screen(later)
                screen.can_end()  # shows the reason on the screen itself
            return False
        return True

    def _show_screen(
        self, page: Page, destination: Destination | None = None, *, is_new: bool = False
    ) -> None:
        before = self._stack.currentWidget()
        screen = self._screens.get(page) or self._build_screen(page)
        self._retranslate_if_stale(page)
        came = before is not self._places[page]
        self.roomy_changed.emit(screen.roomy)
        focus = self.focusWidget()
        if came and focus is not None and before is not None and before.isAncestorOf(focus):
            focus.clearFocus()  # Qt would focus an arbitrary widget of the next page, which would be read
        self._stack.setCurrentWidget(self._places[page])
        self._hide_notice()
        screen.arriving, screen.newly_opened = came, is_new
        try:
            screen.on_shown(destination)
        except (SelfhelpError, KeyError) as error:  # KeyError: no such troubleshooter, trial or ticket topic
            self._show_previous_screen(error)
            return
        finally:
            screen.arriving = False
        self._update_header()
        if came and self.isVisible():
            self._ensure_focus(screen)
            self._stack.animate_entrance()

    def _show_notice(self, sentence: str, action: str = "") -> None:
        """Show a message above the current screen's fixed buttons, or at the foot of the window."""
        screen = self.get_current_screen()
        if screen is None or not screen.place_message(self._notice):
            self._column.addWidget(self._notice)
        self._notice.show_message(sentence, action)

    def _hide_notice(self) -> None:
        """Hide the message, and take its bar out of the screen, which may be freed."""
        self._notice.hide()
        if self._notice.parentWidget() is not self:
            self._column.addWidget(self._notice)

    def _ensure_focus(self, screen: AppScreen[Any]) -> None:
        """Focus a widget of the screen if it has no focus, so that screen readers read the title."""
        focus = self.focusWidget()
        if focus is not None and does_widget_accept_tab(focus) and screen.isAncestorOf(focus):
            self._first_stop.cancel_focus()
        else:  # it was on the screen before, or on the menu by which the user came
            self._first_stop.focus_first_of(screen)

    def _focus_current_screen(self) -> None:
        current = self.get_current_screen()
        if current is not None:
            self._first_stop.focus_first_of(current)

    def _show_previous_screen(self, error: Exception) -> None:
        """Return to the previous page, and show the reason why the requested page isn't available."""
        log.warning("not shown: %r", error, exc_info=not isinstance(error, SelfhelpError))
        gone = isinstance(error, KeyError | UsageError)
        if len(self._history) > 1:
            del self._history[-1]
            self._show_screen(self._history[-1])
        self.show_message(
            _NOT_OFFERED if gone or not isinstance(error, SelfhelpError) else error.user_message
        )

    def _retranslate_if_stale(self, page: Page) -> None:
        """Translate a screen when it is shown, because translating all screens together takes too long."""
        if page in self._in_other_words:
            self._in_other_words.discard(page)
            self._screens[page].retranslate()

    def _build_screen(self, page: Page) -> AppScreen[Any]:
        screen = load_screen_class(page)(self.context)
        screen.setObjectName(page.name)
        set_accessible_role(screen, GROUP)
        place = PageArea() if screen.scrolls else screen
        self._places[page] = place
        self._stack.addWidget(place)
        if isinstance(place, PageArea):
            place.setObjectName(page.name)  # found by the same name
            place.set_scrolled_page(screen)
        screen.retranslate()  # in its place: what it shows is styled once
        screen.title_changed.connect(self._update_header)
        screen.starts_at.connect(self._first_stop.focus_if_unmoved)
        self._screens[page] = screen
        return screen

    def _update_header(self) -> None:
        screen = self.get_current_screen()
        if screen is not None:
            on_the_way = self._history[-1] in _ON_THE_WAY
            back = len(self._history) > 1
            offered = on_the_way or screen.offers_help()
            name = screen.spoken_name()
            screen.setAccessibleName(name)
            # Orca 48 reads every label in a group that has no description.
            set_accessible_description(screen, self.context.translate(N_("page")) if name else "")
            if offered and self._header.help.hasFocus():
                self._focus_current_screen()  # before it is hidden, which would move the focus
            self._header.show_heading(
                screen.title(), back, not offered, leads=not screen.has_primary_button()
            )
            self._header.set_full_width(screen.fills)
            self._header.guide.setVisible(self._history[-1] is not HelpPage)

    def _update_logo(self) -> None:
        """Show the organisation's logo for the current background."""
        show_organisation_logo(self._header.logo, self._app)
        self._header.update_branding()

    def _retranslate_frame(self) -> None:
        name = self.context.translate(NAME)
        if self.isVisible():
            set_application_name(name)  # before the title: a title that is not the name has the name after it
        self.setWindowTitle(name)
        self._update_logo()
        self._header.retranslate(self.context.translate)
        self._header.emblem.show_letter(self._app.policy.branding.name[:1])
        self._notice.retranslate(self.context.translate)
        for page, action in self._menu.items():
            action.setText(self.context.translate(_MENU[page]))
        self._links.update_links()
        self._menu[RemotePage()].setVisible(self._app.policy.remote.enabled)


def _get_application() -> QApplication:
    return cast("QApplication", QApplication.instance())


_FREE_SPACE = N_("Free up disk space")
_NOT_OFFERED = N_("This isn't available on this computer.")
_ON_THE_WAY = (
    AskPage,
    EmergencyPage,
    EditorPage,
    ReviewPage,
    ConversationPage,
    DiagnosisPage,
    TicketTopicPage,
)
"""Pages without "Get help" in the header, because these pages lead to the help desk themselves."""

_MENU: Mapping[Destination, Text] = {
    TicketsPage(): N_("My tickets"),
    RemotePage(): N_("Get remote help"),
    JournalPage(): N_("History"),
    PrivacyPage(): N_("What IT can see and do"),
    SettingsPage(): N_("Settings"),
    HelpPage(): N_("Help"),
    WelcomePage(): N_("How it works"),
    AboutPage(): N_("About"),
}


def _make_opener(open_: Callable[[Destination], None], destination: Destination) -> Callable[[], None]:
    return lambda: open_(destination)


def fit_window_size(window: QWidget, size: QSize, *, scaled: bool = True) -> QSize:
    """Return a window size, reduced if necessary to fit on the window's screen.

    Args:
        window: the window on that screen.
        size: the wanted size, in logical pixels.
        scaled: whether to widen the window for larger text.
    """
    wanted = QSize(theme.scale_width(size.width()), size.height()) if scaled else size
    return wanted.boundedTo(window.screen().availableSize() * 0.92)
