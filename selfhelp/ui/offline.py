"""Whether the system knows that there's no network, for the ticket form."""

from __future__ import annotations


def is_offline() -> bool:
    """Return whether the system reports no network; if unknown, assume there is one.

    Asks what the system knows already (Qt 6, QNetworkInformation); nothing is sent for it.
    """
    from PySide6.QtNetwork import QNetworkInformation

    if QNetworkInformation.instance() is None and not QNetworkInformation.loadDefaultBackend():
        return False
    known = QNetworkInformation.instance()
    return known is not None and known.reachability() is QNetworkInformation.Reachability.Disconnected
