"""Rules for bank and card details after a label: RIB parts, sort codes, BIC, mandates, last digits, expiry.

Sources: ISO 9362 (BIC), ISO 13616 (IBAN), the EPC's rules for creditor identifiers (``FR12ZZZ…``), bank
forms.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Replace,
    Rule,
    find_line_start,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)

_IS = r"(?:[\"']?[ \t]{0,12}(?:[:=#>|/]|->|is|was|est|ist|war|lautet|n[°o]\.?|number|no\.?|nr\.?|num(?:é|e)ro|code)?){1,2}[ \t]{0,12}[\"'“«(]?[ ]?"
_BIC = r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?"

_PARTS = (
    (("bic", "swift"), rf"(?i:bic|swift)(?i:[ /-]?(?:bic|swift|code)){{0,2}}{_IS}(?P<v>{_BIC})"),
    (("banque", "guichet", "domiciliation"), rf"(?i:code[ _-]?banque|code[ _-]?guichet|code[ _-]?b(?:an)?q|code[ _-]?gui?c?h?\.?|banque|guichet){_IS}(?P<v>[0-9]{{5}})"),
    (("rib", "cl"), rf"(?i:cl(?:é|e)[ _-]?(?:du[ ])?rib|rib[ _-]?cl(?:é|e)|cl(?:é|e)){_IS}(?P<v>[0-9]{{2}})"),
    (("roll n", "roll r", "society"), rf"(?i:roll[ ](?:number|no\.?|ref(?:erence)?)|building society[^\r\n]{{0,20}}?){_IS}(?P<v>[A-Z]{{0,3}}[ ./-]?[0-9][0-9A-Z]{{1,9}}(?:[ ./-][0-9A-Z]{{1,10}}){{1,3}})"),
    (("-", ";"), r"(?:^|[;\t|])(?P<v>[0-9]{2}-[0-9]{2}-[0-9]{2}[;\t|][0-9]{8})(?:[;\t|\r\n]|\z)"),
    (("sort", "bsb", "s/c"), rf"(?i:sort[ _-]?code|sortcode|sort|bsb|s/c){_IS}(?P<v>[0-9]{{2}}[ -]?[0-9]{{2}}[ -]?[0-9]{{2}}|[0-9]{{3}}-[0-9]{{3}})"),
    (("routing", "aba", "transit", "institution", "rtn"), rf"(?i:routing(?:[ _/-]transit)?|aba(?:[ ]rtn)?|rtn|transit|institution){_IS}(?P<v>[0-9]{{9}}|[0-9]{{5}}|[0-9]{{3}})"),
    (("blz", "bankleitzahl", "abi", "cab", "clearing"), rf"(?:(?i:blz|bankleitzahl|bank[ -]?clearing|bc-nr\.?)|ABI|CAB){_IS}(?P<v>[0-9]{{3}}[ ]?[0-9]{{3}}[ ]?[0-9]{{2}}|[0-9]{{5}})"),
    (("konto", "account", "acct", "acc", "a/c", "compte", "conto", "rekening", "cuenta", "kto"), rf"(?i:kontonummer|konto-?nr\.?|kto\.?|konto|account|bank account|acct?|a/c|(?:n[°o]\.?|num(?:é|e)ro)[ ]?(?:de )?compte|compte(?: courant| bancaire| ch(?:è|e)ques?)?|conto corrente|rekeningnummer|cuenta){_IS}(?P<v>[0-9](?:[ -]?[0-9]){{6,20}}|[0-9]{{5,9}}[A-Z][0-9A-Z]{{2,6}})"),
    (("ccp", "postkonto", "pc-konto", "postfinance"), rf"(?i:ccp|postkonto|pc-konto|postfinance){_IS}(?P<v>[0-9]{{2}}-[0-9]{{1,6}}-[0-9])"),
    (("mand", "rum", "umr"), rf"(?i:mandats?[ _-]?ref(?:erenz|erence)?|mandatsreferenz|mandate(?:[ _-]?(?:ref(?:erence)?|id))?|r(?:é|e)f(?:é|e)rence (?:unique )?(?:du |de )?mandat|mandat(?:[ ]sepa)?|rum|umr){_IS}(?P<v>[A-Z0-9+](?:[A-Z0-9+/.-]{{4,33}})[A-Z0-9])"),
    (("ics", "sepa", "creditor", "cr\u00e9ancier", "creancier", "gläubiger", "ident", "ci "), rf"(?i:ics|sci|creditor(?:[ ]id(?:entifier)?)?|identifiant cr(?:é|e)ancier(?: sepa)?|gläubiger-?(?:id|identifikationsnummer)){_IS}(?P<v>[A-Z]{{2}}[0-9]{{2}}[A-Z0-9]{{3}}[0-9A-Z]{{5,28}})"),
    (("zzz",), r"(?:^|[^A-Za-z0-9])(?P<v>[A-Z]{2}[0-9]{2}ZZZ[0-9A-Z]{6,28})"),
    (("bank",), r"(?i)bank[ _-]?code[\"']?[ ]?[:=][ ]?[\"']?(?P<v>[0-9]{5,8})"),
    (("branch", "agence"), r"(?i)[\"'](?:branch|agence|branch[ _-]?code|code[ _-]?agence)[\"'][ ]?[:=][ ]?[\"'](?P<v>[0-9]{5,6})"),
    (("cheque", "chèque", "check n", "scheck"), rf"(?i:che(?:que|ck)|ch(?:è|e)que|scheck)[ -]?(?i:number|no\.?|n[°o]\.?|nr\.?|num(?:é|e)ro){_IS}(?P<v>[0-9]{{6,10}})"),
    (("transaction", "transaktion"), rf"(?i:transa[ck]tions?)(?i:[ -]?(?:id|code|number|no\.?|n[°o]\.?|nr\.?))?{_IS}(?P<v>[0-9A-Z]{{12,20}})"),
    (("ref", "réf"), r"(?i)(?:qr-?)?r(?:e|é)f(?:e|é)ren[cz]e?(?: qr)?[ :.]{1,3}(?P<v>[0-9]{2}(?:[ ]?[0-9]{5}){5})"),
    (("iban", "bank", "account]", "bic"), rf"(?i:iban|bank|secret:account\]|bic)[^\r\n]{{0,60}}[\s,;:(/|>]+(?P<v>{_BIC})"),
    ((":25:",), r"(?m)^:25:(?P<v>[0-9A-Z]{4,12}/[0-9A-Z]{5,24})"),
    (("bic", "swift"), rf"(?i:bic|swift)[^\r\n]{{0,24}}\r?\n[^\r\n]{{0,24}}?(?:^|[ \t>\]:-])(?P<v>{_BIC})[ \t]*[.]?[ \t]*(?:\r?\n|\z)"),
    (("<othr>",), r"<Othr>\s*<Id>(?P<v>[0-9A-Z-]{5,34})</Id>"),
    (("end-to-end", "endtoend", "e2e"), rf"(?i:end-?to-?end(?:[ _-]?(?:id|ref(?:erence)?))?|e2e(?:[ _-]?(?:id|ref))?){_IS}(?P<v>[A-Za-z0-9](?:[A-Za-z0-9/.-]{{5,33}})[A-Za-z0-9])"),
)  # fmt: skip
"""Required keywords and pattern of each label; the value is the group ``v``."""

_FIELDS = rf"\?3(?:0(?P<v>{_BIC}|[0-9]{{8}})|1(?P<u>[A-Z]{{2}}[0-9]{{2}}[0-9A-Z]{{11,30}}|[0-9]{{6,12}}))(?:\?|\s|\z)"
"""Pattern for fields of an MT940 statement that name the other account."""
_CARD_WORDS = r"(?i)(?:^|[^\pL])(?:visa|master ?card|maestro|amex|american express|girocard|ec-karte|credit ?card|debit ?card|bank ?card|payment card|corporate card|purchasing card|kreditkarte|bankkarte|debitkarte|carte (?:bancaire|bleue|de cr(?:é|e)dit|affaires|d['’]achat)|num(?:é|e)ro de carte|n° de carte|cb|cvv2?|cvc2?|cryptogramme|crypto|card[ _-]?(?:no|num|number|holder|ending|valid|expir\w*)|cardnumber|pan|pan:|kartennummer|karten-?nr\.?|gültig bis|prüfziffer|kartenprüfnummer)(?:[^\pL]|\z)"
_MASKED = r"(?:^|[^\pL\pN*•.])(?P<v>(?:[0-9]{4}[ -]?(?:[0-9]{2})?)?(?:(?:[*•xX#]{2,4}[ -]?){1,4}|[*•xX]{4,12})[0-9]{3,5})"
_HIDDEN = r"(?:^|[^\pL\pN*•.])(?P<v>(?:(?:[xX*•]{4}[ -]){3}|[0-9]{4}[ -]?[0-9]{2}[xX*•]{2}[ -]?[xX*•]{4}[ -]?)[0-9]{4})"
_DOTTED = r"(?i)(?:compte|account|konto|acct|iban|card|carte|karte)[ :]{1,2}(?:n° ?|no\.? |nr\.? )?(?P<v>(?:[0-9]{4}-)?[.…*•]{1,6}-?[0-9]{4,6})"
_ENDING = r"(?i)(?:iban|card|carte|karte|compte|account|konto|visa|master ?card|amex|cb|rib)[^\r\n.;]{0,24}?(?:end(?:s|ing|ed)?(?: in| with)?|(?:se )?termin(?:e|ant|ée?) par|finis(?:sant|sent)? par|finit par|endet (?:auf|mit)|endziffern?|letzten? (?:vier )?(?:ziffern|stellen)|last (?:four|4)(?: digits)?|4 derniers chiffres|quatre derniers chiffres)[ :=]{0,3}(?:is |are |in |sont )?(?P<v>[.…*•xX]{0,8}[ ]?[0-9]{4})"
_EXPIRY = r"(?:^|[^\pN/.-])(?P<v>(?:0[1-9]|1[0-2])[ ]?[/-][ ]?(?:20)?[2-4][0-9])(?:[^\pN/-]|\z)"
_CHECK = r"(?i)(?:cvv2?|cvc2?|cvn|cid|crypto(?:gramme)?(?: visuel)?|security code|code de s(?:é|e)curit(?:é|e)|prüfziffer|prüfnummer|kartenprüfnummer|sicherheitscode)[\"']?[ \t]{0,6}(?:[:=]|is|was|est|ist)?[ \t]{0,6}[\"']?(?P<v>[0-9]{3,4})"


def _replace_detail(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    glued = match.string[match.start("v") - 1].isalnum()
    if glued or contains_placeholder(value) or not _is_detail(value) or _is_within_word(match):
        return None
    start = match.start()
    if (
        len(value) == 2
        and get_lazy_pattern(_OF_A_RIB).search(match.string[max(0, start - 160) : start + 40]) is None
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("account"))


_OF_A_RIB = r"(?i)(?:^|[^\pL])(?:rib|guichet|banque|compte|iban|domiciliation)(?:[^\pL]|\z)|:account\]"


def _replace_field(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "u")
    match.resume = match.end(group)
    return replace_group(match, group, make_secret_placeholder("account"))


def _is_within_word(match: Match) -> bool:
    """Return whether a label is the end of a longer word: *Aerobic …*, *scatter …*."""
    start = match.start()
    return start > 0 and match.string[start - 1].isalnum() and match.string[start].isalpha()


def _is_detail(value: str) -> bool:
    """Return whether a value is a BIC or a number; capitalised words are neither."""
    if get_lazy_pattern(_BIC).is_full_match(value):
        return value[4:6] in _COUNTRIES
    if value.isalpha():
        return False
    digits = sum(map(str.isdigit, value))
    return digits > 1 and not get_lazy_pattern(r"(?:19|20)[0-9]{2}(?:[-/.][0-9]{2}){1,2}").is_full_match(
        value
    )


_COUNTRIES = frozenset(
    [
        "FR", "DE", "BE", "CH", "LU", "GB", "IE", "NL", "IT", "ES", "PT", "AT", "PL", "CZ", "SK", "HU", "RO", "BG", "GR",
        "SE", "NO", "DK", "FI", "EE", "LV", "LT", "MC", "US", "CA", "AU", "NZ", "JP", "CN", "HK", "SG", "IN", "AE", "MA",
        "TN", "DZ", "SN", "CI", "TR", "IL", "ZA", "BR", "MX",
    ]
)  # fmt: skip


_NO_CARD = (
    r"(?i)(?:sound|graphics?|video|network|memory|sd|smart|sim|report|score|wild|ethernet|pci)[ -]?card"
)


def _make_card_detail_replacer(kind: str) -> Replace:
    """Return a function that replaces a detail of a payment card in a line about one."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        text, (start, end) = match.string, match.span("v")
        low = find_line_start(text, start, 120)
        line = text[low : end + 60].partition("\n")[0]
        if text.count("\n", max(0, start - 120), low) and "card-" in text[max(0, start - 80) : low]:
            line = f"visa {line}"  # the line above names the card
        if get_lazy_pattern(_NO_CARD).search(line) is not None:
            return None
        if (
            get_lazy_pattern(_CARD_WORDS).search(line) is None
            and "[secret:card]" not in line
            and "card-" not in line
        ):
            return None
        return replace_group(match, "v", make_secret_placeholder(kind))

    return replace


def _replace_verification_code(match: Match, aliases: Aliases) -> str | None:
    """Replace a card's verification code; *security code* counts only near a card."""
    if match[""][:1].lower() == "s" or match[""][:4].lower() == "code":
        return _make_card_detail_replacer("card")(match, aliases)
    return None if _is_within_word(match) else replace_group(match, "v", make_secret_placeholder("card"))


def _replace_last_digits(match: Match, aliases: Aliases) -> str | None:
    return None if _is_within_word(match) else replace_group(match, "v", make_secret_placeholder("card"))


def rules() -> tuple[Rule, ...]:
    """Return the rules for bank details; they run after the rules for numbers with check digits."""
    return (
        *(Rule("account", needs, pattern, _replace_detail, NO_WORD) for needs, pattern in _PARTS),
        Rule("account", ("?30", "?31"), _FIELDS, _replace_field),
        Rule("card", ("*", "•", "xx", "##"), _MASKED, _make_card_detail_replacer("card"), NO_WORD),
        Rule("card", ("xxxx", "****", "••••"), _HIDDEN, make_hiding_replacer("card"), NO_WORD),
        Rule("card", ("..", "…", "**", "••"), _DOTTED, make_hiding_replacer("card"), NO_WORD),
        Rule("card", ("iban", "card", "carte", "karte", "compte", "account", "konto", "visa", "amex", "cb", "rib"), _ENDING, _replace_last_digits, NO_WORD),
        Rule("card", ("/2", "/ 2", "-2", "/3", "/4"), _EXPIRY, _make_card_detail_replacer("card")),
        Rule("card", ("cvv", "cvc", "cvn", "cid", "crypto", "security code", "curit", "prüf", "sicherheitscode"), _CHECK, _replace_verification_code, NO_WORD),
    )  # fmt: skip
