"""Record producers of a ServiceNow instance: catalogue forms that an employee may submit.

They need no role; user criteria decide who may use one. Written from ServiceNow's documentation
(github.com/ServiceNow/ServiceNowDocs), not verified on an instance:

* ``markdown/api-reference/rest-apis/c_ServiceCatalogAPI.md``: both requests, their responses and statuses;
* ``markdown/servicenow-platform/service-catalog/c_PopulatingRecordData.md``: a variable named after a field
fills that field, and a script fills the rest;
* ``markdown/servicenow-platform/service-catalog/t_AppUserCritItemsCat.md``: who sees a record producer.

Not documented: the effect of unknown variable names, and whether variables of a variable set are listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ConfigurationError, DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.helpdesk.connectors.servicenow.table_api import (
    Row,
    ServiceNowTable,
    find_refusal_reason,
    parse_single_row,
)
from selfhelp.network.http import HttpClient
from selfhelp.policy.fields import pairs_to_mapping
from selfhelp.policy.help_desk import ServiceNowDeskPolicy

USUAL: Mapping[str, str] = {
    "title": "short_description",
    "text": "description",
    "ref": "correlation_id",
    "category": "category",
    "urgency": "urgency",
    "impact": "impact",
    "computer": "cmdb_ci",
}
"""Default variable names of a form, equal to the fields of an incident."""

ALWAYS = ("title", "text", "ref")
"""Names of the values that every ticket has."""

_MARKED = "correlation_idSTARTSWITHsh-^ORDERBYDESCsys_created_on"
_VARIABLE = re.compile(r"\w{1,100}", re.ASCII)
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class ProducerForm:
    """One record producer and its variables.

    Attributes:
        producer: its sys_id.
        variables: variable names by the app's names, see `USUAL`, without those disabled by policy.
        own: names set by policy, which the record producer must have.
        fields: variables that policy sets in every ticket.
    """

    producer: str
    variables: Mapping[str, str]
    own: Sequence[str]
    fields: Sequence[str]

    @classmethod
    def create_from_policy(cls, desk: ServiceNowDeskPolicy, fields: Sequence[str]) -> ProducerForm:
        """Return the form described by policy.

        Raises:
            ConfigurationError: a name is invalid, or the text or correlation ID wouldn't be sent.
        """
        given = pairs_to_mapping(desk.variables)
        variables = {ours: name for ours, name in {**USUAL, **given}.items() if name}
        for name in [*variables.values(), *fields]:
            if not _VARIABLE.fullmatch(name):
                message = N_(
                    "{name} isn't a ServiceNow variable name. Your administrator needs to correct "
                    "desk.servicenow.variables or desk.fields.",
                    name=name[:80],
                )
                raise ConfigurationError(message)
        if "text" not in variables or "ref" not in variables:
            message = N_(
                "Tickets need a variable for the text and one for the reference. Your "
                "administrator needs to set both in desk.servicenow.variables."
            )
            raise ConfigurationError(message)
        own = [variables[name] for name in given if name in variables]
        return cls(desk.producer, variables, own, list(fields))

    def fill_variables(self, ours: Mapping[str, str], further: Mapping[str, str]) -> Row:
        """Return the variables of a ticket; ``further`` variables never replace the app's own."""
        mine = {self.variables[name]: value for name, value in ours.items() if name in self.variables}
        return {**further, **{name: value for name, value in mine.items() if value}}


class ServiceNowCatalog:
    """Client of the Service Catalog API of one instance, as one user."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def submit_form(self, producer: str, variables: Row) -> Row:
        """Submit the form; return the sys_id, number and table of the created record.

        Raises:
            DeskRefusedError: it was rejected. If ``detail`` begins with 404, its script may have failed after
                creating the record (KB0717979, for another form of this API).
        """
        path = f"/api/sn_sc/servicecatalog/items/{producer}/submit_producer"
        reply = self._http.request("POST", path, body={"variables": variables}, expect=(400, 403, 404))
        if reply.status < 300:
            return parse_single_row(reply)
        said = find_refusal_reason(reply)
        message = N_(
            "ServiceNow rejected the ticket form: {said}. Your administrator can find the cause with "
            "“selfhelp desk check”.",
            said=said or str(reply.status),
        )
        raise DeskRefusedError(message, detail=f"{reply.status} {said}".strip())

    def check_form(self, form: ProducerForm) -> str:
        """Check that the form accepts the app's tickets; return the record producer's name.

        Raises:
            ConfigurationError: it is missing, hidden from this user, or has other variables; the message
                names the policy key.
        """
        path = f"/api/sn_sc/servicecatalog/items/{form.producer}"
        reply = self._http.request("GET", path, expect=(400, 403, 404))
        if reply.status != 200:
            message = N_(
                "You don't have access to the record producer {producer}: {said}. Your administrator "
                "needs to check desk.servicenow.producer and its user criteria.",
                producer=form.producer,
                said=find_refusal_reason(reply) or str(reply.status),
            )
            raise ConfigurationError(message)
        item = parse_single_row(reply)
        name = str(item.get("name") or form.producer)[:100]
        if "producer" not in f"{item.get('sys_class_name')} {item.get('type')}":
            message = N_(
                "“{name}” isn't a ServiceNow record producer. Your administrator needs to correct "
                "desk.servicenow.producer.",
                name=name,
            )
            raise ConfigurationError(message)
        _require_variables(form, name, list(_iter_variables(item.get("variables"))))
        return name


def check_lookup(now: ServiceNowTable, name: str) -> Text:
    """Return a message on whether the user can find tickets in a table by correlation ID.

    Raises:
        ConfigurationError: the user may not read it.
    """
    try:
        rows = now.query_first_rows(name, _MARKED, "sys_id,correlation_id")
    except DeskRefusedError as error:
        message = N_(
            "Users can't look up their tickets. {reason} Give them read access to {table}, "
            "or set desk.servicenow.ticket_updates to false.",
            reason=error.message,
            table=name,
        )
        raise ConfigurationError(message) from error
    if any(str(row.get("correlation_id")).startswith("sh-") for row in rows):
        return N_("An earlier ticket was found by its reference.")
    return N_(
        "No ticket with a reference exists yet. Send one with an attachment, then check again. Only "
        "this proves that lookup and attachments work."
    )


def _require_variables(form: ProducerForm, name: str, questions: Sequence[Row]) -> None:
    """Raise an error if a policy variable is missing, or a mandatory one gets no value."""
    there = {str(question.get("name")) for question in questions}
    needed = [*(form.variables[ours] for ours in ALWAYS if ours in form.variables), *form.own]
    for key, names in (("desk.servicenow.variables", needed), ("desk.fields", form.fields)):
        missing = sorted(set(names) - there)
        if missing:
            message = N_(
                "The record producer “{name}” has no variable {missing}. Your administrator needs to "
                "add it or correct {key}.",
                name=name,
                missing=", ".join(missing)[:200],
                key=key,
            )
            raise ConfigurationError(message)
    sent = {form.variables[ours] for ours in ALWAYS if ours in form.variables} | set(form.fields)
    wanted = {str(question.get("name")) for question in questions if _is_flag_set(question.get("mandatory"))}
    if wanted - sent:
        message = N_(
            "The record producer “{name}” requires {missing}, which isn't part of every "
            "ticket. Your administrator needs to make it optional, or set it in "
            "desk.fields.",
            name=name,
            missing=", ".join(sorted(wanted - sent))[:200],
        )
        raise ConfigurationError(message)


def _iter_variables(variables: Json, depth: int = 0) -> Iterator[Row]:
    """Yield the variables of an item, including those nested in the ``children`` of containers."""
    for variable in variables if isinstance(variables, list) else ():
        if isinstance(variable, dict):
            yield variable
            if depth < _DEPTH:
                yield from _iter_variables(variable.get("children"), depth + 1)


def _is_flag_set(flag: Json) -> bool:
    return flag is True or str(flag).casefold() == "true"
