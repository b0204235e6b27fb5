"""Words of sentences that reveal a secret: nouns, verbs, continuations, non-values; in three languages."""

# ruff: noqa: SIM905
from __future__ import annotations

PASSWORDS = frozenset(
    (
        "password passwords passwort kennwort pw pwd pwds passwd psw mdp mpd passphrase pass-phrase "
        "passcode passcodes pass-word passe sésame contraseña contrasena clave "
        "senha wachtwoord hasło parola heslo lösenord adgangskode passord losung losungswort geheimwort "
        "geheimnis geheim psk"
    ).split()
)
"""Nouns that name a password with one word."""
CODES = frozenset(
    (
        "code codes pin pins digicode puk otp tan combination combinaison kombination zugangscode türcode "
        "freischaltcode geheimzahl cadenas alarm"
    ).split()
)
SECOND = {
    ("mot", "passe"): 3, ("mots", "passe"): 3, ("phrase", "passe"): 3,
    ("pass", "phrase"): 2, ("pass", "word"): 2, ("phrase", "secrète"): 2, ("secret", "word"): 2,
    ("memorable", "word"): 2, ("safe", "word"): 2, ("code", "word"): 2, ("code", "phrase"): 2,
}  # fmt: skip
"""First and last words of names of several words, and the number of words."""
KEY_BEFORE = frozenset(
    (
        "wifi wi-fi wlan wpa wpa2 network security api access recovery product activation licence license "
        "serial windows office bitlocker"
    ).split()
)
BEING = frozenset(
    (
        "begins starts commence finit ends is was be are 's = : -> => → est était etait c'est c'était sera "
        "reste lautet ist war heißt es è é era jest reads remains becomes says been being stays equals "
        "called wäre sei"
    ).split()
)
SETTING_TO = frozenset("to as à en auf into a".split())
SET = frozenset(
    (
        "set reset changed change switched updated put réinitialisé réinitialisée remis mis changé changée "
        "modifié passé gesetzt zurückgesetzt geändert remplacé replaced remettre remettez remets mettre"
    ).split()
)
STILL = frozenset(
    (
        "still now just simply only always again actually probably currently toujours maintenant juste "
        "simplement encore bien seulement désormais noch immer jetzt einfach nur exactly literally "
        "the le la word mot das wort like comme something sort of genre all lower case lowercase upper "
        "uppercase capital tout en minuscules majuscules"
    ).split()
)
VERBS = frozenset(
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
SURE_VERBS = VERBS - frozenset(
    (
        "use used using uses put key take took give gave given keep kept write wrote told like likes want "
        "wants donne donnez donné utilise utiliser utilisez accept accepts accepted mis mettre pris"
    ).split()
)
WITH = frozenset("with avec using mit par per con by".split())
OPENING = frozenset(
    (
        "log logs logged login sign signs signed unlock unlocks unlocked open opens opened get gets got "
        "connect connects connected decrypt decrypts protected encrypted locked secured works work in "
        "connecter connecté connecte ouvre ouvrir ouvert ouverte s'ouvre marche fonctionne "
        "déverrouille déverrouillez déverrouiller verrouillé verrouillée essayez protégé protégée chiffré "
        "verrouillé meldet melde loggt logge anmelden angemeldet einloggen entsperren öffnet geschützt"
    ).split()
)
FILES = frozenset(
    (
        "zip pdf archive archives file files document dossier fichier rar 7z backup sauvegarde excel "
        "spreadsheet classeur usb stick clé vault container database kdbx doc docx xlsx zip-datei datei "
        "archiv"
    ).split()
)
GO_ON = frozenset(
    (
        "and but or so for on since until if when because now with without at in as all please too again "
        "lol haha i it that et mais ou pour sur depuis si quand car parce avec sans maintenant je tout "
        "toute en comme "
        "aber und oder für seit mit wenn then puis ensuite - – — / & + thanks thx merci danke svp thats "
        "that's no not pas ist is est was for which who qui though btw by au everywhere partout ("
    ).split()
)
AS = frozenset("as comme als".split())
IS = frozenset("is was est était ist war 's c'est that's works marche".split())
DETERMINERS = frozenset(
    (
        "the my our your his her their a an mon ma notre votre ton ta son sa le la l' un une das mein meine "
        "dein unser this that ce cette new old usual current temporary default admin root wifi wi-fi vpn "
        "guest master first last other main temp same nouveau ancien nouvelle même"
    ).split()
)
TOPIC = frozenset(
    (
        "login log-in signin sign-in log logged logon locked unlock session account compte konto "
        "credentials creds identifiant identifiants connexion connecter connecté connect access accès vpn "
        "wifi wi-fi wlan portal "
        "accepted refused rejected wrong incorrect refuse refusé marche works work worked didn't doesn't "
        "won't expired verrouillé déverrouiller anmelden anmeldung einloggen gesperrt zugang zugangsdaten "
        "accès arrivant starter mailbox messagerie nas vault"
    ).split()
)
POINTED = frozenset(
    (
        "one word usual same note sticker post-it former previous old avant habitude habituel même mot "
        "pareil ancien celui celle bougé changé changed moved fils fille son daughter dog cat chien chat "
        "name prénom pet birthday anniversaire gleiche übliche wie"
    ).split()
)
NO_NOUN_BEFORE = frozenset(
    (
        "qr bar zip postal post dress area country error source exit status return stop http product "
        "discount promo coupon voucher tax reason response state country-"
    ).split()
)
ANSWER_CUES = (
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
TITLED = (
    r"\p{Lu}\p{Ll}{2,14}[0-9]{1,4}[!?.*#$&@+-]{0,2}"
    r"|[\pL]{1,12}[@$!%&*#][\pL0-9]{1,12}[!?.*#$]{0,2}[0-9]{0,4}"
)
PRODUCTS = (
    r"windows|office|outlook|excel|word|server|exchange|teams|version|room|salle|bureau|poste|pc|srv"
    r"|ticket|inc|port|vlan|floor|build|kb|usb|hdmi|com|ipv|iphone|ipad|galaxy|pixel|thinkpad|latitude"
    r"|elitebook|optiplex|surface|page|step|part|level|wave|phase|page|photo|image|img|scan|doc|file|test"
    r"|user|sheet|feuil|classeur|book|slide"
)
LANGUAGES_AND_SYSTEMS = (
    r"python|java|php|node|debian|ubuntu|fedora|centos|macos|ios|android|chrome|firefox|edge|safari|sql"
    r"|oracle|adobe|acrobat|photoshop|autocad|visio|project|access|publisher"
)
COUNTED_THINGS = (
    r"event|error|erreur|code|line|ligne|day|week|month|year|q|fy|sprint|release|rev|mp|aes|sha|md|rsa"
    r"|tls|wpa|wep|ntlm|utf|base|log|x|v|h|a|b|c|t|p|r|m"
)
PRODUCT = rf"(?i)(?:{PRODUCTS}|{LANGUAGES_AND_SYSTEMS}|{COUNTED_THINGS})-?[0-9]+"
NO_MORE = frozenset(
    (
        "must should doit muss has needs policy policies manager rules rule expiry expiration expires "
        "prompt field box page dialog button bouton champ feld knopf schaltfläche politique règles règle "
        "richtlinie gestionnaire"
    ).split()
)
"""Words after a noun that show that the sentence reveals no password."""
CONDITIONS = frozenset("if when whether unless as si quand lorsque dès wenn falls sobald".split())
"""First words of a sentence that states a condition; after one about a password, it reveals none."""
ERRORS = (
    r"(?i)err(?:or|eur|no)?\b|fehler|http|exit|(?:é|e)chec|tentative|attempt|fail|invalid|statu[ts]"
    r"|return|retour|npm|stop ?code|exception|signe?al|<|>|bounce|remis|delivered|postal|source|qr"
    r"|bar ?code"
)
LOCKS = frozenset(
    (
        "temporary provisoire confirm confirmation door alarm gate access security unlock pairing "
        "activation entry lock safe voicemail sim card screen sms verification confirmation wifi wi-fi "
        "accès portail porte alarme secret sécurité coffre imprimante copieur photocopieuse cadenas entrée "
        "vérification activation garage parking immeuble déverrouillage garage keypad building tür barrier "
        "printer badge puk pin"
    ).split()
)
PERSONS = frozenset(
    (
        "alte alter altes neue neues old new ancien nouveau vorher before avant used still i i've i'm my me "
        "we he she it's please je j mon tu te vous nous ich mein j'ai puis then didn't doesn't again "
        "yesterday hier"
    ).split()
)
LEADING = frozenset(
    ("with as avec mit is are use using type enter : = creds credentials identifiants login comme").split()
)
LOCKED = frozenset(
    (
        "keypad lock locked unlock unlocks safe gate alarm door padlock locker barrier garage intercom "
        "combination clavier serrure coffre portail alarme porte cadenas barrière déverrouillage "
        "verrouillage interphone digicode tresor tür schloss alarmanlage"
    ).split()
)
SHOWS = frozenset(
    (
        "authenticator token app application sms text texto boîtier screen écran phone téléphone message"
    ).split()
)
"""Things that show a code, if a verb says that they do."""
SHOWING = frozenset(
    (
        "takes take needs wants prend veut demande read reads said says showed shows displayed displays "
        "affiche affichait affiché indique indiquait dit zeigt zeigte is was est était war ist : = with "
        "avec mit"
    ).split()
)
TYPING = frozenset(
    ("type typed enter entered tape tapez taper tapé saisir saisissez saisi tippe eingeben keyed").split()
)
HIS = frozenset(
    (
        "one mine hers yours ours theirs celui celle mien mienne sien sienne leur meins ihres seins ancien "
        "nouveau"
    ).split()
)
"""Pronouns that refer to a password in a line that names one."""
REFUSED = frozenset(
    (
        "wrong incorrect refused rejected invalid denied expired accepted right correct faux refusé refusés "
        "incorrects incorrecte rejeté falsch ungültig abgelehnt"
    ).split()
)
WORKS = frozenset(
    (
        "worked works marchait marche marchent passe passent passait fonctionne fonctionnait funktioniert "
        "geht ging"
    ).split()
)
LONGEST_VALUE = 64
REACH = 9
"""Maximum number of words between a noun and the verb after it."""
