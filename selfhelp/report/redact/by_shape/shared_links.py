"""Rules for links that give access to anyone who has them: files, invitations, meetings, calendars.

No list covers all services, and many organisations run their own. So each part of a link is tested: a part
that looks randomly generated is always hidden; after a word for sharing (*s*, *invite*, *room*) and on the
hosts of known services less is enough. Links to documentation, packages and bug reports also contain
identifiers and stay readable.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer, make_secret_placeholder, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.public_domains import publishes_content

_REST = r"(?P<r>[/?#][^\s\"'<>`|\\^«»]{4}[^\s\"'<>`|\\^«»]*)"
_LINK = rf"(?i)[a-z][a-z0-9+.-]{{1,14}}:/{{1,2}}(?P<h>[^\s/?#\"'<>@:\\]*)(?::[0-9]{{1,5}})?{_REST}"
_LONGEST = 4_000
"""Maximum length of a link that is read, in characters; longer links hold data."""
_SHARING = r"1drv\.ms|sharepoint\.(?:com|de)|(?:drive|docs|photos|meet|calendar|forms|jamboard|script|chat|lookerstudio)\.google\.com|forms\.gle|goo\.gl|calendar\.app\.google|dropbox\.com|db\.tt|box\.com|wetransfer\.com|we\.tl|icloud\.com|mega\.(?:nz|io|co\.nz)|pcloud\.(?:com|link)|pc\.cd|gofile\.(?:me|io)|quickconnect\.to|myqnapcloud\.com|egnyte\.com|sharefile\.(?:com|eu)|notion\.(?:so|site)|miro\.com|figma\.com|trello\.com|airtable\.com|join\.slack\.com|gist\.github\.com|wormhole\.app|framacalc\.org|discord\.gg|discord(?:app)?\.com|zoom\.us|zoomgov\.com|webex\.com|goto\.com|gotomeet\.me|gotomeeting\.com|gotowebinar\.com|bluejeans\.com|chime\.aws|join\.skype\.com|teams\.(?:microsoft|live)\.com|pastebin\.(?:com|fr|pl)|privatebin\.(?:net|info)|hastebin\.com|dpaste\.(?:com|org)|paste\.(?:ee|gg|sh|rs|mozilla\.org)|0bin\.net|ghostbin\.\w+|rentry\.\w+|bin\.disroot\.org|send\.(?:vis\.ee|tresorit\.com|firefox\.com)|filesender\.\w+(?:\.\w+)?|numerique\.gouv\.fr|swisstransfer\.com|fromsmash\.com|grosfichiers\.com|transfernow\.net|transferxl\.com|filemail\.com|smartsheet\.(?:com|eu)|loop\.(?:cloud\.)?microsoft(?:\.com)?|proton\.me|doodle\.com|calendly\.com|framadate\.org|framaforms\.org|framapad\.org|tally\.so|typeform\.com|jotform\.com|surveymonkey\.(?:com|co\.uk)|limesurvey\.net|(?:forms|outlook|sway)\.(?:office|office365|cloud\.microsoft)(?:\.com)?|livestorm\.co|docusign\.(?:com|net)|acrobat\.adobe\.com|documentcloud\.adobe\.com|yousign\.(?:com|app)|universign\.(?:com|eu)|hellosign\.com|tresorit\.com|sync\.com|infomaniak\.com|oodrive\.(?:com|fr)|netexplorer\.\w+|jumpshare\.com|loom\.com|chat\.whatsapp\.com|wa\.me|t\.me|signal\.(?:group|me)|canva\.com|lucid\.app|mural\.co|asana\.com|clickup\.com|basecamp\.com|evernote\.com|onedrive\.live\.com|bit\.ly|tinyurl\.com|cutt\.ly|urlz\.fr|lc\.cx|is\.gd|rebrand\.ly|teamviewer\.com|anydesk\.com|screenconnect\.com|whatsapp\.com|mycozy\.cloud|mediafire\.com|uploadnow\.io|limewire\.com|file\.io|transfer\.sh|anonfiles\.com|sendgb\.com|sendspace\.com|hightail\.com|mailbigfile\.com|workdrive\.zoho\.\w+|luckycloud\.de|magentacloud\.de|hidrive\.(?:com|ionos\.com)|strato\.com|leitzcloud\.eu|stackstorage\.com|koofr\.\w+|icedrive\.net|degoo\.com|clickmeeting\.com|livewebinar\.com|demio\.com|eventbrite\.\w+|weezevent\.com|helloasso\.com"
"""Pattern for services whose links contain the ID of a shared item or a meeting."""
_ROOMS = r"meet\.google\.com|meet\.jit\.si|jitsi\.[\w.-]+|[\w-]*meet[\w-]*\.[\w.-]+|whereby\.com|rendez-vous\.renater\.fr|framatalk\.org|talky\.io|8x8\.vc|brave\.com|meet\.goto\.com|gotomeet\.me|kmeet\.\w+|senfcall\.de|bbb[\w-]*\.[\w.-]+|bigbluebutton\.[\w.-]+|visio[\w-]*\.[\w.-]+|webconf[\w-]*\.[\w.-]+|conf\.[\w.-]+|webex\.com|zoom\.us|calendly\.com|discord\.gg|gotomeeting\.com"
"""Pattern for services where hosts choose the names of their meetings."""
_SHARES = rf"(?i)(?:.*\.)?(?:{_SHARING})"
_MEETS = rf"(?i)(?:[a-z0-9-]{{1,40}}\.){{0,2}}(?:{_ROOMS})"
_BARE = rf"(?i)(?:^|[\s\"'<(:=«|])(?P<h>(?:[a-z0-9-]{{1,40}}\.){{0,2}}(?:{_SHARING}|{_ROOMS[: _ROOMS.index('|jitsi')]}|whereby\.com))(?P<r>/[^\s\"'<>`|\\^«»]{{4}}[^\s\"'<>`|\\^«»]*)"
_CONTENT = r"(?i)(?:.*[./])?(?:learn|docs?|documentation|support|help|helpx|developers?|devblogs|kb|wiki|man|manual|bugs?|bugzilla|issues|mirrors?|packages|cdn\w*|static|assets|fonts|schemas?|techcommunity|answers|community|forums?|blogs?|news|update|download\.docker|ocsp|crl\w*)\.[^/]+"
"""Pattern for hosts of documentation, packages, bug reports and other public content."""
_BEHIND = frozenset(
    "s sh share shares shared sharing sharelink public publink pub publiclink link links invite invites invitation invitations inv join meet meeting meetings room rooms conference conferences conf visio webinar webinars j d f fi fo dl download downloads file files folder folders upload uploads request requests depot deposit drop token tokens t g p b r u l v w e q x k m i h reset activate confirm verify magic unlock guest guestaccess guests access external ext transfer transfers send receive secret secrets note paste pastes raw view viewer preview embed form forms survey poll board boards calendar ical ics feed participate id recover onetime album albums gallery photo photos sign ticket c urls collab session sessions register registration live play recording recordings rec partage partages partager lien liens depots fichier fichiers dossier salle salles reunion reunions einladung freigabe freigaben datei dateien ordner raum document documents doc docs attachment attachments export".split()
)
"""Path segments before the ID of a shared item, in any product."""
_NAMES = frozenset(
    "share e code fid ssid enclosure roomkey confno conf mtid share_link_id pid link linkid lid key pwd p s id token fileid file_id folderid documentid docid resid authkey cid sid ithint room roomid meeting meetingid meeting_id guest invite inviteid invitation rlkey resourcekey access uuid hash sharekey shareid share_id shareurl t st passwd password pin secret thread threadid d f fileuuid eid formid form".split()
)
_ANY_NAMES = frozenset(
    "share enclosure roomkey confno mtid share_link_id linkid resid authkey roomid meetingid meeting_id inviteid rlkey resourcekey sharekey shareid share_id ssid fileuuid publink".split()
)
"""Query parameters that hold such an ID on every host."""
_NO_ROOM = frozenset(
    "home index login signin signup register pricing download downloads support help about contact features faq static blog features enterprise legal privacy terms business products product education solutions integrations join test landing app apps api desktop start new host docs settings account dashboard join.php j.php index.php en fr de us es it my j w b r s wc meet meeting rooms html launch".split()
)
_CODE_OF = frozenset(
    "commit commits blob tree raw compare revision rev changeset src pull issues browse branch tag tags releases release packages pool dists simple wheel static assets css js img images fonts media cache dist build lib libs node_modules api v1 v2 v3".split()
)
"""Path segments before a random word that identifies code, a package or a page."""
_FILE = r"(?i).*\.(?:[a-z]{1,5}[0-9]?|7z|mp[34])"
_UUID = r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SLUG = r"(?i)(?:[a-z]{2,}[-_.+]){2,}.*|.*(?:[-_.+][a-z]{3,}){3,}|v?[0-9]+(?:[.-][0-9]+)+\w*|[a-z]{3,}[-_]?[0-9]{1,6}(?:[._-][0-9a-z]{1,4})*|[a-z]{2}[-_]?[0-9]{1,6}(?:\.[0-9a-z]{1,4})*|[0-9]{1,4}[a-z]{2,}"
"""Pattern for words, versions, and a word with its number."""


def _classify_character(c: str) -> str:
    return "0" if c.isdigit() else "A" if c.isupper() else "a" if c.isalpha() else "-"


def _count_switches(value: str) -> int:
    """Return how often a value changes between letters and digits, or between lowercase and uppercase."""
    kinds = [_classify_character(c) for c in value if c.isalnum()]
    return sum(a != b for a, b in pairwise(kinds))


@lru_cache(maxsize=2_000)
def _is_generated_value(value: str) -> bool:
    """Return whether a value looks generated: ten or more characters, letters and digits mixed."""
    bare = "".join(c for c in value if c.isalnum())
    if len(bare) < 10 or not any(map(str.isdigit, bare)) or bare.isdigit() or not bare.isascii():
        return False
    if (
        get_lazy_pattern(_FILE).is_full_match(value)
        or get_lazy_pattern(_SLUG).is_full_match(value)
        or get_lazy_pattern(_UUID).is_full_match(value)
    ):
        return False
    if get_lazy_pattern("[0-9a-f]+|[0-9A-F]+").is_full_match(bare):
        return len(bare) >= 16 and _count_switches(bare) > 4
    return _count_switches(bare) * 3 >= len(bare) or (
        _count_switches(bare) > 4 and bare.lower() != bare and bare.upper() != bare
    )


@lru_cache(maxsize=2_000)
def _is_shared_item_id(value: str) -> bool:
    """Return whether a value fits as the ID of a shared item: short, digits only, a UUID or random."""
    bare = "".join(c for c in value if c.isalnum())
    if len(bare) < 5 or get_lazy_pattern(_FILE).is_full_match(value):
        return False
    if get_lazy_pattern(_UUID).is_full_match(value) or (bare.isdigit() and len(bare) > 7):
        return True
    if get_lazy_pattern("[a-z][0-9]{7,12}").is_full_match(value):  # a session of TeamViewer
        return True
    mixed = bare.lower() != bare and bare.upper() != bare
    digits = any(map(str.isdigit, bare))
    if get_lazy_pattern(r"(?i).*[-_.=][0-9a-f]{32}|.*[-_][0-9]{9,12}").is_full_match(value):
        return True
    if get_lazy_pattern(r"(?:[a-z0-9]{3,4}-){2,3}[a-z0-9]{3,4}").is_full_match(value) and not any(
        map(is_word, value.split("-"))
    ):
        return True
    if digits and not bare.isdigit():
        return _count_switches(bare) >= 3 or (
            not get_lazy_pattern(_SLUG).is_full_match(value) and _count_switches(bare) >= 2
        )
    return mixed and len(bare) > 7 and _count_switches(bare) > 3 and not is_word(value)


def _split_link(rest: str) -> Iterator[tuple[str, str, int]]:
    """Yield each part of a link after its host: the text before it, the part, and its position."""
    before = ""
    for found in get_lazy_pattern(r"[/?&#;,!]?[^/?&#;,!]+|[/?&#;,!]").finditer(rest):
        part, start = found[""], found.start()
        sign = part[0] if part[0] in "/?&#;,!" else ""
        value, place = part[len(sign) :], start + len(sign)
        name, equals, given = value.partition("=")
        if equals and given and sign != "/" and len(name) < 24:
            yield f"={name.lower()}", given, place + len(name) + 1
        else:
            yield "#" if sign == "#" else "?" if sign == "?" else before, value, place
        before = value.lower() if sign == "/" else before


@lru_cache(maxsize=2_000)
def _is_sharing_service(host: str) -> bool:
    return get_lazy_pattern(_SHARES).is_full_match(host)


@lru_cache(maxsize=2_000)
def _is_meeting_service(host: str) -> bool:
    return get_lazy_pattern(_MEETS).is_full_match(host)


@lru_cache(maxsize=2_000)
def _is_public_host(host: str) -> bool:
    public = publishes_content(host) or get_lazy_pattern(_CONTENT).is_full_match(host)
    return public and not _is_sharing_service(host)


def _gives_access(host: str, before: str, value: str, first: bool) -> bool:
    """Return whether a part of a link gives access, by the host, the text before it and its form."""
    value = value.rstrip(".,;:)]}=*").removeprefix("private-")
    service = _is_sharing_service(host)
    if before.startswith("="):
        named = before[1:] in _ANY_NAMES or (service and before[1:] in _NAMES)
        return len(value) > 5 and (
            _is_shared_item_id(value) if named else service and _is_generated_value(value)
        )
    if _is_meeting_service(host) and value.lower() not in _NO_ROOM and (first or before in _NO_ROOM):
        return len(value) > 4 and not get_lazy_pattern(_FILE).is_full_match(value)
    if service:
        return _is_shared_item_id(value) or before in ("invite", "invitation")
    if before in ("#", "?"):
        return len(value) > 11 and _is_generated_value(value)
    if before in _BEHIND:
        return (
            _is_shared_item_id(value)
            if len(before) > 1
            else _is_shared_item_id(value) and not is_word(value.rstrip("0123456789"))
        )
    return before not in _CODE_OF and len(value) > 11 and _is_generated_value(value)


_ROOTS = frozenset(
    "applications bin dev etc home lib library mnt opt private proc root run srv sys system tmp users usr var volumes".split()
)
"""First folders of a path."""


def _replace_link(match: Match, aliases: Aliases) -> str | None:
    """Replace the parts of a link that give access."""
    host, rest = match["h"].casefold(), match["r"]
    if len(rest) > _LONGEST or _is_public_host(host) or match[""][:7] == "file://":
        return None
    if "://" not in match[""] and host in _ROOTS:
        return None  # a path after a label: ``path:/var/log/…``
    new: list[str] = []
    place, first = 0, True
    for before, value, start in _split_link(rest):
        bare = value.rstrip(".,;:)]}*")
        if len(bare) > 4 and not contains_placeholder(value) and _gives_access(host, before, bare, first):
            new += (rest[place:start], make_secret_placeholder("url-key"))
            place = start + len(bare)
        first = False
    if not new:
        return None
    low = match.start("r") - match.start()
    return match[""][:low] + "".join((*new, rest[place:]))


_TALK = r"(?i)(?:^|[^\pL])(?:zoom|teams|webex|jitsi|bbb|bigbluebutton|go ?to ?meeting|whereby|google meet|skype|meetings?|webinar|visio(?:conf\pL*)?|r(?:é|e)unions?|conf(?:é|e)rences?|conference|konferenz\pL*|besprechung\pL*|sitzung\pL*|dial[- ]?in|einwahl\pL*|audioconf\pL*|tel:)(?:[^\pL]|\z)"
_MEETING_LABELS = r"meeting[- ]?(?:id|number|no\.?|code)|id de (?:la )?r(?:é|e)union|num(?:é|e)ro (?:de |d['’])(?:r(?:é|e)union|conf(?:é|e)rence|acc(?:è|e)s)(?: visio)?|(?:besprechungs|sitzungs|konferenz|meeting)-?(?:id|nummer|raum|kennung)|conference (?:id|number|room|code)|webinar id|(?:zoom|webex|teams) id|access code|event number|participant code|code (?:participant|animateur|organisateur|invit(?:é|e)|d['’]acc(?:è|e)s|secret|confidentiel|pin)|organisateur|organi[sz]er pin|moderator(?:en)?[- ]?(?:code|pin)|host (?:key|pin|code)|kenncode|zugangscode|sitzungskennwort|pass ?code|pin(?: code)?"
_DIALLED = rf"(?i)(?:^|[^\pL\pN_-])(?:{_MEETING_LABELS})[ ]?(?:[:=#]|is|est|lautet)?[ ]{{0,3}}(?P<v>[0-9](?:[ -]?[0-9]){{3,15}}|[A-Za-z0-9]{{4,10}})(?:[^\pL\pN]|\z)"


def _is_about_meeting(block: str) -> bool:
    """Return whether a block is about a meeting."""
    return get_lazy_pattern(_TALK).search(block) is not None


def _replace_meeting_number(match: Match, aliases: Aliases) -> str | None:
    """Replace the number or code of a meeting after its label and near a word for meetings."""
    value, text = match["v"], match.string
    start = match.start("v")
    if not any(map(str.isdigit, value)) and value[1:].islower():
        return None
    if value.isalpha() and (is_word(value) or value.isupper()):
        return None
    near = text[max(0, start - 240) : start + 160]
    return (
        replace_group(match, "v", make_secret_placeholder("code"))
        if get_lazy_pattern(_TALK).search(near) is not None
        else None
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for shared links; they run after the rules for the links of a single service."""
    return (
        Rule("url-key", (":/",), _LINK, _replace_link),
        Rule("url-key", (".com/", ".us/", ".si/", ".gg/", ".gle/", ".ms/", ".tl/", ".nz/", ".me/", ".so/", ".ly/", ".microsoft/", ".fr/", ".io/", ".net/"), _BARE, _replace_link),
        Rule("code", (",,",), r",,[,*#]{0,3}(?P<v>[0-9]{6,13})#?", make_hiding_replacer("code"), "[0-9]"),
        Rule("code", ("meeting", "réunion", "reunion", "numéro", "numero", "besprechung", "sitzung", "konferenz", "conference", "webinar", "zoom", "webex", "teams", "code", "number", "organi", "moderator", "host", "pin"), _DIALLED, _replace_meeting_number, context=-1, sieve=_is_about_meeting),
    )  # fmt: skip
