"""The desktop session: notifications, keyboard, language, startup apps."""
