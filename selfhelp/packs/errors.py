"""The error for an invalid pack."""

from __future__ import annotations

from selfhelp.core.errors import ConfigurationError


class PackError(ConfigurationError):
    """A pack or its folder is invalid; the message gives the reason."""

    code = "pack"
