"""Names of manufacturers, which come before the names of models."""

# ruff: noqa: E501

from __future__ import annotations

from selfhelp.report.redact.re2_patterns import get_lazy_pattern

_MAKERS = r"(?i)(?:^|[^\pL])(?:acer|aoc|apc|apple|aruba|asus|audiocodes|axis|barco|benq|bosch|brother|canon|cherry|cisco|crestron|d-link|datalogic|dell|draytek|dymo|eaton|eizo|epson|evolis|extron|fortinet|fujitsu|gigaset|grandstream|hama|hikvision|honeywell|hp|huion|iiyama|ingenico|jabra|juniper|kensington|konica|kyocera|lancom|lenovo|lexmark|lg|logi|logitech|medion|meraki|microsoft|mikrotik|mitel|msi|nec|netgear|oki|panasonic|patton|philips|plantronics|poly|qnap|reiner|ricoh|samsung|sato|seagate|sharp|siemens|snom|sonicwall|sony|sophos|synology|targus|toshiba|tp-link|trust|ubiquiti|unify|verifone|viewsonic|wacom|watchguard|xerox|yealink|yubico|zebra|zyxel)(?-i:[ ][A-Z][A-Za-z]{0,11}){0,2}[ ]\z"
"""Pattern for manufacturers before a model name."""


def follows_maker(before: str) -> bool:
    """Return whether a text ends with the name of a manufacturer and at most two parts of a product's name."""
    return get_lazy_pattern(_MAKERS).search(before) is not None
