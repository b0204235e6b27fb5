"""Words of sentences about passwords that aren't passwords, and the function words of such sentences."""

# ruff: noqa: SIM905
from __future__ import annotations

from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.word_lists import COMMON, NO_SECRET, TECHNICAL

_STATES = frozenset(
    (
        "wrong expired incorrect required correct right good fine okay working accepted rejected denied "
        "locked blocked reset changed old new different same "
        "strong weak long short safe secure insecure simple complex empty blank missing unknown forgotten "
        "visual binutils gnu configure encode decode backspace fatal nowadays cmake makefile perlbug "
        "lost shared stored saved synced cached encrypted hashed hidden "
        "visible masked case-sensitive valid invalid active inactive ready broken useless mine hers his "
        "yours ours theirs temporary permanent due overdue pending confidential "
        "private public secret personal default standard optional mandatory sent emailed texted written "
        "printed on in at under inside probably maybe definitely also really very "
        "too so just only still never always now again already being getting going asked supposed meant "
        "about because what when where how why who something anything nothing "
        "everything someone there here it that this these those gone compromised leaked exposed unchanged "
        "unavailable available enabled disabled needed necessary impossible possible easy hard difficult "
        "important tricky annoying bad true false yes no alphanumeric numeric lowercase uppercase "
        "characters character digits letters symbols one two three four five six seven eight nine ten "
        "twelve "
        "more less least most than then some any all both each every other another such own first last next "
        "previous current latest recent up down out off over back away "
        "my your our their its her him them me us you we they he she i the a an and or but if not to of for "
        "from by with as into onto through during before after since until per via "
        "is are was were be been am do does did done has have had having will would can could may might "
        "must shall should let lets got get gets give gives given go goes went make makes made take takes "
        "took "
        "see seen say says said saying ask asks tell told tells think thinks know knows known want wants "
        "need needs work works worked try tries tried use uses used set sets put puts call calls called "
        "people person user users someone everyone anyone nobody thing things time times day days week "
        "weeks month months year years today tomorrow yesterday morning evening monday tuesday wednesday "
        "thursday friday saturday sunday "
        "account accounts password passwords login logins email emails mail computer laptop phone screen "
        "page site website portal system server network office home team colleague manager helpdesk support "
        "service desk ticket "
        "link links button field box form message messages error errors prompt window app application "
        "browser update policy rule rules question questions answer answers problem issue help please "
        "thanks thank hello hi sorry "
        "uppercase lowercase capitals digits digit letters symbols symbol punctuation majuscule majuscules "
        "minuscule minuscules chiffre chiffres lettre lettres symboles caractères caracteres spéciaux "
        "großbuchstaben kleinbuchstaben buchstaben ziffern ziffer sonderzeichen zeichen "
        "company department building room door floor part number numbers word words letter name names date "
        "value values text file files folder document copy list note paper sticker label label back bottom "
        "top side front "
        "too weak-looking self-service single sign-on two-factor multi-factor expiring changing resetting "
        "entering typing asking refusing failing locking updating syncing "
        "mfa sso vpn wifi wi-fi ldap kerberos ntlm saml oauth tls ssl ssh smtp imap windows outlook teams "
        "office365 microsoft google apple chrome firefox edge safari android iphone ipad mac linux keepass "
        "bitwarden lastpass "
        "held bent kept shown given taken written broken stolen left made sent told found built spent hit "
        "cut stuck read spelt spelled hung done typed nowhere wherever whatever whichever inside outside "
        "unlimited irrelevant identical similar close near beyond within above below following attached "
        "enclosed included "
        "faux fausse bon bonne mauvais mauvaise incorrecte expiré expirée périmé périmée refusé refusée "
        "accepté acceptée valide invalide obligatoire nécessaire demandé demandée oublié oubliée perdu "
        "perdue changé changée modifié modifiée "
        "réinitialisé réinitialisée bloqué bloquée verrouillé verrouillée correcte identique différent "
        "différente nouveau nouvelle ancien ancienne temporaire provisoire trop très pas toujours encore "
        "plus déjà bien mal le la les un une des du de d l celui celle ceux "
        "inconnu inconnue vide court courte longue complexe faible fort forte sûr sûre sécurisé sécurisée "
        "enregistré enregistrée sauvegardé stocké chiffré caché masqué affiché partagé unique commun "
        "commune personnel personnelle confidentiel requis requise exigé attendu "
        "envoyé envoyée reçu reçue communiqué transmis écrit écrite noté notée collé sous dans sur chez "
        "avec sans pour par en à au aux peut-être sûrement probablement aussi seulement jamais juste rejeté "
        "rejetée je tu il elle on nous vous ils elles me te se lui leur "
        "mon ma mes ton ta tes son sa ses notre nos votre vos ce cet cette ces ça cela que qui quoi dont où "
        "quand comment pourquoi si ne n et ou mais donc or ni car est sont était étaient sera seront être "
        "avoir ai as a avons avez ont avait fait faire fais dit dire peut peux "
        "pouvez doit dois devez faut veut veux voulez tout toute tous toutes même autre autres quelque "
        "chaque aucun aucune ici là y rien personne utilisateur compte comptes session poste ordinateur "
        "écran page site portail système serveur réseau bureau maison équipe collègue "
        "lien bouton champ fenêtre message erreur politique règle question réponse problème aide merci "
        "bonjour bonsoir désolé svp service ticket jour jours semaine mois an ans aujourd'hui hier demain "
        "matin soir lundi mardi mercredi jeudi vendredi samedi dimanche c'est c’est "
        "falsch richtig abgelaufen gesperrt ungültig gültig neu neue neues alt alte altes vergessen "
        "unbekannt nicht noch schon immer korrekt erforderlich nötig notwendig sicher unsicher leer zu sehr "
        "das der die den dem ein eine einen mein meine dein ihr ihre sein im auf unter bei "
        "kurz lang einfach gespeichert geändert zurückgesetzt weg verloren bekannt gut schlecht ist war "
        "sind waren wird werden wurde hat haben kann können muss müssen soll sollte ich du er sie es wir "
        "und oder aber wenn dass mit für von nach seit vor über durch aus jetzt heute morgen gestern "
        "nieprawidłowe jest są errada errado está el los las una uno es son muy mi tu su incorrecta "
        "caducada errada errado scaduta scaduto vergeten verlopen onjuist"
    ).split()
)
_ENDINGS = (
    "ing",
    "ably",
    "ibly",
    "ally",
    "able",
    "ible",
    "ment",
    "tion",
    "sion",
    "less",
    "ful",
    "ness",
    "ées",
    "iert",
    "erung",
    "ungen",
    "eable",
    "ously",
    "ively",
)
_PARTICIPLES = ("ed", "é", "ée", "és")

JOINING = frozenset(
    (
        "i my me we our you your he she his her they them it it's its the a an this that is was are were be "
        "been do does did has have had will can could would to with and or but not no if when "
        "after before for from as at on in of by so just still only again i've i'm don't won't doesn't "
        "didn't can't used "
        "je j j'ai mon ma mes moi nous notre vous votre il elle on le la les l un une des du de d ce cette "
        "ça ca c c'est c'était est était suis ai as a ont et ou mais pas ne n plus que qu qui quand après "
        "avant pour avec sur dans en au aux si se s sa son tu "
        "ich mein meine der die das ist war und oder nicht mit für auf habe bitte den dem zu el la es y no "
        "con il mio e non per het is een o a é da"
    ).split()
)
"""Function words; a line with two of them is a sentence."""


_EDGES = ".,;:!?\"'()[]«»“”’…*"


_LISTED = _STATES.union(NO_SECRET, TECHNICAL, COMMON)


def is_listed_ordinary_word(word: str) -> bool:
    """Return whether a word is in this module's list; its ending doesn't count: *Sperling*, *Browning*."""
    small = word.casefold().strip(_EDGES)
    if small in _LISTED:
        return True
    if len(small) < 3 or not small.isalpha():
        return len(small) < 3 or any(part in _STATES for part in small.split("'") if len(part) > 1)
    return False


@cache_word_test
def is_ordinary_word(word: str) -> bool:
    """Return whether a word is used in sentences about passwords rather than chosen as a password."""
    small = word.casefold().strip(_EDGES)
    if is_listed_ordinary_word(word):
        return True
    participle = len(small) > 4 and small.endswith(_PARTICIPLES)
    return small.isalpha() and (participle or (len(small) > 5 and small.endswith(_ENDINGS)))
