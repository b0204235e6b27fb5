"""Rules for secrets in conversations: answers below their question, access codes, security questions."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer, make_secret_placeholder, replace_group
from selfhelp.report.redact.strong_values import (
    TYPED,
    looks_like_password,
    looks_like_typed_password,
    trim_trailing_punctuation,
)
from selfhelp.report.redact.value_shapes import is_more_than_plain_word, is_plausible_secret

_CODES = r"(?:pin|codes?|otp|digicode|puk|tan|token|passnumber|combination|combinaison)"
SAID = r"(?:[ \t>*•–—-]{0,8}(?:\[[^\]\r\n]{1,24}\][ \t]*)?(?:[0-9/., -]{0,12}[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?:[ ]?[AP]M)?[ \t,>–-]*)?(?:<?[^\s\d<>:»][^\r\n<>:»]{0,30}>?[ ]?[:>»][ \t]+)?[ \t–-]{0,3})"
_ASKS = rf"(?:(?:what|which|send|give|tell|need|remind|dm|share|pass me|text|forward|know|forgot|envo|donn|rappel|quel|c['’]est quoi|il me faut|besoin|peux|pouvez|tu as|t['’]as|avez|connai|dis|transme|communiqu|was ist|wie)[^\r\n]{{0,60}}(?:{TYPED}|{_CODES})(?:[^\pL\r\n][^\r\n]{{0,60}})?|[^\r\n]{{0,60}}(?:{TYPED}|{_CODES})(?:[^\pL\r\n][^\r\n]{{0,40}})?\?[ \t]*)"
_DIALOGUE = rf"(?im)^{SAID}[^\r\n]{{0,40}}?{_ASKS}[ \t]*\r?\n(?P<more>(?:{SAID}[^\r\n]{{0,50}}\r?\n){{0,3}}?){SAID}(?:(?:it['’]?s|c['’]est|sure,?|ok,?|yes,?|oui,?|voilà,?|here|tiens,?|here you go:?|it is|is)[ \t:]+){{0,2}}[\"'`«“]?(?P<v>[^\s\"'`»”]*[0-9!#$%&*@_-][^\s\"'`»”]*|[^\s\"'`»”]{{2,}}(?-i:[a-z][A-Z])[^\s\"'`»”]*)[\"'`»”]?[.!]?[ \t]*(?:\r?$|\z)"
_NUMBER = r"(?:[A-Z]-)?[0-9](?:[ .-]?[0-9]){3,9}[A-Z#*]{0,2}"
_OPENS = (
    r"(?i)(?:^|[^\pL])(?:(?:dé|de)?verr?ouill\w*|unlock\w*|ouvr\w+|open\w*|d(?:é|e)bloqu\w*|compos\w+|dial|tape[rz]?|tapons|saisi\w+|entre[rz]?|enter|punch in|key in|type)[ ](?:[\pL'’-]+[ ]){0,5}?(?:avec|with|using|par|by|code|pin|:|sur|on)?[ ]?(?:le |the )?(?:code |pin |num(?:é|e)ro )?[:]?[ ]?"
    rf"(?P<v>{_NUMBER})(?:[ ]?[.,;!)]|[ ](?:pour|to|on|sur|à|and|et|puis|then)|\s*$|\z)"
)
_QUALIFIED = (
    r"(?:usage unique|confirmation|v(?:é|e)rification|validation|s(?:é|e)curit(?:é|e)|secours|activation|d(?:é|e)verrouillage|connexion|acc(?:è|e)s|porte|portail|alarme|coffre\w*|cadenas|badge|entr(?:é|e)e|immeuble|parking|garage|carte|puce|sim|sms|"
    r"security|door|gate|alarm|safe|lock|locker|padlock|entry|access|unlock|verification|one[ -]time|login|sign[ -]in|auth\w*|pairing|quick assist|session|meeting|support|teamviewer|voicemail|keypad|building|bike|shed|gym|pass|passnumber|secret|pin|puk|tan|digicode|vault)"
)
_QUALIFIER = rf"(?:(?:{_QUALIFIED})[ -](?:{_CODES})|(?:{_CODES})[ ](?:à |a |de |d['’]|du |des |pour |for |to |of |the |la |le |l['’]|un |mon |ma |my |our |notre )*(?:{_QUALIFIED})|mon code|my code|ihr code|dein code|your code|votre code|su c(?:ó|o)digo|(?:mon |my |le |the |your |votre |ton |wrong |new )?(?:pins?|pin['’]s|digicode|passnumber|puk|tan))"
_IS = r"(?:[ ]?(?:[:=#,(]|->|→|–|—|-)|[ ](?:is|was|are|est|était|sera|soit|becomes|devient|stays|reste|lautet|ist|es))?(?:[ ](?:now|c['’]est|it['’]s|toujours|still|encore|maintenant|bien|désormais|back to))*(?:[ ](?:le|la|the))?[ ]{0,3}[\"'«“(]?[ ]?"
_CODED = rf"(?i)(?:^|[^\pL\pN_-]){_QUALIFIER}(?:[ ](?:de|du|des|of|on|at|for|pour|la|le|the|my|mon|l['’]|d['’])*[ ]?[\pL'’-]+){{0,5}}?{_IS}(?P<v>{_NUMBER})"
_LETTERED = rf"(?i)(?:^|[^\pL\pN_-]){_QUALIFIER}(?:[ ][\pL'’-]+){{0,4}}?(?:[ ]?[:=]|[ ](?:is|est|was|était|[:=]))[ ](?:(?:now|the|le|la|still)[ ])?[\"'«“]?(?P<v>(?-i:[A-Z0-9]{{4,10}}))"
_QUESTION = (
    r"(?i)(?:maiden name|nom de jeune fille|memorable (?:word|name|place|date|answer)|mot m(?:é|e)morable|mot secret|first pet|pet['’]s name|premier animal|animal de compagnie|favou?rite (?:teacher|colou?r|food|book|film|band|place)|(?:security|secret) (?:answer|question|word)|(?:question|r(?:é|e)ponse) (?:secr(?:è|e)te|de s(?:é|e)curit(?:é|e))|ville de naissance|city of birth|street you grew up|first (?:car|school|job|teacher)|premi(?:er|ère) (?:voiture|(?:é|e)cole)|code ?word|nom de code|safe ?word|mot de code)"
    r"[^\r\n:=→?]{0,60}?(?:[ ]?(?:[:=?→]|->|=>)[^\r\n:=→>?]{0,60}?){0,2}(?:[ ]?[:=?→][ ]?|[ ]?->[ ]?|[ ](?:is|was|est|c['’]est)[ ]|[ ])[\"'«“]?(?P<v>[^\s\"'»”,;:=→?]{3,40})[\"'»”]?[ ]?(?:[.,;]|\r?$|\r?\n|\z)"
)
_MAIDEN = r"(?i)(?:maiden name|nom de jeune fille|m(?:ä|ae)dchenname|geburtsname der mutter|first pet|pet['’]s name|nom du (?:premier )?(?:chien|chat|animal)|ville de naissance|city of birth|born in|first (?:school|teacher|car|street)|première (?:école|voiture))[^\r\n]{0,30}?(?:[ ](?:is|was|est|était|ist|war|lautet)[ ]|[ ]?[:=→][ ]?)[\"'«“]?(?P<v>(?-i:\p{Lu}[\pL'’-]{2,}(?:[ ]\p{Lu}[\pL'’-]{2,}){0,3}))"
_QUOTED_ANSWER = r"(?i)(?:answer|r(?:é|e)ponse|antwort)[^\r\n\"“«]{0,60}?(?:is|was|est|était|ist|war|lautet|[:=])[ ][\"“«][ ]?(?P<v>[^\"”»\r\n]{3,60}?)[ ]?[\"”»]"
_MEMORABLE = r"(?i)(?:^|[^\pL])(?:memorable|passnumber|pass ?number|customer number|user number|telephone password|num(?:é|e)ro secret)[ ]?(?:word|info(?:rmation)?|no\.?)?[ ]?(?:is|[:=])?[ ](?P<v>[\pL\pN]{4,24})"
_EXAMPLE = r"(?im)(?:^|[^\pL])(?:post-?it|sticky|tableau|whiteboard|écrit|written|étiquette|taped)[^\r\n]{0,60}[:=][ ]{0,3}(?P<v>[A-Za-z][\w!*.#-]*[0-9][\w!*.#-]*)[ ]*\r?$"
_NOW = rf"(?i){TYPED}[^\r\n]{{0,160}}?(?:(?:but |mais )?(?:now|maintenant|désormais|currently|actuellement|instead|plutôt|actually)[ ,]{{1,2}}(?:it['’]?s|it is|c['’]est|is|est|use|utilise[rz]?)[ :]{{1,3}})[\"'`«“]?(?P<v>[^\s\"'`»”]{{4,64}})"


_FIELD = r"(?i)[ \t]*(?:installed-size|size|version|section|priority|port|pid|line|page|count|total)[ ]?:"


def _replace_answer(match: Match, aliases: Aliases) -> str | None:
    """Replace a one-word answer that isn't a common word: with a digit, punctuation or inner capitals."""
    text, start = match.string, match.start("v")
    if get_lazy_pattern(_FIELD).match(text[text.rfind("\n", 0, start) + 1 : start]) is not None:
        return None
    value = trim_trailing_punctuation(match["v"])
    if (
        not is_plausible_secret(value)
        or is_placeholder(value)
        or "[secret:" in match["more"]
        or value.endswith("?")
    ):
        return None
    digits = any(c.isdigit() for c in value)
    if value.isdigit():
        fits = 4 <= len(value) <= 10
    else:
        fits = (
            looks_like_password(value)
            or looks_like_typed_password(value)
            or (digits and len(value) > 5)
            or (is_more_than_plain_word(value) and len(value) > 7)
        )
    if not fits or get_lazy_pattern(
        r"(?i)https?:|[0-9]{1,2}[:h/.-][0-9]{2}|[\w.+-]+@[\w.-]+|v?[0-9.]+\z|0x[0-9a-f]+\z|.*:\z|[0-9-]+T[0-9:]"
    ).match(value):
        return None if not value.isdigit() else replace_group(match, "v", make_secret_placeholder("code"))
    return replace_group(match, "v", make_secret_placeholder("password") + match["v"][len(value) :])


_NO_CODE = r"(?i)(?:(?:free|next|last|new|full|backup|the|this) tape|error|exit|return|status|erreur|retour|source|event|http|response|postal|zip|country|area|result|reason|machine|bar|qr|sort|version|build|line|ligne|page|port|job|ticket|incident|order|commande|n°|no\.|stop|bug ?check|hresult|in|en|since|depuis|until|before|by)[ :#]*\z"


def _replace_code(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    before = match.string[max(0, match.start() - 24) : match.start("v")]
    digits = sum(c.isdigit() for c in value)
    following = match.string[match.end("v") : match.end("v") + 12]
    if get_lazy_pattern(r"[0-9]+(?:\.[0-9]+){2,}").is_full_match(value):
        return None  # a version
    if digits < 3 or is_placeholder(value) or get_lazy_pattern(_NO_CODE).search(before) is not None:
        return None
    if get_lazy_pattern(
        r"[\pL\pN_]|[.,:/-][0-9]|[ ]?(?:%|€|\$|£|(?i:years|months|days|hours|minutes|seconds|ms|mb|gb|kb|jours|mois|ans|heures|secondes|fois|times|characters|digits|caract|chiffres|letters|attempts|tentatives|bits?|bytes|octets)\b)"
    ).match(following):
        return None
    if get_lazy_pattern(
        r"(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4}|(?:19|20)[0-9]{2}[ -](?:19|20)[0-9]{2}"
    ).is_full_match(value):
        return None
    if (
        get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(value)
        and "pin" not in match[""].lower()
        and "code" not in match[""].lower()
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("code"))


def _replace_answer_word(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if not is_plausible_secret(value) or is_placeholder(value) or value.casefold() in _NO_ANSWERS:
        return None
    if get_lazy_pattern(_DENIED).search(match.string[match.start() : match.start("v")]) is not None:
        return None
    return replace_group(match, "v", make_secret_placeholder("answer"))


def _replace_quoted_answer(match: Match, aliases: Aliases) -> str | None:
    """Replace a quoted answer if the lines around it are about security questions."""
    near = match.string[max(0, match.start() - 300) : match.end() + 80]
    asked = get_lazy_pattern(
        r"(?i)(?:security|secret|safety) question|question (?:secr|de s(?:é|e)c)|sicherheitsfrage"
    ).search(near)
    return (
        replace_group(match, "v", make_secret_placeholder("answer"))
        if asked is not None and is_plausible_secret(match["v"])
        else None
    )


_DENIED = r"(?i)[0-9][ ]\z|n['’](?:est|était|a)\b|\b(?:not|never|no longer|nicht|plus|jamais)[ ]\z"
_NO_ANSWERS = frozenset(
    "word words list liste question questions answer answers name field required réponse reponse login user number code and with for the "
    "january february march april june july august september october november december".split()
)


def _replace_code_with_letters(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        replace_group(match, "v", make_secret_placeholder("code"))
        if any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and not is_placeholder(value)
        and not value.startswith(("0X", "KB", "RFC"))
        else None
    )


def _replace_current_secret(match: Match, aliases: Aliases) -> str | None:
    value = trim_trailing_punctuation(match["v"])
    if (
        not is_plausible_secret(value)
        or is_placeholder(value)
        or not (is_more_than_plain_word(value) and len(value) > 5)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("password") + match["v"][len(value) :])


def rules() -> tuple[Rule, ...]:
    """Return the rules for secrets in conversations."""
    typed = tuple(
        "pass pas pss psa pw mdp mot kennwort contrase wachtwoord senha sésame cred identifiant secret psk post-it sticky code pin otp puk tan token combin".split()
    )
    opens = (
        "verrou",
        "unlock",
        "ouvr",
        "open the",
        "open my",
        "open with",
        "bloqu",
        "compos",
        "dial ",
        "tape ",
        "tapez",
        "tapons",
        "saisi",
        "entrez",
        "entrer",
        "enter ",
        "punch in",
        "key in",
        "type ",
    )
    return (
        Rule("password", typed, _DIALOGUE, _replace_answer),
        Rule("password", typed, _NOW, _replace_current_secret),
        Rule("code", opens, _OPENS, _replace_code, context=24),
        Rule("code", ("code", "pin", "puk", "otp", "digicode", "combin", "passnumber", "tan"), _CODED, _replace_code, context=24),
        Rule("code", ("code", "pin", "puk", "digicode"), _LETTERED, _replace_code_with_letters, r"[\pL\pN_.-]"),
        Rule("answer", ("maiden", "jeune fille", "mädchen", "maedchen", "geburtsname", "pet", "naissance", "birth", "born in", "first ", "première", "chien", "chat", "animal"), _MAIDEN, _replace_answer_word),
        Rule("answer", ("answer", "réponse", "reponse", "antwort"), _QUOTED_ANSWER, _replace_quoted_answer),
        Rule("answer", tuple("maiden jeune memorable morable secret pet animal favo answer réponse reponse question naissance birth grew first premi word safe nom".split()), _QUESTION, _replace_answer_word),
        Rule("answer", ("memorable", "number", "telephone password", "numéro secret"), _MEMORABLE, _replace_answer_word, r"[\pL\pN_]"),
        Rule("password", tuple("post-it postit sticky tableau whiteboard écrit written tiquette taped".split()), _EXAMPLE, make_hiding_replacer("password", looks_like_typed_password)),
    )  # fmt: skip
