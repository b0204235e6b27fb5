"""Rules for device and staff numbers as programs print them, and with spaces as people copy them.

Sources: dmidecode(8), lshw(1), smartctl(8), nvme-list(1), udevadm(8), adb, ideviceinfo(1), ipmitool(1),
racadm, IOS ``show inventory``, Printer MIB (RFC 3805), ITU-T E.118 (ICCID).
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.by_kind.label_forms import (
    count_digits,
    fits_serial,
    is_model_of_maker,
    is_technical_number,
)
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Replace,
    Rule,
    find_line_start,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.vocabulary.listed_words import is_word

_S = r"(?P<v>[A-Za-z0-9][A-Za-z0-9._/-]{4,39}[A-Za-z0-9])"
_PRINTED = (
    (("serial", "identifyingnumber", "assettag", "imei", "servicetag"), rf"(?i)(?:\.serialnumber|\bget (?:serialnumber|identifyingnumber|smbiosassettag)|getprop ro\.(?:boot\.)?serialno|serialnumber|identifyingnumber|smbiosassettag|-s system-serial-number|-s baseboard-serial-number|-s chassis-asset-tag|/sys/class/dmi/id/(?:product|board|chassis)_(?:serial|asset_tag)|get-serial)\)?[\"']?[ \t]*\r?\n(?:[ \t]*\r?\n)?(?:-+[ \t]*\r?\n)?[ \t]*{_S}[ \t]*(?:\r?\n|\z)"),
    (("id_serial", "serialno", "serial_short", "serialnumber", "sernum", "attrs{serial}", "iserial"), rf"(?i)(?:id_serial(?:_short)?|serialno|attrs\{{serial\}}|sernum|serialnumber|iserial(?:[ ]+[0-9]+)?)(?:==|[ ]{{0,14}}[=:][ ]?|[ ])[\"']?[ ]*{_S}"),
    (("list of devices", "adb", "fastboot", "\tdevice"), rf"(?m)^{_S}[ \t]+(?:device|unauthorized|offline|fastboot|recovery)(?:[ \t]+(?:product|usb|model):.*)?[ \t]*\r?$"),
    (("serial", "série", "seriennummer"), r"(?i)(?:serial|série|seriennummer)(?: number| no\.?)?[ :#]{1,2}(?P<v>[0-9]{2,3}(?:[ ][0-9]{3}){2,4})"),
    (("wwn", "eui.", "naa.", "lu wwn"), r"(?i)(?:lu wwn device id|wwn|wwid)[ \t]*[:=][ \t]*(?P<v>[0-9a-f](?:[ ][0-9a-f]{6}[ ][0-9a-f]{9}|[0-9a-f]{15}))"),
    (("express", "expresscode"), r"(?i)express(?:[ -]?service)?[ -]?code[ :=]{0,3}(?:is |est |ist )?(?P<v>[0-9]{9,11}|[0-9]{3}(?:[ -][0-9]{3}){2,3}(?:[ -][0-9]{1,2})?)"),
)  # fmt: skip

_MAKERS = r"(?:^|[^\pL\pN_.-])(?P<v>(?:5C[DG]|8C[CG]|CN[DUKBC]|MXL|CZC|2C[EK]|SGH|USE|4CE|1H[FG]|BRG|VN[BC]|PH[BC]|INA|TRF|MXX|CZJ)[0-9][0-9A-Z]{6}|(?:PF|MJ|R9|LR|MP|PC)[0-9][0-9A-Z]{5}|(?:C02|FVF|C1M|C07|DMP|F9F|DLX|GG7|FK1|H4T|HN7)[A-Z0-9]{9}|(?:FCW|FOC|FDO|FJC|JAE|JAF|FTX|FGL|FXS|FHK|KWC)[0-9]{4}[0-9A-Z]{4})(?:[^\pL\pN_.-]|\.(?:\s|\z)|\z)"
"""Pattern for serial numbers from HP, Lenovo, Apple and Cisco; they begin with the place and year of
manufacture."""
_SHORTENED = r"(?:(?i:dell|latitude|optiplex|precision|poweredge|vostro|xps)[^\r\n]{0,40}[ ,(;]ST|(?:^|[^A-Za-z/])S/T)[ :#]{1,2}(?P<v>[A-Z0-9]{7})"
_LAST = r"(?i)(?:serial|s/n|série|seriennr|seriennummer|imei|asset)[^\r\n.;]{0,20}?(?:ends?|ending|termin\pL*|finis\pL*|endet)(?: in| with| par| auf| mit)? ?[:=]?[ ](?P<v>(?-i:[A-Z0-9]{3,6}))"
_WITH_ID = r"(?i)(?:\([ ]?(?:id|matricule|badge|pers\.?-?nr\.?|emp)[ .:#]{1,2}(?P<v>[A-Z]{0,2}[0-9]{4,9})[ ]?\)|(?:^|[\s(])(?-i:[Aa]gent|[Bb]adge|[Tt]ransponder|[Cc]MDB|CMDB|CI|[Ff]ob|[Kk]eycard|[Cc]hip)[ :]{1,2}(?:n° ?|nr\.? ?|no\.? ?)?(?P<u>(?-i:[A-Z]{1,3}[0-9]{4,9}|[0-9]{2}[A-F][0-9][0-9A-F]{6,10})))"
_SUBSCRIBER = r"(?i)(?:^|[^\pL])(?:imei\d?|imsi|meid|iccid|sim(?: card)?(?: (?:no\.?|number|n°|nr\.?))?|n° (?:de )?sim|carte sim|eid)[^\r\n0-9]{0,28}(?P<v>[0-9](?:[ ./-]?[0-9]){13,20}[A-Z]?)"
_STAFF = r"(?:matricules?|n° agent|num(?:é|e)ro (?:d['’])?agent|nip|numen|cp|badge|staff|employee|employé|employée|salarié|salariée|personnel|personal(?:nummer|nr\.?)?|pers\.?-?nr\.?|mitarbeiter(?:nummer|nr\.?)?|dienst(?:nummer|nr\.?)|ausweis(?:nummer|nr\.?)?|clock(?:ing)?(?: card| in)?|payroll|paie|lohn(?:nummer|nr\.?)?|id card|staff card|staff id|works? number|carte (?:agent|pro|professionnelle|(?:é|e)tudiante?|cps|vitale)|étudiant|etudiant|student|élève|matrikel(?:nummer|nr\.?)?|pn|ppr|gid|wwid|corporate id|global id|hr id|uid number)"
_GROUPED = rf"(?i:(?:^|[^\pL\pN_-]){_STAFF}(?:[ -]?(?:id|number|no\.?|nr\.?|n°|num(?:é|e)ro|card|code|agent|at work|here|#)){{0,2}}[ ]?(?:[:=#]|is|est|ist|lautet|c['’]est(?: le)?)?[ ]?(?:n°)?[ ]?)(?P<v>(?:[A-Z]{{1,3}}[ -]?)?[0-9]{{2,4}}(?:[ .-][0-9]{{2,4}}){{1,3}}(?:[ -]?[A-Z])?|[0-9]{{6,9}}[A-Z]?|[A-Z]{{1,3}}-[0-9]{{4,8}})"
_CLOCKED = r"(?i)(?:clocking|clock|payroll|staff|employee|works|personnel|badge)[ ](?:in )?(?:number|no\.?|card(?: number| no\.?)?)[ :]{1,2}(?:is )?(?P<v>[0-9]{4,9})"
_I_AM = r"(?i)(?:^|[^\pL])(?:i am|i['’]m|je suis(?: le)?|moi c['’]est(?: le)?|ich bin(?: die)?|(?:my|mine|his|her) (?:number|one|id)(?:['’]s| is)|(?:my|mon|ma|meine?|our|notre|unsere?)[ ](?:line )?(?:colleague|coll(?:è|e)gue|manager|kollege|kollegin)(?:['’]s| is| est| ist)?(?: le)?|meine nummer ist|mon num(?:é|e)ro(?: est| c['’]est)?(?: le)?|line manager(?: is)?)[ ](?P<v>[A-Z]{0,2}[0-9]{4,8})(?:[ ,;!?)]|\.(?:\s|\z)|\s|\z)"
_FILTER = r"(?i)(?:employee(?:id|number|no)|matricule|badge(?:id)?|emp_?(?:no|id)|staff_?(?:no|id)|personalnummer|workforceid)[\"'`]?[ ]{0,2}(?:-(?:eq|like|match|in)|==?|like|in)[ ]{0,2}[(\"'`]{1,3}\*?(?P<v>[A-Z]{0,3}-?[0-9]{4,12})"
_REQUEST = r"(?i)(?:request|installation|install|machine|hardware|host|computer|locking|site|anforderungs|maschinen)[ -]?(?:code|id|key)s?[ ]?[:=]?[ ]{1,2}(?P<v>(?-i:[A-Z0-9]{4,5}(?:[ -][A-Z0-9]{4,5}){2,9}))"
_TAG = r"(?i:(?:^|[^\pL\pN_-])(?:(?:asset|inventory|inv\.|property|equipment|fixed asset)(?:[ -]?(?:tag|label|number|no\.?|id|code|sticker))?|(?:inventar|anlagen|geräte)-?(?:nummer|nr\.?|etikett|aufkleber)|(?:n° (?:d['’])?)?immo\w*|n° (?:d['’])?(?:inventaire|parc)|num(?:é|e)ro (?:d['’]inventaire|de parc)|code parc|(?:é|e)tiquette(?: d['’]inventaire)?|code[ -]barres?|bar ?code|sticker|aufkleber))[^\r\n0-9:.;]{0,40}?[: ]{1,2}(?P<v>[A-Z0-9]{2,8}(?:[-/][A-Z0-9]{1,8}){1,3}|[A-Z]{2,6}[0-9]{3,10}|[0-9]{5,12})"


_HEADINGS = frozenset(("serialnumber", "identifyingnumber", "smbiosassettag"))


def _replace_device_number(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if value.casefold() in _HEADINGS:
        match.resume = match.start("v")  # what stands below it is the number
        return None
    if contains_placeholder(value) or not (fits_serial(value) or " " in value or _is_tag_of_letters(value)):
        return None
    return replace_group(match, "v", aliases.make_placeholder("hw", value))


def _is_tag_of_letters(value: str) -> bool:
    """Return whether a value is a service tag without digits: seven capitals that aren't a word."""
    return (
        get_lazy_pattern(r"[B-DF-HJ-NP-TV-Z0-9][A-Z0-9]{6}").is_full_match(value)
        and len(set(value)) > 4
        and not is_word(value)
    )


_TOPIC = r"(?i)(?:^|[^\pL])(?:workers?|employees?|staff|badge\pL*|pointeuse|clock\pL*|time ?sheets?|time ?card|matricule|payroll|kiosk|personal\pL*|stempel\pL*|zeiterfassung|mitarbeiter\pL*|agents?|salari\pL+|shift|rota|planning|dienst\pL*|carte|card|ausweis\pL*)(?:[^\pL]|\z)"


def _replace_spoken_staff_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a number in a line about staff, cards or clocks: *I am 45602*."""
    text = match.string
    low = find_line_start(text, match.start(), 200)
    line = text[low : match.end()] + text[match.end() : match.end() + 200].partition("\n")[0]
    if (
        get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(match["v"])
        or get_lazy_pattern(_TOPIC).search(line) is None
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("id-number"))


def _replace_grouped_staff_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a staff number with spaces or dashes; dates and telephone numbers stay."""
    value = match["v"]
    if count_digits(value) < 4 or get_lazy_pattern(
        r"(?:19|20)[0-9]{2}[ .-][0-9]{2}.*|[0-3]?[0-9][ .-][01][0-9][ .-](?:19|20)?[0-9]{2}|[0-9]{4}[ -](?:19|20)[0-9]{2}"
    ).is_full_match(value):
        return None
    return replace_group(match, "v", make_secret_placeholder("id-number"))


def _replace_key_or_request_id(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        replace_group(match, "v", aliases.make_placeholder("hw", value))
        if count_digits(value) and not contains_placeholder(value)
        else None
    )


def _replace_final_number(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", aliases.make_placeholder("hw", match["v"]))
        if count_digits(match["v"])
        else None
    )


def _replace_staff_number(match: Match, aliases: Aliases) -> str | None:
    return replace_group(match, match.find_first_group("v", "u"), make_secret_placeholder("id-number"))


def _replace_asset_tag(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    bare = match.string[match.start() : match.start("v")].strip().casefold() in (
        "asset",
        "inventory",
        "equipment",
        "property",
    )
    numbered = get_lazy_pattern(r"(?:19|20)[0-9]{2}[-/][0-9]{4,6}").is_full_match(value)
    if (
        (bare and value.isdigit())
        or is_model_of_maker(match.string[max(0, match.start("v") - 24) : match.start("v")], value)
        or count_digits(value) < 3
        or (is_technical_number(value) and not numbered)
        or get_lazy_pattern(r"(?:19|20)[0-9]{2}(?:[-/][01]?[0-9](?:[-/].*)?)?").is_full_match(value)
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("hw", value))


def _make_rules(rows: tuple[tuple[tuple[str, ...], str], ...], judge: Replace) -> Iterator[Rule]:
    for needs, pattern in rows:
        yield Rule("hardware", needs, pattern, judge)


def rules() -> tuple[Rule, ...]:
    """Return the rules for device and staff numbers."""
    return (
        Rule("hardware", (), _MAKERS, _replace_device_number),
        Rule("hardware", ("st ", "st:", "st#", "s/t"), _SHORTENED, _replace_device_number, NO_WORD),
        Rule("hardware", ("serial", "s/n", "série", "seriennr", "seriennummer", "imei", "asset"), _LAST, _replace_final_number, NO_WORD),
        Rule("id-number", ("(id", "matricule", "badge", "pers", "(emp", "agent", "transponder", "cmdb", "ci ", "fob", "keycard", "chip"), _WITH_ID, _replace_staff_number, NO_WORD),
        *_make_rules(_PRINTED, _replace_device_number),
        Rule("id-number", ("i am", "i'm", "i’m", "je suis", "moi c", "ich bin", "number", "one", " id", "colleague", "collègue", "collegue", "manager", "kolleg", "nummer", "numéro", "numero"), _I_AM, _replace_spoken_staff_number),
        Rule("id-number", ("employee", "matricule", "badge", "emp", "staff", "personal", "workforce"), _FILTER, _replace_grouped_staff_number),
        Rule("hardware", ("code", "id", "key"), _REQUEST, _replace_key_or_request_id, NO_WORD),
        Rule("hardware", ("imei", "imsi", "meid", "iccid", "sim", "eid"), _SUBSCRIBER, _replace_device_number, NO_WORD),
        Rule("id-number", ("matricule", "agent", "nip", "numen", "cp", "badge", "staff", "employ", "salari", "person", "pers", "mitarbeiter", "dienst", "ausweis", "clock", "payroll", "paie", "lohn", "id card", "works", "work ", "carte", "tudiant", "student", "élève", "matrikel", "pn", "ppr", "gid", "wwid", "corporate", "global", "hr id"), _GROUPED, _replace_grouped_staff_number, NO_WORD),
        Rule("id-number", ("clock", "payroll", "staff", "employee", "works", "personnel", "badge"), _CLOCKED, _replace_grouped_staff_number, NO_WORD),
        Rule("hardware", ("asset", "inv", "property", "equipment", "inventar", "anlagen", "geräte", "inventaire", "immo", "parc", "tiquette", "barre", "barcode", "bar code", "sticker", "aufkleber"), _TAG, _replace_asset_tag, NO_WORD),
    )  # fmt: skip
