"""ServiceNow, imitated from its documentation with every trap it names (see its ``table_api.py``)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.servicenow.connector import ServiceNowConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import ServiceNowDeskPolicy
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

Row = dict[str, Any]
ALICE, BOB, TECH = ("a" * 32, "b" * 32, "c" * 32)
TOKEN = "Bearer alices-access-token"
COLUMNS: Mapping[str, Sequence[str]] = {
    table: words.split()
    for table, words in {
        "incident": """
            sys_id number short_description description category subcategory urgency impact caller_id
            opened_by cmdb_ci contact_type correlation_id correlation_display state close_code close_notes
            comments work_notes assignment_group sys_created_on sys_updated_on sys_mod_count u_site
        """,
        "sys_user": "sys_id user_name email name",
        "cmdb_ci_computer": "sys_id name serial_number asset_tag",
        "sys_journal_field": "sys_id element element_id value sys_created_on sys_created_by",
        "sys_attachment": """
            sys_id table_name table_sys_id file_name size_bytes content_type sys_created_on sys_created_by
        """,
    }.items()
}
STATES = {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled"}
PRODUCER = "5" * 32
CATALOG = "/api/sn_sc/servicecatalog/items/"
EMPLOYEES_OWN = ("comments", "short_description", "watch_list")
SYSTEM_FIELDS = ("sys_id", "number", "sys_created_on", "sys_updated_on", "sys_mod_count", "opened_by")
AHEAD = timedelta(hours=2)
"""The person's time zone, in which display values are."""


def error(status: int, message: str, detail: str = "") -> Said:
    """Return an error as every API of the instance writes it."""
    return Said(status, {"error": {"message": message, "detail": detail}, "status": "failure"})


def variable(name: str, mandatory: bool = False, **more: Any) -> Row:
    """Return a variable as an item lists it (the example of ``submit_guide``)."""
    kind = {"type": 6, "friendly_type": "single_line_text", "display_type": "Single Line Text"}
    return {**kind, "name": name, "label": name.title(), "mandatory": mandatory, "read_only": False, **more}


@dataclass
class Producer:
    """A record producer: its variables, who may not see it, and what its script does.

    Attributes:
        variables: as an item lists them; those of a container are its ``children``.
        unavailable: people whom its user criteria shut out.
        table: where it makes records.
        fills: fields by variable, besides those of the same name.
        breaks: whether its script fails after the record was made.
    """

    name: str = "Selfhelp ticket"
    variables: list[Row] = field(
        default_factory=lambda: [
            variable("short_description", mandatory=True),
            variable("correlation_id", mandatory=True),
            {"type": 0, "friendly_type": "container_start", "name": "more", "mandatory": False, "children": [
                variable("description", mandatory=True), variable("urgency"), variable("impact"),
                variable("category"), variable("u_site"),
            ]},
        ]
    )  # fmt: skip
    unavailable: set[str] = field(default_factory=set)
    table: str = "incident"
    fills: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    kind: str = "record_producer"

    def questions(self) -> list[Row]:
        """Return the variables without their containers."""
        children = [child for row in self.variables for child in row.get("children", ())]
        return [row for row in self.variables if "children" not in row] + children


class Instance:
    """The rows, who may see them, and what an administrator set.

    Attributes:
        no_rows: ``glide.invalid_query.returns_no_rows``: an invalid query finds nothing, not everything.
        first_version: a query that finds nothing is 404.
        scripts: whether ``javascript:`` in a query is run; otherwise that condition is dropped.
        readable: tables that a plain person may read besides their own tickets.
        hidden, locked: fields of tickets that they may not read, or not write.
        mandatory: fields that a data policy asks for.
        extensions: ``glide.attachment.extensions``; empty: all.
        largest: ``com.glide.attachment.max_size``, in bytes here.
        cut: the longest text of a field; more is cut without a word.
        lost_mappings: whether the transform map fails.
        employee: whether a plain person has no role: no create on tickets, and only comments, the watch list
            and the short description may be written (``logging-incident.md``).
        table_api: the status of the Table API for such a person where its REST_Endpoint ACL is active
            (KB0822211); 0: it is not, as delivered.
        attachments: whether files may be added to own tickets.
        producers: the record producers by sys_id.
    """

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
        self.bytes: dict[str, bytes] = {}
        self.no_rows = self.first_version = self.lost_mappings = False
        self.scripts = True
        self.readable = {"sys_user", "cmdb_ci_computer", "sys_journal_field"}
        self.hidden: set[str] = set()
        self.locked: set[str] = set()
        self.mandatory: set[str] = set()
        self.extensions: set[str] = set()
        self.largest = 1024 << 20
        self.employee, self.table_api, self.attachments = False, 0, True
        self.producers: dict[str, Producer] = {PRODUCER: Producer()}
        self.cut: dict[str, int] = {"short_description": 160, "description": 65_000}
        self._time = datetime(2026, 11, 28, 3, 40, tzinfo=UTC)
        for sys_id, name in ((ALICE, "alice"), (BOB, "bob"), (TECH, "tech")):
            person = {"user_name": name, "email": f"{name}@example.test", "name": name.title()}
            self.tables["sys_user"].append({"sys_id": sys_id, **person})

    def now(self) -> str:
        """Return a time that only goes forward, as the database writes it: UTC without a zone."""
        self._time += timedelta(seconds=1)
        return self._time.strftime("%Y-%m-%d %H:%M:%S")

    def pass_time(self, **much: float) -> None:
        """Let time pass."""
        self._time += timedelta(**much)

    def insert(self, table: str, values: Mapping[str, Any], by: str) -> Row:
        """Insert a row; names that are no columns are left out without a word."""
        row: Row = dict.fromkeys(COLUMNS[table], "")
        made = self.now()
        row |= {"sys_id": uuid.uuid4().hex, "sys_created_on": made}
        if table == "incident":
            row |= {"number": f"INC{len(self.tables[table]) + 10_001:07}", "state": "1", "opened_by": by}
            row |= {"sys_updated_on": made, "sys_mod_count": "0"}
        self.tables[table].append(row)
        self.write(table, row, values, by)
        return row

    def write(self, table: str, row: Row, values: Mapping[str, Any], by: str) -> None:
        """Write what may be written; a journal field gets an entry and stays empty itself."""
        for name, value in values.items():
            if name not in row or (name in SYSTEM_FIELDS and table == "incident"):
                continue
            if name in ("comments", "work_notes"):
                entry = {"element": name, "element_id": row["sys_id"], "value": str(value)}
                who = next((p["user_name"] for p in self.tables["sys_user"] if p["sys_id"] == by), by)
                self.insert("sys_journal_field", {**entry, "sys_created_by": who}, by)
            else:
                row[name] = str(value)[: self.cut.get(name, 40_000)]

    def query(self, table: str, encoded: str, person: str) -> list[Row]:
        """Run an encoded query; a part that cannot be understood is dropped, and the rest is run."""
        rows, tests = list(self.tables[table]), list[list[Callable[[Row], bool]]]()
        for part in encoded.split("^") if encoded else ():
            if part.startswith("ORDERBY"):
                name = part.removeprefix("ORDERBYDESC").removeprefix("ORDERBY")
                rows.sort(key=lambda row: str(row.get(name, "")), reverse=part.startswith("ORDERBYDESC"))
                continue
            test = self._condition(table, part.removeprefix("OR"), person)
            if test is None and self.no_rows:
                return []
            if test is not None and part.startswith("OR") and tests:
                tests[-1].append(test)
            elif test is not None:
                tests.append([test])
        return [row for row in rows if all(any(test(row) for test in group) for group in tests)]

    def _condition(self, table: str, part: str, person: str) -> Callable[[Row], bool] | None:
        found = re.fullmatch(r"(\w+?)(=|!=|LIKE|STARTSWITH)(.*)", part, re.DOTALL)
        if found is None or found[1] not in COLUMNS[table]:
            return None
        name, operator, value = found.groups()
        if value.startswith("javascript:"):
            if not self.scripts or value != "javascript:gs.getUserID()":
                return None
            value = person
        tests: dict[str, Callable[[str], bool]] = {
            "=": lambda held: held.lower() == value.lower(),
            "!=": lambda held: held != value,
            "LIKE": lambda held: value in held,
            "STARTSWITH": lambda held: held.startswith(value),
        }
        return lambda row: tests[operator](str(row[name]))

    def sees(self, table: str, row: Row, person: str) -> bool:
        """Whether a row may be read: a plain person sees their own tickets and what hangs on them."""
        if person == TECH:
            return True
        if table == "incident":
            return person in (row["caller_id"], row["opened_by"])
        if table == "sys_attachment":
            return any(self.sees("incident", t, person) for t in self.ticket(row["table_sys_id"]))
        return table in self.readable

    def ticket(self, sys_id: str) -> list[Row]:
        """Return the ticket with this sys_id, if there is one."""
        return [row for row in self.tables["incident"] if row["sys_id"] == sys_id]

    def shown_journal(self, sys_id: str, element: str) -> str:
        """Return what a journal field shows: all its entries, the newest first, in the person's own time."""
        label = "Additional comments" if element == "comments" else "Work notes"
        entries = [
            e
            for e in self.tables["sys_journal_field"]
            if (e["element_id"], e["element"]) == (sys_id, element)
        ]
        names = {p["user_name"]: p["name"] for p in self.tables["sys_user"]} | {"system": "System"}
        return "".join(
            f"{_own(e['sys_created_on'])} - {names[e['sys_created_by']]} ({label})\n{e['value']}\n\n"
            for e in reversed(entries)
        )


def _own(time: str) -> str:
    return (datetime.fromisoformat(time) + AHEAD).strftime("%Y-%m-%d %H:%M:%S")


class NowApi:
    """The web server in front of an instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.tokens = {TOKEN: ALICE}
        self.prefix = ""

    def __call__(self, asked: Asked) -> Said:
        """Answer one request."""
        person = self.tokens.get(asked.headers.get("authorization", ""))
        if person is None:
            return error(401, "User Not Authenticated", "Required to provide Auth information")
        if asked.path.startswith(CATALOG):
            return self._catalog(asked, asked.path.removeprefix(CATALOG).split("/"), person)
        head, _, rest = asked.path.removeprefix("/api/now/").partition("/")
        if head == "table" and self.instance.table_api:
            return error(self.instance.table_api, "User Not Authorized", "Failed API level ACL Validation")
        parts = rest.split("/") if rest else []
        if head == "attachment":
            return self._attachment(asked, parts, person)
        if head == "import":
            return self._import(asked, parts[0], person)
        if head != "table" or not parts:
            return error(404, "Requested URI does not represent any resource")
        if parts[0] not in COLUMNS:
            return error(400, f"Invalid table {parts[0]}")
        if len(parts) == 1:
            return (
                self._insert(asked, parts[0], person) if asked.writes else self._list(asked, parts[0], person)
            )
        return self._one(asked, parts[0], parts[1], person)

    # -- tables --------------------------------------------------------------------------------

    def _list(self, asked: Asked, table: str, person: str) -> Said:
        """The page is cut first and looked at for rights afterwards."""
        it = self.instance
        rows = it.query(table, asked.first("sysparm_query"), person)
        limit, offset = int(asked.first("sysparm_limit") or 10_000), int(asked.first("sysparm_offset") or 0)
        page = rows[offset : offset + limit]
        seen = [self._row(asked, table, row) for row in page if it.sees(table, row, person)]
        headers = {"X-Total-Count": str(len(rows))}
        if not seen and it.first_version:
            return replace(
                error(404, "No Record found", "Record doesn't exist or ACL restricts"), headers=headers
            )
        return Said(200, {"result": seen}, headers=headers)

    def _row(self, asked: Asked, table: str, row: Row) -> Row:
        wanted = asked.first("sysparm_fields").split(",") if asked.first("sysparm_fields") else list(row)
        names = [name for name in wanted if name in row and name not in self.instance.hidden]
        display = asked.first("sysparm_display_value") or "false"
        return {name: self._face(table, row, name, display) for name in names}

    def _face(self, table: str, row: Row, name: str, display: str) -> Any:
        value, shown = row[name], row[name]
        if table == "incident" and name == "state":
            shown = STATES.get(value, value)
        elif table == "incident" and name in ("comments", "work_notes"):
            shown = self.instance.shown_journal(row["sys_id"], name)
        elif name in ("sys_created_on", "sys_updated_on") and value:
            shown = _own(value)
        return {"false": value, "true": shown, "all": {"value": value, "display_value": shown}}[display]

    def _insert(self, asked: Asked, table: str, person: str) -> Said:
        if table != "incident":
            return error(403, "Operation Failed", "ACL Exception Insert Failed due to security constraints")
        if asked.first("sysparm_input_display_value") == "true":
            return error(400, "the times would be shifted")
        if self.instance.employee:
            return error(403, "Operation Failed", "ACL Exception Insert Failed due to security constraints")
        values = self._writable(asked.json())
        missing = [name for name in sorted(self.instance.mandatory) if not values.get(name)]
        if missing:
            detail = f"Data Policy Exception: The following fields are mandatory: {', '.join(missing)}"
            return error(403, "Operation Failed", detail)
        row = self.instance.insert(table, values, person)
        location = {"Location": f"/api/now/table/{table}/{row['sys_id']}"}
        return Said(201, {"result": self._row(asked, table, row)}, headers=location)

    def _writable(self, values: Mapping[str, Any]) -> Row:
        assert all(isinstance(value, str) for value in values.values())
        it = self.instance
        own = [name for name in values if not it.employee or name in EMPLOYEES_OWN]
        return {name: values[name] for name in own if name not in it.locked}

    def _one(self, asked: Asked, table: str, sys_id: str, person: str) -> Said:
        it = self.instance
        rows = [row for row in it.tables[table] if row["sys_id"] == sys_id and it.sees(table, row, person)]
        if not rows:
            return error(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
        if asked.method == "PATCH":
            refusal = self._change(rows[0], self._writable(asked.json()), person)
            if refusal:
                return refusal
        return Said(200, {"result": self._row(asked, table, rows[0])})

    def _change(self, row: Row, values: Row, person: str) -> Said | None:
        """A closed ticket stays closed, a resolution needs its reason, and an answer ends the waiting."""
        if row["state"] in ("7", "8") and person != TECH:
            return error(403, "Operation Failed", "ACL Exception Update Failed due to security constraints")
        if values.get("state") == "6" and not (values.get("close_code") and values.get("close_notes")):
            detail = "Data Policy Exception: The following fields are mandatory: Close code, Close notes"
            return error(403, "Operation Failed", detail)
        if row["state"] == "3" and person == row["caller_id"] and values.get("comments"):
            values = {**values, "state": "2"}
        self.instance.write("incident", row, values, person)
        if values:
            row["sys_updated_on"] = self.instance.now()
            row["sys_mod_count"] = str(int(row["sys_mod_count"]) + 1)
        return None

    def _import(self, asked: Asked, staging: str, person: str) -> Said:
        """The transform map of ``u_selfhelp`` knows u_ columns and joins rows of the same mark."""
        if staging != "u_selfhelp":
            return error(400, f"Invalid table {staging}")
        it, answer = self.instance, {"import_set": "ISET0010001", "staging_table": staging}
        row: Row = {"transform_map": "Selfhelp", "table": "incident"}
        if it.lost_mappings:
            failed = {**row, "status": "error", "error_message": "Unable to resolve target record\n"}
            return Said(201, {**answer, "result": [failed]})
        values = {name.removeprefix("u_"): v for name, v in asked.json().items() if name.startswith("u_")}
        same = [t for t in it.tables["incident"] if t["correlation_id"] == values["correlation_id"]]
        made = same[0] if same else it.insert("incident", values, person)
        row |= {"status": "updated" if same else "inserted", "sys_id": made["sys_id"]}
        row |= {"display_name": "number", "display_value": made["number"]}
        return Said(201, {**answer, "result": [row]})

    # -- the service catalogue -----------------------------------------------------------------

    def _catalog(self, asked: Asked, parts: list[str], person: str) -> Said:
        """Statuses and answers as in ``c_ServiceCatalogAPI.md``; the words of a missing variable are KB's."""
        producer = self.instance.producers.get(parts[0])
        if producer is None or person in producer.unavailable:
            return error(400, "Security constraints prevent ordering of Item")
        if parts[1:] == ["submit_producer"] and asked.method == "POST":
            return self._submit(asked, producer, person)
        if parts[1:] or asked.method != "GET":
            return error(404, "Requested URI does not represent any resource")
        item = {"sys_id": parts[0], "name": producer.name, "type": producer.kind}
        item |= {
            "sys_class_name": {"record_producer": "sc_cat_item_producer"}.get(producer.kind, "sc_cat_item")
        }
        return Said(200, {"result": {**item, "variables": producer.variables, "ui_policy": []}})

    def _submit(self, asked: Asked, producer: Producer, person: str) -> Said:
        """Variables fill fields of the same name; the script says who asks, whatever was sent."""
        it, given = self.instance, asked.json().get("variables")
        if not isinstance(given, dict) or producer.kind != "record_producer":
            return error(400, "Invalid request")
        asks = {str(question["name"]): question for question in producer.questions()}
        if any(asks[name]["mandatory"] and not given.get(name) for name in asks):
            return error(400, "Mandatory variables are not filled")
        values = {producer.fills.get(name, name): value for name, value in given.items() if name in asks}
        values = {name: value for name, value in values.items() if name not in SYSTEM_FIELDS}
        row = it.insert(
            producer.table, values | {"caller_id": person, "contact_type": "self-service"}, person
        )
        if producer.breaks:
            return error(404, "Invalid Request")
        page = f"{producer.table}.do?sys_id={row['sys_id']}&sysparm_view=ess"
        made = {"sys_id": row["sys_id"], "number": row["number"], "table": producer.table, "parent_id": None}
        made |= {"record": f"api/now/table/{producer.table}/{row['sys_id']}", "redirect_portal_url": ""}
        return Said(
            200, {"result": {**made, "parent_table": "task", "redirect_url": page, "redirect_to": ""}}
        )

    # -- attachments ---------------------------------------------------------------------------

    def _attachment(self, asked: Asked, parts: list[str], person: str) -> Said:
        if parts == ["file"] and asked.method == "POST":
            return self._upload(asked, person)
        if not parts:
            return self._list(asked, "sys_attachment", person)
        rows = [r for r in self.instance.tables["sys_attachment"] if r["sys_id"] == parts[0]]
        if not rows or parts[1:] != ["file"] or not self.instance.sees("sys_attachment", rows[0], person):
            return error(404, "No Record found")
        return Said(200, self.instance.bytes[parts[0]], rows[0]["content_type"])

    def _upload(self, asked: Asked, person: str) -> Said:
        it, name = self.instance, asked.first("file_name")
        if not (name and asked.first("table_name") and asked.headers.get("content-type")):
            return error(400, "Missing required parameter")
        tickets = it.ticket(asked.first("table_sys_id"))
        if not tickets or not it.sees("incident", tickets[0], person):
            return error(404, "No Record found")
        if not it.attachments:
            return error(403, "Operation Failed", "User Not Authorized to add attachments")
        if len(asked.body) > it.largest:
            return error(413, "File too large")
        if it.extensions and name.rpartition(".")[2].lower() not in it.extensions:
            return error(
                400, "Invalid file", "The file type or MIME type does not comply with the configuration"
            )
        values = {"table_name": "incident", "table_sys_id": tickets[0]["sys_id"], "file_name": name}
        values |= {"size_bytes": str(len(asked.body)), "content_type": asked.headers["content-type"]}
        row = it.insert("sys_attachment", values, person)
        it.bytes[row["sys_id"]] = asked.body
        return Said(201, {"result": row})


class NowStand(ServerStand):
    """An instance where a plain person has the rights that the documentation names."""

    id = "servicenow"
    known = Verification.DOCUMENTED
    import_set: ClassVar[str] = ""

    def start(self) -> None:
        """Make the instance, and someone else's ticket in it."""
        self.instance = Instance()
        self.api = NowApi(self.instance)
        other = {"short_description": "Bob's own", "caller_id": BOB, "correlation_id": "sh-of-bob"}
        self.instance.insert("incident", other, BOB)
        super().start()

    def reply(self, asked: Asked) -> Said:
        """Answer."""
        return self.api(asked)

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice; changes are keys of the policy, ``token`` and ``filing``."""
        token, filing = changes.pop("token", TOKEN), changes.pop("filing", ClassificationMapping())
        desk = ServiceNowDeskPolicy(**{"url": self.server.url, "import_set": self.import_set, **changes})
        return ServiceNowConnector(desk, filing, lambda: token, routes=ProxyRouter())

    def wrong_login(self) -> Connector:
        """Return one with a token that no one gave out."""
        return self.connector(token="Bearer nobody")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Return the incidents with the mark."""
        rows = self.instance.tables["incident"]
        return [self._held(row) for row in rows if row["correlation_id"] == ref]

    def row(self, number: str) -> Row:
        """Return the row of a ticket."""
        return next(row for row in self.instance.tables["incident"] if row["number"] == number)

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write a comment as a technician, after a note that the person must never see."""
        row = self.row(number)
        self.api._change(row, {"work_notes": "She is wrong, as always", "comments": text}, TECH)

    def solve(self, number: str) -> None:
        """Resolve it."""
        self.api._change(self.row(number), {"state": "6", "close_code": "x", "close_notes": "y"}, TECH)

    def refused_file(self) -> tuple[str, bytes]:
        """Return a file of a kind that the administrator did not allow."""
        self.instance.extensions = {"txt", "html", "json", "png"}
        return "macro.xlsm", b"PK"

    def _held(self, row: Row) -> Held:
        it = self.instance
        people = {p["sys_id"]: p["email"] for p in it.tables["sys_user"]}
        files = [a for a in it.tables["sys_attachment"] if a["table_sys_id"] == row["sys_id"]]
        return Held(
            number=row["number"],
            subject=row["short_description"],
            body=row["description"],
            requester=people.get(row["caller_id"], ""),
            files={a["file_name"]: it.bytes[a["sys_id"]] for a in files},
            comments=list(self._said(row["sys_id"])),
            state=STATES[row["state"]],
            fields=row,
        )

    def _said(self, sys_id: str) -> Iterator[HeldComment]:
        for entry in self.instance.tables["sys_journal_field"]:
            if (entry["element_id"], entry["element"]) == (sys_id, "comments"):
                yield HeldComment(entry["sys_created_by"], entry["value"])


class NowImportStand(NowStand):
    """The same, written to through an import set."""

    name = "servicenow (import set)"
    import_set = "u_selfhelp"


class NowProducerStand(NowStand):
    """An instance where a plain person has no role at all and submits a record producer."""

    name = "servicenow (record producer)"
    follow: ClassVar[bool] = True

    def start(self) -> None:
        """Take every role away."""
        super().start()
        self.instance.employee = True
        self.instance.readable = {"sys_user"}

    def connector(self, **changes: Any) -> Connector:
        """Return the connector with the sys_id of the record producer."""
        return super().connector(**{"producer": PRODUCER, "ticket_updates": self.follow, **changes})


BLIND = "the app can't check whether the ticket arrived, so the user is told to ask"


class NowFormStand(NowProducerStand):
    """The same where the Table API is closed to employees, too: the form is all there is."""

    name = "servicenow (record producer alone)"
    follow = False
    cannot: ClassVar[Mapping[str, str]] = {
        "find after lost answer": BLIND,
        "server error": BLIND,
        "HTML instead of JSON": BLIND,
    }

    def start(self) -> None:
        """Close the Table API."""
        super().start()
        self.instance.table_api = 403
