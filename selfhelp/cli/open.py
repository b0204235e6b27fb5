"""selfhelp open: shows a page in the app's window, and starts the app if necessary."""

from __future__ import annotations

import argparse

from selfhelp.cli.call import Call
from selfhelp.core.deep_links import SCREENS, DeepLink, is_deep_link, is_fix_id, parse_deep_link
from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_
from selfhelp.policy.unknown_words import suggest_closest_word


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp open`."""
    parser.add_argument("screen", nargs="?", default="home", metavar="SCREEN", help=", ".join(SCREENS))
    parser.add_argument("--fix", default="", metavar="ID", help=str(N_("preselect a fix on the home page")))


def run_command(call: Call) -> int:
    """Run `selfhelp open`: show a page in the window; check, change and send nothing.

    The page has the window's language, regardless of ``--lang``.
    """
    link = _parse_target(call.options.screen, call.options.fix)
    if call.options.fix:
        call.app.catalog.get_check(link.fix)
    if call.is_json_output:
        call.print_json(screen=link.screen, fix=link.fix)
    from selfhelp.ui import main  # the only command besides the screenshot that needs a window

    return main.run(link=link)


def _parse_target(screen: str, fix: str) -> DeepLink:
    if is_deep_link(screen):
        return parse_deep_link(screen)
    if screen not in SCREENS:
        message = N_("Unknown page: {name}. Pages: {all}", name=screen[:80], all=", ".join(SCREENS))
        raise UsageError(suggest_closest_word(message, screen, SCREENS))
    if fix and not is_fix_id(fix):
        raise UsageError(N_("{name} isn't the ID of a fix.", name=fix[:80]))
    return DeepLink(screen, fix)
