"""The settings page: the user's preferences and data, and the organisation's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QFormLayout, QFrame, QVBoxLayout, QWidget

from selfhelp.core.languages import list_supported_languages, load_language
from selfhelp.core.text import N_, Text
from selfhelp.tickets.recipient import find_recipient
from selfhelp.ui import theme
from selfhelp.ui.app_screen import AppScreen
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import SettingsPage, SignInPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.collected_data_card import CollectedDataCard
from selfhelp.ui.parts.personal_data_card import PersonalDataCard
from selfhelp.ui.widgets.dropdown import Dropdown
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.wrapping_button import WrappingCheckBox

LOOKS: dict[str, Text] = {
    "": N_("Use system setting"),
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("High contrast"),
}


SHORTEST_CHOICE = 12
"""Minimum number of visible characters of a choice, at any window width."""


class SettingsScreen(AppScreen[SettingsPage]):
    """The screen with the user's settings and data, and the organisation's settings."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filling = False
        self._language = Dropdown()
        self._look = Dropdown()
        self._email = LineInput()
        self._email.setMaxLength(254)
        self.tips, self.tidy = WrappingCheckBox(), WrappingCheckBox()
        self._tidy_heading, self._about_tidy = PlainLabel("", "h2"), PlainLabel("", "small")
        self._labels = {name: PlainLabel() for name in ("language", "look")}
        self._look_heading, self._email_heading = PlainLabel("", "h2"), PlainLabel("", "h2")
        self._about_email, self._about_tips = PlainLabel("", "small"), PlainLabel("", "small")
        self._about_language = PlainLabel("", "small")
        self.collected, self.own_data = CollectedDataCard(context), PersonalDataCard(context)
        self.own_data.deleted.connect(self._on_data_deleted)
        self._policy_heading = PlainLabel("", "h2")
        self._policy = PlainLabel("", "sub")
        row = ButtonRow()
        self.sign_in = row.add_button(lambda: self.context.open(SignInPage()), link=True)
        self._sign_in_row = row
        self._build_layout()
        self._language.currentIndexChanged.connect(self._save_preferences)
        self._look.currentIndexChanged.connect(self._save_preferences)
        self.tips.toggled.connect(self._save_preferences)
        self.tidy.toggled.connect(self._save_preferences)
        self._email.editingFinished.connect(self._save_preferences)

    def title(self) -> str:
        """Return the page's heading in the current language."""
        return self.context.translate(N_("Settings"))

    def retranslate(self) -> None:
        """Update all text to the current language; keep the current choices."""
        show, chosen = self.context.translate, self.context.app.preferences
        self._filling = True
        self._look_heading.setText(show(N_("Language and appearance")))
        self._email_heading.setText(show(N_("Your email address")))
        self._email.setAccessibleName(show(N_("Your email address")))
        widgets = {"language": self._language, "look": self._look}
        for name, text in (("language", N_("Language")), ("look", N_("Theme"))):
            self._labels[name].setText(show(text))
            widgets[name].setAccessibleName(show(text))
        self._fill_choices(self._language, _list_language_choices(), chosen.language)
        self._fill_choices(self._look, LOOKS, chosen.theme)
        self._show_language_note()
        self._update_email_choice(chosen.email)
        self._update_tips_choice(chosen.tips != "no")
        self._update_tidy_choice(chosen.tidy == "yes")
        self._update_policy_text()
        self.collected.retranslate()
        self.own_data.retranslate()
        self._filling = False

    def on_shown(self, destination: SettingsPage | None) -> None:
        """Focus the first setting, or the first of the wanted section, and scroll to it."""
        self.retranslate()
        section = destination.section if destination is not None else ""
        first = {"theme": self._look, "own-data": self.own_data.sent}.get(section, self._language)
        first.setFocus()
        if destination is not None:
            self.scroll_to(self.own_data if section == "own-data" else first)

    def on_hidden(self) -> None:
        """Save the email address if the user has typed one without confirming it."""
        self._save_preferences()

    def can_be_freed(self) -> bool:
        """Return True, because every choice is saved immediately."""
        return True

    # -- parts -------------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(theme.SPACE_2)
        for name, box in (("language", self._language), ("look", self._look)):
            form.addRow(self._labels[name], box)
            if box is self._language:
                form.addRow(self._about_language)
            self._labels[name].setBuddy(box)  # screen readers read only the choice without a label
        for field in (self._language, self._look, self._email):
            field.setMaximumWidth(theme.FIELD_WIDTH)
        for box in (self._language, self._look):  # a long name must not widen the page
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(SHORTEST_CHOICE)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_5, theme.SPACE_2, theme.SPACE_5, theme.SPACE_4)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(_make_settings_card(self._look_heading, form, self.tips, self._about_tips))
        column.addWidget(
            _make_settings_card(self._email_heading, self._about_email, self._email, self._sign_in_row)
        )
        self._tidy_card = _make_settings_card(self._tidy_heading, self._about_tidy, self.tidy)
        column.addWidget(self._tidy_card)
        column.addWidget(self.collected)
        column.addWidget(self.own_data)
        column.addWidget(_make_settings_card(self._policy_heading, self._policy))
        column.addStretch(1)

    def _fill_choices(self, box: QComboBox, choices: Mapping[str, Text | str], chosen: str) -> None:
        box.clear()
        for key, text in choices.items():
            box.addItem(self.context.translate(text), key)
        box.setCurrentIndex(list(choices).index(chosen))

    def _show_language_note(self) -> None:
        """Show the selected language's note below the list; a narrow list would cut it off."""
        note = load_language(self.context.translator.language).note
        self._about_language.setText(note[:1].upper() + note[1:])
        self._about_language.setVisible(bool(note))
        self._language.setAccessibleDescription(note)

    def _update_email_choice(self, own: str) -> None:
        """Show the user's email address; an address set by the organisation can't be changed."""
        show, locked = self.context.translate, bool(self.context.app.policy.desk.email)
        about = show(N_("The help desk replies to this address."))
        if locked:
            about = f"{about} {show(SET)}"
        if locked or not self._email.isModified():  # keep an address that is being typed
            self._email.setText(_find_policy_address(self.context.app) if locked else own)
        self._email.setEnabled(not locked)
        self._email.setAccessibleDescription(about)
        self._about_email.setText(about)

    def _update_tips_choice(self, wanted: bool) -> None:
        """Show whether tips are on; disable the choice if the organisation has turned tips off."""
        show, allowed = self.context.translate, self.context.app.policy.fixes.tips
        self.tips.set_label(show(N_("Show a tip after a fix")))
        self.tips.setChecked(wanted and allowed)
        self.tips.setEnabled(allowed)
        self.tips.setAccessibleDescription("" if allowed else show(SET))
        self._about_tips.setText(show(SET))
        self._about_tips.setVisible(not allowed)

    def _update_tidy_choice(self, wanted: bool) -> None:
        """Show whether the weekly tidy-up is on."""
        show = self.context.translate
        self._tidy_heading.setText(show(N_("Weekly tidy-up")))
        self._about_tidy.setText(show(ABOUT_TIDY))
        self.tidy.set_label(show(N_("Tidy up once a week")))
        self.tidy.setChecked(wanted)
        self._tidy_card.setVisible(self.context.app.policy.fixes.weekly_tidy)

    def _update_policy_text(self) -> None:
        """Show the recipient of tickets, and any errors in the policy."""
        app, show = self.context.app, self.context.translate
        self._policy_heading.setText(show(N_("Set by your organisation")))
        recipient = find_recipient(app.policy)
        local = N_("Your tickets are saved on this computer. They aren't sent to a help desk.")
        sent = N_("Tickets are sent to: {desk}", desk=recipient.text)
        lines = [sent if recipient.reaches_people else local]
        if app.policy.desk.email:
            lines.append(
                N_("Email address set by your organisation: {address}", address=_find_policy_address(app))
            )
        lines += [
            N_(
                "There's an error in the policy. Contact your administrator. {file}: {key} {message}",
                file=p.location,
                key=p.key,
                message=p.message,
            )
            for p in app.loaded_policy.problems
        ]
        self._policy.setText("\n".join(show(line) for line in lines))
        self.sign_in.setText(show(N_("Help desk sign-in")))
        self._sign_in_row.setVisible(bool(app.policy.desk.find_kind_and_host()))

    def _on_data_deleted(self) -> None:
        """Show the default settings, and reset the other screens after the data was deleted."""
        self._email.setModified(False)
        self.retranslate()
        self.context.forget()  # includes this page if the user has left it
        self.context.restyle()

    def _save_preferences(self) -> None:
        """Save the settings, and apply them."""
        app = self.context.app
        if self._filling:
            return
        mine = app.preferences
        changed = mine.copy_with_changes(
            language=self._language.currentData(),
            theme=self._look.currentData(),
            email=self._email.text().strip() if self._email.isEnabled() else mine.email,
            tidy="yes" if self.tidy.isChecked() else "no" if mine.tidy else "",
            tips=("" if self.tips.isChecked() else "no") if self.tips.isEnabled() else mine.tips,
        )
        if changed == app.preferences:
            return
        self.context.apply_preferences(changed, self)
        self.context.restyle()


ABOUT_TIDY = N_(
    "If you turn this on, we run safe fixes once a week. Each can be undone: for example, a leftover lock "
    "file is renamed and kept as a backup. The fixes are listed in the history. The tidy-up doesn't run in "
    "battery saver mode."
)
"""The description of the weekly tidy-up, shown before the user agrees."""

SET = N_("Your organisation manages this setting.")
"""Note next to settings that users can't change."""


def _find_policy_address(app: Any) -> str:
    return str(app.policy.desk.email.replace("{login}", app.login))


def _make_settings_card(*parts: QWidget | QFormLayout) -> QFrame:
    card = QFrame()
    card.setObjectName("panel")
    column = QVBoxLayout(card)
    column.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_4)
    column.setSpacing(theme.SPACE_2)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return card


def _list_language_choices() -> Mapping[str, Text | str]:
    """Return the names of the languages by code, each name in its own language."""
    return {
        "": N_("Use system setting"),
        **{code: load_language(code).label for code in list_supported_languages()},
    }
