"""USB, Bluetooth, cameras, mice and keyboards."""
