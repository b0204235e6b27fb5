"""People whom a sentence proves to be people, whatever their names: what they say, own and are.

A word with a capital is a name where only a person can stand: behind *my colleague*, *ask*, *je m'appelle*,
before *called*, *a dit*, in front of *'s mouse*. Products, teams, months and words of our subject are none.
"""

# ruff: noqa: SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.labelled_people import is_name
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import Rule, around
from selfhelp.report.redact.words import COMMON, NO_SECRET, TECHNICAL

_C = r"(?:(?:Mac|Mc|Di|De|Le|La|[OD]['’])?\p{Lu}\p{Ll}+(?:[-'’]\p{Lu}\p{Ll}+)?)"
_PARTICLE = r"(?:de|du|des|la|le|van|von|der|den|di|da|dos|el|al|bin|ben|mac|o['’]|ter|ten|zu|af)"
_NAME = rf"{_C}(?:[ ](?:{_PARTICLE}[ ]){{0,2}}{_C}){{0,2}}"
_AT_WORK = (
    r"colleague|coll(?:è|e)gue|kolleg(?:e|in|en)|boss|chef(?:fe|in)?|manager|supervisor"
    r"|assistant(?:e|in)?|secretary|secr(?:é|e)taire|intern|stagiaire|trainee|apprenti(?:e|ce)?|azubi"
)
_FAMILY = (
    r"husband|wife|partner|mari|femme|(?:é|e)pou(?:x|se)|mann|frau|conjointe?|son|daughter|fils|fille"
    r"|sohn|tochter|brother|sister|fr(?:è|e)re|s(?:œ|oe)ur|bruder|schwester|mother|father|m(?:è|e)re"
    r"|p(?:è|e)re|mum|dad"
)
_KNOWN = (
    r"friend|ami(?:e)?|neighbou?r|voisine?|teammate|co-?worker|predecessor|successor"
    r"|pr(?:é|e)d(?:é|e)cesseur|rempla(?:ç|c)ante?"
)
_BY_JOB = (
    r"technician|technicien(?:ne)?|receptionist|nurse|infirmi(?:er|è?re)|accountant|comptable|director"
    r"|directeur|directrice|teacher|professeur|student|(?:é|e)l(?:è|e)ve|patiente?|visitor|customer"
    r"|cliente?|caller|tenant|contractor|candidate?|engineer|lawyer|avocate?|docteur|doctor|guest"
)
_KIN = rf"{_AT_WORK}|{_FAMILY}|{_KNOWN}|{_BY_JOB}"
_WHOSE = (
    r"my|our|his|her|their|your|the|a|mon|ma|mes|notre|nos|son|sa|leur|votre|ton|ta|le|la|l['’]"
    r"|mein(?:e|em|en|er)?|unser(?:e|em|en)?|sein(?:e)?|ihr(?:e)?|die|der"
)
_FORMER = r"old |new |former |line |ancien(?:ne)? |nouvel(?:le)? |nouveau "
_OWN = rf"(?i:(?:{_WHOSE})[ ]?(?:{_FORMER})?)?"
_BEHIND = (
    rf"(?:^|[^\pL\pN_]){_OWN}(?:{_KIN}|Kolleg(?:e|in|en)|Chef(?:in)?|Mann|Sohn|Tochter|Bruder|Schwester"
    r"|Nachbar(?:in)?|Vorgesetzte[rn]?|Colleague|Coll(?:è|e)gue|Manager|Husband|Wife|Friend"
    rf"|Boss)[ ,]{{1,2}}(?i:called |named |nomm(?:é|e)e? |namens |is |est )?(?P<v>{_NAME})"
)
_SELF = (
    r"(?i)(?:^|[^\pL\pN_])(?:this is|it['’]s|i am|i['’]m|je suis|ici|c['’]est|ich bin|hier (?:ist"
    rf"|spricht)|speaking with|am apparat)[ ](?P<v>(?-i:{_NAME}))[ ](?:from|at|de la|du|des|here|speaking"
    r"|aus|vom|von der)[ ,.!]"
    r"|(?i)(?:^|[^\pL\pN_])(?:my name(?:['’]s| is)|name['’]s|je m['’]appelle|moi c['’]est|ich hei(?:ß"
    rf"|ss)e|mein name ist)[ ](?P<w>(?-i:{_NAME}))(?:[^\pL]|\z)"
)
_ASKED = (
    r"ask(?:ed|ing)?|tell|told|(?:i|we|he|she|they|to|please|and|just) call(?:ed)?|phoned|ping|emailed"
    r"|contact(?:ed|er|ez)?|spoke (?:to|with)|speak (?:to|with)|talk(?:ed)? (?:to|with)|met|helped"
    r"|inform(?:ed)?|notif(?:y|ied)|cc(?:['’]?d|ing)|copied|replac(?:e|es|ed|ing)|covering for"
    r"|on behalf of|instead of"
)
_PASSIVE = (
    r"assigned to|escalated to|forwarded to|approved by|reported by|requested by|opened by|raised by"
    r"|handled by|sent by|signed by|given to|lent to|belongs to|used by|shared with|along with"
    r"|sits? next to"
)
_ASKED_FRENCH = (
    r"demande[rz]? à|demand(?:é|er) à|vu avec|voir avec|parl(?:é|er|ez) (?:à|avec)|appel(?:é|er|ez)"
    r"|contact(?:é|er)|remplac(?:e|é|er)|pr(?:é|e)venir|pr(?:é|e)venu|inform(?:é|er)|dit à|donn(?:é|er) à"
    r"|pr(?:ê|e)t(?:é|er) à|au nom de|de la part de|attribu(?:é|e)e? à|transmis à|utilis(?:é|e)e? par"
    r"|ouvert par|sign(?:é|e)e? par|valid(?:é|e)e? par|appartient à"
)
_ASKED_GERMAN = r"bei|mit|fragen sie|frag|anruf von|angerufen von|im auftrag von|geh(?:ö|oe)rt"
_GOES_ON = r"in|from|at|to|about|if|for|and|or|who|when|has|is|was|on|of|will"
_GOES_ON_FRENCH = r"de|du|des|d['’]|à|au|aux|pour|si|et|qui|a|est|sur|dans"
_GOES_ON_GERMAN = r"aus|vom|von|ob|wegen|und|hat|ist|nach|im|der|this|ce|directly"
_WHEN = r"yesterday|today|again|already|earlier|this morning|hier|ce matin|aujourd['’]hui|gestern|heute"
_ASK = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_ASKED}|{_PASSIVE}|{_ASKED_FRENCH}"
    rf"|{_ASKED_GERMAN})[ ](?P<v>(?-i:{_NAME}))(?P<r>(?:[ ](?:{_GOES_ON}|{_GOES_ON_FRENCH}"
    rf"|{_GOES_ON_GERMAN})[ ]|[ ](?:{_WHEN})(?:[ .,;!?]|\r?$|\z)|[ ]?[,.;:!?)(]|[ ]?\r?$|\z))"
)
_AND = r"and|but|so|because|that|when|if|then|et|mais|que|quand|car|puis|und|aber|dass|weil"
_SAYS = (
    r"called|phoned|rang|says|said|told|asked (?:me|us|him|her|if|for|whether|that|to)|wrote|emailed"
    r"|texted|mentioned|noticed|thinks|thought|wants|wanted to|tried|forgot|forgets|arrived"
    r"|joined (?:us|the team|the company)|replied|complained|confirmed that|explained|insists|gave me"
    r"|gave us|showed me|has (?:left the|asked|called|told|gone|lost|forgotten|already|just)"
)
_CANNOT = (
    r"(?:can['’]?t|cannot|couldn['’]t|could not) (?:log|print|open|access|connect|find|see|get|sign|use"
    r"|reach|send|remember|hear|scan|join|receive|work|enter|read)"
    r"|doesn['’]t (?:know|have|want|remember|see)|didn['’]t (?:know|get|receive|see|change|have)"
)
_IS_OR_WAS = (
    r"is (?:away|ill|sick|off sick|out (?:of the office|today|until|sick|on)|on (?:leave|holiday|vacation"
    r"|maternity|sick)|in (?:a meeting|the office)|my|our (?:new|manager|colleague|boss)"
    r"|the (?:new (?:manager|colleague|hire|intern|starter)|manager|head|owner)|back (?:on|from|in|at"
    r"|tomorrow|next)|unable to|waiting for|working from)|was (?:here|away|off sick|told|asked to)"
    r"|will (?:call|come back|be (?:back|away|out|here|off|available)|send you|bring)"
)
_DOES = (
    r"sits (?:in|at|next|opposite)|works (?:in|at|from)|lives (?:in|at)|retired|dropped (?:his|her|the)"
    r"|spilled|spilt|borrowed|uses (?:his|her|the same|my)"
    r"|left (?:his|her|me|us|for|early|the (?:company|office))"
    r"|moved (?:desk|office|to (?:the|another|room))|started (?:on|last|this|yesterday|today)"
)
_ACTS_FRENCH = (
    r"a (?:dit|appel(?:é|e)|(?:é|e)crit|demand(?:é|e)|essay(?:é|e)|oubli(?:é|e)|perdu|renvers(?:é|e)"
    r"|le m(?:ê|e)me|eu|re(?:ç|c)u|quitt(?:é|e)|rejoint|besoin)"
    r"|est (?:absente?|en (?:cong|r(?:é|e)union|arr(?:ê|e)t|vacances|d(?:é|e)placement|t(?:é|e)l(?:é"
    r"|e)travail)|malade|parti|mon|ma|notre|venue?|all(?:é|e))|n['’](?:arrive pas|y arrive)"
    r"|ne (?:peut|sait|re(?:ç|c)oit|veut|parvient|trouve|voit|se souvient) (?:plus|pas)"
    r"|m['’]a (?:dit|appel|demand|donn|envoy|pr(?:ê|e)t|montr|pr(?:é|e)ven)\pL*"
    r"|nous a (?:dit|appel|demand|quitt)\pL*|voudrait|souhaite|pense que|habite"
)
_ACTS_GERMAN = (
    r"hat (?:angerufen|gesagt|gefragt|geschrieben|vergessen|sein|ihr|mir|uns)|sagt|meint|fragt"
    r"|kann sich nicht|m(?:ö|oe)chte|ist (?:krank|im urlaub|heute|unterwegs)|wohnt|arbeitet"
)
_ACTS = (
    rf"(?m)(?:^[ \t>*-]*|[.!?:;,][ ]+|(?i:[ ](?:{_AND})[ ]))(?P<v>{_NAME})[ ](?P<r>(?i:{_SAYS}|{_CANNOT}"
    rf"|{_IS_OR_WAS}|{_DOES}|{_ACTS_FRENCH}|{_ACTS_GERMAN}))(?:[^\pL]|\z)"
)
_THINGS = (
    r"mouse|keyboard|pc|laptop|computer|desk(?:top)?|phone|mobile|screen|monitor|printer|mailbox|inbox"
    r"|account|password|session|login|calendar|email|e-mail|address|number|extension|office|chair|badge"
    r"|headset|camera|docking|dock|tablet|ipad|iphone|macbook|machine|drive|folder|files?|onedrive"
    r"|birthday|husband|wife|son|daughter|manager|team|replacement|assistant|room|house|home|profile"
    r"|signature|request|ticket|problem|issue|workstation|charger|bag|car|contract|leave|ssd|usb"
)
_OWNS = (
    rf"(?:^|[^\pL\pN_'’])(?P<v>{_NAME})(?P<r>['’]s[ ](?i:(?:old|new|work|home|personal|own|company|broken"
    rf"|second)[ ])?(?i:{_THINGS})(?:[^\pL]|\z))"
)
_THINGS_OF = (
    r"souris|clavier|pc|ordinateur|portable|t(?:é|e)l(?:é|e)phone|(?:é|e)cran|imprimante|bo(?:î|i)te"
    r"|messagerie|compte|mot de passe|session|agenda|adresse|num(?:é|e)ro|bureau|poste|badge|casque"
    r"|tablette|machine|dossier|anniversaire|mari|femme|profil|maus|rechner|laptop|bildschirm|drucker"
    r"|postfach|konto|passwort|kalender|handy|laptop|password|mailbox|account"
)
_OF = rf"(?:^|[^\pL\pN_])(?i:(?:{_THINGS_OF}) (?:de|d['’]|von|of) ?)(?P<v>{_NAME})"
_GREETINGS = (
    r"hi|hello|hey|hiya|dear|morning|good (?:morning|afternoon|evening)|thanks|thank you|many thanks|thx"
    r"|cheers|ta|bye|see you"
)
_GREETINGS_FRENCH = r"merci|merci (?:beaucoup|bien|d['’]avance)|bonjour|bonsoir|salut|coucou"
_GREETINGS_GERMAN = (
    r"hallo|guten (?:tag|morgen|abend)|liebe[r]?|sehr geehrte[r]?|danke|vielen dank|servus|moin"
)
_OTHER_GREETINGS = (
    r"hola|ciao|gracias|grazie|sorry|welcome|bienvenue|félicitations|congratulations|bravo|au revoir"
    r"|à demain|à bientôt"
)
_GREETS = (
    rf"(?m)(?:^[ \t>*-]*|[.!?,][ ]+)(?i:{_GREETINGS}|{_GREETINGS_FRENCH}|{_GREETINGS_GERMAN}"
    rf"|{_OTHER_GREETINGS})[ ,]{{1,2}}(?:again[ ,]{{1,2}})?(?P<v>{_NAME})(?P<r>[ ]?(?:[,!.?:;–—)-]|\r?$"
    r"|\z|[ ](?i:for|and|pour|et|i |je |ich |we |the |can |could |pouvez|peux|für|und|this)))"
)
_CLOSINGS = (
    r"signed|sign(?:é|e)e?|signature|gez\.?|unterschrift|rgds|regards|kind regards|best regards"
    r"|best wishes|yours(?: sincerely| truly| faithfully)?|sincerely|cordialement"
    r"|bien (?:à vous|cordialement)|amicalement|salutations|mfg|gru(?:ß|ss)|vg|lg|cheers|best"
)
_SIGNED = (
    rf"(?im)(?:^|[.!?][ ]+)[ \t>*-]*(?:{_CLOSINGS})[ ]?[:,.–—-]{{0,2}}(?:[ ]"
    rf"|\r?\n[ \t>]*(?:\r?\n[ \t>]*)?)(?P<v>(?-i:(?:\p{{Lu}}\.[ ]?){{0,2}}{_NAME}))[ \t]*\.?[ \t]*(?:\r?$"
    r"|\z)"
)
_MENTIONED = rf"(?:^|[\s(>])@(?P<v>{_C}(?:\.{_C})?)(?P<r>[\s,.:;!?)]|\z)"
_TITLES = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madame|Monsieur|Mademoiselle|Mme|Mlle|M\.|MM\.|Me|Pr|Herrn?|Frau|Fr\."
    r"|Hr\.|Sra?|Sig(?:ra)?|Don|Doña|Pan|Pani"
)
_TITLED = rf"(?:^|[^\pL\pN_])(?:{_TITLES})\.?[ ](?:(?:Dr|Prof)\.?[ ])?(?P<v>{_NAME})"
_ROLES = (
    r"emergency contact|next of kin|personne à (?:contacter|pr(?:é|e)venir)|contact d['’]urgence"
    r"|notfallkontakt|caller|requester|requested by|requestor|demandeur|demandeuse|appelante?"
    r"|anrufer(?:in)?|melder(?:in)?|reported by|raised by|opened by|submitted by|created by|owner"
    r"|last user|current user|assigned to|assignee|primary user|user name|full name|display name|benutzer"
    r"|besitzer(?:in)?|ansprechpartner(?:in)?|kontakt|bearbeiter(?:in)?|interlocuteur"
    r"|utilisateur principal|propri(?:é|e)taire|responsable|manager|line manager|vorgesetzter?|spoke with"
    r"|attendee|participant|witness|t(?:é|e)moin|driver|conducteur|patient|account holder"
    r"|titulaire|cardholder|signed by|sign(?:é|e) par|kunde|kundin|employee|salari(?:é|e)"
    r"|mitarbeiter(?:in)?|passenger"
)
_RELATION = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_ROLES})[ ]{{0,8}}(?::|=|->|–"
    rf"|—)[ ]{{0,8}}[\"']?(?P<v>(?-i:{_NAME}))(?P<r>[\"',;.)(<|]|[ ]?\r?$|\z|[ ][(<|–—-]|[ ]\pN)"
)
_BY = (
    r"requested by|opened by|raised by|reported by|submitted by|created by|modified by|owned by|locked by"
    r"|used by|printed by|assigned to|owner|last user|logged (?:in|on) as"
)
_BY_FRENCH = r"demand(?:é|e) par|ouvert par|cr(?:é|e)(?:é|e) par|modifi(?:é|e) par|imprim(?:é|e) par"
_BY_GERMAN = r"erstellt von|ge(?:ä|ae)ndert von|gesperrt von"
_LOGIN_BY = (
    rf"(?i)(?:^|[^\pL\pN_])(?:{_BY}|{_BY_FRENCH}"
    rf"|{_BY_GERMAN})[ :=]{{1,3}}[\"']?(?P<v>(?-i:[a-z]{{1,15}}[._][a-z]{{2,20}}[0-9]{{0,3}}"
    rf"|[a-z]{{2,12}}[0-9]{{2,4}}))(?:[\"'\s,;)]|\.\s|\.?\z)"
)
_COMMON_NAME = (
    r"(?:^|[,\s\"'/+(])(?:CN|cn|Cn|gn|GN|givenName|SN|sn|surname|uid"
    rf"|UID)=(?P<v>{_NAME})(?P<r>[,;/\"'+)\s]|\z)"
)
_LABELLED = (
    r"(?i)(?:first|last|given|family|sur|middle|fore|maiden|nick|preferred|birth|full|display|legal"
    r"|contact)[ _-]?name|pr(?:é|e)nom|nom(?: de (?:famille|jeune fille|naissance))?|vorname|nachname"
    r"|zuname|geburtsname|nombre|apellidos?|cognome|achternaam|voornaam"
)
_NAMED = rf"(?:^|[^\pL\pN_])(?:{_LABELLED})[ ]?(?:[:=]|->)[ ]?[\"']?(?P<v>(?-i:{_NAME}))"

_NO_PEOPLE = frozenset(
    (
        "ihrem ihre ihrer ihren ihrem ihr ihnen sein seine seiner meine meiner unsere unserer euch dich "
        "they're there's it's that's here's these those responsable directeur directrice chef cheffe gérant "
        "assistante assistant manager director head chief officer president secretary engineer developer "
        "admin administrator administrateur technicien "
        "kerberos heimdal exim samba postfix sendmail dovecot tinyproxy pulseaudio pipewire perl ruby rust "
        "golang ghostscript autotools cmake meson ansible terraform puppet jenkins grafana prometheus "
        "elastic kibana splunk nagios zabbix freshservice freshdesk zendesk servicenow salesforce workday "
        "bitlocker filevault truecrypt veracrypt nextcloud owncloud notion trello asana miro figma canva "
        "autodesk "
        "autostart bug checks values snapshots reverses prevent support legal windows hardware software "
        "firmware bios batch script module class function object string server proxy gateway router switch "
        "firewall "
        "the this that it today yesterday tomorrow everyone everybody someone nobody what who there here "
        "let one apple google microsoft windows samsung android company firm user users vendor manufacturer "
        "monday tuesday wednesday thursday friday saturday sunday january "
        "february march april may june july august september october november december lundi mardi mercredi "
        "jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre "
        "novembre décembre montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "januar februar märz juni juli oktober dezember god france paris london lyon berlin germany england "
        "europe america india china server entreprise service direction accueil support test ce cette le la "
        "les il elle on nous vous je tu i we you he she they my your our his her mon ma mes notre votre ich "
        "wir sie er es mein der die das "
        "team all folks guys helpdesk madame monsieur messieurs mesdames tous toutes équipe chers chères "
        "collègues colleagues colleague again world sir madam customer client désolé merci suite please can "
        "could since it's outlook teams excel word chrome firefox edge safari office onedrive sharepoint "
        "powershell "
        "citrix cisco vpn zoom slack skype adobe acrobat sap oracle jira confluence github gitlab linux "
        "ubuntu debian mac macos ios iphone ipad python java docker kubernetes azure aws amazon facebook "
        "meta twitter linkedin youtube dropbox intel amd nvidia dell hp lenovo canon epson brother xerox "
        "ricoh "
        "kyocera logitech bluetooth internet intranet wifi hr it finance accounting marketing sales legal "
        "payroll purchasing reception security facilities logistics management engineering production "
        "comptabilité compta informatique rh achats juridique commercial paie personalabteilung buchhaltung "
        "vertrieb einkauf "
        "nobody's anybody somebody another both every each some any no none not now then when where why how "
        "if but and or so because after before while also only just still even maybe perhaps however please "
        "thanks hello hi dear regards best kind yours sincerely cordialement bonjour salut note notes re fw "
        "fwd tr subject objet "
        "error warning info debug fatal notice update upgrade click press open close select choose enter "
        "check make sure see use run try go get set keep turn restart reboot install remove delete add "
        "create change reset step steps first second third next last new old yes oui non ok okay sorry "
        "problem issue ticket request "
        "incident case question answer reply message email mail date time page file folder document account "
        "password login screen window button link menu tab option settings system network printer computer "
        "laptop phone device driver version program app application site website browser desktop keyboard "
        "mouse "
        "une un des du de si quand comme pour avec sans dans sur par puis donc car mais ou et ni que qui "
        "quoi depuis après avant pendant toujours jamais encore déjà aussi trop très bien mal plus moins "
        "voici voilà pourriez pouvez veuillez impossible erreur problème demande imprimante ordinateur "
        "écran fenêtre bouton lien "
        "kein keine nicht bitte danke hallo fehler problem drucker rechner bildschirm kennwort passwort "
        "benutzer konto netzwerk herr frau damen herren mr mrs ms miss dr prof mme mlle "
        "bank police hospital school university street road city town county president minister king queen "
        "north south east west english french german spanish italian european american british chinese "
        "japanese christmas easter noël pâques ostern weihnachten "
        "amazon paypal visa mastercard netflix spotify whatsapp signal telegram instagram keepass bitwarden "
        "lastpass okta duo authenticator defender exchange entra intune hello cortana copilot siri alexa "
        "bing yahoo gmail icloud mozilla thunderbird wine gnome kde xfce wayland debian apache nginx mysql "
        "postgres redis"
    ).split()
)
"""What sentences put where a person may stand, too."""


def _person(match: Match, aliases: Aliases) -> str | None:
    """A name is made of words none of which is one of our subject, of a team, a product or the calendar."""
    group = match.first("v", "w")
    value = match[group].rstrip(".,'’-")
    if _is_comment(match) or "::" in match.string[match.end(group) - 1 : match.end(group) + 2]:
        return None
    words = [word.strip(".,'’").casefold() for word in value.split()]
    kept = 0
    for word in words:
        if (
            word in _NO_PEOPLE
            or word in TECHNICAL
            or word in NO_SECRET
            or (word in COMMON and len(words) == 1)
        ):
            break
        kept += 1
    if not kept or is_stand_in(value):
        return None
    value = " ".join(value.split()[:kept])
    if (
        len(value) < 3
        or value.upper() == value
        or not is_name(value)
        or value.casefold().endswith(("ing", "tion", "ment", "ity", "ness", "ware", "soft"))
    ):
        return None
    start = match.start(group)
    text = match.string
    if text[start + len(value) : start + len(value) + 1] in ("(", "_", "/", "=") or compiled(r"\.\w").match(
        text[start + len(value) :][:2]
    ):
        return None
    if not text[start:].startswith(value):
        return None
    match.resume = start + len(value)
    return text[match.start() : start] + aliases.of("user", value) + text[start + len(value) : match.end()]


def _is_comment(match: Match) -> bool:
    """Return whether this is a comment of a program or of settings, which speaks of programs."""
    text = match.string
    line = text[text.rfind("\n", 0, match.start("v") if match["v"] else match.end()) + 1 :][:40].lstrip()
    return (
        line.startswith(
            ("#", "//", ";", "* ", "/*", "--", "<!--", "REM ", "def ", "class ", "import ", "from ")
        )
        or "    '" in line
    )


def _account(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    plain = value.isalpha()
    if (
        is_stand_in(value)
        or value in _NO_PEOPLE | COMMON | TECHNICAL | NO_SECRET
        or (plain and (len(value) < 5 or value.endswith(("ing", "ed", "ion", "er", "or", "s", "ly"))))
    ):
        return None
    return around(match, "v", aliases.of("user", value))


_KIN_NEEDS = tuple(
    (
        "olleague collègue collegue kolleg boss chef manager supervisor assistant secret intern stagiaire "
        "trainee apprenti azubi husband wife partner mari femme époux épouse mann frau conjoint son "
        "daughter fils fille sohn tochter brother sister frère soeur sœur bruder schwester mother father "
        "mère père mum dad friend ami neighbo voisin teammate worker predecessor successor remplaçant "
        "techni receptionist nurse infirmi accountant comptable direct teacher professeur student élève "
        "patient visitor customer client caller tenant contractor candidat engineer lawyer avocat docteur "
        "doctor guest"
    ).split()
)
_GREETS_NEEDS = tuple(
    f"{word}{mark}"
    for word in (
        "hi hello hey hiya dear morning afternoon evening thanks you thx cheers ta bye merci beaucoup bien "
        "d'avance bonjour bonsoir salut coucou hallo tag morgen abend liebe lieber geehrte geehrter danke "
        "dank servus moin hola ciao gracias grazie sorry welcome bienvenue félicitations congratulations "
        "bravo revoir demain bientôt"
    ).split()
    for mark in (" ", ", ")
)
_TITLED_NEEDS = tuple(
    f"{word} "
    for word in (
        "mr mrs ms miss mx dr prof sir madame monsieur mademoiselle mme mlle m. mm. me pr herr herrn frau "
        "fr. hr. sr sra sig sigra don doña pan pani mr. mrs. ms. dr. prof."
    ).split()
)
_OF_NEEDS = tuple(
    f"{word} {of}"
    for word in (
        "souris clavier pc ordinateur portable téléphone telephone écran ecran imprimante boîte boite "
        "messagerie compte passe session agenda adresse numéro numero bureau poste badge casque tablette "
        "machine dossier anniversaire mari femme profil maus rechner laptop bildschirm drucker postfach "
        "konto passwort kalender handy password mailbox account"
    ).split()
    for of in ("de ", "d'", "d’", "von ", "of ")
)
_SIGNED_NEEDS = tuple(
    (
        "signed signé signature gez unterschrift rgds regards wishes yours sincerely cordialement bien "
        "amicalement salutations mfg gruß gruss vg lg cheers best"
    ).split()
)
_SELF_NEEDS = (
    "this is", "it's", "it’s", "name", "i am", "i'm", "i’m", "appelle", "je suis", "c'est", "c’est",
    "ici ", "ich bin", "ich hei", "hier ", "speaking", "apparat",
)  # fmt: skip
_ASK_NEEDS = (
    "ask", "tell", "told", "call", "phone", "ring", "rang", "ping", "mail", "contact", "see ", "spoke",
    "speak", "talk", "met ", "help", "inform", "notif", "cc", "cop", "replac", "rempla", "cover",
    "behalf", "instead", "assign", "escalat", "forward", " by ", "given", "lent", "belong", "shared",
    "along", "sits", "demand", "vu avec", "voir", "parl", "appel", "préven", "preven", "dit à", "donn",
    "prêt", "pret", "au nom", "part de", "attribu", "transmis", " par ", "appartient", "bei ", "mit ",
    "frag", "anruf", "auftrag", "gehört",
)  # fmt: skip
_ACTS_NEEDS = (
    "called", "phoned", "rang", "say", "said", "told", "ask", "wrote", "write", "mail", "text", "mention",
    "notic", "think", "thought", "want", "need", "tried", "left", "forg", "arriv", "join", "repl",
    "report", "complain", "confirm", "expla", "insist", "gave", "show", " has ", "can't", "cannot",
    "couldn", "doesn", "didn", " is ", " was ", " will ", "sits", "works", "lives", "moved", "retired",
    "started", "dropped", "spill", "borrow", "use", " a ", "est ", " n'", " n’", " ne ", "m'a", "m’a",
    "nous a", "lui a", "vient", "voudrait", "souhait", "dit", "pense", "travaille", "habite", "part",
    " hat ", "sagt", "meint", "fragt", "kann", "möchte", "braucht", " ist ", "wohnt", "arbeit",
)  # fmt: skip
_LOGIN_BY_NEEDS = (
    " by", "assigned to", "owner", "last user", "logged", " par", " von",
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules; they come behind those for labels, before those for numbers."""
    return (
        Rule("user", _TITLED_NEEDS, _TITLED, _person),
        Rule("user", _KIN_NEEDS, _BEHIND, _person),
        Rule("user", _SELF_NEEDS, _SELF, _person),
        Rule("user", _ASK_NEEDS, _ASK, _person),
        Rule("user", _ACTS_NEEDS, _ACTS, _person, sieve=_has_capital),
        Rule("user", ("'s ", "’s "), _OWNS, _person),
        Rule("user", _OF_NEEDS, _OF, _person),
        Rule("user", _GREETS_NEEDS, _GREETS, _person),
        Rule("user", _SIGNED_NEEDS, _SIGNED, _person),
        Rule("user", ("@",), _MENTIONED, _person),
        Rule("user", (":", "=", "->", "–", "—"), _RELATION, _person),
        Rule("user", _LOGIN_BY_NEEDS, _LOGIN_BY, _account),
        Rule("user", ("cn=", "gn=", "givenname=", "sn=", "surname=", "uid="), _COMMON_NAME, _person),
        Rule("user", ("name", "nom", "vorname", "nombre", "apellido", "cognome", "naam"), _NAMED, _person),
    )


_BEFORE_A_VERB = (
    rf"{_C}[ ](?:called|phoned|rang|say|said|told|ask|wr[oi]te|emailed|text|mention|notic|th[io]|want"
    r"|need|tried|left|forg|arriv|join|repl|report|complain|confirm|expla|insist|gave|show|has |can"
    r"|could|does|did|is |was |will |sits|works |lives|moved|retired|started|dropped|spill|borrow|use|a "
    r"|est |n['’]|ne |m['’]a|nous a|lui a|vient|voudrait|souhait|dit|pense|utilise|travaille|habite|part"
    r"|hat |sagt|meint|fragt|kann |möchte|braucht|ist |wohnt|arbeit)"
)


def _has_capital(block: str) -> bool:
    """Return whether a word with a capital stands before a verb of people."""
    return compiled(_BEFORE_A_VERB).search(block) is not None
