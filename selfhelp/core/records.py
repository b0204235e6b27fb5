"""Frozen dataclasses that are cheap to define, for classes that every start of the app loads.

`dataclasses.dataclass` writes and compiles the methods of each class: 0.4 to 0.8 ms for a frozen one, while
the policy alone has sixty. Here all records share their methods, and a class costs a tenth of that. Creating
or comparing objects takes 1 to 1.5 µs instead of 0.2 to 0.6, so classes with thousands of objects stay
ordinary dataclasses.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen dataclass: compared, hashed, shown and replaced by its fields."""
    made = dataclass(init=False, repr=False, eq=False)(cls)
    known = {item.name: item for item in fields(made)}  # type: ignore[arg-type]
    for name, member in {**_METHODS, "_record_fields": known}.items():
        setattr(made, name, member)
    return made


def _init(self: Any, *values: object, **named: object) -> None:
    known = self._record_fields
    given = dict(zip(known, values, strict=False))
    wrong = [name for name in named if name in given or name not in known]
    if wrong or len(values) > len(known):
        raise TypeError(f"{type(self).__name__}: unexpected {', '.join(wrong) or 'values'}")
    given |= named
    for name, item in known.items():
        if name in given:
            continue
        if item.default is not MISSING:
            given[name] = item.default
        elif item.default_factory is not MISSING:
            given[name] = item.default_factory()
        else:
            raise TypeError(f"{type(self).__name__}: no {name}")
    self.__dict__.update(given)


def _eq(self: Any, other: object) -> Any:
    return _compared(self) == _compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    items = self._record_fields.values()
    counted = (item.name for item in items if (item.compare if item.hash is None else item.hash))
    return hash(tuple(self.__dict__[name] for name in counted))


def _compared(self: Any) -> tuple[object, ...]:
    return tuple(self.__dict__[name] for name, item in self._record_fields.items() if item.compare)


def _repr(self: Any) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, item in self._record_fields.items() if item.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _setattr(self: Any, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(self: Any, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_METHODS = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
}
