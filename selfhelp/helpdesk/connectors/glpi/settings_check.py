"""Checks the policy against the configuration of a GLPI server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.helpdesk.connectors.glpi.classification import OURS, GlpiTarget
from selfhelp.helpdesk.connectors.glpi.session import GlpiSession, to_integer
from selfhelp.helpdesk.toolkit.response_rows import get_object_or_empty, get_object_rows
from selfhelp.helpdesk.toolkit.settings_check import (
    PolicyFault,
    iter_table_values,
    make_unknown_value_fault,
    make_unverifiable_value_fault,
)

_COLUMNS = (
    "name content date status type urgency impact priority requesttypes_id itilcategories_id entities_id "
    "locations_id global_validation slas_id_ttr slas_id_tto olas_id_ttr olas_id_tto time_to_resolve "
    "time_to_own internal_time_to_resolve internal_time_to_own actiontime externalid"
)
COLUMNS = frozenset(_COLUMNS.split())
"""Ticket fields that can be set (exchange 18); ``externalid`` since GLPI 11. Others begin with ``_``."""

KINDS: Mapping[str, str] = {
    "itilcategories_id": "ITILCategory",
    "requesttypes_id": "RequestType",
    "locations_id": "Location",
    "slas_id_ttr": "SLA",
    "slas_id_tto": "SLA",
    "olas_id_ttr": "OLA",
    "olas_id_tto": "OLA",
    "_groups_id_requester": "Group",
    "_groups_id_observer": "Group",
    "_groups_id_assign": "Group",
    "_users_id_observer": "User",
    "_users_id_assign": "User",
}
"""The type of the item that each field refers to."""

STEPS = {str(step) for step in range(1, 6)}
"""Valid levels of urgency and impact."""

LISTED = "0-99"


class GlpiSettings:
    """Checks the values and IDs that the policy sets."""

    def __init__(self, session: GlpiSession, place: GlpiTarget) -> None:
        self._session = session
        self._place = place

    def find_setting_faults(self) -> Iterator[PolicyFault]:
        """Yield each policy key that is wrong or couldn't be checked.

        Raises:
            DeskError: GLPI can't be queried.
        """
        place, filing = self._place, self._place.filing
        yield from self._find_entity_fault()
        yield from self._find_id_fault("desk.glpi.category", "ITILCategory", place.category)
        yield from self._find_id_fault("desk.glpi.request_source", "RequestType", place.request_source)
        yield from self._find_id_fault("desk.glpi.location", "Location", place.location)
        for key, value in iter_table_values("desk.categories", filing.categories):
            yield from self._find_value_fault(key, "ITILCategory", value)
        for name, steps in (("desk.urgencies", filing.urgencies), ("desk.impacts", filing.impacts)):
            for key, value in iter_table_values(name, steps):
                if value not in STEPS:
                    yield make_unknown_value_fault(key, value, sorted(STEPS))
        for name, value in filing.fields.items():
            yield from self._find_field_fault(name, value)

    def _find_field_fault(self, name: str, value: str) -> Iterator[PolicyFault]:
        if name in OURS or not (name.startswith("_") or name in COLUMNS):
            yield make_unknown_value_fault("desk.fields", name, sorted(COLUMNS - OURS))
        elif name in KINDS and "{" not in value:
            yield from self._find_value_fault(f"desk.fields: {name}", KINDS[name], value)

    def _find_value_fault(self, key: str, kind: str, value: str) -> Iterator[PolicyFault]:
        number = to_integer(value)
        yield from (
            self._find_id_fault(key, kind, number)
            if number
            else [make_unknown_value_fault(key, value, self._list_names(kind))]
        )

    def _find_id_fault(self, key: str, kind: str, number: int) -> Iterator[PolicyFault]:
        """Yield a fault if no item has this ID; GLPI checks this before rights (exchanges 39, 57, 58)."""
        if not number:
            return
        reply = self._session.request(
            "GET", f"/{kind}/{number}", query={"get_hateoas": "false"}, expect=(403, 404)
        )
        if reply.status == 404:
            yield make_unknown_value_fault(key, str(number), self._list_names(kind))

    def _find_entity_fault(self) -> Iterator[PolicyFault]:
        """Yield a fault if the entity isn't in the user's profile; GLPI would accept no ticket for it."""
        wanted, key = self._place.entity, "desk.glpi.entity"
        if not wanted:
            return
        try:
            found = get_object_or_empty(self._session.get("/getMyEntities", {"is_recursive": "true"})).get(
                "myentities"
            )
        except DeskRefusedError:
            yield make_unverifiable_value_fault(key, str(wanted))
            return
        offered = get_object_rows(found)
        if wanted not in [to_integer(row.get("id")) for row in offered]:
            yield make_unknown_value_fault(key, str(wanted), map(_describe_row, offered))

    def _list_names(self, kind: str) -> list[str]:
        """Return the names of all items of one type, as far as the user may list them."""
        try:
            return list(map(_describe_row, get_object_rows(self._session.get(f"/{kind}", {"range": LISTED}))))
        except DeskRefusedError:
            return []


def _describe_row(row: Mapping[str, Json]) -> str:
    return f"{row.get('id')} ({row.get('completename') or row.get('name')})"
