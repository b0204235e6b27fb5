"""What the tests of the connectors send: one mark, and files of zeros."""

from __future__ import annotations

import io

from selfhelp.core.ticket import FileRef

REF = "sh-0f6c1a7e-0000-4000-8000-000000000001"


def opener(ref: FileRef) -> io.BytesIO:
    """Open a file of this size."""
    return io.BytesIO(b"\0" * ref.size)
