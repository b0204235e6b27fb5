"""Per-user folders of a Linux desktop: the XDG base directory specification 0.8."""

from __future__ import annotations

import os
from pathlib import Path


def find_config_folder() -> Path:
    """Return the XDG folder for settings."""
    return find_folder_from_variable("XDG_CONFIG_HOME", ".config")


def find_data_folder() -> Path:
    """Return the XDG folder for application data."""
    return find_folder_from_variable("XDG_DATA_HOME", ".local/share")


def find_state_folder() -> Path:
    """Return the XDG folder for logs and state."""
    return find_folder_from_variable("XDG_STATE_HOME", ".local/state")


def find_cache_folder() -> Path:
    """Return the XDG folder for caches."""
    return find_folder_from_variable("XDG_CACHE_HOME", ".cache")


def find_folder_from_variable(variable: str, otherwise: str) -> Path:
    """Return the absolute folder in a variable, or else a folder in the user's home."""
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else Path.home() / otherwise
