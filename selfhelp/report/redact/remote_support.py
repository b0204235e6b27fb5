"""Rules for remote support IDs, product keys and guest vouchers.

A session ID has a form (nine or ten digits in groups) and the name of the app or its purpose nearby. A
product key is identified by its form alone.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.block_words import make_any_pattern_test
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer, make_secret_placeholder, replace_group
from selfhelp.report.redact.told_passwords import is_likely_password
from selfhelp.report.redact.value_shapes import is_plausible_secret

_TOOLS = "any ?desk|team ?viewer|rust ?desk|supremo|isl(?: light| online)?|splashtop|screen ?connect|connect ?wise|hop ?to ?desk|dw ?service|ammyy|ultra ?viewer|alpemix|iperius|get ?screen|zoho assist|remote ?utilities|quick ?assist|log ?me ?in|bomgar|beyond ?trust|go ?to ?(?:assist|resolve|my ?pc)|aero ?admin|lite ?manager|radmin|parsec|dameware|no ?machine|mesh ?central|level\\.io|netviewer|fast ?viewer|pc ?visit|chrome remote desktop|assistance (?:rapide|à distance)|prise en main|prise de contrôle|t(?:é|e)l(?:é|e)maintenance|fern(?:wartung|hilfe|zugriff|steuerung)|remote ?(?:support|control|assistance|session|hilfe|help)"
_TOOL = rf"(?i)(?:^|[^\pL\pN])(?:{_TOOLS})"
_ASKED = r"(?i)(?:start|open|launch|lanc|ouvr|démarr|run|öffne|starte)\w*[ ](?:the |le |la |l['’]|das )?(?:program|application|logiciel|app|tool|outil|client)|(?:tell|give|send|read|donne|dites|envoye|dictez|nenn|sag)\w*[ -](?:me|us|moi|nous|mir|uns)[^\r\n]{0,24}(?:number|num(?:é|e)ro|digit|chiffre|nummer|zahl|code|id\b)"
"""Pattern for requests by a helper for the numbers that an app shows."""
_GROUPS = r"[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}|[0-9][ .-][0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}|[0-9]{3}[ -][0-9]{3}[ -][0-9]{2,4}|[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}"
_GROUPED = rf"(?:^|[^\pL\pN_.,:/+#&$€£=@-])(?P<v>{_GROUPS})"
_LABEL = r"(?i)(?:^|[^\pL\pN_])(?:your |votre |ihre |deine |my |mon |meine |partner |session |support |remote |desk |access |client |the |l['’])?(?:id|identifiant|identit(?:é|e)|address|adresse|alias|kennung|nummer|number|num(?:é|e)ro|code|pin|key|cl(?:é|e))(?:[ ]de session|[ ]client|[ ]partenaire|[ ]no\.?| number)?"
_IS = r"[ ]?(?:is|est|ist|lautet|[:=#>→-]|->)?[ \t]{0,12}[\"'(]?"
_LABELLED = rf"{_LABEL}{_IS}(?P<v>[0-9]{{1,4}}(?:[ .-]?[0-9]{{2,4}}){{1,4}})(?:[^0-9]|\z)"
_OWN_LABEL = rf"(?i)(?:^|[^\pL\pN_])(?:identifiant|id|kennung|desk id|your (?:id|address|desk)|votre (?:id|adresse|identifiant)|ihre (?:id|adresse|kennung)){_IS}(?P<v>{_GROUPS})"
_PASSWORD = rf"(?i)(?:^|[^\pL])(?:one[- ]time |session |unattended )?(?:pass(?:word|code)?|pin|passwort|kennwort|mot de passe|mdp|pw|code)(?:[ ](?:affich(?:é|e)|de session|is|est|ist))?{_IS}(?P<v>[A-Za-z0-9][A-Za-z0-9._-]{{3,15}})(?:[\s,;.)\"']|\z)"
_BELOW = r"\[secret:code\][ \t]?(?:[,;/|+&]|and|et|und|with|avec|mit|puis|then)(?:[ ](?:\pL[\pL'’]*[ ]){0,5}?(?:[:=][ ])?|[ ]?)[\"'«“]?(?P<v>[^\s\"'«»“”,;|]*?[0-9][^\s\"'«»“”,;|]*)"
_SESSION = r"(?i)[?&;]s=(?P<v>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_FIVE = r"(?:^|[^A-Za-z0-9-])(?P<v>[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4})"
_PRODUCT = r"(?i)(?:^|[^\pL])(?:product|produit|produkt|licen[cs]e|licenz\w*|lizenz\w*|serial|s(?:é|e)rie|serien\w*|activation|aktivierung\w*|installation|registration|enregistrement|upgrade|subscription|abonnement|voucher|coupon|gutschein\w*|bon d['’]acc(?:è|e)s|ticket wi-?fi)(?:[ _-]?(?:number|no\.?|nr\.?|num(?:é|e)ro|nummer|key|id|code|cl(?:é|e)|schl(?:ü|ue)ssel))?[\"']?[ \t]{0,3}(?:[:=#>]|is|est|ist)?[ \t]{0,3}[\"']?(?P<v>(?-i:[A-Z0-9]{3,10}(?:-[A-Z0-9]{3,12}){1,8}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))"
_ACCESS = r"(?i)licen[cs]e[_ -]?(?:number|no|key|id|code)[\"']?(?:[ \t]{0,3}[:=>][ \t]{0,3}|[ ])[\"']?(?P<v>(?-i:[A-Z0-9]{10,40}))"
_UNIT = r"(?i)[ ]?(?:%|€|\$|£|octets?|bytes?|[kmgt]?[bo]\b|eur|usd|users?|rows|files|fichiers|habitants|ms|hz)|[.,:/-]?[0-9]"


def _is_near_support_app(match: Match) -> bool:
    """Return whether the lines around name a remote support app or ask for its numbers."""
    start = match.start("v")
    around_it = match.string[max(0, start - 300) : start + 160]
    return (
        get_lazy_pattern(_TOOL).search(around_it) is not None
        or get_lazy_pattern(_ASKED).search(around_it) is not None
    )


def _replace_session_number(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    match.resume = match.end("v")
    if not 8 <= sum(map(str.isdigit, value)) <= 12 or not _is_near_support_app(match):
        return None
    if get_lazy_pattern(_UNIT).match(match.string[match.end("v") : match.end("v") + 12]) is not None:
        return None
    return replace_group(match, "v", make_secret_placeholder("code"))


def _replace_own_id(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if get_lazy_pattern(_UNIT).match(match.string[match.end("v") : match.end("v") + 12])
        else replace_group(match, "v", make_secret_placeholder("code"))
    )


def _replace_session_password(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    fits = any(map(str.isdigit, value)) and is_plausible_secret(value) and not is_placeholder(value)
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if fits and _is_near_support_app(match)
        else None
    )


def _replace_password_after_id(match: Match, aliases: Aliases) -> str | None:
    """Replace the password after a session ID; such a password is often short."""
    value = match["v"].rstrip(".)")
    fair = any(map(str.isdigit, value)) and any(map(str.isalpha, value)) and 3 < len(value) < 13
    if contains_placeholder(value) or not (
        is_likely_password(value) or (fair and _is_near_support_app(match))
    ):
        return None
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("password")
        + match.string[start + len(value) : match.end()]
    )


def _replace_screen_session(match: Match, aliases: Aliases) -> str | None:
    near = match.string[max(0, match.start() - 120) : match.end() + 40]
    return (
        replace_group(match, "v", make_secret_placeholder("key"))
        if get_lazy_pattern(r"(?i)screenconnect|y=guest").search(near)
        else None
    )


def _is_product_key(value: str) -> bool:
    """Return whether five groups are a product key: they have letters and digits."""
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


def _is_serial(value: str) -> bool:
    return sum(map(str.isdigit, value)) > 5 or (_is_product_key(value) and len(value) > 14)


def _is_access_code(value: str) -> bool:
    return _is_product_key(value)


_names_support_app = make_any_pattern_test(_TOOL, _ASKED)
"""Return whether a block names a remote support app or asks for its numbers."""
_NAMED = "desk viewer supremo isl splashtop screenconnect connectwise dwservice ammyy alpemix iperius getscreen zoho remote assist logmein bomgar beyond goto admin litemanager parsec dameware nomachine mesh level.io pcvisit distance prise maintenance fern".split()


def rules() -> tuple[Rule, ...]:
    """Return the rules for remote support IDs; they run before the rules for labelled numbers."""
    near = (*_NAMED, "program", "number", "numéro", "chiffre", "nummer", "zahl")
    return (
        Rule("key", ("-",), _FIVE, make_hiding_replacer("key", _is_product_key), "[A-Za-z0-9-]"),
        Rule("key", ("produ", "licen", "lizen", "serial", "séri", "seri", "activ", "aktiv", "install", "registr", "voucher", "coupon", "gutschein", "abonn", "bon d", "ticket wi", "subscr", "upgrade", "enregistr"), _PRODUCT, make_hiding_replacer("key", _is_serial), "[A-Za-z0-9]|-[A-Z0-9]"),
        Rule("key", ("license", "licence"), _ACCESS, make_hiding_replacer("key", _is_access_code), "[A-Za-z0-9]"),
        Rule("code", near, _LABELLED, _replace_session_number, context=320, sieve=_names_support_app),
        Rule("code", near, _GROUPED, _replace_session_number, context=320, sieve=_names_support_app),
        Rule("code", ("id", "identifiant", "kennung", "address", "adresse", "desk"), _OWN_LABEL, _replace_own_id, r"[0-9]|[ .-][0-9]", context=-1),
        Rule("password", tuple(_NAMED), _PASSWORD, _replace_session_password, context=320, sieve=_names_support_app),
        Rule("key", ("s=",), _SESSION, _replace_screen_session, context=120),
        Rule("password", ("[secret:code]",), _BELOW, _replace_password_after_id, context=-1, late=True),
    )  # fmt: skip
