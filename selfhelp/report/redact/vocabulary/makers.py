"""Names of manufacturers, which come before the names of models."""

# ruff: noqa: E501

from __future__ import annotations

from selfhelp.report.redact.re2_patterns import get_lazy_pattern

_MAKERS = r"(?i)(?:^|[^\pL])(?:acer|aoc|casio|citizen|elo|garmin|gopro|husqvarna|nikon|nokia|huawei|xiaomi|oppo|oneplus|fairphone|sennheiser|epos|bose|shure|star micronics|sierra|quectel|salto|smart|promethean|promise|drobo|apc|riello|vertiv|apc|apple|aruba|asus|audiocodes|axis|barco|benq|bosch|brother|canon|cherry|cisco|crestron|d-link|datalogic|dell|draytek|dymo|eaton|eizo|epson|evolis|extron|fortinet|fujitsu|gigaset|grandstream|hama|hikvision|honeywell|hp|huion|iiyama|ingenico|jabra|juniper|kensington|konica|kyocera|lancom|lenovo|lexmark|lg|logi|logitech|medion|meraki|microsoft|mikrotik|mitel|msi|nec|netgear|oki|panasonic|patton|philips|plantronics|poly|qnap|reiner|ricoh|samsung|sato|seagate|sharp|siemens|snom|sonicwall|sony|sophos|synology|targus|toshiba|tp-link|trust|ubiquiti|unify|verifone|viewsonic|wacom|watchguard|xerox|yealink|yubico|zebra|zyxel)(?-i:[ ][A-Z][A-Za-z]{0,11}){0,2}[ ]\z|(?i:(?:^|[^\pL])(?:models?|modell|modèle|modelo|typ|type))[ :]{1,2}(?:\p{Lu}[\pL\pN]{1,14}[ ]){1,3}\z"
"""Pattern for manufacturers, or a word for models and up to three parts of a name, before a model name."""


def follows_maker(before: str) -> bool:
    """Return whether a text ends with a manufacturer, or *model*, and a few parts of a product's name."""
    return get_lazy_pattern(_MAKERS).search(before) is not None
