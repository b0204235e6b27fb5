"""Widgets that show a picture of their own: the lifebuoy, the drawings of the help, the QR code."""
