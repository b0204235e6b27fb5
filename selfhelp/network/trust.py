"""Which certificates of servers count: those the system trusts, and the company's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfhelp.core.errors import DeskUntrustedError
from selfhelp.core.text import N_

if TYPE_CHECKING:
    import ssl


def build_tls_context(ca_file: str = "") -> ssl.SSLContext:
    """Return the system's trust with the company's certificates (PEM) added.

    Raises:
        DeskUntrustedError: the file with the company's certificates cannot be used.
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
