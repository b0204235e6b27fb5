"""Rules for secrets in sentences, prompts and lists: a password some words after its name, recovery codes."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.block_words import has_dashes
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    make_hiding_replacer,
    make_keywords_with_joints,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.value_shapes import is_plausible_secret, is_random_token
from selfhelp.report.redact.vocabulary.listed_words import is_word

_KEY = (
    r"(?:pass[ -]?words?|passwd|pass ?phrases?|passcodes?|mots? de pass?e|mdp|pwd|pw|pass|passe|code (?:secret|pin|wi-?fi|d['’]acc(?:è|e)s|confidentiel)|pin|tokens?|jetons?|(?:api|access|secret|wi-?fi|wpa2?|network|security|shared|private|encryption|licen[cs]e|host|session) keys?"
    r"|cl(?:é|e)s? (?:api|wi-?fi|wpa2?|d['’]api|d['’]acc(?:è|e)s|secr(?:è|e)te|priv(?:é|e)e|partag(?:é|e)e|de s(?:é|e)curit(?:é|e)|du wi-?fi|r(?:é|e)seau)|credentials?|creds|identifiants?|secret|psk|passwort|kennwort|contraseña|wachtwoord|senha)"
)
_OPEN = r"[\"'“‘«(\[`*<]{0,3}[ \x{a0}]?"
_WORD = r"[^\s\"'“”‘’«»()\[\]`<>,;]{5,64}"
_DRAWN = r"[^\s\"'“”‘’«»()\[\]`<>,;]*?[0-9][^\s\"'“”‘’«»()\[\]`<>,;]*"
"""Word with a digit; patterns take the first match, and a password without a digit isn't distinctive."""
_AFTER = rf"(?i)(?:^|[^\pL\pN_-]){_KEY}(?:[ \t][^\s.!?\r\n]{{1,24}}){{0,9}}?(?:[ \t]{{1,3}}|[ \t]?(?:[:=,;(]|->|→)[ \t]{{0,3}}){_OPEN}(?P<v>{_DRAWN})"
_CHANGED = rf"(?i)(?:^|[^\pL\pN_-]){_KEY}[^\r\n.!?]{{0,60}}?(?:reset|changed?|set|updated?|switched|modified|renewed|réinitialis(?:é|er)e?|reinitialise|chang(?:é|er)e?|modifi(?:é|er)e?|remplac(?:é|er)e?|défini|mis)[ ](?:back )?(?:it )?(?:(?:from|de)[ ]\S+[ ])?(?:to|as|à|a|en|par|with|into|sur|for now to)[ ]{_OPEN}(?P<v>{_DRAWN})"
_NEXT = rf"(?i)(?:^|[^\pL\pN_-])(?:{_KEY}[^\r\n]{{0,160}}?(?:[.!?;,]|[ ](?:and|et|puis|then|but|mais))[ \t])(?:my |the |an? |le |l['’]|mon |ma |un |son |its )?(?:old|new|other|previous|current|temporary|ancien|nouveau|vieux|autre|actuel)(?:ne|lle)? ?(?:one|password|mot de passe|mdp|pwd|pass|token|key|pin)?(?: (?:is|was|being|est|était|etait|c['’]est))?[ :=]{{1,3}}{_OPEN}(?P<v>{_WORD})"
_BEFORE = rf"(?i)(?:^|[\s\"'“«(:=/]){_OPEN}(?P<v>{_WORD}?)[\"'”’»)\]`*>,]{{0,3}}[ \t\x{{a0}}](?:is (?:still |now )?(?:the|my|your|our|his|her|their|a)|was (?:the|my|our)|as (?:the|my|a|your|her|his)?|for (?:the|my)|comme|est (?:le|mon|ton|votre|son|la|ma)|était (?:le|mon)|en (?:guise de )?|pour (?:le|mon)|\(|= ?|:|<-|--?|\()[ \t]?(?:(?:new|old|temporary|current|default|wi-?fi|vpn|admin|root|nouveau|ancien|temporaire|initial)[ ])?{_KEY}"
_BOTH = r"(?i)(?:^|[^\pL\pN_])(?:log[ -]?in|sign[ -]?in|user(?:[ -]?name)?|account|e-?mail|identifiants?|id|compte|utilisateur|creds?|credentials?|acc(?:è|e)s|access|wi-?fi|ssid|r(?:é|e)seau|network)(?:[ ]?(?:[/|,&+]|et|and)[ ]?(?:password|pass|pw|pwd|mdp|mot de passe|code|secret))?(?:[ ][\pL\pN'’ -]*?)?[ ]?(?:[:=]|->|→|is|est|are|sont)[ ]{0,3}[\"'`]?[\w.@+\\-]{2,64}[\"'`]?(?:[ ]?[/|,;:+&][ ]?|[ ](?:et|and|with|avec)[ ])[\"'`]?(?P<v>[^\s\"'`/|,;]{4,64})"
_PROMPT = (
    r"(?im)(?:(?:enter|new|retype|current|old|confirm|type|saisissez|entrez|nouveau|ancien)[ ](?:the[ ]|le[ ]|your[ ]|votre[ ]|unix[ ])?)?\(?(?:current\)? |new )?(?:unix )?(?:pass[ -]?word|pass ?phrase|passcode|mot de passe|pin|phrase de passe|phrase secrète|kennwort|token|secret)\)?[ ](?:for|de|pour|du|of)[ ][^\r\n:]{0,60}?(?:['\"][^'\"\r\n]{1,120}['\"])?[^\r\n:]{0,40}?[:?][ \t](?P<v>[^\r\n]+)$"
    r"|[\w.-]{1,64}@[\w.-]{1,128}['’]s password:[ \t]+(?P<w>[^\r\n]+)$"
)
_FOUND = r"(?i)find-(?:generic|internet)-password[^\r\n]*\s-\w{0,3}[wg]\w{0,3}\b[^\r\n]*\r?\n(?P<v>[^\r\n]+)|\b(?:secret-tool lookup|pass show|pass -c|gopass show|vault (?:kv get|read)[^\r\n]* -field=|op read|bw get password|lpass show --password|kwallet-query -r|az keyvault secret show[^\r\n]*-o tsv|aws secretsmanager get-secret-value[^\r\n]*text|gcloud secrets versions access|gcloud auth print-(?:access|identity)-token|az account get-access-token[^\r\n]*tsv|oc whoami -t|gh auth token|pwgen|openssl rand|base64 -d|base64 --decode)[^\r\n]*\r?\n(?P<w>[^\s\r\n]+)[ \t]*\r?$"
_BELOW = r"(?im)^[ \t>#*-]{0,12}(?:(?:user |admin |root |wifi |wi-fi |vpn |your |new |temporary |temp |le |votre |nouveau |initial |current |e?-?mail )?(?:password|passwd|passphrase|passcode|mot de passe(?: temporaire| provisoire)?|mdp|pwd|security key|network key|wi-?fi key|api key|access token|secret key|recovery key|clé (?:wi-?fi|api|de sécurité|secrète)|kennwort|passwort))[ \t]?[:=]?\**[ \t]*(?:\r?\n[ \t]*){1,2}(?P<v>[^\s\r\n]{4,128})[ \t]*(?:\r?$|\z)"
_CODES_HEAD = r"(?:(?:recovery|backup|scratch|emergency|one[ -]time|single[ -]use|2fa|mfa|two[ -]factor|rescue|bypass)[ -](?:codes?|keys?|passwords?|tokens?)|codes? (?:de |d['’]|à |a )?(?:secours|r(?:é|e)cup(?:é|e)ration|sauvegarde|usage unique|urgence|d(?:é|e)pannage))"
_CODE = r"(?:[A-Za-z0-9]{4,12}(?:[ -][A-Za-z0-9]{3,8}){0,3})"
_LIST = rf"(?im){_CODES_HEAD}(?P<rows>[^\r\n]{{0,80}}?(?:(?:[ \t]*(?:\r?\n[ \t>]*|[ \t:,;|])+(?:[-*•]|[0-9]{{1,2}}[.):])?[ \t]*){_CODE})+)"
_WORDS = r"[a-z]+"
_ONE = rf"(?:[ ,\t\r\n]+(?:[0-9]+[.)] ?)?{_WORDS})"
_PHRASE = rf"(?i)(?:(?:recovery|seed|backup|mnemonic|secret|wallet|12[ -]word|24[ -]word)[ -]?(?:phrase|words?|mnemonic|seed)|mnemonic|phrase (?:de r(?:é|e)cup(?:é|e)ration|secr(?:è|e)te|mn(?:é|e)monique|de sauvegarde)|mots (?:de r(?:é|e)cup(?:é|e)ration|secrets))[^\r\n:=]{{0,20}}[:=]?[\s\"'«“]{{0,6}}(?P<v>(?-i:(?:[0-9]{{1,2}}[.)] ?)?{_WORDS}(?:{_ONE}{{23}}|{_ONE}{{11}})))"
_GROUPS = r"(?i)\b(?:totp|otp|2fa|mfa|authenticator|setup|secret|seed|manual entry|two[ -]factor|cl(?:é|e))[ _-]?(?:secret|seed|key|code|totp|secrète|manuelle)?(?:[ ][\pL]{1,12}){0,3}[ ]?(?:[:=]|is|est)[ ]{0,3}[\"'`]?(?P<v>[a-z2-7]{4}(?:[ -][a-z2-7]{4}){3,15})"
_SEED = r"(?i)\b(?:totp|otp|2fa|mfa|authenticator|google[ _-]authenticator|hotp)[\w -]{0,24}?[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<v>[A-Z2-7]{16,64})"
_LUKS = r"(?:^|[^a-z-])(?P<v>[a-z]{8}(?:-[a-z]{8}){7})"
_SERIAL_KEY = r"(?:^|[^A-Za-z0-9-])(?i:licen[cs]e|licence|serial(?: number| no\.?)?|product|activation|cd|registration|num(?:é|e)ro de s(?:é|e)rie|cl(?:é|e)(?: de licence| produit| d['’]activation)?)(?:[ -]?(?i:key|number|code|no\.?|n°))?[ ]{0,3}(?::|=|#|is|est|[ ])[ ]{0,8}[\"'`]?(?P<v>[A-Z0-9]{2,10}(?:-[A-Z0-9]{3,10}){2,7})"
_BARE_KEY = r"(?i)\b(?:fernet|encryption|aes(?:-?256)?|secret|private|signing|hmac|jwt|api|access|licen[cs]e|host|storage|machine|master|session|account|shared|psk|wireguard|preshared|webhook|bearer|auth|refresh|id|service|deploy|bot|personal access|app|client|sas|csrf|user|root|admin)[ _-]?(?:key|token|secret|jeton)[ \t]{1,4}(?:is |est |= ?|: ?|was )?(?P<v>[A-Za-z0-9+/_.=-]{16,})"
_PROMISED = r"(?i)\b(?:passcode|password|passwd|pwd|mdp|pin|mot de passe|passe|code|digicode)(?:[ \t](?P<new>provisoire|temporaire|temporary|initial|new|nouveau|default|par défaut))?[ \t]{1,3}[\"'“«(`]?(?P<v>[A-Za-z0-9!#$%&*+=@?_-]{4,40})"

# -- personal numbers -----------------------------------------------------------------------------

_IDS = (
    r"employee (?:id|no\.?|number)|staff (?:id|no\.?|number)|personnel (?:no\.?|number)|payroll(?: (?:no\.?|number|id))?|worker id|student (?:id|number)|matricule(?: salari(?:é|e))?|n(?:°|o\.?|um(?:é|e)ro)(?: d[e'’])? ?(?:employ(?:é|e)|agent|salari(?:é|e)|badge|matricule|client|adh(?:é|e)rent|assur(?:é|e)|allocataire|passeport|permis|s(?:é|e)curit(?:é|e) sociale|siret|fiscal|tva|carte|dossier m(?:é|e)dical|contrat|police|mutuelle|pi(?:è|e)ce d['’]identit(?:é|e))"
    r"|badge(?: (?:no\.?|number|id|n°))?|passport(?: (?:no\.?|number))?|passeport|identity card|id card|national id(?:entity)?(?: card)?|carte (?:nationale )?d['’]identit(?:é|e)|cni|carte vitale|titre de s(?:é|e)jour|residence permit|visa (?:no\.?|number)|permis(?: de conduire)?|driv(?:ing|er['’]?s?) licen[cs]e|licence number"
    r"|national insurance(?: (?:no\.?|number))?|ni (?:no\.?|number)|nino|ssn|social security(?: (?:no\.?|number))?|sin|tax(?:payer)? (?:id|no\.?|number|reference|identification number)|utr|tin|ein|vat (?:no\.?|number)|num(?:é|e)ro fiscal|num(?:é|e)ro de tva|tva intra\w*|avis d['’]imposition|spi|steuer-?(?:id|nummer)|nhs(?: (?:no\.?|number))?|medicare(?: number)?|patient (?:id|number)|mrn|ipp|insurance policy|policy (?:no\.?|number)|insurance (?:no\.?|number|id)"
    r"|mutuelle|adh(?:é|e)rent(?: mutuelle)?|immatriculation|plaque(?: d['’]immatriculation)?|licen[cs]e plate|number plate|registration (?:no\.?|number|plate)|vehicle reg(?:istration)?|account (?:no\.?|number)|acct|sort code|routing (?:no\.?|number)|bic|swift|rib|num(?:é|e)ro de compte|compte bancaire|loyalty (?:no\.?|card)|membership (?:no\.?|number|id)|customer (?:no\.?|number|id|ref)|num(?:é|e)ro client|siret|siren|bsn|cpr|dni|nie|nif|codice fiscale|pesel|ahv|avs"
)
_IDENTITY = rf"(?i)(?:^|[^\pL\pN_])(?:{_IDS})(?:\b[.]?|[^\pL\pN])(?:[ ](?:no\.?|number|n°|id|#|num(?:é|e)ro|mutuelle))?[\"']?[ ]?(?:\([^()\r\n]{{1,20}}\))?[ ]{{0,20}}(?:[:=#]|n°|no\.?|is|est(?: le)?|est la|->)?[ ]{{0,8}}[\"']?(?P<v>[A-Z0-9](?:[ ./-]?[A-Z0-9]){{4,24}})"
_CVV = r"(?i)\b(?:cvv2?|cvc2?|csc|cid|cryptogramme(?: visuel)?|security code|code de s(?:é|e)curit(?:é|e)|card code)[\"']?[ ]?(?:[:=#]|is|est)?[ ]{0,3}[\"']?(?P<v>[0-9]{3,4})"
_DOORS = r"(?i)\b(?:digicode|code (?:du |de la |de l['’]|des |d['’]|de |porte |sim |coffre |alarme |portail |immeuble |entr(?:é|e)e |parking |badge |puk |pin |acc(?:è|e)s |photocopieur |imprimante |coffre-fort |garage |vestiaire |cadenas |portillon )[\pL'’ -]{0,24}?|(?:sim|phone|card|door|gate|alarm|safe|lock|voicemail|badge|printer|copier|locker|garage|lift|entry|keypad|building|access|unlock|screen|tablet|bank) (?:pin|code|combination|passcode)|pin(?: code)?|puk(?: code)?|voicemail pin|combination|combinaison|code)(?: (?:du|de la|de l['’]|des|for the|for|of the|of|to the|for my) ?[\pL'’ -]{1,24}?)?[\"']?[ ]?(?:(?:[:=#]|->|is|est|was|était)(?: (?:now|still|le|la|maintenant))?)?[ ]{1,3}[\"'«“]?[ ]?(?P<v>(?:[A-Z]{0,2}[0-9]{3,8}[A-Z#*]{0,2}|[0-9]{2,4}[A-Z][0-9]{0,4}|[0-9]{2}[ -][0-9]{2}(?:[ -][0-9]{2})?|[0-9]{3}[ -][0-9]{3}))"
_ONE_TIME = (
    r"(?i)(?:^|[^\pL\pN_-])(?P<v>(?:[A-Z]-)?[0-9]{3}[ -]?[0-9]{3,5}|[0-9]{4,8})[ ](?:is|est)[ ](?:your|votre|ton|the|le|my|mon)[ ][^\r\n]{0,50}?(?:code|pin|otp|passcode|password|mot de passe)"
    r"|(?:use|enter|type|saisissez|entrez|tapez|utilisez|saisir|entrer|rentrez|indiquez|input|voici|here is|got|re(?:ç|c)u|received)[ ](?:the |le |this |ce |your |votre |un |a )?(?:(?:verification |security |sms |login |one-time |confirmation )?(?:code|pin|otp|passcode)(?: de v(?:é|e)rification| sms| pin| re(?:ç|c)u)?[ :]{1,3}(?:is |est )?)?(?P<w>(?:[A-Z]-)?[0-9]{3}[ -]?[0-9]{3,5}|[0-9]{4,8})[ ]?(?:to|pour|as|when|on|sur|afin|in|dans|by|[.,;]|\r?\n|\z)"
    r"|(?:code|otp|pin|passcode)(?: (?:de v(?:é|e)rification|sms|d['’]authentification|de connexion|unique|temporaire|received|re(?:ç|c)u|sent|envoy(?:é|e)|is|est|was|le|:))*[ :=]{1,3}(?P<x>[0-9]{3}[ -]?[0-9]{3})"
)


def _count_character_classes(value: str) -> int:
    """Return the number of character classes in a value: lowercase, uppercase, digits, punctuation."""
    signs = any(c in "!#$%&*+=@?^~_-.€£§" for c in value.strip("-_.!?*"))
    return (
        any(c.islower() for c in value)
        + any(c.isupper() for c in value[1:] or value)
        + any(c.isdigit() for c in value)
        + signs
    )


def _is_strong_password(value: str) -> bool:
    """Return whether a word is strong enough to be a password even within a sentence."""
    bare = value.rstrip(".,;:!?)»”")
    if (
        len(bare) < 6
        or contains_placeholder(value)
        or is_placeholder(value)
        or not is_plausible_secret(value)
    ):
        return False
    if get_lazy_pattern(_ORDINARY).match(bare):
        return False
    digits = any(c.isdigit() for c in bare)
    return digits and any(c.isalpha() for c in bare) and _count_character_classes(bare) >= 3


_ORDINARY = (
    r"(?i)(?:HTTP/|[0-9]+-[a-z]+\z|\w+://|[\w.-]+@[\w-]+\.|[~./\\]|[A-Z]:\\|(?:https?|ftp|www|file)\b|[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]{1,2}[:h][0-9]{2}|0x[0-9a-f]+|v?[0-9]+(?:\.[0-9]+)+|KB[0-9]{6,}|CVE-|RFC ?[0-9]|[A-Z]{2,6}-[0-9]{1,6}\z|[A-Z]{2,5}[0-9]{5,10}\z|[\w-]+\.(?:exe|dll|conf|cfg|ini|xml|json|ya?ml|py|js|ts|java|cs|cpp|c|h|sh|ps1|bat|txt|log|md|html?|php|sql|csv|docx?|xlsx?|pdf|png|jpe?g|zip|gz|pem|key|crt|local|com|org|net|fr|io|de)(?:\b|:)"
    r"|(?:sha|md|aes|rsa|utf|iso|win|x|ipv|wpa|pbkdf|base|tls|ssl|http|oauth|ed|p|u|id|rc|des|pkcs|fido|ws|i|c|mp|h|usb)-?[0-9]{1,4}(?:[-_.]\w{1,12})*\z|[\w.]+\(.*|\w+\[.*|\$|%|&|--?\w|[A-Z_]+\z|\w+=\w*\z|[a-z_]{2,20}=|[a-z]\w*(?:\.[A-Za-z_]\w*)+\z|(?:[A-Z][a-z]+)+[0-9]{0,3}_\w+\z|[a-z]+[A-Z]\w*\(|<)"
)


def _replace_strong_password(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".,;:!?)»”*")
    if (
        match["v"][-1:] in "!?*"
        and match["v"].rstrip("!?*") != match["v"]
        and _is_strong_password(match["v"])
    ):
        value = match["v"].rstrip(".,;:)»”")
    if not _is_strong_password(value):
        return None
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("password")
        + match.string[start + len(value) : match.end()]
    )


def _replace_likely_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a value next to a password's name if it has a digit, punctuation or mixed case."""
    value = match["v"]
    bare = value.rstrip(".,;:!?")
    if (
        len(bare) < 5
        or contains_placeholder(value)
        or not is_plausible_secret(value)
        or get_lazy_pattern(_ORDINARY).match(bare)
    ):
        return None
    if not any(c.isdigit() for c in bare) or not any(c.isalpha() for c in bare):
        return None
    return replace_group(match, "v", make_secret_placeholder("password") + value[len(bare) :])


def _replace_temporary_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a word in mixed case after *temporary password*."""
    value = match["v"]
    if (
        match["new"]
        and value.isalpha()
        and value[1:].lower() != value[1:]
        and value.upper() != value
        and is_plausible_secret(value)
    ):
        return replace_group(match, "v", make_secret_placeholder("password"))
    return _replace_likely_password(match, aliases)


_WIFI = r"(?im)\b(?:ssid|wi-?fi|r(?:é|e)seau|network name)[^\r\n]{0,80}\r?\n[ \t]{0,20}(?:key|clé|cle|pass\w{0,6}|code|mdp)[ \t]{0,10}[:=][ \t]{0,10}[\"']?(?P<v>[^\s\"']{8,63})"
_COMMUNITY = r"(?i)\b(?:snmp[ -]?)?community(?:[ -]string)?[ ]?(?:[:=]|is|est)[ ]{0,3}[\"']?(?P<v>[^\s\"',;]{4,})|\bcommunity[ -]string[ ][\"']?(?P<w>[^\s\"',;]{4,})"
_BARE_LOGIN = r"(?:^|[\s\"'=(])[\w.-]{2,32}:(?P<v>[^\s:@/\"'<>()]{4,64})@(?:[\w.-]{2,}|\s|\z)"


def _replace_password_of_login(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    letters = any(c.isalpha() for c in value)
    more = any(c.isdigit() or c in "!#$%&*+=?^~" for c in value)
    following = match.string[match.end("v") + 1 : match.end("v") + 8]
    if (
        not letters
        or not more
        or following.startswith(("sha256", "sha1"))
        or get_lazy_pattern(r"v?[0-9][\w.-]*|[a-z]+-?[0-9.]+").is_full_match(value)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("url-login"))


def _replace_snmp_community(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "w")
    value = match[group]
    return (
        None
        if value.lower() in ("support", "edition", "server", "public", "private")
        or not is_plausible_secret(value)
        else replace_group(match, group, make_secret_placeholder("password"))
    )


def _replace_prompt_line(match: Match, aliases: Aliases) -> str | None:
    """Replace the input after a prompt, or the output of a tool that prints a secret."""
    group = match.find_first_group("v", "w")
    value = match[group].strip()
    first = value.split()[0] if value else ""
    if (
        not value
        or not is_plausible_secret(value)
        or is_placeholder(value)
        or len(value) > 200
        or first.endswith(":")
    ):
        return None
    if len(value.split()) > 6 or get_lazy_pattern(r"(?i)error|warning|usage|failed|invalid|\[").match(value):
        return None
    return replace_group(match, group, make_secret_placeholder("password"))


def _replace_value_below(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        not is_plausible_secret(value)
        or is_placeholder(value)
        or value.endswith(":")
        or get_lazy_pattern(_ORDINARY).match(value)
        or set(value) <= set("-=*_#~|+")
    ):
        return None
    mixed = any(not c.isalpha() for c in value) or (value[1:].lower() != value[1:] and value.upper() != value)
    return replace_group(match, "v", make_secret_placeholder("password")) if mixed else None


def _replace_codes(match: Match, aliases: Aliases) -> str | None:
    """Replace each code of a list; a key's ID stays."""
    rows = match["rows"]
    if get_lazy_pattern(r"(?i)[ ]?id\b").match(rows) is not None:
        return None
    parts: list[str] = []
    place = 0
    for found in get_lazy_pattern(r"(?P<v>[A-Za-z0-9]{4,12}(?:[ -][A-Za-z0-9]{3,8}){0,3})").finditer(rows):
        value = found["v"]
        digits = any(c.isdigit() for c in value) or ("-" in value and value.upper() == value)
        pieces = value.replace("-", " ").split()
        if (
            not digits
            or len(value) < 6
            or is_placeholder(value)
            or any(p.isalpha() and p.islower() and len(p) > 5 for p in pieces)
        ):
            continue
        start, end = found.span("v")
        parts += (rows[place:start], make_secret_placeholder("code"))
        place = end
    if not parts:
        return None
    return match.string[match.start() : match.start("rows")] + "".join((*parts, rows[place:]))


def _is_identity_number(value: str) -> bool:
    digits = sum(c.isdigit() for c in value)
    if digits < 4 or get_lazy_pattern(
        r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}"
    ).is_full_match(value):
        return digits >= 3 and get_lazy_pattern(r"[A-Z]{2}-[0-9]{3}-[A-Z]{2}").is_full_match(value)
    return True


def _replace_identity_number(match: Match, aliases: Aliases) -> str | None:
    """Replace an identity number; the number ends where words begin again."""
    value = match["v"]
    cut = get_lazy_pattern(
        r"[A-Z0-9][A-Z0-9./-]*(?: (?:[A-Z]{1,2}|[0-9][A-Z0-9./-]*)\b)*|[a-z]{2}[0-9]{6}[a-z]"
    ).match(value)
    if cut is None:
        return None
    value = cut[""].rstrip(" ./-")
    if (
        not _is_identity_number(value)
        or is_placeholder(value)
        or get_lazy_pattern(r"RFC[ -]?[0-9]{1,5}").is_full_match(value)
    ):
        return None
    start = match.start("v")
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("id-number")
        + match.string[start + len(value) : match.end()]
    )


def _replace_door_code(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        sum(c.isdigit() for c in value) < 3
        or is_placeholder(value)
        or (get_lazy_pattern(r"(?:19|20)[0-9]{2}\z").match(value) and "pin" not in match[""].lower())
    ):
        return None
    label = match[""][: match.start("v") - match.start()].strip(" :=#\"'").lower()
    if get_lazy_pattern(r"(?:code|combination)\z").match(label) and len(value) < 6:
        return None  # ``error code 1603``
    if get_lazy_pattern(r"(?:erreur|error|fehler|retour|sortie|statut|arrêt)\b").search(label):
        return None
    if get_lazy_pattern(
        r"(?i)(?:exit|error|return|status|erreur|retour|source|stop|event|http|response|key|scan|postal|zip|country|area|result|reason|hresult|byte|machine|op|bug ?check|win32|exception|fault|vendor|bar|qr|sort|state|langue?|language)[ _-]?\z"
    ).search(match.string[max(0, match.start() - 20) : match.start()]):
        return None
    return replace_group(match, "v", make_secret_placeholder("code"))


def _replace_one_time_code(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "w", "x")
    return replace_group(match, group, make_secret_placeholder("code")) if group else None


def _replace_bare_key(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", make_secret_placeholder("key"))
        if is_random_token(match["v"]) and is_plausible_secret(match["v"]) and not is_placeholder(match["v"])
        else None
    )


def _replace_serial_key(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        replace_group(match, "v", make_secret_placeholder("key"))
        if any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
        else None
    )


_TWO_FACTORS = (*make_keywords_with_joints("2fa"), *(f"2fa {word}" for word in ("s", "k", "c", "t", "m")))
"""Keywords for two-factor authentication; *2fa* alone is in every tenth checksum."""


def rules_for_several_secrets() -> tuple[Rule, ...]:
    """Return the rules for several secrets after one name; they run before the rules for one secret."""
    return (
        Rule("code", ("code", "key", "password", "token"), _LIST, _replace_codes),
        Rule("totp", ("totp", "otp", *_TWO_FACTORS, "mfa", "authenticator", "setup", "secret", "seed", "manual", "factor", "clé", "cle"), _GROUPS, make_hiding_replacer("totp", _is_seed)),
        Rule("password", ("log", "sign", "user", "account", "mail", "identifiant", "id", "compte", "utilisateur", "cred", "acc", "wi", "seau", "network"), _BOTH, _replace_password_of_pair, context=60),
    )  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for spoken secrets; secrets right next to their name were replaced by other rules."""
    keys = (
        "pass",
        "mdp",
        "pwd",
        "pw",
        "pin",
        "token",
        "jeton",
        "key",
        "clé",
        "cle",
        "cred",
        "identifiant",
        "secret",
        "psk",
        "kennwort",
        "contraseña",
        "wachtwoord",
        "senha",
        "code",
    )
    return (
        Rule("key", ("phrase", "mnemonic", "words", "mots", "seed"), _PHRASE, make_hiding_replacer("key")),
        Rule("totp", ("otp", *_TWO_FACTORS, "mfa", "authenticator"), _SEED, make_hiding_replacer("totp")),
        Rule("recovery-key", ("-",), _LUKS, make_hiding_replacer("recovery-key"), "[a-z-]", sieve=has_dashes),
        Rule("key", ("licen", "serial", "product", "activation", "cd", "registration", "série", "serie", "clé", "cle"), _SERIAL_KEY, _replace_serial_key),
        Rule("key", ("key", "token", "secret", "jeton"), _BARE_KEY, _replace_bare_key),
        Rule("password", ("password", "passphrase", "passcode", "passe", "pin", "kennwort", "token", "secret"), _PROMPT, _replace_prompt_line),
        Rule("password", ("find-generic", "find-internet", "secret-tool", "pass show", "pass -c", "vault kv", "vault read", "op read", "bw get", "lpass", "kwallet", "keyvault", "secretsmanager", "gcloud", "az account", "oc whoami", "gh auth", "pwgen", "openssl rand", "base64 -"), _FOUND, _replace_prompt_line),
        Rule("password", ("pass", "mdp", "pwd", "key", "clé", "token", "kennwort"), _BELOW, _replace_value_below),
        Rule("password", ("ssid", "wi", "seau", "network name"), _WIFI, make_hiding_replacer("password", is_plausible_secret)),
        Rule("password", ("community",), _COMMUNITY, _replace_snmp_community),
        Rule("url-login", ("@",), _BARE_LOGIN, _replace_password_of_login),
        Rule("password", keys, _CHANGED, _replace_likely_password),
        *[Rule("password", keys, _AFTER, _replace_strong_password)] * 2,  # a sentence often has the old and the new one
        Rule("password", keys, _NEXT, _replace_likely_password),
        Rule("password", keys, _BEFORE, _replace_likely_password),
        Rule("password", ("passcode", "password", "passwd", "pwd", "mdp", "pin", "passe", "code"), _PROMISED, _replace_temporary_password),
    )  # fmt: skip


def _replace_password_of_pair(match: Match, aliases: Aliases) -> str | None:
    """Replace the pair of ``login: a / b``; without a word for passwords, only a value that isn't a word."""
    value = match["v"]
    said = (
        get_lazy_pattern(r"(?i)pass|pw|mdp|secret|cred|identifiants|acc(?:è|e)s|wi-?fi").search(
            match[""][: match.start("v") - match.start()]
        )
        is not None
    )
    if not is_plausible_secret(value) or is_placeholder(value) or "://" in value or "@" in value[1:]:
        return None
    if value.isdigit() and len(value) < 6:
        return None
    if is_word(value) and get_lazy_pattern(r"[ ]\pL+[ ]?[\pL:]").match(
        match.string[match.end("v") : match.end("v") + 24]
    ):
        return None  # the sentence goes on: *…, although nothing was changed*
    strong = any(c.isdigit() for c in value) or any(c in "!#$%&*+=?" for c in value)
    if not strong and not (said and value.isalpha() and len(value) > 5):
        return None
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if said or _is_strong_password(value)
        else None
    )


def _is_seed(value: str) -> bool:
    return any(c.isdigit() for c in value) or value.upper() == value


_PAPERS = (
    "employee",
    "staff",
    "personnel",
    "payroll",
    "worker",
    "student",
    "matricule",
    "°",
    "badge",
    "passp",
    "identi",
    "cni",
    "carte",
    "titre",
    "residence",
    "visa",
    "permis",
    "licen",
    "insurance",
    "ssn",
    "social",
    "tax",
    "utr",
    "vat",
    "num",
    "tva",
    "steuer",
    "nhs",
    "medicare",
    "patient",
    "mrn",
    "policy",
    "mutuelle",
    "adhérent",
    "adherent",
    "immatr",
    "plaque",
    "plate",
    "registration",
    "vehicle",
    "account",
    "acct",
    "sort",
    "routing",
    "swift",
    "compte",
    "loyalty",
    "member",
    "customer",
    "client",
    "siret",
    "siren",
    "codice",
    "pesel",
    "id card",
    *tuple(
        f"{word}{mark}"
        for word in (
            "ni no",
            "ni number",
            "sin",
            "tin",
            "ein",
            "spi",
            "ipp",
            "bic",
            "rib",
            "bsn",
            "cpr",
            "dni",
            "nie",
            "nif",
            "ahv",
            "avs",
            "nino",
        )
        for mark in (" ", ":", "=", "#", ".")
    ),
)


def rules_for_spoken_numbers() -> tuple[Rule, ...]:
    """Return the rules for personal numbers in prose: identity documents, door codes, one-time codes."""
    return (
        Rule("code", ("cvv", "cvc", "csc", "cid", "cryptogramme", "code"), _CVV, make_hiding_replacer("code"), r"[\pL\pN_.-]"),
        Rule("id-number", _PAPERS, _IDENTITY, _replace_identity_number),
        Rule("code", ("code", "pin", "puk", "combin"), _DOORS, _replace_door_code, r"[\pL\pN_]|[.,:][0-9]", context=24),
        Rule("code", ("code", "pin", "otp", "pass"), _ONE_TIME, _replace_one_time_code, r"[\pL\pN_]"),
    )  # fmt: skip
