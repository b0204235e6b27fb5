"""Finds the classes in a package; unusable files and classes are reported and skipped."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


def iter_modules(package: ModuleType) -> Iterator[ModuleType]:
    """Load and yield each module of a package; log modules that can't be loaded."""
    for name, found in _iter_loaded_modules(package):
        if isinstance(found, ModuleType):
            yield found
        else:
            log.error("%s cannot be loaded", name, exc_info=found)


def iter_classes(package: ModuleType, kind: type[T]) -> Iterator[type[T]]:
    """Yield each complete class of one kind in a package, once; log incomplete classes."""
    for module in iter_modules(package):
        yield from _iter_complete_classes(module, kind)


def list_module_names(package: ModuleType) -> Sequence[str]:
    """Return the full names of a package's modules, in order; loads only its subpackages."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [info.name for info in found if not info.ispkg]


def find_class(name: str, kind: type[T]) -> type[T] | None:
    """Return the complete class of one kind in a module; None, with an error in the log, if there's none."""
    try:
        module = importlib.import_module(name)
    except Exception:
        log.exception("%s cannot be loaded", name)
        return None
    return next(_iter_complete_classes(module, kind), None)


def find_discovery_errors(package: ModuleType, kind: type[object]) -> Sequence[str]:
    """Return an English line for each file and class that `iter_classes` skips."""
    lines: list[str] = []
    for name, found in _iter_loaded_modules(package):
        if isinstance(found, ModuleType):
            lacking = {
                cls.__name__: find_missing_members(cls) for cls in list_classes_defined_in(found, kind)
            }
            lines += [f"{name}.{cls} lacks {', '.join(lacks)}" for cls, lacks in lacking.items() if lacks]
        else:
            lines.append(f"{name} cannot be loaded ({type(found).__name__})")
    return lines


def list_classes_defined_in(module: ModuleType, kind: type[T]) -> Sequence[type[T]]:
    """Return the classes of one kind that are defined in a module itself, including incomplete classes."""
    classes = [item for item in vars(module).values() if inspect.isclass(item)]
    return [cls for cls in classes if cls.__module__ == module.__name__ and issubclass(cls, kind)]


def find_missing_members(cls: type) -> Sequence[str]:
    """Return the names of the abstract methods and attributes that a class lacks, sorted.

    An attribute is required if a base class declares the attribute without a value.
    """
    declared = {name for above in cls.__mro__ for name in vars(above).get("__annotations__", ())}
    without = {name for name in declared if not hasattr(cls, name)}
    methods: frozenset[str] = getattr(cls, "__abstractmethods__", frozenset())
    return sorted(without | methods)


def _iter_complete_classes(module: ModuleType, kind: type[T]) -> Iterator[type[T]]:
    for cls in list_classes_defined_in(module, kind):
        lacking = find_missing_members(cls)
        if lacking:
            log.error("%s.%s is left out: it lacks %s", module.__name__, cls.__name__, ", ".join(lacking))
        else:
            yield cls


def _iter_loaded_modules(package: ModuleType) -> Iterator[tuple[str, ModuleType | Exception]]:
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        try:
            yield info.name, importlib.import_module(info.name)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the others are offered
            yield info.name, error
