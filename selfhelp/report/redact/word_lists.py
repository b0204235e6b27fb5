"""Word lists: names that identify no one, values that aren't secrets, common folders."""

# Lists of words read better as words.
# ruff: noqa: E501, SIM905
from __future__ import annotations

WELL_KNOWN = frozenset(
    "tous toutes alle aucun aucune keine "
    "sa dbo readonly readwrite replicator krbtgt root anonymous system administrator administrateur guest invité nobody daemon localservice networkservice "
    "defaultaccount wdagutilityaccount public default shared everyone localhost localhost4 localhost6 "
    "ip6-localhost localdomain localhost.localdomain www-data systemd-network messagebus sshd lp trustedinstaller "
    "local network nt builtin workgroup mshome linuxbrew all bin sys sync games man mail news uucp proxy backup list irc "
    "_apt avahi colord geoclue pulse rtkit saned usbmux gdm sddm lightdm ntp chrony postgres mysql redis nginx apache "
    "tomcat polkitd dnsmasq tcpdump statd sssd tss uuidd rpc dovecot postfix kernoops whoopsie syslog dhcpcd hplip pollinate landscape "
    "cups-pk-helper fwupd-refresh gnome-initial-setup gnome-remote-desktop nm-openvpn speech-dispatcher".split()
)
"""Accounts and hosts that exist on every computer of a kind; they stay readable."""

COMMON = frozenset(
    "admin user users test tests tester demo pc laptop desktop computer ordinateur poste home maison office "
    "bureau work server serveur host vm debian ubuntu fedora windows linux macbook mac apple dell lenovo hp "
    "default standard client service support help helpdesk info student school me dev developer temp tmp "
    "data print printer file files mail web app apps main name node local lan corp internal domain company "
    "group team it error error1 owner kiosk reception accueil build live ec2-user pi backup media network log "
    "logs monitor session display screen system will mark may bill art grace rose hope page price case".split()
)
"""Names that are also ordinary words; replaced only in a place for names."""

TECHNICAL = frozenset(
    "audiocodes barco crestron datalogic draytek evolis extron gigaset grandstream hikvision huion ingenico lancom logi mikrotik mitel qnap reiner sonicwall sophos targus verifone viewsonic wacom watchguard yubico zyxel "
    "binutils ryzen xeon geforce radeon snapdragon exynos celeron pentium athlon quadro optiplex elitebook probook thinkpad "
    "ideapad zbook vostro inspiron laserjet officejet deskjet ecosys bizhub imagerunner versalink fortigate synology "
    "logon logoff notification experience improvement customer access account action active adapter address alert alias api application apply archive array audio auth battery "
    "bios bit block bluetooth boot branch browser bridge buffer bus button bytes cable cache call camera cancel card cell "
    "change channel check chrome class clean clear clock close cloud code command common config connect connection console "
    "context control cookie copy core cpu crash create current cursor cycle daemon database date day default delete "
    "desk device dialog disk display dns dock document domain download drive driver edge edit element email end engine "
    "entry event excel exchange exit export express external failed fan fault field filter find firefox firewall flag "
    "flash folder font format free function gateway global graphics guide handle hardware hash header health history hub "
    "icon image import index init input install intel interface internet item job kernel key keyboard label language "
    "launch layer level library license limit line link list load lock login loop machine manager map master matrix memory "
    "menu message meta method micro microphone microsoft mobile mode model modem module monitor mount mouse music "
    "note notify number object office open option order outlook output package page paper parent password patch path "
    "pause phone photo picture pin pipe plan platform play player plugin point policy pool port portal power process "
    "product profile program project protocol proxy python query queue radio read record recovery region release remote "
    "request reset resource restart result return role root route router run save scan scanner schedule search second "
    "section sector security select sensor sequence serial service set setting setup share shell shield signal sleep "
    "socket software solution sound source space speaker stack start state static station status stop storage store stream "
    "string style switch sync table tag target task team teams temp terminal text theme thread time timer token tool "
    "touch trace tray trigger type unit update upgrade upload usage value version video view virtual voice volume wall "
    "warning watch web window wireless wizard word worker write zone zoom black white green brown young king baker "
    "petit grand blanc noir rouge vert long court neuf chaud froid marchand boulanger imprimante ecran écran clavier souris "
    "reseau réseau compte fichier dossier erreur mise jour message disque bruit son image courrier réunion salle".split()
)
"""Technical terms that are also people's names."""

NO_SECRET = frozenset(
    "aktiviert deaktiviert aktiv inaktiv aus eingeschaltet ausgeschaltet konfiguriert erlaubt verboten zulässig muss müssen darf dürfen nicht kein keine wird wurde abgelehnt gesperrt entsperrt geändert zurückgesetzt erforderlich gespeichert abgelehnt "
    "activé activée activés activées désactivé désactivée désactivés désactivées actif inactif inactive active configuré configurée défini définie autorisé autorisée interdit interdite enforced allowed configured unreachable unavailable reachable available grey gray greyed gris grau "
    "elle elles ne impossible obsolète obsolete deprecated abandon abandonné aborted aborting annulé veraltet abgebrochen "
    "compliant old verified sofort immediately open persönlich lang kurz sicher gültig ungültig geheim vertraulich richtig leicht schwer einmalig personnel confidentiel "
    "minimum maximum pick grisé grisée grisés ausgegraut leer patience visible lesbar ausgeblendet satisfait satisfaite zufrieden number boolean string integer float bytes object capacity count counter checking fine present synopsis description gid uid choose select click press tap choisissez sélectionnez cliquez appuyez wählen klicken drücken true false yes no on off oui non null none nil undefined empty blank vide missing absent set unset ok "
    "gone default required requis requise optional needed necessary mandatory invalid invalide valid valide wrong "
    "incorrect incorrecte correct bad expired expiré expire expiree expires expiration changed change changé "
    "reset forgotten forgot oublié oubliée lost stolen unknown inconnu denied refused refusé rejected failed "
    "failure error erreur success ok good bon bonne faux fausse weak strong faible short long trop too not pas "
    "never jamais toujours always still now maintenant the a an le la les un une de du des my mon ma your "
    "votre this that ce cet it its is are was were be been being must should doit cannot can't can't match "
    "matches matching case sensitive stored saved kept encrypted hashed hidden masked redacted removed "
    "disabled enabled locked unlocked protected accepted granted received sent used using for from by with "
    "in to of at as and or et ou if when what which who quoi please enter type entered typed asked prompt "
    "prompted asking again only also no-one ready pending requested authentication authorization manager "
    "provider policy n/a na not-set notset plain text basic bearer token password passwd secret key type "
    "files compat systemd sss ldap winbind nis chauthtok end start begin unexpected string object value name "
    "input output field file invalid-token here there mandatory generated created updated deleted loading "
    "demandé demandée refusée enregistré enregistrée bloqué bloquée perdu perdue nécessaire obligatoire "
    "identique différent également encore déjà bien mal plus moins très aussi dans sur pour par avec sans "
    "qui que accepté acceptée modifié modifiée changée réinitialisé going about so just really almost "
    "right broken cassé cassée out retrieved provided read useless shift post bytes str int float bool callable self "
    "already raise return break continue yield await async new self this if else for while try except import class def fn func lambda "
    "leave laissez laisser keep see voir shown ask asks asked demander visible cf refer contact given chosen managed champ facultatif facultative absente renseigné "
    "renseignée vide rather instead over when write typing entry box field prompt dialog hint hints rules rule options option settings setting "
    "ci-dessous ci-dessus below above following suivant suivante attached joint identical identique strong-enough unchanged inchangé skipped mismatch down up verlopen abgelaufen falsch verloren vergessen incorrecta errada scaduta neu obligatorisch celui celle pourtant "
    "does do did has have had au aux least mindestens minimaal almeno mínimo "
    "different same working about because since after before until due unable pas-bon".split()
)
"""Words after *password* and similar labels that aren't a secret."""

FOLDERS = frozenset(
    "documents downloads téléchargements desktop bureau pictures images music musique videos vidéos public "
    "templates modèles appdata local locallow roaming temp tmp library application support caches cache "
    "preferences logs .config .cache .local share state .ssh .gnupg snap microsoft windows programs "
    "onedrive google mozilla firefox chrome profiles outlook teams office packages start menu onedrive "
    "application data".split()
)
"""Common folders below a home folder."""

UNITS = frozenset(
    "service socket slice scope target mount automount device timer path swap so py js json conf cfg log txt "
    "docx dotx dotm docm xlsx xltx xltm xlsm xlsb pptx potx ppsx vsdx accdb odt ods odp rtf pst ost desktop png svg dll exe sys ini xml yaml yml html css md csv cpp hpp ps1 bat msi inf evtx".split()
)
"""Last parts of things that look like an email address or host but aren't (``user@1000.service``)."""

NO_SERIAL = frozenset(
    "none n/a na unknown default system serial number asset tag not specified available applicable "
    "to be filled by o.e.m. oem string 0 1 0x0 0x00000000 0x00000001 123456789 0123456789 00000000 xxxxxxxx - empty invalid".split()
)
"""Words of manufacturers' dummy serial numbers."""

NO_ACCOUNT = frozenset(
    "unconfined fehlt fehlen name username id session service agent mode guest admin slice application system security setup str int bytes bool float "
    "list dict object string account read write true false rt_user domain facilities helpdesk support finance "
    "anyone everyone nobody someone somebody anybody quiconque chacun nous vous impossible possible wer jeder niemand jemand alle oh ah ok okay hi hello hey well sure thanks bonjour salut hallo moin auth chauthtok setcred sid actif active aktiv inactif inactive inaktiv ja oui yes no non nein never jamais nie mon tue wed thu fri sat sun lun mar mer jeu ven sam dim".split()
)
"""Words after *user:*, *LogName=* and similar labels that aren't account names."""

NO_HOST = frozenset(
    "sqlexpress mssqlserver computername host srv server serveur servername computer machine localhost localdb servidor aaaa cname".split()
)
"""Hosts in examples: ``\\\\server\\share``."""

NO_ARGUMENT = frozenset(
    "ask on rather instead not only and or is are option options to for in with as if was from instead of will can may et ou est avec".split()
)
"""Words of a sentence after an option's name."""

EXPIRY = (
    "change",
    "expire",
    "age",
    "days",
    "length",
    "policy",
    "attempt",
    "history",
    "last set",
    "warning",
    "inactive",
)
"""Words that make *password … : 99999* a setting."""

_HIDDEN = frozenset("admin$ ipc$ print$ fax$ sysvol$ netlogon$".split())


def is_hidden_share(share: str) -> bool:
    """Return whether a share is created by Windows: for a drive (``C$``) or the system."""
    return share.endswith("$") and (len(share) == 2 or share.casefold() in _HIDDEN)
