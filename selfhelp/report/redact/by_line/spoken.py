"""Secrets told in ordinary sentences, in English, French and German, with or without a subject.

A sentence tells a secret by one of a few constructions. Each is a method here:

* `_named`: a noun, words between, a verb, the value (*pw for the NAS is still the old one, x*);
* `_called`: the value, *is*, *as* or *comme*, the noun (*use x as the password*);
* `_used`: a verb of typing, setting or opening, the value (*tried x and y*, *s'ouvre avec x*);
* `_changed`: from the old one to the new one;
* `_beside`: an account and the value (*log in with ana and x*);
* `_behind_a_comma`: the value between commas or brackets behind what it stands for (*the usual one, x, …*);
* `_answered`: the answer to a question that only one person knows (*first pet*, *nom de jeune fille*).

How sure a value must look depends on the construction: a plain word counts only right behind a verb of being,
and only if it is none of those sentences about passwords are built of (`ordinary_words`).
"""

# Patterns, lists of words and conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import is_stand_in
from selfhelp.report.redact.block_words import remembered, sieve
from selfhelp.report.redact.by_line.lines import Line, Part, rule_for_each_line
from selfhelp.report.redact.by_line.ordinary_words import JOINING, is_ordinary
from selfhelp.report.redact.by_line.sentence_words import Token, tokens
from selfhelp.report.redact.in_context.made_up_words import JOINED, LIKELY, SURE, shape
from selfhelp.report.redact.re2_patterns import compiled
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.value_shapes import is_value

PASSWORDS = frozenset(
    (
        "password passwords passwort kennwort pw pwd pwds passwd psw mdp mpd passphrase pass-phrase "
        "passcode passcodes pass-word passe sésame contraseña contrasena clave "
        "senha wachtwoord hasło parola heslo lösenord adgangskode passord losung losungswort geheimwort "
        "geheimnis geheim psk"
    ).split()
)
"""Nouns of which one is enough."""
CODES = frozenset((
        "code codes pin pins digicode puk otp tan combination combinaison kombination zugangscode türcode "
        "freischaltcode geheimzahl cadenas alarm"
    ).split())
_SECOND = {("mot", "passe"): 3, ("mots", "passe"): 3, ("pass", "phrase"): 2, ("pass", "word"): 2, ("phrase", "passe"): 3, ("phrase", "secrète"): 2,
           ("secret", "word"): 2, ("memorable", "word"): 2, ("safe", "word"): 2, ("code", "word"): 2, ("code", "phrase"): 2}  # fmt: skip
_KEY_BEFORE = frozenset((
        "wifi wi-fi wlan wpa wpa2 network security api access recovery product activation licence license "
        "serial windows office bitlocker"
    ).split())
_BEING = frozenset((
        "begins starts commence finit ends is was be are 's = : -> => → est était etait c'est c'était sera "
        "reste lautet ist war heißt es è é era jest reads remains becomes says been being stays equals "
        "called wäre sei"
    ).split())
_SETTING_TO = frozenset("to as à en auf into a".split())
_SET = frozenset((
        "set reset changed change switched updated put réinitialisé réinitialisée remis mis changé changée "
        "modifié passé gesetzt zurückgesetzt geändert remplacé replaced remettre remettez remets mettre"
    ).split())
_STILL = frozenset(
    (
        "still now just simply only always again actually probably currently toujours maintenant juste "
        "simplement encore bien seulement désormais noch immer jetzt einfach nur exactly literally "
        "the le la word mot das wort like comme something sort of genre all lower case lowercase upper "
        "uppercase capital tout en minuscules majuscules"
    ).split()
)
_VERBS = frozenset(
    (
        "try tried tries trying type typed typing types retyped enter entered entering use used using uses "
        "put puts keyed key input remettre remettez remets nimm tapez tape tapes tapé taper tapais mettez "
        "mets mis mettre saisir saisi saisis saisissez entrez entrer entré rentrez rentre "
        "rentré utilise utilises utilisez utiliser utilisé essaye essaie essayé essayez essayer donné donne "
        "donnez gave give given picked chose chosen choisi pris took take keep kept wrote write spelled "
        "told dictated dicté versuche versucht probiert nimm nehme benutze benutzt verwende "
        "verwendet tippe eingeben accept accepts accepted refuse refused refuses reject rejected rejects "
        "accepte refuse like likes want wants"
    ).split()
)
_SURE_VERBS = _VERBS - frozenset((
        "use used using uses put key take took give gave given keep kept write wrote told like likes want "
        "wants donne donnez donné utilise utiliser utilisez accept accepts accepted mis mettre pris"
    ).split())
_WITH = frozenset("with avec using mit par per con by".split())
_OPENING = frozenset(
    (
        "log logs logged login sign signs signed unlock unlocks unlocked open opens opened get gets got "
        "connect connects connected decrypt decrypts protected encrypted locked secured works work in "
        "connecter connecté connecte ouvre ouvrir ouvert ouverte s'ouvre marche fonctionne "
        "déverrouille déverrouillez déverrouiller verrouillé verrouillée essayez protégé protégée chiffré "
        "verrouillé meldet melde loggt logge anmelden angemeldet einloggen entsperren öffnet geschützt"
    ).split()
)
_FILES = frozenset((
        "zip pdf archive archives file files document dossier fichier rar 7z backup sauvegarde excel "
        "spreadsheet classeur usb stick clé vault container database kdbx doc docx xlsx zip-datei datei "
        "archiv"
    ).split())
_GO_ON = frozenset(
    (
        "and but or so for on since until if when because now with without at in as all please too again "
        "lol haha i it that et mais ou pour sur depuis si quand car parce avec sans maintenant je tout "
        "toute en comme "
        "aber und oder für seit mit wenn then puis ensuite - – — / & + thanks thx merci danke svp thats "
        "that's no not pas ist is est was for which who qui though btw by au everywhere partout ("
    ).split()
)
_AS = frozenset("as comme als".split())
_IS = frozenset("is was est était ist war 's c'est that's works marche".split())
_DETERMINERS = frozenset((
        "the my our your his her their a an mon ma notre votre ton ta son sa le la l' un une das mein meine "
        "dein unser this that ce cette new old usual current temporary default admin root wifi wi-fi vpn "
        "guest master first last other main temp same nouveau ancien nouvelle même"
    ).split())
_TOPIC = frozenset(
    (
        "login log-in signin sign-in log logged logon locked unlock session account compte konto "
        "credentials creds identifiant identifiants connexion connecter connecté connect access accès vpn "
        "wifi wi-fi wlan portal "
        "accepted refused rejected wrong incorrect refuse refusé marche works work worked didn't doesn't "
        "won't expired verrouillé déverrouiller anmelden anmeldung einloggen gesperrt zugang zugangsdaten "
        "accès arrivant starter mailbox messagerie nas vault"
    ).split()
)
_POINTED = frozenset((
        "one word usual same note sticker post-it former previous old avant habitude habituel même mot "
        "pareil ancien celui celle bougé changé changed moved fils fille son daughter dog cat chien chat "
        "name prénom pet birthday anniversaire gleiche übliche wie"
    ).split())
_NO_NOUN_BEFORE = frozenset((
        "qr bar zip postal post dress area country error source exit status return stop http product "
        "discount promo coupon voucher tax reason response state country-"
    ).split())
_ANSWER_CUES = (
    r"(?i)born in|professeur pr(?:é|e)f(?:é|e)r(?:é|e)|mother['’]?s maiden name"
    r"|maiden name of (?:my|his|her|your) mother"
    r"|first (?:pet|school|car|teacher|boss|job|street|concert|love|girlfriend|boyfriend)"
    r"|(?:pet|dog|cat)['’]?s name"
    r"|favou?rite (?:teacher|colou?r|film|movie|book|food|team|place|animal|band|singer)"
    r"|name of (?:my|your|the) first \pL+|memorable (?:place|name|date|word)"
    r"|city (?:i|you) (?:was|were) born|childhood (?:friend|hero|nickname|street)|nom de jeune fille"
    r"|premier (?:animal|chien|chat|emploi|professeur|amour|concert)"
    r"|premi(?:è|e)re (?:(?:é|e)cole|voiture|rue|institutrice)|ville de naissance|animal de compagnie"
    r"|(?:plat|film|livre|couleur|chanteur|acteur) pr(?:é|e)f(?:é|e)r(?:é|e)e?"
    r"|couleur pr(?:é|e)f(?:é|e)r(?:é|e)e|meilleur ami d['’]enfance|m(?:ä|ae)dchenname"
    r"|erste[rsn]? (?:haustier|schule|auto|lehrer)|geburtsname|lieblings\pL+"
    r"|(?:secret|security) (?:question|answer)|(?:question|réponse) (?:secrète|de sécurité)"
    r"|sicherheitsfrage"
)
_TITLED = (
    r"\p{Lu}\p{Ll}{2,14}[0-9]{1,4}[!?.*#$&@+-]{0,2}"
    r"|[\pL]{1,12}[@$!%&*#][\pL0-9]{1,12}[!?.*#$]{0,2}[0-9]{0,4}"
)
_PRODUCTS = (
    r"windows|office|outlook|excel|word|server|exchange|teams|version|room|salle|bureau|poste|pc|srv"
    r"|ticket|inc|port|vlan|floor|build|kb|usb|hdmi|com|ipv|iphone|ipad|galaxy|pixel|thinkpad|latitude"
    r"|elitebook|optiplex|surface|page|step|part|level|wave|phase|page|photo|image|img|scan|doc|file|test"
    r"|user|sheet|feuil|classeur|book|slide"
)
_LANGUAGES_AND_SYSTEMS = (
    r"python|java|php|node|debian|ubuntu|fedora|centos|macos|ios|android|chrome|firefox|edge|safari|sql"
    r"|oracle|adobe|acrobat|photoshop|autocad|visio|project|access|publisher"
)
_COUNTED_THINGS = (
    r"event|error|erreur|code|line|ligne|day|week|month|year|q|fy|sprint|release|rev|mp|aes|sha|md|rsa"
    r"|tls|wpa|wep|ntlm|utf|base|log|x|v|h|a|b|c|t|p|r|m"
)
_PRODUCT = rf"(?i)(?:{_PRODUCTS}|{_LANGUAGES_AND_SYSTEMS}|{_COUNTED_THINGS})-?[0-9]+"
_NO_MORE = frozenset((
        "must should doit muss has needs policy policies manager rules rule expiry expiration expires "
        "prompt field box page dialog politique règles règle richtlinie gestionnaire"
    ).split())
"""Behind these no sentence about a password tells one."""
_ERRORS = (
    r"(?i)err(?:or|eur|no)?\b|fehler|http|exit|(?:é|e)chec|tentative|attempt|fail|invalid|statu[ts]"
    r"|return|retour|npm|stop ?code|exception|signe?al|<|>|bounce|remis|delivered|postal|source|qr"
    r"|bar ?code"
)
_LOCKS = frozenset((
        "temporary provisoire confirm confirmation door alarm gate access security unlock pairing "
        "activation entry lock safe voicemail sim card screen sms verification confirmation wifi wi-fi "
        "accès portail porte alarme secret sécurité coffre imprimante copieur photocopieuse cadenas entrée "
        "vérification activation garage parking immeuble déverrouillage garage keypad building tür barrier "
        "printer badge puk pin"
    ).split())
_PERSONS = frozenset((
        "alte alter altes neue neues old new ancien nouveau vorher before avant used still i i've i'm my me "
        "we he she it's please je j mon tu te vous nous ich mein j'ai puis then didn't doesn't again "
        "yesterday hier"
    ).split())
_LEADING = frozenset((
        "with as avec mit is are use using type enter : = creds credentials identifiants login comme"
    ).split())
_LOCKED = frozenset((
        "keypad lock locked unlock unlocks safe gate alarm door padlock locker barrier garage intercom "
        "combination clavier serrure coffre portail alarme porte cadenas barrière déverrouillage "
        "verrouillage interphone digicode tresor tür schloss alarmanlage"
    ).split())
_SHOWS = frozenset((
        "authenticator token app application sms text texto boîtier screen écran phone téléphone message"
    ).split())
"""Things that show a code, where a verb says that they do."""
"""Things that a code opens, or that show one."""
_SHOWING = frozenset((
        "takes take needs wants prend veut demande read reads said says showed shows displayed displays "
        "affiche affichait affiché indique indiquait dit zeigt zeigte is was est était war ist : = with "
        "avec mit"
    ).split())
_TYPING = frozenset((
        "type typed enter entered tape tapez taper tapé saisir saisissez saisi tippe eingeben keyed"
    ).split())
_HIS = frozenset((
        "one mine hers yours ours theirs celui celle mien mienne sien sienne leur meins ihres seins ancien "
        "nouveau"
    ).split())
"""Words that stand for a password where the line names one."""
_REFUSED = frozenset((
        "wrong incorrect refused rejected invalid denied expired accepted right correct faux refusé refusés "
        "incorrects incorrecte rejeté falsch ungültig abgelehnt"
    ).split())
_WORKS = frozenset((
        "worked works marchait marche marchent passe passent passait fonctionne fonctionnait funktioniert "
        "geht ging"
    ).split())
_LONGEST_VALUE = 64
_REACH = 9
"""Words between a noun and the verb behind it, at most."""


def read(line: Line) -> Iterator[Part]:
    """Return the secrets that a sentence tells."""
    words = tokens(line.text)
    if not 2 <= len(words) <= 400 or not _is_prose(words):
        return
    about = _Sentence(line, words)
    for reading in (about.named, about.pointed, about.shown, about.called, about.used, about.changed, about.refused, about.beside, about.side_by_side, about.wireless, about.beside_another, about.enclosed, about.spelled_after, about.answered):
        for first, last, kind in reading():
            yield Part(line.start + words[first].start, line.start + words[last].end, kind)


def _is_program(text: str) -> bool:
    """Tell a line of a log, a program or markup from what a person wrote."""
    bare = text.lstrip()
    if bare[:4].isdigit() or bare.startswith(("at ", "{", "<", "#!", "//")):
        return True
    return compiled(r"^[ \t]*(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}|\[[0-9]|[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:|<[\w!?/]|[#%]include|import |from \w+ import|def |class |return |if \(|\$\w)|[{};]\s*$|\w\(\)|==|::|->\w|</\w|\w\(\w+[,)]|\w+=\"|\|\||&&|^[ \t]*[\w.]+ = [\w.]+$|^[ \t]*at [\w.$<>]+\(|\"(?:GET|POST|PUT|HEAD|OPTIONS|DELETE) /").search(text) is not None


def _is_prose(words: list[Token]) -> bool:
    joining = sum(word.low in JOINING for word in words)
    return joining > 1 or (joining > 0 and len(words) < 12) or len(words) < 7


Found = Iterator[tuple[int, int, str]]


class _Sentence:
    """The words of a line, and what its neighbours speak of."""

    def __init__(self, line: Line, words: list[Token]) -> None:
        self._line = line
        self._words = words
        self._nouns = [n for n in range(len(words)) if self._noun(n)]
        self._topic: bool | None = None
        self._locked = any(word.low in _LOCKED or word.low in _SHOWS for word in words)

    # -- what a word is -------------------------------------------------------------------------

    def _low(self, n: int) -> str:
        return self._words[n].low if 0 <= n < len(self._words) else ""

    def _noun(self, n: int) -> int:
        """Return how many words from here on name a password, a code or a key; 0 for none."""
        low = self._low(n)
        if self._words[n].quoted:
            return 0
        if low in PASSWORDS or (low.startswith(("passwor", "mot-de-pass", "motdepass")) and len(low) < 14):
            return 1
        for (first, last), size in _SECOND.items():
            if low == first and self._low(n + size - 1) == last:
                return size
        if low == "pass" and self._low(n - 1) in ("admin", "root", "mailbox", "the", "my", "le", "mon", "wifi", "user", "vpn", "current", "ftp", "mail"):
            return 1
        if low in CODES and self._low(n - 1) not in _NO_NOUN_BEFORE:
            return 1
        if low == "phrase" and n + 1 < len(self._words) and self._words[n + 1].quoted:
            return 1
        if low in ("key", "clé", "clef", "cle", "schlüssel") and (self._low(n - 1) in _KEY_BEFORE or self._low(n + 1) in _KEY_BEFORE or (self._low(n + 1) == "de" and self._low(n + 2) in ("récupération", "recuperation", "licence", "produit", "secours", "sécurité")) or self._low(n + 3) in ("box", "wifi", "wi-fi")):
            return 1
        return 1 if low.endswith(("schlüssel", "passwort", "kennwort", "zugangscode")) else 0

    def _is_code(self, n: int) -> bool:
        low = self._low(n)
        return low in CODES and low not in PASSWORDS

    def _speaks(self) -> bool:
        """Tell whether this line, or one beside it, is about signing in or passwords."""
        if self._topic is None:
            near = {word.low for word in self._words}
            for text in (*self._line.before(2), *(other.text for other in self._line.following(1))):
                near |= {word.strip(".,;:!?()'\"").casefold() for word in text[:400].split()}
            self._topic = bool(self._nouns) or not near.isdisjoint(_TOPIC | PASSWORDS | CODES)
        return self._topic

    # -- what may be a value --------------------------------------------------------------------

    def _made_up(self, n: int, least: int = JOINED) -> bool:
        """Tell a word that looks made up: joined words, letters and digits, signs."""
        if not 0 <= n < len(self._words):
            return False
        word = self._words[n]
        text = word.text
        if not 3 < len(text) <= _LONGEST_VALUE or not set(text) - set("xX-•*") or is_stand_in(text) or not is_value(text):
            return False
        if compiled(_PRODUCT).full(text) or compiled(r"[\w.+-]+@[\w-]+\.[\w.-]+|\w+://.*|[\\/~.].*|(?:[0-9]+[.:/-])+[0-9]+\pL{0,2}|.*\.(?:exe|dll|pdf|docx?|xlsx?|txt|log|com|org|net|fr|de|local|lan|zip|png|jpe?g)|[A-Z]{1,5}-?[0-9]{3,8}|[0-9]+\pL{1,3}|.*[\[\](){}<>/\\|=].*|[a-z]+[0-9]*(?:_[a-z0-9]+)+|[a-z0-9]+(?:-[a-z0-9]+){2,}|[a-z]+[0-9]-[a-z]+|\w+[0-9]*-(?:w|x)?[0-9]{2}|[A-Z]+_[A-Z][A-Za-z_]*|[A-Z0-9]+_|\pL+-(?:la|le|les|moi|vous|toi|nous|y|en|ci|là|lui|leur)").full(text):
            return False
        return shape(text) >= least or compiled(_TITLED).full(text)

    def _titled(self, n: int) -> bool:
        """Tell what is used as a password and for nothing else: *Tigger2019*, *p@nda*."""
        if not self._made_up(n):
            return False
        text = self._words[n].text
        several = sum(map(str.isdigit, text)) > 1 or any(c in "!@$%&*#" for c in text)
        return (several or self._speaks() or self._is_personal()) and (compiled(_TITLED).full(text) or shape(text) >= SURE)

    def _is_personal(self) -> bool:
        """Tell whether the line is in the first or second person."""
        return any(word.low in _PERSONS for word in self._words)

    def _plain(self, n: int) -> bool:
        """Tell a word that sentences about passwords are not built of."""
        if not 0 <= n < len(self._words):
            return False
        word = self._words[n]
        text = word.text
        if word.quoted:
            return 2 < len(text) < 50 and not is_stand_in(text) and (len(text.split()) < 7) and is_value(text) and not any(part.casefold() in PASSWORDS for part in text.split())
        return text.replace("-", "").isalpha() and not text.isupper() and 3 <= len(text) <= 24 and not is_ordinary(text) and not self._noun(n)

    def _closes(self, n: int) -> bool:
        """Tell whether the clause ends behind a word, or goes on as sentences do behind a value."""
        word = self._words[n]
        return word.ends or n + 1 >= len(self._words) or self._low(n + 1) in _GO_ON or self._words[n + 1].before[:1] in ("(", "[")

    def _digits(self, n: int) -> int:
        """Return where a number that is a code ends, or -1: *4471*, *482 913*, *12-34-56*, *B4578*."""
        if not 0 <= n < len(self._words):
            return -1
        text = self._words[n].text
        if compiled(r"[0-9]{2,4}").full(text) and n + 1 < len(self._words) and not self._words[n].ends and compiled(r"[0-9]{2,4}").full(self._words[n + 1].text):
            last = n + 1
            while last + 1 < len(self._words) and not self._words[last].ends and compiled(r"[0-9]{2,4}").full(self._words[last + 1].text):
                last += 1
            return last
        fits = compiled(r"[*#]?[0-9]{3,10}[*#]?|[0-9]{1,4}(?:[-.][0-9]{1,4}){1,7}|[A-Z]{1,2}[0-9]{3,8}[A-Z]?|[0-9]{2,6}[A-Z]{1,2}|[0-9]{2,4}[A-Z][0-9]{1,4}|[A-Z][0-9]{2,6}[A-Z]|[A-Z0-9]{2,8}(?:-[A-Z0-9]{2,8}){1,7}").full(text)
        if not fits or not set(text) - set("xX-") or compiled(r"(?:19|20)[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}\.[0-9]{1,2}(?:\.[0-9]{2,4})?").full(text):
            return -1
        following = self._low(n + 1)
        counted = ("characters", "digits", "chiffres", "caractères", "times", "fois", "minutes", "seconds", "secondes", "days", "jours", "hours", "heures", "%", "€", "zeichen", "error", "erreur", "errors", "attempts", "tries", "essais", "users")
        return -1 if following in counted and not self._words[n].ends else n

    def _value(self, n: int, noun: int, *, told: bool) -> tuple[int, int] | None:
        """Return the first and last word of the value that begins here, or None.

        Args:
            n: where it would begin.
            noun: the noun that it belongs to.
            told: a verb or a sign stands before it, so that a plain word may be one.
        """
        if not 0 <= n < len(self._words):
            return None
        if self._is_code(noun):
            last = self._digits(n)
            if last >= 0:
                return n, last
        if self._words[n].quoted:
            return (n, n) if self._plain(n) or self._made_up(n) else None
        if self._made_up(n) or (self._digits(n) >= 0 and any(map(str.isalpha, self._words[n].text))):
            return n, n
        if not self._is_code(noun) and compiled(r"[0-9]{4,12}").full(self._words[n].text) and self._closes(n):
            return n, n
        if self._is_code(noun) or not told:
            return None
        return self._phrase(n, noun)

    def _phrase(self, n: int, noun: int) -> tuple[int, int] | None:
        """Return a plain word, or words up to the end of the clause, none of which belongs to a sentence."""
        spoken = self._low(noun) in ("passphrase", "pass-phrase", "phrase") or (self._low(noun), self._low(noun + 1)) == ("pass", "phrase")
        if self._plain(n) and self._closes(n):
            return n, n
        last = n
        while last < len(self._words) and last < n + 12:
            word = self._words[last]
            fits = word.text.replace("-", "").replace("'", "").isalnum() and (spoken or not is_ordinary(word.text) or self._number(last))
            if not fits:
                return None
            if word.ends or last + 1 == len(self._words):
                break
            if not spoken and self._low(last + 1) in _GO_ON and last > n:
                break
            last += 1
        enough = last > n + 1 or (last > n and self._plain(n))
        return (n, min(last, len(self._words) - 1)) if enough and self._plain_words(n, last) else None

    def _number(self, n: int) -> bool:
        return self._low(n) in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten") or self._words[n].text.isdigit()

    def _plain_words(self, first: int, last: int) -> bool:
        """Tell a phrase by its words: most of them are none of those that sentences about passwords need."""
        chosen = [n for n in range(first, min(last + 1, len(self._words))) if not is_ordinary(self._words[n].text)]
        verbs = {"is", "are", "was", "were", "must", "should", "cannot", "can't", "est", "sont", "doit", "ist", "muss", "has", "expires", "expired", "contains", "required"}
        inner = {self._low(n) for n in range(first, min(last + 1, len(self._words)))}
        return len(chosen) > 1 and inner.isdisjoint(verbs)

    # -- constructions --------------------------------------------------------------------------

    def named(self) -> Found:
        """A noun, words between, a verb or sign, the value; or the value right behind the noun."""
        for noun in self._nouns:
            size = self._noun(noun)
            kind = "code" if self._is_code(noun) else "password"
            place = noun + size
            unsure = self._low(noun) in ("code", "codes")
            if unsure and compiled(_ERRORS).search(self._line.text) is not None:
                continue
            sign = self._words[place - 1].behind[:1]
            if sign == "?":
                while place < len(self._words) - 1 and self._low(place) in ("i", "think", "je", "crois", "que", "it", "'s", "maybe", "probably", "c'est", "ich", "glaube", "that", "was", "is"):
                    place += 1
            if sign in (":", "?") and place < len(self._words) and not (unsure and not self._is_of_a_lock(noun)):
                found = self._value(self._skipped(place), noun, told=True)
                if found:
                    yield (*found, kind)
                    continue
            found = None
            if sign in (",", ":") and place < len(self._words) and self._words[place].quoted and self._plain(place):
                yield place, place, kind
                continue
            if sign not in (".", ",", ";", ")") and not (unsure and not self._is_of_a_lock(noun)):
                found = self._value(place, noun, told=self._low(noun) in ("pwd", "pw", "mdp", "mpd", "passphrase") or self._stands_alone(noun, place))
            if found is None:
                found = self._behind_a_verb(place, noun)
                if found and unsure and not self._is_of_a_lock(noun) and (found[0] > noun + 5 or not (self._words[found[0]].text.replace("-", "").isdigit() or (found[0] < noun + 4 and self._made_up(found[0], LIKELY)))):
                    found = None
            if found:
                yield (*found, kind)
                yield from self._chained(found[1], kind, plain=False)

    def _stands_alone(self, noun: int, place: int) -> bool:
        """Tell whether a plain word right behind a noun is its value: an account stands before it, or a comma behind."""
        if place >= len(self._words) or self._is_code(noun):
            return False
        account = any(self._low(k) in ("user", "username", "login", "account", "utilisateur", "identifiant", "compte", "benutzer", "konto", "id") for k in range(max(0, noun - 5), noun))
        if len(self._nouns) > 1 and not account:
            return False
        first = noun == 0 or self._words[noun - 1].ends or self._low(noun - 1) in ("my", "mon", "the", "le", "mein", "bios", "admin", "root")
        return (account and (place + 1 == len(self._words) or self._words[place].ends)) or (first and self._words[place].behind[:1] == "," and self._words[place].text.islower())

    def _is_of_a_lock(self, noun: int) -> bool:
        """Tell a code that opens something (*alarm code*, *code d'accès*) from any other."""
        near = {self._low(k) for k in range(max(0, noun - 2), noun + 4)}
        return not near.isdisjoint(_LOCKS)

    def _behind_a_verb(self, place: int, noun: int) -> tuple[int, int] | None:
        for n in range(place, min(place + _REACH, len(self._words))):
            low = self._low(n)
            led = low in _BEING or (low in _SETTING_TO and any(self._low(k) in _SET for k in range(max(place - 9, 0), n)))
            if low in _NO_MORE:
                return None
            if led or self._words[n].behind[:1] == ":":
                start = self._skipped(n + 1)
                found = self._value(start, noun, told=self._may_be_told(noun, n))
                if found or low not in ("is", "was", "est", "était", "'s"):
                    return found
                return self._behind_a_comma(n + 1, noun)
            if self._words[n].behind[:1] in (".", "!", "?", ";"):
                return None
        return None

    def _may_be_told(self, noun: int, verb: int) -> bool:
        """A plain word behind *a password is* or *if the password is* describes passwords."""
        before = {self._low(k) for k in range(max(0, noun - 3), noun)}
        return before.isdisjoint(("a", "an", "any", "every", "each", "no", "if", "whether", "when", "un", "aucun", "chaque", "si", "quand", "tout", "kein", "ein", "wenn", "ob", "good", "strong", "bon"))

    def _behind_a_comma(self, start: int, noun: int) -> tuple[int, int] | None:
        """*is still the old one, x*: the value is an apposition behind words that point at it."""
        for n in range(start, min(start + 9, len(self._words) - 1)):
            if self._words[n].behind[:1] == ":" and self._closes(n + 1):
                return self._value(n + 1, noun, told=True)
            if self._words[n].behind[:1] in (",", ":", "(") or self._words[n + 1].before[:1] == "(":
                return self._value(n + 1, noun, told=self._low(n) in _POINTED and not is_ordinary(self._words[n + 1].text) and self._closes(n + 1))
            if self._words[n].behind[:1] in (".", ";", "!", "?"):
                return None
        return None

    def _skipped(self, n: int) -> int:
        """Return where a value begins behind *still*, *now*, *just the word*."""
        while n < len(self._words) and not self._words[n].quoted and (self._low(n) in _STILL or self._low(n) in _BEING or self._low(n) in ("my", "mon", "à", "to")) and not self._made_up(n):
            if self._low(n) in ("the", "le", "la", "das") and self._low(n + 1) not in ("word", "mot", "wort", "phrase"):
                return n
            n += 1
        return n

    def _chained(self, n: int, kind: str, *, plain: bool) -> Found:
        """Behind *and*, *or*, *then* the next one may stand: *x and y*, *x then y*."""
        for _ in range(3):
            if self._low(n + 1) not in ("and", "or", "then", "et", "ou", "puis", "und", "oder", "&", "/", "to", "à", "->", "→", "but") or n + 2 >= len(self._words):
                return
            n += 2
            if not (self._made_up(n) or (plain and self._plain(n) and self._closes(n))):
                return
            yield n, n, kind

    def pointed(self) -> Found:
        """*Mine is x, yours is y*, where the line speaks of passwords."""
        if not any(not self._is_code(n) for n in self._nouns):
            return
        for n in range(len(self._words) - 2):
            if self._low(n) not in _HIS:
                continue
            verb = next((k for k in range(n + 1, min(n + 5, len(self._words) - 1)) if self._low(k) in _BEING), -1)
            start = verb + 1 if verb > 0 else (n + 1 if self._low(n) in ("mien", "mine", "sien") else -1)
            if start > 0 and (self._made_up(start) or (self._plain(start) and self._closes(start) and self._words[start].text.islower())):
                yield start, start, "password"

    def shown(self) -> Found:
        """A number beside what it opens, or what showed it: *gate keypad takes C77Y*, *the token read 884 213*."""
        if not self._locked:
            return
        for n in range(1, len(self._words)):
            showing = self._low(n - 1) in _SHOWING and not self._words[n].before
            led = showing or self._words[n - 1].behind[:1] in (":", "=") or self._low(n - 1) in _LOCKED or self._low(n - 2) in _LOCKED
            last = self._digits(n) if led else -1
            if last < 0:
                continue
            text = self._line.text[self._words[n].start : self._words[last].end]
            near = any(self._low(k) in _LOCKED or (showing and self._low(k) in _SHOWS) for k in range(max(0, n - 7), n)) and text[:1] != "#"
            digits = sum(map(str.isdigit, text))
            years = compiled(r"(?:19|20)[0-9]{2}|[0-9]{1,3}").full(text)
            if near and not years and (3 <= digits <= 9 or text[-1:].isalpha()) and compiled(_ERRORS).search(self._line.text) is None:
                yield n, last, "code"

    def refused(self) -> Found:
        """*x is wrong*, *neither x nor y works*: what looks like a password and is said to be refused or to work."""
        for n in range(len(self._words) - 1):
            both = self._low(n - 1) in ("both", "ni", "neither", "weder") and self._made_up(n, LIKELY)
            if not self._titled(n) and not both:
                continue
            behind = [self._low(k) for k in range(n + 1, min(n + 7, len(self._words)))]
            told = any(word in _WORKS for word in behind[:3]) or (any(word in ("is", "are", "was", "est", "sont", "ist", "isn't", "n'est") for word in behind[:4]) and any(word in _REFUSED for word in behind))
            pair = self._low(n + 1) in ("and", "or", "nor", "et", "ni", "ou", "und") and self._made_up(n + 2)
            if told or (pair and any(word in _REFUSED | _WORKS for word in behind)):
                yield n, n, "password"
                if pair:
                    yield n + 2, n + 2, "password"

    def called(self) -> Found:
        """The value, a verb, the noun: *x is the password*, *use x as the password*, *x comme mot de passe*."""
        for noun in self._nouns:
            n = noun - 1
            while n >= 0 and (self._low(n) in _DETERMINERS or self._low(n) in ("de", "d'")) and noun - n < 6:
                n -= 1
            value = n - 1
            if n < 1:
                continue
            if (self._low(n) in _AS and (self._made_up(value) or compiled(r"[0-9]{4,12}").full(self._words[value].text) or (self._plain(value) and (self._words[value].quoted or self._low(value - 1) in _VERBS | {"toujours", "always", "it's", "it", "just"} or value == 0)))) or (self._low(n) in ("for", "pour", "für") and self._low(value - 1) in _VERBS and (self._made_up(value) or self._plain(value))):
                yield value, value, "password"
            elif self._low(n) in _IS:
                value = value if self._words[value].text not in (",", "-", "–") else value - 1
                if self._made_up(value) or (self._words[value].quoted and self._plain(value)):
                    yield value, value, "password"

    def used(self) -> Found:
        """A verb of typing or trying and the value; *with* and the value behind a verb of opening."""
        for n in range(len(self._words) - 1):
            low = self._low(n)
            if low in _VERBS:
                at = self._behind_fillers(n + 1)
                typed = low in _TYPING and (self._nouns or self._is_file(n)) and self._plain(at) and self._closes(at) and self._words[at].text.islower()
                if typed and not self._words[at].before and self._low(at + 1) not in ("and", "et", "und", "or", "ou"):
                    yield at, at, "password"
                    continue
                sure = self._titled(at) or (low in _SURE_VERBS and self._made_up(at, LIKELY))
                told = self._made_up(at) and any(word.low in ("told", "gave", "said", "dit", "donné", "gesagt") for word in self._words)
                if sure or told or (self._made_up(at) and self._speaks()):
                    yield at, at, "password"
                    yield from self._chained(at, "password", plain=False)
            elif self._words[n].behind[:1] == ":" and n + 2 == len(self._words) and any(self._low(k).startswith(("déverrouill", "unlock", "entsperr")) for k in range(max(0, n - 5), n + 1)) and self._plain(n + 1):
                yield n + 1, n + 1, "password"
            elif low in _WITH and self._opens(n):
                at = self._behind_fillers(n + 1)
                plain = (self._is_file(n) or self._low(n - 1) in ("it", "déverrouillez") or self._low(n - 2) in ("unlock", "unlocks")) and self._plain(at) and self._closes(at) and self._words[at].text.islower() and not self._words[at].before
                if self._made_up(at) or plain or (self._plain(at) and "session" in (self._low(n - 1), self._low(n - 2)) and self._closes(at)) or self._is_camel(at):
                    yield at, at, "password"
                    yield from self._chained(at, "password", plain=False)

    def _is_camel(self, n: int) -> bool:
        """Tell three words and more that are written as one: *BigRedBus*."""
        return n < len(self._words) and compiled(r"(?:\p{Lu}\p{Ll}{1,9}){3,5}[0-9]{0,4}[!?]?").full(self._words[n].text)

    def _behind_fillers(self, n: int) -> int:
        while n < len(self._words) - 1 and self._low(n) in ("it", "in", "this", "always", "toujours", "both", "encore", "le", "la", "the", "mon", "my", "as", "only", "also", "just", "to", "him", "her", "them", "me", "lui", "leur", "us") and not self._made_up(n):
            n += 1
        return n

    def _opens(self, n: int) -> bool:
        """Tell whether a verb of opening or signing in stands at most six words before *with*."""
        return any(self._low(k) in _OPENING for k in range(max(0, n - 6), n + 1)) or (self._low(n) == "using" and self._low(n - 1) in ("in", "on"))

    def _is_file(self, n: int) -> bool:
        return any(self._low(k) in _FILES for k in range(max(0, n - 8), n))

    def changed(self) -> Found:
        """From the old one to the new one, or set to a new one: both look like passwords, so no noun is needed."""
        for n in range(len(self._words) - 1):
            low = self._low(n)
            if low in ("from", "de", "von", "was", "were", "be", "war", "vorher", "before", "avant", "früher", "est", "était", "it's", "is", "'s", "ist", "c'est", "c'était", "still", "encore", "toujours", "noch", "donc", "so", "also", ":", "=") and self._titled(n + 1):
                behind = [k for k in range(n + 2, min(n + 9, len(self._words))) if self._titled(k)]
                led = [k for k in behind if self._low(k - 1) in ("to", "à", "en", "auf", "is", "it's", "now", "then", "ist", "est", "neue", "c'est", "'s", "nouveau", "by", "par", "und", "maintenant")]
                if (low in ("from", "de", "von") and led) or (low not in ("de",) and (led or self._speaks()) and not self._less(n)):
                    yield n + 1, n + 1, "password"
                    for k in led:
                        yield k, k, "password"
            elif low in _SETTING_TO and self._titled(n + 1) and any(self._low(k) in _SET for k in range(max(0, n - 6), n)):
                yield n + 1, n + 1, "password"
            elif self._titled(n) and any(self._low(k) in ("eingegeben", "eingetippt", "getippt", "anmelden", "zurücksetzen", "versucht", "probiert", "ausprobiert", "benutzt", "verwendet", "setzen", "ändern") for k in range(n + 1, min(n + 4, len(self._words)))):
                yield n, n, "password"

    def _less(self, n: int) -> bool:
        """Tell whether what *is* stands behind is a thing with a number of its own."""
        return any(self._low(k) in ("version", "model", "room", "server", "host", "computer", "machine", "printer", "file", "ticket", "salle", "serveur", "imprimante", "name", "nom", "user", "username") for k in range(max(0, n - 4), n))

    def beside(self) -> Found:
        """An account and the value: *log in with ana and x*, *creds: ana / x*."""
        for n in range(1, len(self._words)):
            low = self._low(n)
            word = self._words[n]
            if self._words[n - 1].behind[:1] in (",", ";") and "@" in self._words[n - 1].text and (self._made_up(n) or self._plain(n)) and (self._words[n].ends or n + 1 == len(self._words)) and any(self._low(k) in ("details", "identifiants", "creds", "credentials", "login", "zugangsdaten", "accès", "access", "zugang") or self._words[k].behind[:1] == ":" for k in range(max(0, n - 5), n - 1)):
                yield n, n, "password"
            slash = low == "/" or (low in ("and", "et", "und", "then", "puis") or word.text == "&")
            if not slash or n + 1 >= len(self._words):
                continue
            user, value = self._words[n - 1], n + 1
            account = (compiled(r"[a-z][a-z0-9._-]{2,31}|[\w.+-]+@[\w.-]+|[\w-]+\\[\w.-]+").full(user.text) and not is_ordinary(user.text)) or user.low in ("admin", "root", "administrator", "administrateur", "guest", "user", "sa")
            if not account or user.ends:
                continue
            led = any(self._low(k) in ("in", "on", "login", "creds", "credentials", "identifiants", "logon", "connecter", "anmeldung", "anmelden", "account", "user", "username", "utilisateur", "compte", "with", "avec", "mit", "zugang", "arrivant", "starter", "access", "accès", "zugangsdaten") for k in range(max(0, n - 6), n - 1))
            topic = led and any(self._low(k) in _OPENING | _TOPIC for k in range(max(0, n - 8), min(n + 8, len(self._words))))
            if (low == "/" and self._made_up(value) and (topic or self._speaks() or (len(self._words) < 9 and self._titled(value)) or any(self._low(k) in ("in", "access") for k in range(value, min(value + 8, len(self._words)))))) or (topic and (self._made_up(value) or (self._low(n - 2) in _LEADING and self._plain(value) and self._closes(value) and self._words[value].text.islower()))):
                yield value, value, "password"

    def side_by_side(self) -> Found:
        """An account and a made-up word right behind it, where the line is about access: *creds: root toor123*."""
        if not any(word.low in ("creds", "credentials", "identifiants", "login", "logins", "accès", "access", "zugang", "zugangsdaten", "anmeldung") for word in self._words):
            return
        for n in range(len(self._words) - 1):
            if self._low(n) in ("root", "admin", "administrator", "administrateur", "sa", "guest", "user", "pi", "ubuntu", "test") and not self._words[n].ends and self._made_up(n + 1):
                yield n + 1, n + 1, "password"

    def wireless(self) -> Found:
        """A drawn word in a sentence about Wi-Fi, unless it is the network's name."""
        if not any(word.low in ("wifi", "wi-fi", "wlan", "hotspot", "livebox", "freebox") for word in self._words):
            return
        for n in range(1, len(self._words)):
            named = any(self._low(k) in ("ssid", "network", "réseau", "named", "called", "nom", "name", "netz", "to", "connected", "model", "modèle", "version") for k in range(max(0, n - 3), n))
            text = self._words[n].text
            if not named and len(text) > 7 and text.isalnum() and self._made_up(n, LIKELY) and not compiled(r"(?:wl|en|eth|br|vir|tun|tap)[a-z]*[0-9].*").full(text):
                yield n, n, "password"

    def beside_another(self) -> Found:
        """Where a password was found, what looks like another one is one, too."""
        if "[secret:password]" not in self._line.text:
            return
        for n in range(len(self._words)):
            if self._titled(n) and compiled(_TITLED).full(self._words[n].text) and not self._less(n):
                yield n, n, "password"

    def enclosed(self) -> Found:
        """The value between commas or brackets behind what it stands for: *the one on the note, x, …*."""
        if not self._words:
            return
        for n in range(1, len(self._words)):
            before, word = self._words[n - 1], self._words[n]
            opened = before.behind[:1] in (",", ":") or word.before[:1] == "(" or before.text in ("-", "–", "—", ":", "(")
            if not opened or not (word.ends or n + 1 == len(self._words) or word.quoted or self._low(n + 1) in ("for", "pour", "für")):
                continue
            pointed = any(self._low(k) in _POINTED for k in range(max(0, n - 8), n))
            if (self._made_up(n) and ((pointed and self._is_told_by_a_person()) or (self._titled(n) and (self._nouns or (self._speaks() and word.before[:1] == "("))))) or (pointed and self._nouns and "*" not in word.before and self._plain(n) and word.ends and n + 1 < len(self._words) and not word.text[:1].isupper()) or (self._plain(n) and word.ends and before.behind[:1] == "," and self._low(n - 1) in ("word", "mot", "wort") and "same" in (self._low(n - 2), self._low(n - 3), self._low(n - 4))):
                yield n, n, "password"

    def _is_told_by_a_person(self) -> bool:
        return self._speaks() or any(word.low in ("i", "we", "je", "ich", "she", "he", "elle", "il", "my", "mon", "stopped", "works", "marche", "gone", "bougé") for word in self._words)

    def spelled_after(self) -> Found:
        """A value of which the sentence says how it is written: *x all lower case*, *x avec un p majuscule*."""
        for n in range(len(self._words) - 2):
            low = [self._low(k) for k in range(n + 1, min(n + 6, len(self._words)))]
            joined = " ".join(low)
            told = joined.startswith(("all lower", "all small", "in small", "small letters", "in lower", "lower case", "all caps", "tout en minuscule", "en minuscule", "tout en majuscule", "with a capital", "with capital", "avec un", "alles klein", "all one word", "in one word", "en un mot", "tout attaché"))
            if not told or (joined.startswith("avec un") and not any(word.startswith("majuscule") for word in low)):
                continue
            first = n
            while first > 0 and self._low(first - 1) not in _BEING | {"it's", "try", "type", "use", "tape", "that"} and not self._words[first - 1].ends and n - first < 5 and not is_ordinary(self._words[first - 1].text):
                first -= 1
            chosen = [k for k in range(first, n + 1) if not is_ordinary(self._words[k].text)]
            if chosen and (self._low(first - 1) in _BEING | {"it's", "try", "type", "use", "tape", "word", "mot", "wort", "with", "avec", "password", "passe", "mdp"} or first == 0):
                yield first, n, "password"

    def answered(self) -> Found:
        """The answer to a question that only one person can answer."""
        text = self._line.text
        for match in compiled(_ANSWER_CUES).finditer(text):
            behind = [n for n, word in enumerate(self._words) if word.start >= match.end()]
            if not behind:
                continue
            for n in range(behind[0], min(behind[0] + 8, len(self._words))):
                word, before = self._words[n], self._words[n - 1]
                led = before.low in _BEING or n == behind[0] or before.behind[-1:] in (":", "?", ",") or before.low in ("s'appelait", "appelait", "called", "named", "hieß", "be", "=")
                fits = word.quoted or (word.text[:1].isupper() and not self._noun(n)) or (self._plain(n) and before.behind[-1:] in (":", "?"))
                if led and fits and not is_stand_in(word.text) and is_value(word.text):
                    last = n
                    while last + 1 < len(self._words) and not self._words[last].ends and not word.quoted and (self._words[last + 1].text[:1].isupper() or self._plain(last + 1)) and last < n + 3:
                        last += 1
                    yield n, last, "answer"
                    break


_THE_WORD = (
    r"pass(?:[ -]?(?:words?|phrases?|codes?|wd))?|passwor[td]\pL{0,3}|p(?:w|wd|sw)s?|mdp|mpd|kennwort"
    r"|\pL*passwort|mots? de passe?|phrase secrète|sésame|contrase(?:ñ|n)a|clave|senha|wachtwoord|parola"
    r"|heslo|hasło"
)
_SAYS_CODE = r"codes?|pins?|puk|otp|tan|psk|digicode|kombination|combination|combinaison"
_SAYS_KEY = r"\pL*schl(?:ü|ue)ssel|keys?|cl(?:é|e)f?|zugangscode|türcode|freischaltcode|geheim\pL*|losung\pL*"
_SAYS_OPENED = r"(?:protected|encrypted|opens?|locked) with|(?:s['’]ouvre|protégée?|chiffrée?) avec"
_QUESTIONS = (
    r"maiden|first|premi(?:er|ère)|pet|question|memorable|favou?rite|préférée?|jeune fille|childhood"
    r"|enfance|mädchenname"
)
_SAYS_SPELLING = r"(?:lower|upper)[ -]?case|minuscules|majuscules?|capital"
_SAYS_LOCK = (
    r"cadenas|alarm\pL*|keypad|clavier|serrure|portail|coffre|screen lock|d(?:é|e)verrouill\pL*"
    r"|unlock\pL*"
)
_SAYS_SHOWN = r"authenticator|token|sms|texto|affich\pL*|born in|text (?:said|says|message)"
_SAYS_LOGIN = (
    r"log(?:ged|ging)? in|sign(?:ed)? in|connect\pL* (?:with|avec)|session (?:\pL+ )?(?:avec|with|mit)"
    r"|creds|credentials|identifiants|anmeld\pL*|zugang\pL*|same word|usual|habitude|habituel"
)
_SUBJECT = (
    rf"(?i)(?:^|[^\pL])(?:{_THE_WORD}|{_SAYS_CODE}|{_SAYS_KEY}|{_SAYS_OPENED}|{_QUESTIONS}"
    rf"|{_SAYS_SPELLING}|{_SAYS_LOCK}|{_SAYS_SHOWN}|{_SAYS_LOGIN})(?:[^\pL]|\z)"
)


@remembered
def _is_odd(word: str) -> bool:
    """Tell a word that may be made up: letters with digits, signs or capitals among them."""
    if len(word) < 4 or (word.isalpha() and (word[1:].islower() or word.isupper())):
        return False
    if not word.strip("0123456789abcdefx.:-+%/") or word.count(".") > 2 or "://" in word:
        return False
    bare = word.strip("\"'“”«»().,;:!?[]*")
    if bare.startswith(("Apple", "Chrome", "Mozilla")):
        return False
    return len(bare) > 3 and (shape(bare) >= JOINED or compiled(_TITLED).full(bare))


def _may_tell(text: str) -> bool:
    """Tell whether a line names a secret, or has a word that may be one."""
    return any(map(_is_odd, text.split())) or compiled(_SUBJECT).search(text) is not None or compiled(_ANSWER_CUES).search(text) is not None


def _is_worth_reading(text: str) -> bool:
    return not _is_program(text) and _may_tell(text)


_holds_odd = sieve(_is_odd)


def _block_may_tell(block: str) -> bool:
    return _holds_odd(block) or compiled(_SUBJECT).search(block) is not None or compiled(_ANSWER_CUES).search(block) is not None


def rules() -> tuple[Rule, ...]:
    """Return the rule; it comes behind those that know a word and its form."""
    return (rule_for_each_line("password", read, _is_worth_reading, _block_may_tell),)
