"""The memory of this app's own process."""

from __future__ import annotations

from contextlib import suppress

from selfhelp.core.foreign_functions import declare_function_types
from selfhelp.core.model import Platform


def return_free_memory(platform: Platform) -> None:
    """Return freed memory to the system.

    On Linux, the C library keeps what a program frees for its next allocations. GNU's library returns it on
    request (malloc_trim(3), https://man7.org/linux/man-pages/man3/malloc_trim.3.html); others lack the
    function. Windows and macOS return it automatically.
    """
    if platform is not Platform.LINUX:
        return
    import ctypes

    with suppress(AttributeError):
        declare_function_types(ctypes, ctypes.CDLL(None), "malloc_trim").malloc_trim(0)
