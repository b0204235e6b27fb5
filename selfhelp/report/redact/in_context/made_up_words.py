"""Rate words by their resemblance to made-up passwords: joined words, inner capitals, digits among letters.

In a sentence, such a word is a product, a file, a host or a password; the sentence decides (see
``sentences``).
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.name_value_pairs import is_secret_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.strong_values import looks_like_typed_password, trim_trailing_punctuation
from selfhelp.report.redact.told_passwords import is_likely_password
from selfhelp.report.redact.value_shapes import is_plausible_secret

NONE, PLAIN, JOINED, LIKELY, SURE = range(5)
"""Ratings: not a password, a plain word, joined words, letters and digits, certainly a password."""

T = r"[^\s\"“”«»<>()\[\]{}`,;|=/\\:]"
MADE_UP = rf"{T}*(?:\pL[0-9]|[0-9]\pL|\p{{Ll}}\p{{Lu}}|[\pL0-9][._!&*#+$%?^~@-][\pL0-9]){T}*"
"""Pattern of candidates; cheaper than the full test."""
_U = r"[^\s\"“”«»<>()\[\]{}`,;|=/\\:.]"
ONE_DOT = rf"(?:{_U}+\.{_U}+|{_U}*(?:\pL[0-9]|[0-9]\pL|\p{{Ll}}\p{{Lu}}|[\pL0-9][_!&*#+$%?^~@-][\pL0-9]){_U}*(?:\.{_U}+)?)"
"""Pattern of candidates with at most one dot; names of classes and packages have more."""

_JOINED = r"\pL{2,}(?:[_!&*#+~%$^@]\pL{2,})+[!?*#]?|\p{Lu}\p{Ll}+(?:[.-]\p{Lu}\p{Ll}+)+[!?*#]?|\p{Ll}{2,}(?:[.-]\p{Lu}\p{Ll}+)+[!?*#]?|\p{Ll}{2,}-\p{Lu}{2,}|\p{Ll}{2,}(?:\p{Lu}\p{Ll}+)+[!?*#]?|\p{Ll}{2,}\p{Lu}{3,}"
_THING = (
    r"(?i)(?:[\w.+-]+@[\w-]+\.[\w.-]+|(?:www|ftp|srv|pc|host|lt|ws|vm)[._-].*|[\w.-]+\.(?:exe|dll|com|org|net|fr|de|uk|lan|local|corp|example|txt|log|pdf|docx?|xlsx?|pptx?|zip|py|js|sh|ps1|conf|cfg|ini|xml|json|ya?ml|toml|msi|iso|png|jpe?g|csv|md|html?)"
    r"|(?:get|set|new|remove|add|convert\w*|import|export|start|stop|invoke|test|enable|disable|connect|select|write|read|out|format|update|install|uninstall|restart|register|unregister|clear|move|rename|copy|join|measure|resolve|send|show|sort|where|foreach|wait)-[a-z]+"
    r"|(?-i:[a-z]+(?:_[a-z]+)+|[a-z]+_[A-Z][a-z]+|(?:[A-Z][a-z]+){2,}[0-9]*_\w+)|[0-9a-f]{7,40}|(?:ctrl|alt|shift|win|cmd|maj|fn)[+].*|[a-z]+[0-9]*(?:-[a-z]+)*[.-][0-9].*\.(?:service|scope|slice|mount|socket|target|timer)|[\w@-]+\.(?:service|scope|slice|mount|socket|target|timer|tgz|gz)|(?:saint|sainte|jean|marie|anne|pierre|paul|mary|san|los|new|north|south|east|west|nord|sud|bas|haut|x|e|wi|multi|self|pre|post|non|anti|co|re|sous|sur|vice|mi|demi|semi|auto|off|on|back|front|end|user|client|server|dual|triple|single|double|plug|drag|check|log|sign|stand|pop|drop|add|read|write|touch|high|low|long|short|left|right|open|hard|soft|full|half|web|net|passwor[td]|kennwort|pass|token|login|konto|account|sicherheits|cyber|hyper|ultra|micro|macro|mini|mega|giga|tele|photo|video|audio|blu|air|mac)-.*"
    r"|(?:power|one|share|git|linked|you|whats|team|any|kee|last|bit|file|virtual|auto|mac|think|elite|pro|opti|libre|open|wire|forti|global|my|postgre|java|type|quick|docu|web|go|display|face|pay|tik|jet|crowd|sentinel|service|success|hub|mail|drop|in|photo|sketch|solid|arc|win|up|down|smart|touch|key|soft|data|time|play|free|red|fire|thunder|black|sound|life|note|pass|user|log|sign|active|direct|remote|screen|smart)(?-i:[A-Z])\w*)"
)
"""Pattern for files, hosts, commands, places, compound words and products."""
_TERM = r"(?i)[\w.+-]{0,24}(?:office|windows|outlook|excel|teams|chrome|edge|adobe|oracle|sql|exchange|android|ubuntu|debian|imac|macbook|iphone|ipad|galaxy|pixel|x[0-9]+|sha[0-9-]+|aes[0-9-]+|amd64|arm64|x86[_-]64|pkcs#?[0-9]+|ms-?chapv[0-9]|eap-?\w+|argon2\w*|bcrypt\w*|ntlmv[0-9]|i[3579]-?[0-9]+|ax[0-9]+|ldaperr|utf-?[0-9]+|ipv[46])[0-9]*"


@cache_word_test
def rate_word(word: str) -> int:
    """Return the rating of a word in a sentence, from `NONE` to `SURE`."""
    bare = trim_trailing_punctuation(word).strip("'’")
    if not 4 <= len(bare) <= 64 or contains_placeholder(bare) or not is_plausible_secret(bare):
        return NONE
    if get_lazy_pattern(_THING).is_full_match(bare) or get_lazy_pattern(_TERM).is_full_match(bare):
        return NONE
    if bare.isalpha() and is_secret_name(bare):
        return NONE  # apiKey, clientSecret
    if looks_like_typed_password(bare):
        return SURE
    if is_likely_password(bare):
        return LIKELY
    if get_lazy_pattern(_JOINED).is_full_match(bare):
        return JOINED
    return PLAIN if bare.replace("-", "").isalpha() else NONE
