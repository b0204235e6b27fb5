"""Restore Python's own import after PySide is loaded.

PySide replaces ``__import__`` to support ``from __feature__ import …``, which renames Qt's methods. To find
modules that use Qt, PySide then reads the source of every imported module (``shibokensupport.feature``), and
Python caches the source lines. This project doesn't use the feature. A packaged app contains no sources, so
restoring the import doesn't change its behaviour.

`selfhelp.__main__` imports this module before the rest of `selfhelp.ui`.
"""

from __future__ import annotations

import builtins
import linecache

import PySide6.QtCore  # noqa: F401 - it puts its own in place, and keeps the original

_original = getattr(builtins, "__orig_import__", None)
if callable(_original):
    builtins.__import__ = _original
linecache.clearcache()  # of what PySide has read so far
