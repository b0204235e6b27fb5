"""Rules for account names and computers in program output and settings; one table row for each place.

Sources: the messages of Samba, OpenSSH, OpenVPN, FreeRADIUS, Cisco IOS, Postfix, Dovecot, CUPS, shadow,
ProFTPD, PostgreSQL, Subversion, Git, Perforce, Slurm; net, icacls, schtasks, dcdiag, whoami
(learn.microsoft.com); PrintService event 307; IBM i and RACF; attributes of LDAP (RFC 2307).
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import is_technical_number
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_shape.host_listings import is_own_host
from selfhelp.report.redact.by_shape.person_shapes import is_account
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Replace, Rule, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.word_lists import NO_ACCOUNT, NO_SECRET, UNITS

_U = r"(?P<v>[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+){0,4}\$?)"
_D = r"(?:[A-Za-z0-9][A-Za-z0-9.-]{1,30}\\{1,2}|\.\\)?"
_Q = r"[\"'‘’“”«»`]?"
_END = r"(?:[\s\"'’”»`,;:)\]}<>]|\.(?:\s|\z)|\z)"

_ACCOUNTS = (
    (("reg_sz", "reg_expand_sz"), rf"(?i)(?:user(?:name)?|user name|samuser|runasuser|objectname|logonuser)[ \t]+REG_(?:EXPAND_)?SZ[ \t]+{_D}{_U}[ \t]*(?:\r?\n|\z)"),
    (("/ru", "/u:", "/user:", "obj=", "-credential", "-runas", "/t:", "-principal", "-trustee", "-member", "-owner", "-delegate"), rf"(?i)(?:[ ]/ru[ ]|\bobj=[ ]|[ ]-(?:credential|trustee|members?|principal|owner|delegate|assignedto|username)[ :]){_Q}{_D}{_U}{_END}"),
    (("net group", "net localgroup"), rf"(?i)net (?:local)?group (?:\"[^\"\r\n]+\"|\S+)[ ]{_D}{_U}[ ]/(?:add|delete)"),
    (("nom d", "benutzername", "user name"), rf"(?im)^(?:nom d['’]utilisateur|benutzername|user ?name)[ \t]{{2,60}}{_D}{_U}[ \t]*\r?$"),
    (("[sudo]",), rf"\[sudo\][^\r\n:]{{0,30}}[ ](?:for|de|für|di|para|voor) {_U}[ ]?:"),
    (("(to ",), rf"\(to {_U}\) "),
    ((") cmd", ") begin", ") end", ") list", ") re", ") auth", ") orphan", ") cmdout"), rf"\({_U}\) (?:CMD|BEGIN|END|LIST|RELOAD|REPLACE|AUTH|ORPHAN|CMDOUT|CMDEND)"),
    (("_audit: ",), rf"_audit: {_D}{_U}\|"),
    (("new-local", "new-ad", "set-local", "set-ad", "remove-local", "remove-ad", "able-local", "able-ad"), rf"(?i)(?:new|set|remove|disable|enable)-(?:local|ad)(?:user|account)[^\r\n]{{0,40}}?-(?:name|samaccountname|identity)[ ]{_Q}{_D}{_U}"),
    (("useraccount", "win32_useraccount", "win32_logon"), rf"(?i)useraccount[^\r\n]{{0,40}}\bname[ ]?=[ ]?\\?{_Q}{_U}{_END}"),
    (("user [", "account [", "sam_account"), rf"(?i)(?:user|account)[ ]\[[^\]\r\n]{{0,40}}\](?:\\|[ ]-> )\[{_U}\]"),
    (("real address", "common name", "client_list"), rf"(?m)^(?:CLIENT_LIST,)?{_U},[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}:[0-9]{{2,5}},"),
    (("login ok", "login incorrect", "invalid user", "auth:"), rf"(?i)(?:login (?:ok|incorrect)|invalid user)[^\[\r\n]{{0,60}}(?:\([^)\r\n]{{0,90}}\))?: \[{_D}{_U}[\]/]"),
    (("login",), rf"(?i)failed login[ (][^\r\n]{{0,40}} for {_U}{_END}|(?i:logged in on|LOGIN ON) \S+ (?i:by) (?P<u>[A-Za-z][\w.-]+){_END}"),
    (("imap(", "pop3(", "lmtp(", "lda(", "sieve(", "managesieve(", "doveadm("), rf"(?:imap|pop3|lmtp|lda|sieve|managesieve|doveadm)\({_U}(?:@[^)\s]+)?\)"),
    (("queued on", "adding job", "job-originating", "requesting-user", "job ", "print job"), rf"(?i)(?:queued on \S+ by|job-originating-user-name|requesting-user-name|originating user)[ =:]{{1,3}}{_Q}{_U}{_END}"),
    (("active", "1st", "2nd", "3rd", "th "), rf"(?m)^(?:active|[0-9]{{1,3}}(?:st|nd|rd|th))[ ]+{_U}[ ]+[0-9]{{1,7}}[ ]"),
    (("sqlplus", "conn ", "connect ", "rman", "expdp", "impdp"), rf"(?i)(?:sqlplus|expdp|impdp|conn|connect)(?: -\w+)* {_Q}{_U}/"),
    (("psql", "pg_dump", "mysql", "mongo", "pg_restore", "createdb", "docker", "podman", "helm", "smbclient", "net rpc", "net ads", "rpcclient", "xfreerdp", "rdesktop", "impacket", "sqlcmd", "osql", "bcp", "redis-cli", "ftp", "svn", "curl", "ldap", "psexec", "mount", "wget", "skopeo", "crictl", "oc login", "az ", "vault", "nexus"), rf"(?:psql|pg_dump|pg_restore|createdb|mysql\w*|mongo\w*|docker|podman|helm|smbclient|net r?(?:pc|ads)|rpcclient|xfreerdp|rdesktop|sqlcmd|osql|bcp|redis-cli|l?ftp|svn|ldap\w+|psexec\w*|skopeo|oc|az|vault)[^\r\n]{{0,80}}?[ ](?:-U|-u|-l|--user(?:name)?|--login|/u:|-w)[ =]?{_Q}{_D}{_U}(?:[%:\s\"'@]|\z)"),
    (("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"), rf"(?m)^r[0-9]{{1,8}} \| {_U} \| [0-9]{{4}}-"),
    (("uid: (", "uid:("), rf"Uid: \([ ]*[0-9]+/[ ]*{_U}\)"),
    (("no such user", "invalid user", "unknown user", "utilisateur inexistant", "utilisateur non valable", "unbekannter benutzer"), rf"(?i)(?:{_Q}{_U}{_Q}[ ]?: (?:no such user|utilisateur inexistant|unbekannter benutzer)|(?:no such user|invalid user|utilisateur inexistant|utilisateur non valable)[ :]{{1,3}}{_Q}(?P<u>[A-Za-z][\w.-]+){_END})"),
    (("dseditgroup", "gpasswd", "usermod", "adduser", "deluser", "addgroup", "sysadminctl", "dscl"), rf"(?:dseditgroup -o edit -[ad] |sysadminctl -(?:addUser|deleteUser|resetPasswordFor) |\./Users/|/Users/create ){_U}{_END}"),
    (("qpadev", "job "), rf"\b[0-9]{{6}}/{_U}/[A-Z][A-Z0-9]{{2,9}}\b"),
    (("[~",), rf"\[~(?:accountid:)?{_U}\]"),
    (("soffice", "s ", "r ", "d "), rf"(?m)^[ ]*[0-9]{{1,7}} {_U}\+?[ ]+(?:-?[0-9]{{1,2}}|rt)[ ]+-?[0-9]{{1,2}}[ ]+[0-9.]+[gmt]?[ ]+[0-9.]+[gmt]?[ ]"),
    (("uid ", "?", "pts", "tty"), rf"(?m)^{_U}\+?[ ]+[0-9]{{1,7}}[ ]+[0-9]{{1,7}}[ ]+[0-9]{{1,3}}[ ]+\S{{5}}[ ]+(?:\?|pts/[0-9]+|tty\S+)[ ]"),
    (("document", "imprimer", "drucken", "besitz"), rf"(?i)(?:owned by|appartenant à|im besitz von|détenu par)[ ]{_U}[ ](?:on|sur|auf)[ ]\\\\"),
    (("%username%", "$env:username", "logname", "id -un", "$user", "whoami", "echo $logname"), rf"(?im)(?:echo %username%|\$env:username|\blogname|id -un|echo \$(?:user|logname))[ \t]*\r?\n[ \t]*{_D}{_U}[ \t]*(?:\r?\n|\z)"),
    (("memberuid", "uniquemember", "member:"), rf"(?im)^(?:memberuid|uniquemember|member|owner|manager|secretary|seealso): (?:uid=|cn=)?{_U}(?:,|[ \t]*\r?$)"),
    (("uid:", "groups:", "shell:", "home:"), rf"(?m)^[ \t]*-?[ ]?(?:name|user|username|login): [\"']?{_U}[\"']?[ \t]*\r?\n[ \t]+(?:uid|groups|shell|home|password|ssh_|comment|sudo|state|gecos|append)\w*:"),
    (("mandant", "client ", "su01", "sap"), r"(?i)(?:client [0-9]{3} user|(?:sap-)?(?:user|benutzer|utilisateur))[ ](?P<v>(?-i:[A-Z][A-Z0-9_]{3,11}))[ ](?:language|\(?mandant|\(client|gesperrt|is |ist |has |est |locked|verrouill)"),
    (("smbstatus",), rf"(?:smbstatus:?|\n)[ ]*[0-9]+[ ]+{_U}[ ]+\w+[ ]+(?:ip-|[0-9]+\.)"),
    (("user slice", "slice of"), rf"(?i)user slice of (?:uid )?{_U}{_END}"),
    (("arn:aws",), rf"arn:aws:(?:iam|sts)::[0-9]*:(?:user|assumed-role/[\w-]+)/{_U}"),
    ((" as ", " sous ", " als "), rf"(?i)(?:connects?|sends?|runs?|running|started|scans|prints|mounts?|authenticates?|starts|tourne|envoie|läuft)(?: [^\r\n.]{{0,50}})? (?:as|sous|als)[ ](?P<v>(?-i:(?:svc|sa|adm|scan|ftp|sql|batch|backup|print|smtp|copieur|mfp)[a-z0-9._-]*[a-z0-9])){_END}"),
    ((",",), rf"(?m)^[^\r\n]{{0,40}},{_U},[\w-]{{3,40}},[0-9]{{2}}\.[0-9]{{2}}\.[0-9]{{4}}"),
)  # fmt: skip
"""Required keywords and pattern of each place where any name is an account name."""

_TOLD = (
    (("_by", "_to", "_id=", "_id:", "user", "caller", "requester", "owner", "suser", "duser", "actor", "principal"), rf"(?im)(?:^|[\s,;|&?{{\"'])(?:caller(?:_id)?|requester(?:_id)?|(?:opened|closed|created|updated|resolved|sys_created|sys_updated|modified|changed|locked|approved|assigned|submitted|deleted)_(?:by|to)|[sd]user|src_?user(?:_?name)?|dst_?user(?:_?name)?|dest_?user|usr_?name|user_?login|login_?user|actor|logon_?user|target_?user|effective_?user|remote_?user|run_?as(?:_?user)?|db_?user|auth_?user|bind_?user|smtp_?user|ftp_?user|ansible_user|become_user|svc_?account)[\"']?(?:=|:[ ]?)[\"']?{_D}{_U}"),
    (("changed for", "expired for", "password for", "account for", "mail for", "session for", "credentials for", "tickets for", "lookup for", "shell for", "quota for"), rf"(?i)(?:password changed|account expired|account locked|credentials|tickets?|shell|failure|invalid password|unknown user) for (?:user )?{_Q}{_D}{_U}{_END}"),
    (("role ", "owner to", "on schema", "grant ", "revoke ", "create user", "create login", "alter user", "drop user", "reassign"), rf"(?i)(?:\brole {_Q}|owner to {_Q}|(?:create|alter|drop) (?:user|login|role)(?: if (?:not )?exists)? [\[\"'`]?{_D}|(?:grant|revoke) [^;\r\n]{{3,80}} (?:to|from) [\[\"'`]{_D}){_U}(?:[\]\"'`@;\s]|\z)"),
    (("login", "logon", "account", "compte", "session", "user"), rf"(?i)(?:logon denied; user|login (?:of|for)|user profile|benutzerprofil|profil utilisateur|mailbox archive of|archive (?:de|of)|compte utilisateur|user account|benutzerkonto)[ ]{_Q}{_D}{_U}{_Q}(?:[ ](?:is|was|has|est|a|n['’]|ist|wurde|not|does)|[.,;)]|[ \t]*(?:\r?\n|\z))"),
    (("pushed", "committed", "merged", "commented", "approved", "started by", "triggered by", "connected by", "requested by", "authored by"), rf"(?i)(?:(?:started|triggered|connected|authored|queued|scheduled|cancelled|canceled|deployed|provisioned|enrolled|registered|joined|wiped|locked|disabled) by (?:user )?{_Q}{_D}{_U}{_END}|(?:^|[\s:@])(?P<u>[a-z][a-z0-9]*[._-][a-z][a-z0-9._-]*)[ ](?:pushed|committed|merged|approved|force-pushed) )"),
    (("[",), rf"(?i)(?:principal|user|account|login|utilisateur|benutzer|username)[ ]\[{_D}{_U}\]"),
    (("last saved by", "saved by", "enregistré par", "gespeichert von"), rf"(?i)(?:saved by|enregistré par|gespeichert von)[ :]{{1,3}}{_D}{_U}{_END}"),
)  # fmt: skip
"""Required keywords and pattern of each place where a dictionary word isn't an account name."""

# An account name after a domain in lowercase; two words are a path.
_IN_DOMAIN = r"(?:^|[\s\"'(«])[a-z][a-z0-9-]{2,14}\\(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3}\$?)(?:[\s\"'),;»]|\.(?:\s|\z)|\z)"
_N = r"(?P<v>[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*)"
_HOSTS = (
    ((". :",), rf"(?i)(?:host ?name|nom de l['’]h(?:ô|o)te)[ ]?(?:\. ){{2,}}[.]?[ ]*: {_N}[ \t]*(?:\r?\n|\z)"),
    (("(ipv4:", "(ipv6:"), rf"(?m)(?:^[ \t]*|[ ]){_N} \(ipv[46]:"),
    (("owned by", "appartenant", "im besitz von", "besitz"), rf"(?i)(?:owned by|appartenant à|im besitz von|détenu par)[ ]\S+[ ](?:on|sur|auf)[ ]\\\\{_N}[ ]"),
    (("source dsa", "testing server", "destination dsa", "via rpc", "dsa object", "serveur de test"), rf"(?i)(?:source dsa|destination dsa|testing server|dsa|serveur de test|zu testender server)[ ]?: [A-Za-z0-9 -]{{1,40}}\\{_N}{_END}"),
    (("test", "dcdiag"), rf"(?m)\.{{6,}} {_N} (?:passed|failed|a réussi|a échoué|hat)"),
    (("proxy",), rf"(?i)(?:\bPROXY[ ]|proxyserver[ \t]+REG_SZ[ \t]+(?:https?=)?){_N}:[0-9]{{2,5}}"),
    (("proxyjump", "proxycommand"), rf"(?i)proxyjump[ =]+(?:\w+@)?{_N}"),
    (("scan report",), rf"scan report for {_N}(?: \(|[ \t]*\r?\n)"),
    (("netbios name", "nom netbios", "netbios-name", "netbios computer"), rf"(?i)netbios(?:[ -]computer)?[ -]?name[ ]?[:=] {_Q}{_N}{_END}"),
    (("ssh-keygen -r", "# host "), rf"(?:ssh-keygen -R {_Q}|(?m:^)# Host ){_N}{_END}"),
    (("rsync ", "scp ", "sftp "), rf"(?:rsync|scp|sftp)[ ][^\r\n]{{0,160}}?[ @]{_N}:[/~.\w]"),
    (("git@", "origin", "upstream", "remote"), rf"\bgit@{_N}:"),
    (("cmdkey",), rf"(?i)cmdkey /(?:add|delete|generic):(?:target=|termsrv/)?{_N}"),
    (("relayhost", "smarthost", "transport", "relay="), rf"(?i)(?:relayhost|smarthost|transport_maps|smtp_host|relay)[ ]?[=:]?[ ]?\[?{_N}(?:\]|\[|:[0-9]|,|[ \t]*\r?$)"),
    (("received:", "received from"), rf"(?i)received:? from {_N} (?:\(|by |\[)"),
    (("option host-name", "ddns-hostname", "supersede host-name", "client-hostname", "send host-name"), rf"(?:host-name|hostname)[ ]\"{_N}\""),
    (("dhcp", "bootp"), rf"DHCP[A-Z]{{3,8}}\(\S+\) \S+ \S+ {_N}[ \t]*(?:\r?\n|\z)"),
    (("data source", "server=", "addr=", "network address"), rf"(?i)(?:data source|server|addr|address|network address)=(?:tcp:|np:|admin:)?{_N}[,\\;:]"),
    (("instance",), rf"(?i)(?:sql |named )?instance[ ]?: {_N}(?:\\[\w$]+)?[,;]"),
    (("host", "server"), rf"(?i)<[\w:.-]+[^<>\r\n]{{0,120}}[ ](?:host|hostname|server|servername|machine|computer)=\"{_N}(?::[0-9]+)?\""),
    (("<add", "<property", "<entry", "<setting", "<param", "<context-param"), rf"(?i)(?:key|name)=\"[\w.-]*(?:host|server|machine|hostname|servername)\"[ ]+value=\"{_N}(?::[0-9]+)?\""),
    (("license_file", "licence_file", "licensefile", "@"), rf"(?i)licen[sc]e_?(?:file|server)[ ]?[=:][ ]?(?:[0-9]{{4,5}})?@{_N}"),
    (("//",), rf"(?m)(?:^|[\s\"'])//{_N}/[\w$. -]{{1,60}}(?:[ ]on[ ]/|[ \t]+/[\w/.-]+[ \t]+(?:cifs|smb3?|nfs))"),
    (("\\sysvol\\", "\\netlogon\\"), rf"(?i)\\(?:sysvol|netlogon)\\{_N}\\"),
    (("target=",), rf"(?i)target=(?:termsrv/|microsoft\w*:)?{_N}[ \t]*(?:\r?\n|\z)"),
    (("caller computer", "workstation", "kdc called", "called: ", "station de travail", "arbeitsstation", "aufrufer", "ordinateur appelant", "appelant", "devicedisplay", "management name", "managed device", "client name", "clientname", "nom du client", "quell"), rf"(?i)(?:caller computer(?: name)?|(?:source )?workstation(?: name)?|kdc (?:called|aufgerufen|appelé)|ordinateur appelant|nom de la station de travail|nom de l['’]ordinateur appelant|arbeitsstationsname|aufrufer-?computername|quell-?arbeitsstation|devicedisplayname|client ?name|nom du client|management name|terminal name)[ \t]*[:=][ \t]*{_Q}{_N}"),
    (("fatal: [", "ok: [", "changed: [", "failed: [", "unreachable: ["), rf"(?:fatal|ok|changed|failed|unreachable): \[{_N}\]"),
    (("@",), rf"(?m)^[a-z_][\w.-]{{0,31}}@{_N}(?:\([\w-]+\))?[>#%$]"),
)  # fmt: skip
"""Required keywords and pattern of each place where any name is a computer."""

_PORTS = "21|22|23|25|53|80|88|110|111|135|139|143|161|162|389|443|445|465|514|515|587|631|636|993|995|1433|1521|1883|2049|3000|3128|3268|3306|3389|5000|5432|5601|5672|5900|5985|5986|6379|8000|8006|8080|8081|8086|8088|8123|8443|8530|8531|8883|8888|9000|9090|9092|9100|9200|9300|9443|10000|10050|10051|11211|15672|27000|27017|50000"
_SAID = (
    ((":",), rf"(?:^|[\s@=/\"'(\[])(?P<v>[A-Za-z][A-Za-z0-9_-]{{3,40}}):(?:{_PORTS})(?:[\s,;/)\]\"']|\.(?:\s|\z)|\z)"),
    (("dns name", "nom dns", "dns-name", "ip address", "adresse ip", "ip-adresse", "server at", "prove that", "prouver", "too long to respond", "refused to connect", "trop de temps", "autorise pas la connexion", "abgelehnt", "send any data", "redirected you", "unsupported protocol", "server unter", "serveur à l"), rf"(?i)(?:dns name|nom dns|dns-namen?|adresse (?:ip )?du serveur de|server-?ip-?adresse von|connect to the server at|le serveur à l['’]adresse|zum server unter|prove that it is|prouver qu['’]il s['’]agit de|dass er)[ ]{_Q}{_N}{_Q}|(?P<u>[A-Za-z][\w.-]+)(?:['’]s server ip address| took too long to respond| refused to connect| (?:a mis|met) trop de temps| n['’]autorise pas la connexion| hat die verbindung abgelehnt| didn['’]t send any data| redirected you too many| uses an unsupported protocol)"),
    (("„", "“", "«", "\"", "'"), rf"(?i)(?:server|serveur|host|rechner|computer|hôte|ordinateur|machine|poste)[ ][„“\"«‘'][ ]?{_N}[ ]?[“”\"»’']"),
    (("display=", "broker", "lpd:", "queue", "buildserver", "ntp", "syslog", "snmp"), rf"(?i)(?:\bdisplay=|(?:mqtt |amqp |message )?broker[ ]?[:=][ ]?|\blpd: |(?:ntp|syslog|snmp|radius|tftp|ldap|dns|dhcp)[ -]?server[ ]?[:=][ ]?){_N}(?:[:\s,;]|\z)"),
    (("connect", "joindre", "verbind", "reach", "contact", "address for", "response from", "réponse de", "antwort von", "timeout"), rf"(?i)(?:(?:failed|unable|cannot|could not|couldn['’]t|can['’]t) (?:to )?(?:connect|reach|contact|talk|bind|mount|open a session)(?: to| with| on)?(?: the)?(?: remote)?(?: license| licence| print| file| mail| database| update| proxy)?(?: server| host| computer| machine| system)?|suitable address for|no response from|connexion (?:impossible )?(?:à|au serveur)|impossible de (?:joindre|contacter|se connecter à)(?: le serveur| la machine| l['’]h(?:ô|o)te)?|keine (?:antwort|verbindung) (?:von|zu|mit)|lost connection (?:to|with)|connect to)[ ]{_Q}{_N}{_Q}(?:[ ]?[(:\[.,;][^\pL]|[ ](?:on port|port|sur le port|auf port|for one|because|after|within)|\[|[ \t]*(?:\r?\n|\z))"),
    (("host=", "host:", "host =", "server=", "server:", "hostname", "servers:", "hosts:", "brokers", "nodes:", "endpoints", "bootstrap"), rf"(?im)^[ \t]*-?[ ]?(?:[a-z]\w*[.])*(?:[a-z]+_)?(?:host|hostname|server|servername|hosts|servers|nodes|endpoints|brokers|addr)[ \t]*[=:][ \t]*[\[\"']{{0,2}}{_N}(?::[0-9]{{2,5}})?[\]\"']{{0,2}}[ \t]*(?:[,;#]|\r?$)"),
    (("hyper-v", "checkpoint", "snapshot", "vmotion", "processing", "veeam", "virtual machine", "replica"), rf"(?i)(?:hyper-v[^\r\n:]{{0,30}}:|snapshot (?:of|for)|replica of|vmotion of|backup (?:of|job(?: for)?)|processing|migration of)[ ](?:vm )?{_Q}{_N}{_Q}[ ](?:failed|error|finished|success|warning|completed|a échoué|fehlgeschlagen|is|was)"),
    (("citrix", "rdp", "rds", "tse", "vpn", "vnc", "anydesk", "teamviewer", "remote desktop", "bureau à distance", "mstsc", "dameware", "rustdesk"), rf"(?i)(?:citrix|rdp|rds|tse|vpn|vnc|mstsc|dameware|rustdesk|anydesk|teamviewer|remote desktop connection|bureau à distance)(?:[ ]?:[ ](?:connect(?:ed|ing) to |peer )?|[ ](?:connected to |connecté à |verbunden mit |session on |session sur |session with |peer )){_Q}{_N}{_Q}[ \t]*(?:[.,;]|\r?\n|\z)"),
    (("agent on", "service on", "host ", "check on", "on "), rf"(?i)(?:agent|exporter|service|check|disk|cpu|memory|load|swap|ping|raid|filesystem|fan|temperature)(?: \S{{1,20}})? on {_N} (?:is|has|was|are|reports|exceeded|above|over|critical|failed|down)"),
    (("print server", "file server", "mail server", "serveur d", "server "), rf"(?:(?i:print|file|mail|proxy|license|licence|backup|terminal|update|database|web|application) ?server|(?i:serveur (?:d['’]impression|de fichiers|de licences?|de messagerie|d['’]applications?|de sauvegarde|de base de données)|druckserver|dateiserver|fileserver|mailserver|terminalserver|lizenzserver))[ ]{_Q}\(?(?P<u>[A-Z]{{4,14}}[0-9]{{0,3}}|[a-z]{{4,14}}[0-9]{{1,3}})[\"'’”»)]?(?:[ ](?:is|was|couldn|could|can|cannot|isn|has|est|ne|n['’]|ist|kann|nicht|refuse|doesn|does)|[.,;!?]|[ \t]*(?:\r?\n|\z))"),)  # fmt: skip
"""Required keywords and pattern of each place where a dictionary word isn't a computer."""

_LISTING = r"(?m)^[^\r\n]{0,40}[$#%] (?:users|who -q|(?i:dscl \S+ -?list /users)[^\r\n]*|ls (?:-1 |-a |-1a )?/(?:home|Users)/?|cut -d: -f1 /etc/passwd|awk -F: '\{ ?print \$1 ?\}' /etc/passwd)[ ]*\r?$"
"""Pattern for commands that print only account names."""
_MEMBERS = r"(?i)^(?:user accounts for|comptes d['’]utilisateurs? (?:de|pour)|benutzerkonten für|members|membres|mitglieder)\b"
_DONE = r"(?i)^(?:the command|la commande|der befehl|command completed)"
_GROUPS = r"(?i).*(?:domain|domaine|domänen|groupe?s?|admins?|users|utilisa\w*|benutzer|administrat\w*|guests?|invités?|gäste|computers|operators?|account)"

_FILES = UNITS | frozenset("go java rs cpp c h php rb ts sh ps1 exe bat cmd".split())


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "u")
    value = match[group].rstrip(".")
    small = value.casefold()
    if (
        not is_account(value.rstrip("$"))
        or is_universal_name(value)
        or small in NO_ACCOUNT
        or small in NO_SECRET
    ):
        return None
    if (small.rpartition(".")[2] in _FILES and "." in small) or match.string[
        match.end(group) : match.end(group) + 1
    ] in (
        "@",
        "\\",
        "(",
    ):
        return None
    match.resume = match.start(group) + len(value)
    return replace_group(match, group, aliases.make_placeholder("user", value) + match[group][len(value) :])


def _replace_computer(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "u")
    value = match[group].rstrip(".")
    if value == "kernel" or is_placeholder(value) or is_technical_number(value):
        return None
    if not is_own_host(value, sure="." not in value):
        return None
    match.resume = match.start(group) + len(value)
    return replace_group(match, group, aliases.make_full_host_placeholder(value) + match[group][len(value) :])


def _replace_account_not_word(match: Match, aliases: Aliases) -> str | None:
    value = match[match.find_first_group("v", "u")].rstrip(".")
    return (
        None
        if is_word(value) or value.casefold() in ("current_user", "session_user", "system_user")
        else _replace_account(match, aliases)
    )


def _replace_computer_not_word(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if is_word(match[match.find_first_group("v", "u")].rstrip("."))
        else _replace_computer(match, aliases)
    )


def _find_net_command_accounts(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account names below dashes in ``net user`` and ``net localgroup``, up to three per row."""
    if not any(
        get_lazy_pattern(_MEMBERS).match(above.strip()) is not None for above in line.list_lines_before(3)
    ):
        return
    for row in line.iter_lines_after(200):
        if get_lazy_pattern(_DONE).match(row.text) is not None or not row.text.strip():
            return
        for found in get_lazy_pattern(rf"(?:^|[ ]{{2,}}){_D}{_U}(?:[ ]{{2,}}|[ ]*\z)").finditer(
            row.text.replace("\t", "  ")
        ):
            value = found["v"]
            if (
                is_account(value)
                and not is_universal_name(value)
                and not get_lazy_pattern(_GROUPS).is_full_match(value)
            ):
                yield ReplacedPart(row.start + found.start("v"), row.start + found.end("v"), "user")


def _find_listed_users(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account names that a command lists, up to an empty line or the next prompt."""
    for row in line.iter_lines_after(60):
        if not row.text.strip() or get_lazy_pattern(r"[^\r\n]{0,40}[$#%>] ?").match(row.text) is not None:
            return
        for found in get_lazy_pattern(r"(?:^|[ \t])(?P<v>[A-Za-z][A-Za-z0-9._-]+)").finditer(row.text):
            if is_account(found["v"]) and not is_universal_name(found["v"]):
                yield ReplacedPart(row.start + found.start("v"), row.start + found.end("v"), "user")


def _make_rules(name: str, rows: tuple[tuple[tuple[str, ...], str], ...], judge: Replace) -> Iterator[Rule]:
    for needs, pattern in rows:
        yield Rule(name, needs, pattern, judge)


def rules() -> tuple[Rule, ...]:
    """Return the rules for printed names; they run before the rules for addresses change the context."""
    return (
        *_make_rules("user", _ACCOUNTS, _replace_account),
        *_make_rules("user", _TOLD, _replace_account_not_word),
        Rule("user", ("\\",), _IN_DOMAIN, _replace_account_not_word),
        *_make_rules("host", _HOSTS, _replace_computer),
        *_make_rules("host", _SAID, _replace_computer_not_word),
        make_line_rule("user", ("-----",), r"-{20}", _find_net_command_accounts),
        make_line_rule("user", ("users", "who -q", "/home", "/etc/passwd"), _LISTING, _find_listed_users),
    )
