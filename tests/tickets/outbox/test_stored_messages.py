"""Whether waiting is enough for a message to be sent, or someone has to correct something."""

from __future__ import annotations

import pytest

from selfhelp.core.text import N_, Text
from selfhelp.helpdesk.connectors.folder import connector as folder
from selfhelp.network import failures
from selfhelp.tickets.outbox.stored_messages import message_from_json, message_to_json, needs_correction

BUSY = N_("The help desk's server is busy.")


@pytest.mark.parametrize("error", [PermissionError(13, "denied"), OSError(30, "read-only")])
def test_a_folder_that_cannot_be_written_needs_someone(error: OSError, tmp_path: object) -> None:
    reason = folder._describe_os_error(error, tmp_path)  # type: ignore[arg-type]
    assert needs_correction(message_from_json(message_to_json(reason))), "also as the outbox keeps it"


@pytest.mark.parametrize("reason", failures._UNTRUSTED.values(), ids=str)
def test_a_certificate_that_is_not_trusted_needs_someone(reason: Text) -> None:
    assert needs_correction(reason)


def test_an_outage_ends_without_anyone_here() -> None:
    assert not needs_correction(BUSY)
    assert not needs_correction(None)
    assert not needs_correction(folder._describe_os_error(OSError(28, "full"), "/srv"))  # type: ignore[arg-type]


def test_foreign_text_decides_nothing() -> None:
    assert not needs_correction(N_("The server says: {said}.", said="Contact your administrator"))
    assert needs_correction(N_("{wrong} {advice}", wrong=BUSY, advice=N_("Contact your administrator.")))
