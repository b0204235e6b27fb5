"""selfhelp login: signs in to the help desk with the browser or a token, and stores the sign-in."""

from __future__ import annotations

import argparse
import getpass
import sys

from selfhelp.app.contact import find_contact_now
from selfhelp.cli.call import Call
from selfhelp.core.errors import StepError, UnavailableError, UsageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.helpdesk import token_help
from selfhelp.machine.guidance.settings_pages import OpenWebPage
from selfhelp.network import oauth

TOKEN_LIMIT = 1200
"""Maximum length of a token in characters; Windows' credential store allows 1280."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp login`."""
    parser.add_argument(
        "--token-stdin", action="store_true", help=str(N_("read the token from standard input"))
    )
    parser.add_argument(
        "--proxy",
        default="",
        metavar="HOST:PORT",
        help=str(N_("store the user name and password for a proxy")),
    )


def run_command(call: Call) -> int:
    """Run `selfhelp login`. A token on the command line is rejected: other users of the computer could see
    it.

    The command isn't part of the contract for scripts, because a user must use the browser or enter a token
    on a terminal.
    """
    if call.options.proxy:
        return _store_proxy_password(call, call.options.proxy)
    if call.options.token_stdin:
        return _store_token(call, _read_token(call))
    provider = oauth.find_provider(call.app.policy.desk)
    if provider is not None:
        return _sign_in_with_browser(call, provider)
    if not sys.stdin.isatty():
        raise UsageError(N_("Pass the token on standard input: selfhelp login --token-stdin"))
    connector = call.app.policy.desk.connector
    contact = find_contact_now(call.app)
    for line in token_help.get_token_instructions(connector, phone=contact.phone, email=contact.email):
        print(call.translate_line(line), file=sys.stderr)
    if page := token_help.find_token_page(call.app.policy.desk):
        print(page, file=sys.stderr)
    typed = getpass.getpass(call.translate_line(N_("Token (input is hidden):")) + " ", sys.stderr)
    return _store_token(call, _validate_token(call, typed))


def _read_token(call: Call) -> str:
    return _validate_token(call, sys.stdin.buffer.read(TOKEN_LIMIT + 100).decode("utf-8", "replace"))


def _validate_token(call: Call, given: str) -> str:
    token = given.strip()
    if not token or not call.app.secrets.is_acceptable_token(token):
        raise UsageError(
            N_("The token isn't valid. It must be one line of at most {n} characters.", n=TOKEN_LIMIT)
        )
    return token


def _store_token(call: Call, token: str) -> int:
    call.app.secrets.store_token(token)
    call.app.get_outbox().retry()  # tickets waiting for a sign-in are sent with the next delivery
    if call.is_json_output:
        call.print_json(stored=True)
    else:
        call.print_line(N_("The token was saved in the keyring."))
    return 0


def _store_proxy_password(call: Call, proxy: str) -> int:
    """Store the user's credentials for a network proxy, except Windows sign-in; return the exit status."""
    if sys.stdin.isatty():
        print(
            call.translate_line(N_("User name for {proxy}:", proxy=proxy)),
            end=" ",
            file=sys.stderr,
            flush=True,
        )
        user = sys.stdin.readline().strip()
        password = getpass.getpass(call.translate_line(N_("Password (input is hidden):")) + " ", sys.stderr)
    else:
        lines = sys.stdin.buffer.read(TOKEN_LIMIT * 4).decode("utf-8", "replace").splitlines()
        if len(lines) != 2:
            raise UsageError(N_("Pass the user name and the password on standard input, on two lines."))
        user, password = lines
    if not call.app.secrets.store_proxy_sign_in(proxy, user, password):
        raise UnavailableError(N_("No keyring is available on this computer. Nothing was saved."))
    call.app.get_outbox().retry()
    if call.is_json_output:
        call.print_json(stored=True)
    else:
        call.print_line(N_("The user name and the password were saved in the keyring."))
    return 0


def _sign_in_with_browser(call: Call, provider: oauth.OauthProvider) -> int:
    """Sign in with the browser, store the sign-in in the keyring, and return the exit status."""
    app = call.app
    app.secrets.unlock_if_needed()
    if not app.secrets.is_persistent():
        raise UnavailableError(
            N_(
                "No keyring is available on this computer, so the command line can't stay signed in. "
                "Sign in from the app window instead."
            )
        )
    browser = oauth.SignInBrowser(
        lambda address: _open_browser(call, address),
        call.translate_line(N_("You're signed in")),
        call.translate_line(N_("You can close this page.")),
        lambda: call.progress.is_cancelled,
    )
    kept = oauth.sign_in_with_browser(provider, app.secrets, browser, routes=app.proxy_router)
    app.get_outbox().retry()
    if call.is_json_output:
        call.print_json(stored=kept)
    elif kept:
        call.print_line(N_("You're signed in. The sign-in was saved in the keyring."))
    else:
        call.print_warning(
            N_(
                "You're signed in for this command only. The help desk system doesn't support "
                "persistent sign-in."
            )
        )
    return 0


def _open_browser(call: Call, address: str) -> bool:
    """Open an address in the browser; return False if no browser can be opened."""
    try:
        OpenWebPage(address).perform(call.app.machine, Progress())
    except (StepError, UnavailableError):
        print(
            call.translate_line(N_("Open this address in your browser: {address}", address=address)),
            file=sys.stderr,
        )
    return True
