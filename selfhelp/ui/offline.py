"""Detect a missing network connection, for the ticket form."""

from __future__ import annotations


def is_computer_offline() -> bool:
    """Return whether the system reports a missing network connection; False if unknown.

    The function reads the system's cached state (Qt 6, QNetworkInformation) without network access.
    """
    from PySide6.QtNetwork import QNetworkInformation

    if QNetworkInformation.instance() is None and not QNetworkInformation.loadDefaultBackend():
        return False
    known = QNetworkInformation.instance()
    return known is not None and known.reachability() is QNetworkInformation.Reachability.Disconnected
