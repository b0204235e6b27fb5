"""Rules for computers named by monitoring and management tools and by people, one table row a place.

Sources: the default messages of Zabbix, Nagios, Centreon, Prometheus; gpresult, klist, quser
(learn.microsoft.com); Ansible's callbacks; ``show cdp neighbors`` and ``show lldp neighbors`` of IOS.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import (
    fits_host,
    is_standard_term,
    is_technical_number,
)
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_shape.host_listings import is_own_host
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Replace, Rule, replace_group
from selfhelp.report.redact.vocabulary.host_names import may_be_host
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.makers import follows_maker

_N = r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
_V = rf"(?P<v>{_N})"

_SURE = (
    (("hostname", "computername", "uname -n", "scutil", "nodename", "machinename", "gethostname"), rf"(?im)^[^\r\n]{{0,40}}(?:[$>#%] ?|\A)(?:hostname(?: -[a-z]+)?(?:\.exe)?|\$env:computername|echo %computername%|echo \$env:computername|uname -n|scutil --get (?:computername|localhostname|hostname)|cat /etc/hostname|\[(?:system\.)?environment\]::machinename|hostnamectl --static|hostnamectl hostname)[ \t]*\r?\n[ \t]*{_V}[ \t]*\r?$"),
    ((" | unreachable", " | success", " | failed", " | changed"), rf"(?m)^{_V} \| (?:UNREACHABLE|SUCCESS|FAILED|CHANGED)\b"),
    (("ok: [", "changed: [", "fatal: [", "skipping: [", "failed: [", "unreachable: ["), rf"(?m)^(?:ok|changed|fatal|skipping|failed|unreachable): \[{_V}(?:\]| ->)"),
    (("resolve", "unresolved", "résoudre", "auflös"), rf"(?im)(?:could not resolve|can['’]?t resolve|cannot resolve|failed to resolve|unable to resolve|unresolved|impossible de résoudre)(?: the)?(?: host| proxy)?(?:[- ]?name)?[: ]{{1,2}}[\"'“«]?{_V}[\"'”»]?[.]?[ \t]*\r?$"),
    (("client:",), rf"(?i)client:[ ]{_V}\$ @"),
    (("name:", "username=", "nom du compte", "kontoname", "account "), rf"(?i)(?:account name|nom du compte|kontoname|accountname|targetusername|subjectusername|computer account|compte d['’]ordinateur|computerkonto)[ \t]*[:=]?[ \t]*[\"']?(?:[A-Za-z0-9-]+\\)?{_V}\$(?:[\s\"',;<]|\z)"),
    (("trust", "approbation", "vertrauens"), rf"(?i)(?:trust relationship (?:of|between|for)|relation d['’]approbation (?:de|du|entre)|vertrauensstellung (?:von|zwischen))(?: (?:the )?(?:workstation|computer|poste|le poste|pc))? {_V}"),
    (("monitoring", "nagios", "centreon", "icinga", "alert", "notification", "problem"), rf"(?im)^[ \t*>]*(?:host(?: ?name)?|host ?alias|hostalias|hôte|object|équipement|device|node|instance)[ \t]?:[ \t]{{1,12}}{_V}(?:[ \t]*\r?$|[ ](?:is|\())"),
    (("zabbix", "trigger", "problem", "resolved", "recovery"), rf"(?im)(?:^|[\[ ])(?:trigger|problem|résolu|resolved|recovery|ok|event|zabbix|disaster|high|average|warning)[\]]?: (?:[^\r\n:]{{3,60}} on {_V}[ \t]*\r?$|(?P<u>[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)+|[A-Za-z]{{3,12}}[0-9]{{1,4}}): )"),
    (("service alert", "host alert", "** "), rf"(?i)\*\* (?:problem|recovery|acknowledgement|flapping\w*)? ?(?:service|host) alert: {_V}(?:/| is )"),
    (("instance=", "instance:", "nodename=", "node=", "exported_instance"), rf"(?:instance|nodename|node|kubernetes_node|exported_instance|fqdn|target)[=:][ ]?\"{_V}(?::[0-9]{{2,5}})?\""),
    (("devname=", "hostname=", "dvchost=", "shost=", "dhost=", "srcname=", "dstname="), rf"(?:^|[\s,;|])(?:devname|hostname|dvchost|dvc|shost|dhost|srcname|dstname|logsource|src_host|dest_host|workstation)=\"?{_V}\"?(?:[\s,;|]|\z)"),
    (("host:", "host =", "hosts:", "hostname:"), rf"(?m)^[ \t]*(?:-[ ])?(?:hostname|host_name|inventory_hostname|ansible_host|vm_name|vmname|guest_name|node_name)[ \t]*[:=][ \t]*[\"']?{_V}[\"']?[ \t]*\r?$"),
    (("vm name", "vmname", "virtual machine", "machine virtuelle", "vm ", "guest "), rf"(?i)(?:vm ?name|virtual machine|machine virtuelle|virtuelle maschine|guest name)[ \t]*[:=][ \t]*[\"']?{_V}[\"']?(?:[,;]|[ \t]*(?:\r?\n|\z))"),
    (("tasklist", "taskkill", "nbtstat", "msra", "shutdown", "schtasks", "systeminfo", "wmic", "sc \\\\"), rf"(?i)(?:(?:tasklist|taskkill|schtasks|systeminfo|driverquery|getmac|openfiles)[^\r\n]{{0,30}} /s |nbtstat -a |msra /offerra |shutdown[^\r\n]{{0,20}} /m (?:\\\\)?|\bsc \\\\)[\"']?{_V}"),
    (("\"host\"", "\"hosts\"", "\"agent\"", "\"device\"", "\"machine\"", "\"computer\"", "\"endpoint\"", "\"node\""), rf"\"(?:host|agent|device|machine|computer|endpoint|node|observer)\"[ ]?:[ ]?\{{[ ]?\"(?:name|hostname|id)\"[ ]?:[ ]?\"{_V}\""),
    (("site ", "site:"), r"(?i:(?:ad |du |le )?site)[ :]{1,2}(?P<v>[A-Z]{2,10}(?:-[A-Z0-9]{1,12}){1,3})"),
    ((" record",), rf"(?:A|AAAA|CNAME|PTR|MX|SRV)[ -](?i:record|entry|eintrag)s?[: ]{{1,2}}(?i:for |pour |für |of )?{_V}"),
    (("uptime is",), rf"(?m)(?:^|[: ]){_V} uptime is"),
    (("# ", "$ "), r"(?m)^(?P<v>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+) (?:\([\w-]+\) )?[#$] (?:get|show|config|execute|diagnose|exec|end|edit|set|diag)"),
    (("vm ", "machine virtuelle", "virtual machine", "guest"), rf"(?:VM|(?i:virtual machine|machine virtuelle|virtuelle maschine|guest))[ ][‘’'\"“«„][ ]?{_V}[ ]?[’'\"”»]"),
    (("appelle", "is called", "is named", "heißt"), rf"(?i)(?:pc|poste|ordinateur|machine|portable|computer|laptop|desktop|rechner|notebook|server|serveur|workstation)(?:[^\pL\r\n.:;][^\r\n.:;]{{0,30}})?[ ](?:s['’]appelle|is called|is named|heißt)[ ][\"“«]?[ ]?{_V}"),
    ((" in ", "\tin\t", "\tin ", " in\t"), rf"(?m)^{_V}[ \t]+(?:[0-9]+[ \t]+)?IN[ \t]+(?:A|AAAA|CNAME|MX|PTR|SRV|TXT)[ \t]"),
    (("cname",), rf"[ \t]CNAME[ \t]+{_V}"),
    (("dns:",), rf"(?:^|[ ,=])DNS:{_V}"),
    ((" kernel:", " systemd["), rf"(?m)^{_V} (?:kernel|systemd(?:\[[0-9]+\])?|sshd\[[0-9]+\]): "),
    (("server_name", "serveralias", "servername", "upstream", "server "), rf"(?:server_name|ServerAlias|ServerName)[ \t]+{_V}|\bserver[ ](?P<u>[A-Za-z][A-Za-z0-9.-]+):[0-9]{{2,5}}"),
    (("_host=", "_host:", "_server=", "_hostname="), rf"(?i)[A-Z]_(?:HOST|SERVER|HOSTNAME)[ ]?[=:][ ]?[\"']?{_V}(?:[\s\"',;:]|\z)"),
    (("mongodb://", "amqp://", "redis://", "kafka", "bootstrap", "brokers", "zookeeper", "seeds"), rf"(?:host-[0-9a-f]{{6}}|[A-Za-z0-9.-]+):[0-9]{{2,5}},{_V}:[0-9]{{2,5}}"),
    (("identity set",), rf"identity set name=\"?{_V}"),
    (("winrs", "/node:", "psexec", "invoke-command", "-cn ", "-computer", "restart-computer", "-vmname", "-server", "get-vm", "new-pssession"), rf"(?i)(?:winrs (?:-|/)r:|/node:[\"']?|psexec(?:64)?(?:\.exe)? \\\\|[ ]-cn |[ ]-computer(?:name)? |(?:restart|stop)-computer |[ ]-vmname |get-vm (?:-name )?|start-vm (?:-name )?)[\"']?{_V}"),
    (("full address:s", "gatewayhostname:s", "alternate full address", "workspace id:s"), rf"(?im)^(?:full address|alternate full address|gatewayhostname|workspace id):s:{_V}"),
    (("lldp", "cdp"), rf"(?i)(?:l?ldp|cdp)(?: \w+)? (?:neighbou?r|voisin|nachbar)(?: on \S+)?[: ]{{1,2}}{_V}"),
    (("esxi", "esx ", "hyper-v", "hypervis", "vcenter", "vsphere", "ddc", "vda", "broker", "veeam", "proxy", "fileserver", "sauvegarde", "backup server"), r"(?:(?i:esxi?(?: host)?|hyper-v(?: host)?|hypervis(?:or|eur)|vcenter|ddc|vda|broker|(?:backup|proxy|file|print|mail|web|app|db|sql|terminal|update|wsus|license|licence) server|serveur (?:de )?(?:sauvegarde|fichiers|impression|messagerie|base de données|applicati\w+|licences?))[ ]?:?[ ])[\"'“(]?(?P<v>[a-z][a-z-]{2,12}[0-9]{1,3}(?:-[a-z0-9]{1,8})?|[A-Z]{2,10}-?[A-Z0-9]{2,12}[0-9](?:-[A-Z0-9]+)?)"),
)  # fmt: skip
"""Required keywords and pattern of each place where even a plain word is a computer's name."""

_KEYED = r"(?i)\"[a-z_.]*(?:computer|device|machine|host|server|node|endpoint|workstation)[a-z_.]*(?:name|fqdn|id)?\"[ ]?:[ ]?\"(?P<v>[A-Za-z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)*)\""
_LABELS = r"(?:host ?names?|computer ?names?|device ?names?|machine ?names?|nom d['’]h(?:ô|o)te|nom de l['’]ordinateur|nom du (?:poste|pc|serveur)|nom de (?:la )?machine|rechnername|computername|gerätename|(?:netbios|dns) ?(?:host ?)?names?|dnshostname|server ?names?|workstation ?names?|node ?names?|localhostname|pscomputername|managed ?device ?name|caller ?computer(?: ?name)?|vm ?name|system ?name|sysname|machine|ordinateur|computer|rechner|poste(?: de travail)?|workstation|pc|laptop|host|server|serveur)"
_LABELLED = rf"(?im)(?:^|[^\pL\pN_./\\-]){_LABELS}[\"']?[ \t.]{{0,24}}(?:[:=]|=>)[ \t]{{0,24}}[\"'“«]?{_V}[\"'”»]?(?:[ \t]*(?:\r?\n|\z)|[ \t]{{2,}}|[,;|\])<]|[ ]/[ ]|[ ]\()"

_SAID = r"(?i)(?:^|[^\pL\pN])(?:(?:my|the|our|his|her|their|this|new|old) (?:new |old |work |other |second )?(?:computer|laptop|pc|machine|notebook|workstation|desktop|device|server|mac|macbook|imac|surface)(?:['’]s)?(?: name)?|(?:mon|ma|le|son|sa|notre|du|au|un|l['’]) ?(?:nouveau |nouvel |ancien |vieux )?(?:ordinateur|pc|poste|portable|machine|serveur|mac|macbook)(?: portable)?|(?:mein|der|das|sein|ihr|unser|dem|den|meinem)(?:e|r)? (?:neuer |alter |neuen |alten )?(?:rechner|pc|computer|laptop|notebook|server|mac|gerät)|computer ?name|laptop name|device name|pc name|machine name|host ?name|nom (?:de mon|du|de l['’]) ?(?:pc|poste|ordinateur)|rechnername)[ ,]{0,2}(?:is (?:called|named)|is|was (?:called|named)|was|called|named|s['’]appelle|est nommée?|est(?: le)?|nommée?|appelée?|heißt|ist(?: der)?|namens|with the name|[(:=]|)[ ]{0,2}[\"'“«(]?[ ]?(?P<v>[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*)(?:[\"'”»),;!?]|[ ]|\.(?:\s|\z)|\s|\z)"
_NAMES_IT = r"(?i)(?:called|named|s['’]appelle|nommé|appelé|heißt|namens|name)[ ]{0,2}(?:is |was |est |ist )?[\"'“«(]?[ ]?\z"


_DETERMINERS = frozenset("this that the your cette cet ce votre la le dieser diesem diese dem der".split())


def _replace_any_host(match: Match, aliases: Aliases) -> str | None:
    group = "u" if match.has_group("u") and match["u"] else "v"
    value = match[group].rstrip(".")
    if not is_own_host(value, sure=True) or value.casefold() in _DETERMINERS:
        return None
    match.resume = match.start(group) + len(value)
    return replace_group(match, group, aliases.make_full_host_placeholder(value) + match[group][len(value) :])


def _replace_labelled_host(match: Match, aliases: Aliases) -> str | None:
    """Replace a name right after its label; a dictionary word needs a dash or a digit."""
    value = match["v"].rstrip(".")
    marked = any(map(str.isdigit, value)) or "-" in value
    if not is_own_host(value, sure=False) or is_technical_number(value) or (is_word(value) and not marked):
        return None
    if get_lazy_pattern(r"[a-z]+(?:_[a-z]+)+|[a-z]+(?:\.[a-z_]+)+|[a-z]+(?:[A-Z][a-z]+)+").is_full_match(
        value
    ) and not fits_host(value):
        return None  # a setting or an attribute
    return replace_group(match, "v", aliases.make_full_host_placeholder(value) + match["v"][len(value) :])


def _replace_host_in_sentence(match: Match, aliases: Aliases) -> str | None:
    """Replace a computer in a sentence: any name after *is called*, otherwise a distinctive one."""
    value = match["v"].rstrip(".")
    before = match.string[match.start() : match.start("v")]
    called = get_lazy_pattern(_NAMES_IT).search(before) is not None
    if not is_own_host(value, sure=called) or is_technical_number(value):
        return None
    numbered = get_lazy_pattern(r"[a-z]{4,14}[0-9]{1,3}").is_full_match(value) and not is_word(
        value.rstrip("0123456789")
    )
    if not (fits_host(value) or _is_tag_like_name(value) or numbered or (called and not is_word(value))):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value) + match["v"][len(value) :])


def _is_tag_like_name(value: str) -> bool:
    """Return whether a value is capitals and digits that aren't a product name."""
    return bool(
        get_lazy_pattern(
            r"[A-Z]{2,12}[0-9]{2,6}[A-Z]{0,4}[0-9]{0,4}|[A-Z0-9]{2,10}(?:-[A-Z0-9]{2,14}){1,4}|[A-Z]{1,3}[0-9]{1,2}-[A-Z0-9]{2,6}-[0-9]{1,4}"
        ).is_full_match(value)
        and not is_technical_number(value)
        and (any(map(str.isdigit, value)) or value.count("-") > 0)
    )


_OWNED = r"(?i)(?:^|[^\pL\pN_-])(?:kasse|caisse|till|kiosk|borne|tablet|tablette|ordinateur|pc|poste|laptop|computer|rechner|portable|machine|gerät|device|appareil|workstation|endpoint|agent|caller|processing|autopilot|client|source|quelle|origine?|ordi|cluster|node|controller|contr(?:ô|o)leur|terminalserver|terminal server|vnc|rdp|remote into|teamviewer|anydesk|ap|switch|nas|fw|firewall|routers?|routeur|borne|sitze(?: \pL+)? an|work(?:ing)? (?:on|at)|suis(?: \pL+)? sur|sit at|arbeite (?:an|auf|mit)|login on|logon on|user has|a bien|utilise)(?:[^\r\n:=]{0,40}[:=][ ]|[ ](?:name |named )?)[\"'(«]?(?P<v>(?-i:[A-Z][A-Z0-9]{1,11}(?:-[A-Z0-9]{1,14}){1,3}|[A-Z][0-9]{1,2}[A-Z]{2,6}[0-9]{3,6}|[0-9]{3,5}-[A-Z]{2,6}|[A-Z]{4,12}[0-9]{1,4}|(?:PC|PO|NB|LT|WS|TS|VM|FS)[0-9]{3,5}|[a-z]{2,10}[0-9]{0,3}(?:-[a-z0-9]{1,12}){1,4}))(?:[\s\"')»,;!?]|\.(?:\s|\z)|\z)"
_MOVED = r"(?i)(?:^|[\s(\"',:])(?:from|to|on|of|vers|sur|auf|von|nach|de|into|onto|an|am|est|is|ist|at|restart|reboot|agent|node|server|serveur|the|und|and|et|host|ddc|vda)[ ](?P<v>(?-i:(?:srv|svr|esxi?|node|db|web|app|fs|dc|nas|prnt|prn|print|proxy|jump|sql|ora|rds|tse?|ctx|citrix|hv|vm|vc|vcenter|bck|bkp|backup|filer|mail|exch|ad|ldap|dns|dhcp|gw|fw|sw|k8s|worker|master|kube|stor|san|ws|wks|pc|lt|nb|lap|dsk|kiosk|imp|cluster|erp|sap|bastion|vpn|ddc)[a-z]{0,8}(?:-[a-z]{2,10}){0,3}-?[0-9]{1,4}|(?:srv|vm|db|app|web|esx|nas|pc|lt|nb|prod)-[a-z]{2,10}(?:-[a-z0-9]{1,10}){0,2}|[A-Z]{2,8}[0-9]{0,3}(?:-[A-Z0-9]{2,10}){0,2}-[A-Z]{0,4}[0-9]{2,5}|[A-Z]{4,12}[0-9]{1,4}|[A-Z]{3,10}(?:SRV|SVR|NAS|SQL|ESX)|(?:DC|SRV|SVR|FS|SQL|TS|RDS|PC|WS|NB|LT|LAP|ESX|VM|NAS|PRN|IMP)[A-Z]{3,10}[0-9]{0,3}))(?:[\s\"'),;:!?]|\.(?:\s|\z)|\z)"


_BARE = rf"(?:^|[\s\"'(«“])\\\\{_V}(?:[\s\"',;)»”?!]|\.(?:\s|\z)|\z)"
_GREETED = r"(?m)(?:EHLO|HELO|ehlo|helo)(?:=| )<?(?P<v>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-?[0-9]+)"
_JOBS = r"(?i)(?:job|backup|sauvegarde|task|tâche|replication|réplication|agent|session|sicherung)[^\r\n]{0,30}[ ](?:on|to|from|sur|auf|vers|von|de)[ ](?P<v>(?-i:[A-Z]{5,12}[0-9]{0,3}))(?:[\s,;:]|\.(?:\s|\z)|\z)"


_JOINED = r"(?i)(?:^|[^\pL\pN_-])(?:scanners?|gateways?|passerelle|devices?|appareil|gerät|endpoint|peer|station|servers?|serveurs?|hosts?|h(?:ô|o)te|nodes?|n(?:œ|oe)ud|knoten|vms?|poste|pc|rechner|agent|runner(?: on)?|nas|\pL{2,12}server|client|laptop|notebook|machine|kiosk|controller|hypervisor|cluster|vault|switch|firewall|router|routeur|borne|imprimante|drucker|printer|warteschlange|queue|file|osd\.[0-9]+ on|lan to|sur le poste|statt an|auf|job failed on|failed on|colleague['’]s)[ ][\"'“«„]?(?P<v>(?-i:[a-z]{2,14}[0-9]{0,3}(?:-[a-z0-9]{1,14}){1,3}|[A-Z][A-Za-z0-9]{1,14}(?:-[A-Z0-9][A-Za-z0-9]{0,14}){1,3}))[\"'”»“]?(?:[,;.!?)]?[ \t]*(?:\r?\n|\z)|[,;.!?)]?[ ](?:is|was|isn|are|ist|war|est|était|ne|n['’]|antwortet|reagiert|hängt|druckt|keeps|down|offline|unreachable|fails|failed|fehlgeschlagen|does|doesn|did|didn|has|hat|won|can|cannot|kann|nicht|répond|imprime|plante|rame|since|seit|depuis|aujourd|and|et|und|statt|cannot|geht|druckt|stopped|again|not|introuvable|rejected|refused|refuse|rejette|lehnt|shows|affiche|zeigt|meldet|reports|using|via|handshake|lost|drops)[^\pL])"
_DOING = r"(?i)(?:^|[\s(\"'«„“/])(?P<v>(?-i:[a-z]{2,14}[0-9]{0,3}(?:[_-][a-z0-9]{1,14}){1,3}|[a-z]{2,5}[0-9]{2,3}[a-z]{1,4}[0-9]{2,5}|[A-Z]{2,10}(?:-[A-Z0-9]{2,12}){1,3}|[A-Z][a-z]{2,12}-[A-Z]{2,6}))[\"'»“”)]?[ ](?:(?:keeps|stopped|crashed|hangs|freezes|froze|shows|reports|reboots|beeps|n['’]imprime|affiche|plante|redémarre|hängt|meldet|zeigt|druckt|läuft|piept|stürzt|(?:sendet|schickt|liefert|empfängt|druckt|zeigt) (?:kein|nicht|nur))[^\pL]|powered (?:on|off)|(?:has |was )?rebooted|saved state|went (?:down|offline)|came (?:up|back)|hasn['’]t (?:reported|checked in)|users report|(?:is|are|isn['’]t|is not|appears|seems) (?:currently |again |still )?(?:un(?:available|reachable)|offline|down|not reachable|reachable|powered)|not responding|doesn['’]t (?:respond|boot|ping|answer)|won['’]t (?:boot|wake|start up|respond)|ne (?:r(?:é|e)pond|d(?:é|e)marre|s['’]allume) (?:plus|pas)|est (?:injoignable|hors ligne|(?:é|e)teinte?|inaccessible)|ist (?:nicht erreichbar|offline|ausgefallen|ausgeschaltet|wieder da)|(?:antwortet|startet|bootet|reagiert) nicht|hat sich aufgehängt|findet (?:den|das|die) )"
_COMMANDS = frozenset(
    "manage-bde apt-get dpkg-query update-manager ssh-agent gpg-agent docker-compose net-tools pnputil fs-uae lpr-ng hp-setup hp-check".split()
)
"""Commands with a dash, whose messages look like a computer's: *manage-bde meldet: …*."""
_NO_JOINT = frozenset(
    "only in up based side même self auto non re multi pre to on off end mail wide level specific managed ready aware out down by of the un de la le les à a and or free time date line able proof facing like style type driven hand read write set start built plug roll log sign add back stand check follow pop clean shut work key co fi mail service help desk video web site two single zero hot there ci là ce t il elle on y en moi toi lui nous vous eux".split()
)


def _replace_joined_host(match: Match, aliases: Aliases) -> str | None:
    """Replace joined words between a word for computers and a state: *server build-arm is down*."""
    value = match["v"]
    parts = value.casefold().split("-")
    if (
        not is_own_host(value, sure=False)
        or is_technical_number(value)
        or get_lazy_pattern(_MODELS).is_full_match(value.upper())
    ):
        return None
    if follows_maker(match.string[max(0, match.start("v") - 40) : match.start("v")]):
        return None  # *Drucker Brother MFC-L6900DW meldet*
    if value in _COMMANDS or not _NO_JOINT.isdisjoint(parts) or (value[0].isupper() and value[1:].islower()):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value))


def _replace_host_in_json(match: Match, aliases: Aliases) -> str | None:
    """Replace the value of a JSON key: a name with a digit or dash, or one that isn't a word."""
    value = match["v"]
    fits = (
        fits_host(value)
        or value.count(".") > 1
        or get_lazy_pattern(r"[A-Za-z]{2,}[0-9]+|[A-Za-z]+(?:-[A-Za-z0-9]+)+").is_full_match(value)
    )
    if (
        not fits
        or not is_own_host(value, sure="." in value)
        or is_technical_number(value)
        or all(map(is_word, value.split("-")))
    ):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value))


_TYPES = frozenset(["srv", "vm", "esx", "nas", "pc", "lt", "nb", "ws", "dc", "fw", "sw", "rt", "ap", "prod"])
"""Beginnings of lowercase computer names without a number."""


def _replace_owned_host(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        not is_own_host(value, sure=False)
        or is_technical_number(value)
        or get_lazy_pattern(_MODELS).is_full_match(value.upper())
    ):
        return None
    parts = value.casefold().split("-")
    if value.isalnum() and not value.isupper() and is_word(value.rstrip("0123456789")):
        return None
    if not any(map(str.isdigit, value)) and (
        all(map(is_word, parts)) or (value.islower() and parts[0] not in _TYPES)
    ):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value))


_AROUND = r"(?i)(?:^|[^\pL])(?:session|sessions|client|clients|agent|host|hôte|server|serveur|vm|vdi|vms|cluster|farm|ferme|node|n(?:œ|oe)ud|pc|pcs|poste|postes|laptop|laptops|workstation|workstations|notebook|rechner|computer|computers|ordinateurs?|machine|machines|switch|switches|firewall|access point|borne|nas|esx|citrix|rds|repli\w*|rpc|imaging|masterisation|deploy\w*|d(?:é|e)ploi\w*|reboot\w*|enrol\w*|image|reimage\w*|neu aufsetzen|isolated|quarantine|sccm|intune|domain|domaine|domäne|joined|backup|sauvegarde|unreachable|injoignable|offline|ping\w*|rdp|remote|sitze|arbeite|working|drucker|imprimante|serveurs?|servers?|dns|resolv\w*|site|certificat\w*|monitor|alert\w*|broker|mstsc|tse|bureau à distance|share|partage|lecteur|laufwerk|printer|disk|(?:dis)?connect\w*|neu starten|neustart\w*|restart\w*|redémarr\w*|screen|écran|bildschirm|display|monitor|beamer|scanner|domain|copieur|copier|kopierer|tv|dhcp|reservation|lease|bail|renam\w*|umbenannt|renomm\w*|visible|sichtbar|mismatch|expected|device|entra|object|virtual|virtuelle|migrat\w*|vsphere|kasse|caisse|till|gerät|appareil|arbeitsstation|kopierer|uplink|bssid|wi-?fi|wlan|mysql|sql)(?:[^\pL]|\z)"
_SMALL = r"(?:^|[\s(\"'«“„/,;:>\[])(?P<v>[a-z][a-z0-9-]{2,29}(?:\.[a-z0-9][a-z0-9-]*)*[a-z0-9])(?:[\s)\"'»”“/,;:?!\]<]|\.(?:\s|\z)|\z)"
_TAGS = r"(?:^|[\s(\"'«“/,;:>\[])(?P<v>[A-Z][A-Z0-9]{1,10}-[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,10}){0,3}|[A-Z]{3,9}[0-9]{3,6})(?:[\s)\"'»”/,;:?!\]<]|\.(?:\s|\z)|\z)"


OF_AN_ERROR = r"(?i)(?:^|[^\pL])(?:errors?|erreurs?|fehler|warning|bug ?check|stop)(?:[ -]?(?:codes?|no\.?|nr\.?|number|message|meldung|is|was|est|ist|:|#)){0,2}[ :=]{0,2}[\"'«“(]?[ ]?\z"
"""Pattern for words right before an error code."""


OF_A_PRODUCT = r"(?i)(?:^|[^\pL])(?:models?|modell|modèle|modelo|typ|type|unit|kit|firmware|cartridges?|cartouches?|récupération|récupérateur|resttonerbehälter|toner|drum|trommel|fuser|\pL+(?:einheit|patrone|kartusche|trommel|modul)|part|article|artikel|référence|batter(?:y|ie)|akku|dock|messages?|meldung)[ :]{1,2}[\"'«“(]?\z"
"""Pattern for words right before the number of a product, spare part or message."""
_VENDOR_ID = r"(?:ID |\[|VID_)[0-9A-Fa-f]{4}(?::|&PID_)[0-9A-Fa-f]{4}"
_COMPILER = r"[A-Z]{2,6}[0-9]{4}"


def _is_code_of_tool(text: str, start: int, end: int) -> bool:
    """Return whether a line begins with the code of a message: *MSB3073: The command exited with code 4*."""
    return (
        not text[:start].strip()
        and text[end : end + 2] == ": "
        and get_lazy_pattern(_COMPILER).is_full_match(text[start:end])
        and get_lazy_pattern(r"(?i)error|exited|failed|cannot|invalid|not found|unresolved").search(
            text[end:]
        )
        is not None
    )


def _find_tag_like_hosts(line: Line) -> Iterator[ReplacedPart]:
    """Yield names of capitals, dashes and digits in a line about computers: *XA7-PAR-012*."""
    if get_lazy_pattern(_AROUND).search(line.text) is None:
        return
    place = 0
    while (found := get_lazy_pattern(_TAGS).search(line.text[place:])) is not None:
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        if get_lazy_pattern(OF_AN_ERROR).search(line.text[max(0, start - 40) : start]) is not None:
            continue
        if get_lazy_pattern(_VENDOR_ID).search(line.text[:start]) is not None:
            continue  # a chip in a list of devices
        before = line.text[max(0, start - 40) : start]
        if get_lazy_pattern(OF_A_PRODUCT).search(before) is not None or follows_maker(
            before.rstrip("\"'«“(")
        ):
            continue
        if _is_code_of_tool(line.text, start, end) or is_standard_term(found["v"].replace("-", "")):
            continue
        if _is_in_a_series(found["v"]) and not get_lazy_pattern(r":[0-9]").match(line.text[end : end + 2]):
            yield ReplacedPart(line.start + start, line.start + end, "host")


_PUBLIC_TIME = r"(?:[0-3]\.)?(?:ntp|time)[0-9]?\.[a-z0-9-]+\.(?:[a-z]{2}|com|org|net|gov)\z"
"""Pattern for public time servers: *ntp.metas.ch*."""


def _heads_container_log(text: str, start: int, end: int) -> bool:
    """Return whether a word is a container's name before its output: *db-1  | ready*."""
    return (
        not text[:start].strip()
        and get_lazy_pattern(r"[ ]{1,24}\|[ ]").match(text[end : end + 28]) is not None
    )


def _find_lowercase_hosts(line: Line) -> Iterator[ReplacedPart]:
    """Yield lowercase names in a line about computers: *lw-meeting-2*, *rds.int.lormand.eu*."""
    place = 0
    while (found := get_lazy_pattern(_SMALL).search(line.text[place:])) is not None:
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        if line.text[start - 1 : start] == "/" and line.text[start - 2 : start] != "//":
            continue  # a part of a path
        if get_lazy_pattern(_PUBLIC_TIME).match(found["v"]) or _heads_container_log(line.text, start, end):
            continue
        if found["v"].replace("-", "").isalpha() and get_lazy_pattern(r":[A-Za-z]").match(
            line.text[end : end + 2]
        ):
            continue  # the scheme of a link: *ms-settings:network*
        if get_lazy_pattern(r"(?i)(?:package|packages|paquet|paquets|paket|pakete)[ ]\z").search(
            line.text[max(0, start - 12) : start]
        ):
            continue
        if may_be_host(found["v"]):
            yield ReplacedPart(line.start + start, line.start + end, "host")


def _is_in_a_series(value: str) -> bool:
    """Return whether a value follows a naming scheme: parts and a number or a role.

    Models and error codes don't count.
    """
    if is_placeholder(value) or is_technical_number(value) or get_lazy_pattern(_MODELS).is_full_match(value):
        return False
    if get_lazy_pattern(r"[A-Z]{1,3}-[0-9]{1,3}|[A-Z]{2,6}-E[0-9A-F]{1,4}|AP-RE[QP]").is_full_match(
        value
    ):  # *PXE-E53* is an error code
        return False
    parts = value.split("-")
    numbered = any(map(str.isdigit, value)) and (
        fits_host(value) or (len(parts) > 2 and _is_tag_like_name(value))
    )
    return numbered or (len(parts) > 1 and any(part.rstrip("0123456789") in _PREFIXES for part in parts))


_PREFIXES = frozenset(
    [
        "SRV",
        "SVR",
        "NB",
        "LT",
        "LAP",
        "WKS",
        "POSTE",
        "PORT",
        "RDS",
        "ESX",
        "NAS",
        "VDI",
        "CTX",
        "XA",
        "NUC",
        "KASSE",
        "CAISSE",
        "TILL",
        "KIOSK",
        "BORNE",
        "AP",
        "WAP",
        *"DSK DSKT DT WST PRN PRT IMP MFP XRX DRU SCAN SCN COP TERM TV CAM PC VM DC FS SW FW GW WKS FIX TSE SQL HUB POS TAB HV".split(),
    ]
)
_MODELS = r"(?:WINDOWS|PYTHON|OFFICE|UBUNTU|DEBIAN|X86|AMD64|ARM64|SQL20|HP|WS|WSD|AIR|PWR|GLC|SFP|QSFP|RJ|DP|HDMI|VGA|DVI|USB|TCP|UDP|ISO|IEC|IEEE|EN|DIN|BS|UL|CE|MS|CVE|CWE|GHSA|RHSA|DSA|USN|KB|INC|REQ|RITM|CHG|PRB|TASK|SCTASK|JIRA|PROJ|BUG|RFC|SHA|AES|RSA|MD|CRC|UTF|ASCII|LATIN|CP|WPA|WEP|EAP|TLS|SSL|DTLS|HTTP|ERR|ERROR|AADSTS|ORA|TNS|SQL|SP|PLS|PCI|SATA|NVME|DDR|CAT|LTE|GSM|PHP|JDK|XML|JSON|YAML|CN|OU|DC|COM|LPT|TTY|EVENT|CODE|ID|WIN|OFFICE|EXCEL|NT|TI|RTX|GTX|RX|MX|GT|FHD|UHD|QHD|ANSI|NIST|FIPS|PEP|JEP|JSR|ADR|RFE|TR|FAQ|ABC|XYZ|YYYY|DD|MM|HH|NG|TS|E|W|F|C|S|CTRL|ESP|IKE|PRF|HMAC|MODP|ECP|DH)[-0-9].*|I[0-9]{3}-[A-Z]{1,2}"


_HOST_LIST = r"(?i)(?:^|[^\pL])(?:hosts|servers|nodes|vms|pcs|laptops|machines|computers|workstations|serveurs|postes|ordinateurs|rechner|server|geräte)[ ]?:?[ ](?P<v>(?-i:[A-Za-z][A-Za-z0-9-]{2,30})(?:(?:,[ ]?|[ ](?:and|et|und|&)[ ])(?-i:[A-Za-z][A-Za-z0-9-]{2,30})){1,12})(?:[\s.,;:!?)]|\z)"


def _find_hosts_in_lists(line: Line) -> Iterator[ReplacedPart]:
    """Yield the computers of a list: *hosts alpha1, beta2 and gamma3*."""
    for found in get_lazy_pattern(_HOST_LIST).finditer(line.text):
        for one in get_lazy_pattern(r"(?P<v>[A-Za-z][A-Za-z0-9-]{2,30})").finditer(found["v"]):
            value = one["v"]
            numbered = value[-1:].isdigit() or (not is_word(value) and (value.islower() or value.isupper()))
            if numbered and is_own_host(value, sure=False) and not is_technical_number(value):
                start = line.start + found.start("v") + one.start("v")
                yield ReplacedPart(start, start + len(value), "host")


def _make_rules(rows: tuple[tuple[tuple[str, ...], str], ...], judge: Replace) -> Iterator[Rule]:
    for needs, pattern in rows:
        yield Rule("host", needs, pattern, judge)


def rules() -> tuple[Rule, ...]:
    """Return the rules for computers in the messages of monitoring and management tools, and in sentences."""
    return (
        *_make_rules(_SURE, _replace_any_host),
        Rule("host", ("name", "host", "computer", "nom d", "machine", "ordinateur", "poste", "rechner", "workstation", "pc", "laptop", "server", "serveur", "sysname"), _LABELLED, _replace_labelled_host),
        Rule("host", ("computer", "laptop", "pc", "machine", "notebook", "workstation", "desktop", "device", "server", "mac", "ordinateur", "poste", "portable", "serveur", "rechner", "gerät", "surface", "hostname", "host name"), _SAID, _replace_host_in_sentence),
        Rule("host", ("kasse", "caisse", "till", "kiosk", "tablet", "ordinateur", "pc", "poste", "laptop", "computer", "rechner", "portable", "machine", "gerät", "device", "appareil", "workstation", "endpoint", "agent", "caller", "processing", "autopilot", "client", "user has", "utilise", "source", "quelle", "origin", "ap ", "switch", "nas ", "fw ", "firewall", "route", "borne", "sitze an", "work", "suis sur", "sit at", "arbeite", "log", "ordi", "cluster", "node", "contr", "terminal", "vnc", "rdp", "remote", "teamviewer", "anydesk"), _OWNED, _replace_owned_host),
        Rule("host", ("computer", "device", "machine", "host", "server", "node", "endpoint", "workstation"), _KEYED, _replace_host_in_json),
        Rule("host", ("-",), _JOINED, _replace_joined_host),
        Rule("host", ("-", "_"), _DOING, _replace_joined_host),
        Rule("host", (), _MOVED, _replace_owned_host),
        Rule("host", ("\\\\",), _BARE, _replace_owned_host),
        Rule("host", ("ehlo ", "helo ", "helo="), _GREETED, _replace_owned_host),
        Rule("host", ("job", "backup", "sauvegarde", "task", "tâche", "plication", "agent", "session", "sicherung"), _JOBS, _replace_owned_host),
        make_line_rule("host", ("hosts", "servers", "nodes", "vms", "pcs", "laptops", "machines", "computers", "workstations", "serveurs", "postes", "ordinateurs", "rechner", "server", "geräte"), _HOST_LIST, _find_hosts_in_lists),
        make_line_rule("host", ("-", "0", "1", "2"), _TAGS, _find_tag_like_hosts),
        make_line_rule("host", ("-", ".", "0", "1", "2"), _AROUND, _find_lowercase_hosts),
    )  # fmt: skip
