"""Rules for computers, networks, domains and queues in program output and settings, one table row a place.

Covers Windows (``net view``, ``nbtstat``, ``ipconfig``, ``setspn``, ``netsh``), Linux and macOS (``nmcli``,
``arp``, ``lpstat``, exports, known hosts), Kubernetes, Ansible, Docker, Oracle, and errors about hosts that
couldn't be found. A further program adds a row.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Replace, Rule, find_last_but_one_word, replace_group
from selfhelp.report.redact.vocabulary.host_names import is_own_domain_name, is_package, is_public_host
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word
from selfhelp.report.redact.word_lists import NO_HOST, NO_SECRET, WELL_KNOWN

_N = r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
_V = rf"(?P<v>{_N})"
_END = r"(?:[\s\"'`,;:)\]<>]|\.(?:\s|\z)|\z)"
_SAID = r"[\"'“”«»]{0,2}[ ]?"
_COLON = r"[ \t.]{0,40}[:=][ \t]{0,24}[\"'“«]?"
_PHRASE = r"(?P<v>[^\s\"'“”«»<>:=,][^\r\n\"“”«»<>]+?)"

_LISTED = (
    (("\\\\",), rf"(?m)^[ \t]{{0,4}}\\\\{_V}(?:[ \t]+(?:[^\\\r\n]*)?)?\r?$"),
    (("mssqlsvc/", "termsrv/", "restrictedkrbhost/", "wsman/", "cifs/", "exchangemdb/", "exchangerfr/", "exchangeab/", "dfsr", "hyper-v", "sip/"), rf"(?i)(?:^|[\s\"'])(?:mssqlsvc|termsrv|restrictedkrbhost|wsman|cifs|exchange(?:mdb|rfr|ab)|sip)/{_V}{_END}"),
    (("mssqlsvc", "setspn", "restrictedkrb", "termsrv", "serviceprincipalname", "spn", "klist", "kerberos", "keytab", "krb"), rf"(?:^|[\s\"'])(?:HTTP|HOST|host|http|ldap|LDAP|GC|DNS|nfs|imap|smtp|cifs|ftp)/{_V}{_END}"),
    (("(rw", "(ro", "(sync", "(insecure"), rf"(?:^|[ \t]){_V}\((?:rw|ro|sync|insecure|no_root)[,)]"),
    (("host ",), r"(?m)^[ \t]*Host[ \t]+(?P<v>[A-Za-z][\w.-]*)(?:[ \t]+[\w.*-]+)*[ \t]*\r?\n[ \t]*(?:#[^\r\n]*\r?\n[ \t]*)?(?:Host[Nn]ame|User|Port|Identity\w*|Proxy\w*|Forward\w*|Local\w*|Server\w*|Strict\w*|Add\w*|Kex\w*|Host[A-Z]\w*|Log\w*|Compression|Control\w*|Preferred\w*|Pubkey\w*)[ \t=]"),
    (("ssh-rsa aaaa", "ssh-ed25519 aaaa", "ecdsa-sha2", "sk-"), rf"(?m)(?:^|[:,] ?)\[?{_V}\]?(?::[0-9]{{2,5}})?(?:,[\w.:\[\]-]{{2,80}})? (?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp[0-9]+|sk-\S+) AAAA"),
    (("ansible_",), rf"(?m)^[ \t]*{_V}[ \t]+ansible_\w+="),
    ((") at ", " ether"), rf"(?m)^(?:\? )?{_V} \([0-9.]{{7,15}}\) at "),
    (("ms", "*"), rf"(?m)^[ \t]{{0,3}}[0-9]{{1,2}}(?:\.\|--)?[ \t]{{1,4}}(?:(?:<?[0-9.]+ ?ms|\*)[ \t]+){{0,3}}{_V}[ \t]{{1,3}}[(\[][0-9]"),
    (("mac ", ":"), rf"(?m)^[0-9]{{10}} [0-9a-f:]{{17}} [0-9.]{{7,15}} {_V} "),
    (("(host", "host ="), rf"(?i)\(\s?(?:host|hostname)\s?=\s?{_V}\s?\)"),
    (("server host", "host name", "host '", 'host "', "hostname", "resolve", "enotfound", "unknownhost", "lookup ", "nodename", "getaddrinfo", "servname", "connect to host", "not known"), rf"(?i)(?:unknown (?:mysql server )?host|server host|translate host ?name|could not resolve (?:host|proxy)(?:name)?|can['’]?t resolve|cannot resolve|enotfound|eai_again|unknownhost(?:exception)?|no such host|dial tcp: lookup|lookup|connect to host|connection to|résoudre le nom|impossible de résoudre|konnte nicht aufgelöst werden|ping|ssh|from host|to host|host(?:name)?)[: ]{{1,2}}[\"'“«]?{_V}(?:[\"'”»]|: (?:name or service|temporary|nodename|unknown|no address|no such)| on [0-9]| port [0-9]|[ ]?: (?:nom|hôte)|\s\(1100[14]\)| is not allowed| (?:closed|refused))"),
    (("gethostbyname", "not found", "introuvable", "nicht gefunden", "is unreachable", "injoignable", "can't find", "nxdomain"), rf"(?i)(?:server can['’]t find|can['’]t find|host|serveur|server|rechner|ordinateur|computer|hôte) [\"'“«]?{_V}[\"'”»]?:? (?:not found|introuvable|nicht gefunden|is unreachable|injoignable|nxdomain|non-existent|did not respond|ne répond (?:pas|plus)|nicht erreichbar)"),
    (("ping", "trac", "route", "itin"), rf"(?im)(?:pinging|requête ['’]ping['’] sur|ping-statistik für|ping wird ausgeführt für|statistiques ping pour|ping statistics for|tracing route to|itinéraire vers|routenverfolgung zu|traceroute to|^PING|---) {_V}(?:\.? |\r?$)"),
    (("sysname", "device id", "system name", "chassis name"), rf"(?i)(?:sysname(?:\.0)?|device id|system name){_COLON}(?:STRING: )?\"?{_V}"),
    (("host alert", "service alert", "host notification", "service notification"), rf"(?:HOST|SERVICE) (?:ALERT|NOTIFICATION|FLAPPING ALERT|DOWNTIME ALERT): (?:[a-z]+;)?{_V};"),
    (("host-name", "client-hostname", "hostname"), rf"(?i)(?:host-name|client-hostname|set-hostname|hostname)[ \t]{{1,4}}\"?{_V}\"?;?[ \t]*(?:\r?\n|;|\z)"),
    (("applied from", "appliquée depuis", "angewendet von", "kdc called", "kdc appelé", "logonserver"), rf"(?i)(?:was applied from|a été appliquée depuis|(?:wurde )?angewendet von|kdc called|kdc appelé|kdc aufgerufen){_COLON}(?:\\\\)?{_V}"),
    (("]: ps", "#sh", ">sh", "#conf", ">en", "(config"), rf"(?m)(?:^\[{_N}\]: PS |^(?P<u>[A-Za-z][A-Za-z0-9_.-]{{2,40}})(?:\([a-z0-9-]{{3,20}}\))?[#>](?:sh|sho|show|conf|config|enable|en|ping|copy|wr|write|exit|reload|no|int|interface)(?:[ ]|\r?$))"),
    (("]: ps",), rf"(?m)^\[{_V}\]: PS "),
    (("sqlcmd", "osql", "/server:", "/s:", "-server ", "/v:", "-computername", "/m \\\\", "showrepl", "/computers:", "/node:", "--host", "-hostname"), rf"(?i)(?:sqlcmd[^\r\n]{{0,40}} -S|osql[^\r\n]{{0,40}} -S|/server:|dcdiag /s:|gpresult /s|mstsc /v:|-computername|-server|showrepl|/computers:|/node:|shutdown /m \\\\|--host(?:name)?(?:=| ))[ ]?[\"']?(?:tcp:|\\\\)?{_V}"),
    (("@",), rf"(?m)^(?:\([\w. -]{{1,24}}\) ?)?\[?[A-Za-z_][\w.-]{{0,31}}@{_V}(?:[: ][~/][^\r\n$#%]{{0,60}})?\]?[ ]?[$#%](?:[ ]|\r?$)"),
    (("docker context", "kubectl", "kubectx", "tnsping", "sqlplus", "vagrant ssh", "multipass", "wakeonlan", "etherwake"), rf"(?:tnsping|sqlplus \S{{1,40}}@|vagrant ssh|multipass shell)[ ]?{_V}"),
    (("arp", "lookup", "whois", "host ", "dig ", "nslookup", "ping ", "nc ", "telnet ", "tracert ", "curl ", "wget ", "ssh ", "rdesktop ", "smbclient", "mount", "rpcclient", "showmount", "xfreerdp"), rf"(?m)(?:^|[$>#&|;][ ]?)(?:sudo )?(?:nslookup|dig|host|ping6?|nc(?: -\w+){{0,2}}|telnet|tracert|traceroute|ssh|rdesktop|smbclient -L|showmount -e|xfreerdp /v:|Test-(?:Net)?Connection|Resolve-DnsName|mtr|arping)[ ]{{1,2}}(?:-{{1,2}}\w+[ ])?(?://|\\\\)?(?:[\w.-]{{1,32}}@)?{_V}{_END}"),
)  # fmt: skip
"""Required keywords and pattern for each place of a computer."""

_LOGGED_NEEDS = (
    "jan ",
    "feb ",
    "mar ",
    "apr ",
    "may ",
    "jun ",
    "jul ",
    "aug ",
    "sep ",
    "oct ",
    "nov ",
    "dec ",
    "t",
)
_LOGGED = rf"(?m)^(?:<[0-9]{{1,3}}>1? ?)?(?:[A-Z][a-z]{{2}}[ ]{{1,2}}[0-9]{{1,2}} [0-9:]{{8}}|20[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}T[0-9:.]{{8,15}}(?:Z|[+-][0-9:]{{4,6}})?) {_N} (?:sshd|sudo|su|CRON|cron|systemd|kernel|dhclient|NetworkManager|postfix/\w+|dovecot|named|nginx|apache2|httpd|dhcpd|smbd|winbindd|rsyslogd|login|polkitd|dbus-daemon|wpa_supplicant|charon|openvpn|cupsd|pluto|sssd\S*|avahi-daemon|gdm\S*)(?:\[[0-9]+\])?:"
"""Pattern for a log line of a known program; the host precedes the program."""

_SURE = (
    ((":/",), rf"(?m)^{_V}:/[\w./$-]{{1,80}}[ \t]+(?:on[ \t]+)?/"),
    (("anmeldeserver", "ouverture de session", "logon server"), rf"(?i)(?:anmeldeserver|serveur d['’]ouverture de session|logon server)[ .]{{0,30}}:[ ]{{0,30}}\\\\{_V}"),
    (("localhostname", "computername", "computer name"), rf"(?m)^[ \t]*(?:LocalHostName|ComputerName|Computer Name|Local Hostname)[ ]?:[ ]{_PHRASE}[ \t]*\r?$"),
    (("ipv4 ", "ipv6 "), rf"(?m)[+=-][ ]+[\w-]+[ ]+IPv[46][ ]{_PHRASE}[ ]{{2,}}\S"),
    (("linux ", "darwin ", "freebsd "), rf"(?m)^(?:Linux|Darwin|FreeBSD) {_V} [0-9]+\.[0-9]+[.-]"),
    (("logonserver", "lease of", "ansible", "--limit", "kubectl "), rf"(?i)(?:logonserver[ ]?[=:][ ]?\\\\|[^a-z]lease of |ansible(?:-playbook)?[^\r\n]{{0,60}} (?:-l|--limit)[ =]|kubectl (?:drain|cordon|uncordon|describe node) ){_V}"),
    (("jdbc:oracle",), rf"jdbc:oracle:thin:@(?://)?{_V}[:/]"),
    (("jdbc:oracle",), r"jdbc:oracle:thin:@[^\s:/]+:[0-9]{2,5}[:/](?P<v>[A-Za-z][\w.-]{1,40})"),
    (("<",), rf"(?m)^[ \t]*{_V}[ \t]{{1,16}}<[0-9A-Fa-f]{{2}}>[ \t]{{1,8}}[A-Z]{{4,12}}"),
    (("kube", "context", "cluster"), r"(?m)(?:kubectl config (?:use|delete|set)-context|kubectx|--context[= ]|Switched to context|current-context:|kubectl config rename-context|--kube-context[= ])[ ]?[\"']?(?P<v>[A-Za-z][\w@.:/-]{1,80})"),
    (("current-context", "kind: config\n", "kind: config\r", "clusters:"), r"(?m)^[ \t]*-?[ \t]*(?:cluster|name|user):[ ][\"']?(?P<v>[A-Za-z][\w@.:/-]{2,80})[\"']?[ \t]*\r?$"),
    (("docker", "podman"), rf"(?:docker|podman) (?:context use|context inspect|--context|machine (?:ssh|start|stop))[= ]{_V}"),
    (("(description",), r"(?m)^[ \t]*(?P<v>[A-Za-z][A-Za-z0-9_.-]{1,40})[ \t]*=[ \t]*\r?\n?[ \t]*\([ \t]*DESCRIPTION"),
    (("service_name", "(sid"), r"(?i)(?:\(\s?service_name|\(\s?sid)\s?=\s?(?P<v>[A-Za-z][\w.-]{1,40})"),
)  # fmt: skip
"""Required keywords and pattern for each place of an organisation's own computer, even if its name is a
word."""

_DOMAINS = (
    (("domain", "domaine", "domäne"), r"(?i:domain(?:e)?|domäne)(?: (?i:controller for|name|named|de))?[ ](?:[\"'“«][ ]?(?P<v>[A-Za-z][A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{2,40}){1,4})|(?P<u>[A-Z][A-Z0-9-]{3,14})(?:[ ](?:failed|could|is|est|a|n|not|cannot|has)\b|[.,;\"»”]|\r?\n|\z))"),
    (("dns", "suffix", "search domain", "domain-name", "domain_name"), r"(?i)(?:suffixe? dns[^:\r\n]{0,30}|(?:primary |connection-specific )?dns[- ]suffix[^:\r\n]{0,30}|verbindungsspezifisches dns-suffix|liste de recherche du suffixe dns|search domain\[[0-9]+\]|domain[-_]name|dns domain)[ .]{0,30}[:= ][ ]?[\"']?(?P<v>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){1,4})"),
    (("dns", "suffix"), r"(?i)(?:dns|suffix)[^:\r\n]{0,40}:[ ][a-z0-9.-]{3,60}\r?\n[ \t]{16,60}(?P<v>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){1,4})[ \t]*(?:\r?\n|\z)"),
    (("realm name", "domaine fourni", "bereichsname", "user domain", "authenticating domain"), rf"(?i)(?:supplied realm name|nom de domaine fourni|(?:angegebener |bereitgestellter )?bereichsname|user domain|authenticating domain)[ \t]*[:=][ \t]*{_V}"),
    (("krbtgt/",), r"(?i)krbtgt/(?P<v>[A-Za-z0-9.-]{2,60})"),
    ((" @ ",), r" @ (?P<v>[A-Z][A-Z0-9-]{1,30}(?:\.[A-Z0-9-]{2,30}){1,4})"),
    (("dsgetdc", "/domain:", "/dcname", "/sc_query", "joindomain", "realm join", "ads join", "add-computer"), rf"(?i)(?:/dsgetdc:|/dclist:|/sc_query:|/sc_verify:|/domain:|realm (?:join|discover|leave) (?:-\S+ )?|-domainname )[\"']?{_V}"),
    (("site name", "nom du site", "standortname"), rf"(?i)(?:dc |our |ad |client )?(?:site name|nom du site|standortname){_COLON}(?P<v>[A-Za-z][\w -]{{2,40}}\w)"),
    (("tenant", "organi", "organisation", "registered", "enregistr", "registriert"), rf"(?i)(?:tenant(?:display)? ?name|workplacetenantname|registered (?:organi[sz]ation|owner)|(?:organisation|propriétaire) enregistrée?|registrierte(?:r)? (?:organisation|benutzer|besitzer|eigentümer)|companyname|mdm ?tenant){_COLON}(?P<v>[A-Za-z][^\r\n\"<>,;:=]+)"),
    (("ou=",), r"(?i)\bou=(?P<v>[^,\r\n\"/\\=<>;]+)"),
    (("cn=",), r"(?i)(?:^|[\s\"'/:>])cn=(?P<v>[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+),[ ]?(?:ou|cn|dc)="),
)  # fmt: skip
"""Required keywords and pattern for each place of a domain, site, organisation or unit."""

_NETWORKS = (
    (("ssid",), rf"(?i)(?:^|[^\pL\pN])(?:e?ssid|network_ssid|wifi_ssid|ssid_name|ap_ssid)[\"']?{_COLON}{_PHRASE}[\"'”»]?(?:[ \t]{{2,}}|\r?\n|[,;\"<]|\z)"),
    (("profil",), rf"(?im)(?:all user profile|profil tous les utilisateurs|profil(?:e)? für alle benutzer|current user profile|profil utilisateur actuel|^[ \t]*profil(?:e|name)?(?:[ ]name)?|nom du profil|profilname)[ \t]{{0,40}}:[ \t]{{1,4}}{_PHRASE}[ \t]*\r?$"),
    (("netsh", "profile"), rf"(?i)netsh wlan (?:connect|show profiles?|delete profile|export profile|set profile\w*|add filter)[^\r\n]{{0,40}}?name=[\"']?{_PHRASE}(?:[\"']|[ ]key|\r?\n|\z)"),
    (("wi-fi network", "airport", "wi-fi"), rf"(?i)(?:current (?:wi-fi|airport) network|réseau wi-fi actuel|preferred networks on \w+){_COLON}{_PHRASE}[ \t]*(?:\r?\n|\z)"),
    (("wlanprofile", "<ssid", "ssidconfig"), rf"(?i)<(?:ssid|name)>{_PHRASE}</(?:ssid|name)>"),
    (("nmcli",), rf"nmcli (?:con|connection|c|dev wifi|device wifi|d wifi)(?: (?:up|down|show|modify|delete|mod|id|edit|clone|connect)){{1,2}}[ ][\"']?{_PHRASE}(?:[\"']|[ ](?:password|ifname|ipv4|ipv6|802|wifi|connection|[|>&])|\r?\n|\z)"),
    (("rasdial", "rasphone", "vpnconnection", "scutil --nc"), rf"(?i)(?:rasdial|rasphone(?: -d)?|-vpnconnection(?: -name)?|scutil --nc (?:start|stop|status|show))[ ](?:[\"'“«]{_PHRASE}[\"'”»]|(?P<u>[A-Za-z][\w-]{{2,40}}))"),
    (("rasdial", "rasphone", "vpn"), r"(?im)^(?:connexion à|connecting to|verbindung mit|connected to|déconnexion de|connexion établie à)[ ](?P<v>[^\r\n.:,]{3,48}?)(?:[ ]wird|\.{1,3})[ \t]*(?:hergestellt[. ]*)?\r?$"),
    (("vpn",), rf"(?i)vpn (?:connection |profile |server |tunnel )?name{_COLON}{_PHRASE}[ \t]*[\"']?(?:\r?\n|[,;]|\z)"),
    (("wi-fi", "wifi", "wlan", "hotspot", "hot spot"), r"(?:^|[^\pL\pN])(?i:(?:au |le |du |the |my |our |on |to |via |mit dem |im )(?:réseau |network )?(?:wi-?fi|wlan|hotspot)(?: network| réseau)?(?: called| named| nommé| namens| de l['’]entreprise)?) [\"'“«]?[ ]?(?P<v>[A-Z][A-Za-z0-9]{1,20}(?:[-_][A-Za-z0-9]{1,16}){1,3}|[A-Z]+[a-z]+[A-Z][A-Za-z0-9]{1,20}|[A-Z][A-Za-z]{1,14}[0-9]{1,4})"),
    (("wi-fi", "wifi", "wlan", "hotspot", "ssid"), rf"(?i)(?:wi-?fi|wlan|hotspot|ssid)(?: network| réseau| name| called| named| nommé| appelé| namens)?[ :]{{1,2}}[\"“«][ ]?{_PHRASE}[ ]?[\"”»]"),
    (("wi-fi", "wifi", "wlan", "internet", "ssid"), rf"(?i)(?:connected to|connectée? à|verbunden mit|connect to|joined)[ ](?:[\"“«][ ]?{_PHRASE}[ ]?[\"”»]|(?P<u>[A-Za-z][^\r\n\"“”«»<>().,]+?)[ ]\((?:kein |no |sans |pas d))"),
    (("bluetooth", "paired", "gekoppelt", "jumelé", "appairé"), rf"(?i)(?:device paired|paired with|paired to|bluetooth device|appareil jumelé|jumelé avec|appairé avec|gekoppelt mit)(?:[ ]?:[ ]|[ ][\"'“«]){_PHRASE}[\"'”»]?[ \t]*(?:\r?\n|[,;.(]|\z)"),
)  # fmt: skip
"""Required keywords and pattern for each place of a network, connection or nearby device."""

_NAMED_MAC = (
    rf"(?i)(?:scutil --get computername[ \t]*\r?\n[ \t]*|pretty hostname: ){_PHRASE}[ \t]*(?:\r?\n|\z)"
)
_QUEUES = (
    (("lpstat", "device for", "printer ", "périphérique pour", "imprimante ", "destination", "accepting", "lp -d", "lpr -p", "lpadmin"), r"(?m)(?:^device for |^périphérique pour |^printer |^imprimante |^drucker |system default destination: |destination système par défaut : |lp -d ?|lpr -P ?|lpadmin -p |lpoptions -[dp] |cupsenable |cupsdisable |lprm -P ?)(?P<v>[A-Za-z][\w-]{2,60})(?:: |[ ](?:is|now|disabled|enabled|est|file|-[a-zA-Z])\b|[ ]\S+\.\w{2,4}\b|\r?$)"),
    (("device for",), r"(?m)^device for \S+ \S+/printers/(?P<v>[A-Za-z][\w-]{2,60})"),
    (("/printers/", "/classes/"), r"/(?:printers|classes)/(?P<v>[A-Za-z][\w-]{2,60})(?:[ \"'/?]|\.ppd|\s|\z)"),
    (("] total ",), r"(?m)^(?P<v>[A-Za-z][\w-]{2,60}) \S+ [0-9]+ \[[^\]\r\n]+\] total "),
    (("accepting requests",), r"(?m)^(?P<v>[A-Za-z][\w-]{2,60}) (?:not )?accepting requests since"),
)  # fmt: skip
"""Required keywords and pattern for each place of a printer queue."""

_ANYONES = NO_HOST | WELL_KNOWN | frozenset(
    "localhost.local localhost.localdomain localhost6.localdomain6 localhost.lan local host hostname server example default none null true false yes no on off any all empty unknown hidden broadcast router gateway dns dhcp proxy github.com gitlab.com "
    "bitbucket.org google.com workgroup msbrowse __msbrowse__ inet~services arbeitsgruppe home lan internal your-server my-server myserver hostname.example.com file printer print pdf "
    "microsoft print_to_pdf fax onenote users computers builtin system groups guests administrators admins domain controllers desktops servers people managed program data accounts the "
    "a an is and or to from with for not that this it de le la les un une et ou est der die das und oder ist kubernetes docker-desktop minikube kind-kind rancher-desktop docker-for-desktop "
    "kubernetes-admin@kubernetes colima desktop-linux cluster my-cluster key error success failed".split()
)  # fmt: skip
_PRIVATE_END = r"(?i).*\.(?:local|lan|corp|internal|intern|interne|intra|intranet|priv|prive|home|ad|loc|dom|dmz|prod|lab|localdomain|home\.arpa|site|office|group)"
_NO_NAME = r"(?i)v?[0-9]+(?:\.[0-9]+)+.*|0x[0-9a-f]+|.*\.(?:exe|dll|log|txt|conf|cfg|ini|py|sh|ps1|md|html?|json|ya?ml|xml|so(?:\.[0-9]+)*|c|h|js|service|socket|mount|target|timer)|(?:eth|sd[a-z]|hd[a-z]|tty[a-z]*|cpu|usb|lo|wlan|en|em|vd[a-z]|md|dm|disk|node|core|port|com|lpt|ipv|utf|sha|http|gtk|qt|php|perl|python|mp|gpu|dma|irq)-?[0-9]{1,3}|(?:.*\.)?example(?:\.(?:com|org|net))?|_.*"


@lru_cache(maxsize=4_000)
def is_own_host(value: str, *, sure: bool) -> bool:
    """Return whether a value is the organisation's own computer, not a word, file or public host."""
    small = value.casefold()
    if len(value) < 3 or len(value) > 100 or is_placeholder(value) or small in _ANYONES or small in NO_SECRET:
        return False
    if get_lazy_pattern(_NO_NAME).is_full_match(value):
        return False
    if "." in value:
        if is_public_host(value):
            return False
        return sure or get_lazy_pattern(_PRIVATE_END).is_full_match(value)
    marked = any(map(str.isdigit, value)) or "-" in value
    return sure or ((marked or not is_word(value)) and not is_package(value))


def _make_name_replacer(kind: str, *, sure: bool = False) -> Replace:
    """Return a function that replaces a name of this kind."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        group = "u" if match.has_group("u") and match["u"] else "v"
        value = match[group].rstrip(" .\t") if match.has_group(group) else ""
        if not value or not is_own_host(value, sure=sure):
            return None
        new = (
            aliases.make_full_host_placeholder(value)
            if kind == "host"
            else aliases.make_placeholder(kind, value)
        )
        match.resume = match.start(group) + len(value)
        return replace_group(match, group, new + match[group][len(value) :])

    return replace


def _make_network_replacer(kind: str) -> Replace:
    """Return a function that replaces a network name; the name may have several words in any script."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        group = "u" if match.has_group("u") and match["u"] else "v"
        value = match[group].strip(" \t\"'*")
        small = value.casefold()
        if (
            len(value) < 2
            or contains_placeholder(value)
            or small in _ANYONES
            or small in NO_SECRET
            or value.isdigit()
            or small.startswith("www.")
        ):
            return None
        if value.isalpha() and is_word(value):
            return None  # *Bureau*, *Office* identify no one
        if get_lazy_pattern(
            r"(?i)(?:any|none|open|off|on|field|is|not|list|string|<.*|\$.*|%.*|\{.*|[0-9a-f:]{17})(?:[ ].*)?"
        ).is_full_match(value):
            return None
        start = match.start(group) + match[group].find(value)
        whole = match.span()
        return f"{match.string[whole[0] : start]}{aliases.make_placeholder(kind, value)}{match.string[start + len(value) : whole[1]]}"

    return replace


_MACHINE = r"(?i)(?:^|[^\pL\pN_-])(?:serveurs?|servers?|nas|h(?:ô|o)te|file ?server|filer|client|terminal|station|n(?:œ|oe)ud|node|knoten|ordinateur|computer|laptop|notebook|workstation|poste|contr(?:ô|o)leur de domaine|domain controller|hypervis(?:eur|or)|cluster|bastion|fileserver|rechner)[ ](?:(?:called|named|nommé|appelé|namens|nomm(?:é|e)e?)[ ])?[\"'“«]?(?P<v>(?-i:[a-z][a-z0-9]{3,18}(?:-[a-z0-9]{1,12}){0,3}|[A-Z][a-z]{3,16}[0-9]{0,3}|[A-Z]{2,10}[0-9]{1,4}))(?:[\"'”»]|[,;.!?)]?(?:\r?\n|\z)|[,;.!?)]?[ ](?:is|was|est|était|ist|war|ne|n['’]|en|depuis|since|seit|nicht|and|et|und|ni|nor|ou|or|oder|down|offline|again|does|doesn|can|cannot|won|has|hat|répond|redémarre|rame|plante|auch|sur|mais|but|aber|(?:dis|re)?connected|rebooted|crashed|lost|joined|reported|reports|a|antwortet|startet|hängt|meldet|wurde|wird|unreachable|joignable|injoignable|using|utilisant|with|mit|via)[^\pL])"


def _replace_named_machine(match: Match, aliases: Aliases) -> str | None:
    """Replace a name that isn't a word after a word for machines: *le serveur jupiter*."""
    value = match["v"]
    letters = value.rstrip("0123456789")
    if not is_own_host(value, sure=False) or is_word(letters) or is_ordinary_word(letters):
        return None
    return replace_group(match, "v", aliases.make_placeholder("host", value))


_ALIASED = r"(?m)^[ \t]*(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f]{0,4}:[0-9a-f:]{2,36})[ \t]+[A-Za-z][\w.-]*(?:[ \t]+[A-Za-z][\w.-]*)*[ \t]*(?:#[^\r\n]*)?\r?$"


def _find_hosts_file_names(line: Line) -> Iterator[ReplacedPart]:
    """Yield the computers in a line of the *hosts* file: address, name, further names."""
    text = line.text.partition("#")[0]
    words = list(get_lazy_pattern(r"(?P<v>\S+)").finditer(text))[1:]
    dotted = any("." in word["v"] for word in words)
    for word in (
        words
        if len(words) < 5 and (dotted or "/etc/hosts" in line.whole or "localhost" in line.whole)
        else ()
    ):
        named = is_own_host(word["v"], sure="." not in word["v"] and dotted) or is_own_domain_name(word["v"])
        if named and (dotted or not is_word(word["v"]) or "-" in word["v"]):
            yield ReplacedPart(line.start + word.start("v"), line.start + word.end("v"), "host")


_HEADINGS = r"(?:Name[ ]{2,}(?:ComputerName[ ]+)?(?:Type[ ]+)?(?:Port(?:Name)?|DriverName)[ ]+(?:Driver|Port)(?:Name)?|NAME[ \t]+UUID[ \t]+TYPE|NAME[ \t]+(?:DESCRIPTION|TYPE)[ \t]+.*DOCKER ENDPOINT|CURRENT[ \t]+NAME[ \t]+CLUSTER|IN-USE[ \t]+(?:BSSID[ \t]+)?SSID|(?:NAME|NOM)[ \t]+STATUS[ \t]+ROLES|UUID[ \t]+NAME[ \t]+TYPE|Name[ ]{2,}Enabled)"


def _find_names_in_table(line: Line) -> Iterator[ReplacedPart]:
    """Yield the names below the headings of ``nmcli``, ``docker context ls``, ``kubectl``."""
    heading = line.text
    if heading.startswith("Name"):
        heading = heading.replace("Name ", "NAME ", 1)
    kind = (
        "device"
        if "Driver" in heading
        else "user"
        if "Enabled" in heading
        else "host"
        if "DOCKER" in heading or "ROLES" in heading or "CLUSTER" in heading
        else "network"
    )
    columns = [m.span("v") for m in get_lazy_pattern(r"(?P<v>\S+(?: \S+)*)").finditer(heading)]
    wanted = [
        n
        for n, (a, b) in enumerate(columns)
        if heading[a:b] in ("NAME", "NOM", "SSID", "CLUSTER", "AUTHINFO")
    ]
    for row in line.iter_lines_after(60):
        if not row.text.strip():
            return
        for n in wanted:
            start = columns[n][0]
            stop = columns[n + 1][0] if n + 1 < len(columns) else len(row.text)
            cell = row.text[start:stop]
            if "  " not in cell.strip() and start and row.text[start - 1 : start].strip():
                continue
            value = cell.strip().split("  ")[0].rstrip(" *")
            if value.strip("-") and is_own_host(value.replace(" ", "-"), sure=True):
                low = row.start + start + cell.find(value)
                yield ReplacedPart(low, low + len(value), kind)


_GROUPED = r"(?m)^\[[A-Za-z][\w:.-]*\][ \t]*\r?$"


def _find_inventory_hosts(line: Line) -> Iterator[ReplacedPart]:
    """Yield the computers below the groups of an Ansible inventory."""
    if "=" in line.text or ":vars" in line.text:
        return
    for row in line.iter_lines_after(60):
        name = get_lazy_pattern(rf"[ \t]*{_V}[ \t]*(?:ansible_.*)?").match(row.text)
        if name is None or name.end() != len(row.text.rstrip()):
            return
        if is_own_host(name["v"], sure=True):
            yield ReplacedPart(row.start + name.start("v"), row.start + name.end("v"), "host")


def _is_inventory(block: str) -> bool:
    return "ansible_" in block


def _make_rules(rows: tuple[tuple[tuple[str, ...], str], ...], name: str, judge: Replace) -> Iterator[Rule]:
    for needs, pattern in rows:
        yield Rule(name, needs, pattern, judge)


def rules() -> tuple[Rule, ...]:
    """Return the rules for host listings; they run before the rules for addresses change the context."""
    return (
        make_line_rule("host", ("name ", "ssid", "nom "), _HEADINGS, _find_names_in_table),
        make_line_rule("host", (), _GROUPED, _find_inventory_hosts, sieve=_is_inventory),
        make_line_rule("host", (), _ALIASED, _find_hosts_file_names),
        *_make_rules(_SURE, "host", _make_name_replacer("host", sure=True)),
        *_make_rules(_LISTED, "host", _make_name_replacer("host")),
        Rule("host", _LOGGED_NEEDS, _LOGGED, _make_name_replacer("host"), by_value=find_last_but_one_word),
        *_make_rules(_DOMAINS, "domain", _make_network_replacer("dom")),
        *_make_rules(_NETWORKS, "network", _make_network_replacer("network")),
        Rule("host", ("computername", "pretty hostname"), _NAMED_MAC, _make_network_replacer("host")),
        *_make_rules(_QUEUES, "device", _make_network_replacer("device")),
        Rule("host", ("serveur", "server", "nas ", "hôte", "hote ", "filer", "contr", "domain", "hypervis", "cluster", "bastion", "rechner", "client ", "terminal ", "station ", "node ", "knoten ", "noeud ", "nœud ", "ordinateur ", "computer ", "laptop ", "notebook ", "workstation ", "poste "), _MACHINE, _replace_named_machine),
    )  # fmt: skip
