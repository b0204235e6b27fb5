"""Builds the TLS context: the system's trusted certificates and the organisation's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfhelp.core.errors import DeskUntrustedError
from selfhelp.core.text import N_

if TYPE_CHECKING:
    import ssl


def build_tls_context(ca_file: str = "") -> ssl.SSLContext:
    """Return a TLS context with the system's trust and the organisation's certificates (PEM).

    Raises:
        DeskUntrustedError: the file with the organisation's certificates can't be used.
    """
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ValueError) as error:
            message = N_(
                "Your organisation's certificate file can't be read: {file}. Your administrator needs "
                "to correct network.ca_file.",
                file=ca_file[:300],
            )
            raise DeskUntrustedError(message, detail=repr(error)) from error
    return context
