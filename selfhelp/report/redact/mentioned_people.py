"""Rules for people without a label: in chats, lists, markup, below a message, next to their numbers."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.labelled_people import (
    CAPITAL,
    NAME,
    PARTICLE,
    is_person_name,
    replace_ambiguous_label_person,
    replace_labelled_person,
    replace_signature_name,
)
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_CHAT = rf"(?m)^[ \t>*-]{{0,6}}(?:\[[0-9][^\]\r\n]{{3,24}}\]|[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{2,4}},? [0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?: ?[AaPp][Mm])?(?: -)?|[0-9]{{1,2}}[:h][0-9]{{2}}(?: ?[AaPp][Mm])?(?: -)?)[ \t]+(?:<)?(?P<v>{CAPITAL}(?:[ ](?:{PARTICLE}[ ])?{CAPITAL}){{1,3}})(?:>|[ ]?:)[ \t]"
_ROLE = rf"(?:^|[^\pL\pN_])(?i:coll(?:è|e)gue|colleague|cc|boss|assistante?|stagiaire|intern|successor|husband|wife|mari|femme|neighbour|chef|supervisor|team ?lead|responsable)[ ](?P<v>{NAME})"
_MENTION = rf"(?i)<(?:at|a)\b[^<>]{{0,120}}>@?(?P<v>(?-i:{NAME}))</(?:at|a)>"
_NAMED_VALUE = r"(?i)(?:name|key|id|k|field|property|attribute|label|type)\\{0,3}[\"']?\s?[:=]\s?\\{0,3}[\"'](?:[\w:/.-]{0,80}[/:])?(?:sn|cn|givenname|given_?name|surname|family_?name|first_?name|last_?name|full_?name|displayname|display_?name|nom|pr(?:é|e)nom|name)\\{0,3}[\"'](?:[^<>\r\n]{0,120}>(?:\s{0,8}<[\w:]{1,40}[^<>]{0,80}>)?\s{0,8}|\s{0,4},\s{0,8}\\{0,3}[\"']?value\\{0,3}[\"']?\s?[:=]\s?\\{0,3}[\"'])(?P<v>\p{Lu}[\pL'’.-]*(?:[ ][\pL'’.-]+){0,4})\s{0,8}(?:</|\\{0,3}[\"'])"
_SHORTLY = rf"(?im)(?:^|[ \t.!?])(?:thx|thanks|thank you|cheers|regards|merci(?: d['’]avance)?|cdt|cdlt|cordialement|bises|best|br|ta|kr|bien à (?:vous|toi)|à \+|yours|signed|signé|love)[ ]?[,!.–-][ ]?(?P<v>(?-i:{CAPITAL}(?:[ ]{CAPITAL}){{0,2}}))[ \t]*\.?[ \t]*(?:\r?$|\z)"
_BESIDE_NUMBER = rf"(?P<v>{CAPITAL}(?:[ ](?:{PARTICLE}[ ])?{CAPITAL}){{1,3}})[ \t]*(?:[—–,:;|(/-]|\t| n[é°]e? )[ \t]*(?:(?:nir|iban|phone|card|birth|nhs|place)-[0-9a-f]{{6}}|\[secret:id-number\]|user-[0-9a-f]{{6}}@)"
_LISTED = r"(?im)^(?:[ \t]*(?:participants?|invit(?:é|e)s?|attendees?|required|optional|to|cc|bcc|à|members?|membres?|people|personnes?|present|présents?|absents?|excused|excusés)(?:[ ](?:requis|facultatifs?|required|optional|attendees?))?[ \t]*:[^\r\n]*user-[0-9a-f]{6}[^\r\n]*)$"


def _replace_list_of_people(match: Match, aliases: Aliases) -> str | None:
    """Replace all people in a list if one of them was replaced."""
    head, _, rest = match[""].partition(":")
    parts = list(get_lazy_pattern(rf"(?P<v>{NAME})|[^\pL]+|.").finditer(rest))
    shown = "".join(
        aliases.make_placeholder("user", part["v"])
        if part["v"].count(" ") in (1, 2, 3) and is_person_name(part["v"])
        else part[""]
        for part in parts
    )
    return f"{head}:{shown}"


def rules() -> tuple[Rule, ...]:
    """Return the rules for people mentioned without a label; they run after the rules for labels."""
    return (
        Rule("user", (":", "<"), _CHAT, replace_ambiguous_label_person),
        Rule("user", ("coll", "cc ", "boss", "assistant", "stagiaire", "intern ", "successor", "husband", "wife", "mari ", "femme", "neighbour", "chef", "supervisor", "lead", "responsable"), _ROLE, replace_ambiguous_label_person),
        Rule("user", ("</a",), _MENTION, replace_ambiguous_label_person),
        Rule("user", ("name", "sn", "cn", "nom"), _NAMED_VALUE, replace_labelled_person),
        Rule("user", tuple("thx thank cheers regards merci cdt cdlt cordialement bises best br, ta, kr, br. ta. kr. br! ta! bien yours signed signé love".split()), _SHORTLY, replace_signature_name),
        Rule("user", ("user-",), _LISTED, _replace_list_of_people, late=True),
    )  # fmt: skip


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for a person next to a replaced number; it runs after the rules for numbers."""
    return (
        Rule("user", ("nir-", "iban-", "phone-", "card-", "birth-", "@dom-", "[secret:id"), _BESIDE_NUMBER, replace_ambiguous_label_person, late=True),
    )  # fmt: skip
