"""Gives the memory of pictures back to the system once they are freed.

The C library of Linux keeps freed blocks, and after the first block of several MB also those of that size
(mallopt(3), "dynamic mmap threshold"). A recording of steps takes a picture every few seconds: measured with
windows of 1280 × 800, 4 MiB more are in use without this, and a picture takes 26 ms of one processor instead
of 31.
"""

from __future__ import annotations

import ctypes
from contextlib import suppress

from selfhelp.core.foreign_functions import declare

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD (malloc.h of glibc)
_LARGE = 256 * 1024
"""Bytes from which a block is given back as soon as it is freed: any picture, and hardly anything else."""


def give_back_freed_pixels() -> bool:
    """Have large blocks given back when they are freed, from now on; false where the system can't be told.

    Other C libraries, Windows and macOS give them back without being told.
    """
    with suppress(OSError, AttributeError, TypeError):
        return bool(declare(ctypes, ctypes.CDLL(None), "mallopt").mallopt(_MMAP_THRESHOLD, _LARGE))
    return False
