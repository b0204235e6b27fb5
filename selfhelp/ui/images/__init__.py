"""Widgets that paint images: the lifebuoy, the help's illustrations, the QR code."""
