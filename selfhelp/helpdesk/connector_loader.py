"""Loads the connector of a help desk system by its ID, and its abilities."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.text import N_

if TYPE_CHECKING:
    from selfhelp.helpdesk.connectors import ConnectorAbilities


def load_help_desk_abilities(id_: str) -> ConnectorAbilities:
    """Return the abilities of a help desk system, regardless of its configuration.

    Raises:
        ConfigurationError: see `load_connector_module`.
    """
    from selfhelp.helpdesk.connectors import Connector

    module = load_connector_module(id_)
    kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Connector)]
    return next(kind.abilities for kind in kinds if kind.__module__ == module.__name__)


def load_connector_module(id_: str) -> ModuleType:
    """Return the connector module of a help desk system; its ``build`` creates the connector.

    Raises:
        ConfigurationError: this version has no such connector.
    """
    from selfhelp.helpdesk import connectors

    name = id_.replace("-", "_")
    available = {m.name for m in pkgutil.iter_modules(connectors.__path__)}
    if name not in available:
        raise ConfigurationError(
            N_(
                "The policy requires the help desk system {desk}, which this version doesn't support.",
                desk=id_ or "?",
            )
        )
    return importlib.import_module(f"{connectors.__name__}.{name}.connector")
