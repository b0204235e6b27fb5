"""Error codes of the Windows device manager: numbers that no language changes."""

SWITCHED_OFF = frozenset({22, 29, 32})
"""CM_PROB_DISABLED, CM_PROB_HARDWARE_DISABLED, CM_PROB_DISABLED_SERVICE ("Device Manager error messages",
Microsoft Learn): somebody disabled the device or its service, here or in the firmware. It is not broken."""
