"""Show the organisation's logo for the current theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError
from selfhelp.ui import theme
from selfhelp.ui.widgets.logo import LogoView

if TYPE_CHECKING:
    from selfhelp.app.composition import App


def show_organisation_logo(logo: LogoView, app: App) -> None:
    """Show the logo for the current background; show nothing if the logo can't be read."""
    rules, folder = app.policy.branding, app.places.machine_policy
    if not (rules.logo or rules.logo_dark):
        return
    from selfhelp.app import branding

    on_dark = theme.get_current_colours().is_dark and rules.logo_dark
    try:
        logo.show_picture(branding.load_logo(on_dark or rules.logo, folder))
    except ConfigurationError:  # removed since the policy was read
        logo.show_picture(b"")
