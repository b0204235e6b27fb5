"""The tray icon and notifications."""
