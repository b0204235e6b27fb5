"""Why a pack is refused."""

from __future__ import annotations

from selfhelp.core.errors import ConfigurationError


class PackError(ConfigurationError):
    """A pack, or the folder it is made from, is not right; the sentence says what."""

    code = "pack"
