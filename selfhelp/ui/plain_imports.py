"""Lets Python import modules as usual after PySide is loaded.

PySide replaces ``__import__`` for ``from __feature__ import …``, which changes how Qt's methods are named. To
find out which modules use Qt, it reads the source of every one that is imported from then on
(``shibokensupport.feature``), and Python keeps the lines. None of ours changes a name. A packaged app has no
sources to read and behaves as after this.

`selfhelp.__main__` imports it before the rest of `selfhelp.ui`.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - it puts its own in place, and keeps the original

_original = getattr(builtins, "__orig_import__", None)
if callable(_original):
    builtins.__import__ = _original
