"""Restore Python's own import after PySide is loaded.

PySide replaces ``__import__`` for ``from __feature__ import …``, which renames Qt's methods. To find modules
that use Qt, it reads the source of every module imported from then on (``shibokensupport.feature``), and
Python caches the lines. This project doesn't use the feature. A packaged app has no sources to read and
behaves as after this.

`selfhelp.__main__` imports this module before the rest of `selfhelp.ui`.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - it puts its own in place, and keeps the original

_original = getattr(builtins, "__orig_import__", None)
if callable(_original):
    builtins.__import__ = _original
