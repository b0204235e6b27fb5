"""The programs of the installer's folders, which are no packages: several have the same name."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType


def load(folder: Path, name: str) -> ModuleType:
    """Import a program of this folder, whatever a program of that name in another folder left behind.

    Raises:
        ModuleNotFoundError: there is none in the folder, nor elsewhere.
    """
    there = sys.modules.get(name)
    if there is not None and Path(there.__file__ or "").parent != folder:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    try:
        return import_module(name)
    finally:
        sys.path.remove(str(folder))
