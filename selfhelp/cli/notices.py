"""selfhelp notices: lists IT's current notices for this user, and signs the feed of notices."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.tickets.following.notices import Notice


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp notices`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="list|sign")
    listing = actions.add_parser("list", help=str(N_("list the notices for this user")))
    accept_common_options_after_action(listing)
    listing.add_argument("--offline", action="store_true", help=str(N_("use stored data only")))
    signing = actions.add_parser("sign", help=str(N_("sign a JSON feed of known issues and notices")))
    accept_common_options_after_action(signing)
    signing.add_argument("feed", type=Path, metavar="FEED", help=str(N_("JSON feed")))
    signing.add_argument("--key", type=Path, required=True, metavar="FILE", help=str(N_("private key")))
    signing.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help=str(N_("output file"))
    )


def run_command(call: Call) -> int:
    """Run `selfhelp notices`: carry out the chosen action, and return the exit status."""
    return _list_notices(call) if call.options.action == "list" else _sign_feed(call)


def _list_notices(call: Call) -> int:
    notices = call.app.load_notices(datetime.now(UTC), ask=not call.options.offline)
    if call.is_json_output:
        call.print_json(notices=[_notice_to_document(call, one) for one in notices])
        return 0
    for one in notices:
        call.print_heading(one.title)
        for line in one.text.splitlines():
            call.print_line(line)
    if not notices:
        call.print_line(N_("There are no notices from IT."))
    return 0


def _notice_to_document(call: Call, notice: Notice) -> Json:
    return {
        "id": call.translate_line(notice.id),
        "title": call.translate_line(notice.title),
        "text": notice.text,
        "importance": notice.importance,
        "from": notice.begins.isoformat() if notice.begins else None,
        "until": notice.ends.isoformat() if notice.ends else None,
        "url": notice.url,
        "acknowledge": notice.acknowledge,
    }


def _sign_feed(call: Call) -> int:
    from selfhelp.packs.signature import derive_public_key_hex, parse_private_key
    from selfhelp.tickets.following.incident_feed import parse_feed
    from selfhelp.tickets.following.notices import sign_feed

    options = call.options
    try:
        feed, key = options.feed.read_bytes(), parse_private_key(options.key.read_bytes())
        parse_feed(feed, datetime.now(UTC), 1)
        if not feed.lstrip().startswith(b"{"):
            raise UsageError(N_("Only a JSON feed can be signed."))
        options.output.write_bytes(sign_feed(feed, key))
    except UnicodeDecodeError as error:
        raise UsageError(N_("Only a JSON feed can be signed."), detail=repr(error)) from error
    except OSError as error:
        path = str(error.filename or options.output)
        raise StorageError(
            N_("{path} can't be read or written. Check the path and its permissions.", path=path),
            detail=repr(error),
        ) from error
    public = derive_public_key_hex(key)
    if call.is_json_output:
        call.print_json(file=str(options.output), key=public)
    else:
        call.print_line(N_("Saved to {path}.", path=str(options.output)))
    return 0
