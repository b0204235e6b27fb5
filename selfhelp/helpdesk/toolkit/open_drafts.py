"""What is said of a message that is only open in the user's own email app."""

from __future__ import annotations

from selfhelp.core.text import N_

OPEN_IN_EMAIL_APP = N_(
    "The message is open in your email app. Select “Send” there. This app can't check whether it was sent."
)
"""The note of a delivered ticket or reply that the user still has to send."""
