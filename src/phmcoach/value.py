"""The base class of all values: frozen, compared by their fields, and quick to define.

`dataclasses` compiles several methods for every class, which costs a short command more than its
work. Here all classes share the methods of one base, and a class is nothing but its annotations.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar, dataclass_transform

V = TypeVar("V", bound="Value")

NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""An empty mapping that can be the default of a field."""


@dataclass_transform(frozen_default=True)
class Value:
    """A frozen value whose fields are its annotations, in order; a class attribute is a default.

    The constructor takes the fields by position or by name. Two values are equal if they have the
    same class and equal fields. A `cached_property` is not a field, and a copy computes it again. A
    class may complete its fields in `__post_init__`.
    """

    _names: ClassVar[tuple[str, ...]] = ()
    _positional: ClassVar[tuple[str, ...]] = ()
    _name_set: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[Mapping[str, object]] = NOTHING
    _completes: ClassVar[bool] = False

    def __init_subclass__(cls, *, kw_only: bool = False) -> None:
        """Collect the fields of the class and of its bases; `kw_only` ones have no position."""
        super().__init_subclass__()
        names: dict[str, None] = {}
        defaults: dict[str, object] = {}
        for base in reversed(cls.__mro__):
            if not issubclass(base, Value):
                continue
            for name in _own_fields(base):
                names[name] = None
                defaults.pop(name, None)
                if name in base.__dict__:
                    defaults[name] = base.__dict__[name]
        cls._names, cls._name_set, cls._defaults = tuple(names), frozenset(names), defaults
        cls._positional = () if kw_only else cls._names
        cls._completes = hasattr(cls, "__post_init__")

    if not TYPE_CHECKING:  # the type checker derives the constructor from the annotations

        def __init__(self, *args, **given):  # noqa: ANN002, ANN003, ANN204
            own = self.__dict__
            own.update(self._defaults)
            if args:
                names = self._positional[: len(args)]
                if len(names) < len(args) or not given.keys().isdisjoint(names):
                    _refuse_arguments(self, given, len(args))
                own.update(zip(names, args, strict=True))
            if given:
                own.update(given)
                if not given.keys() <= self._name_set:
                    _refuse_arguments(self, given, len(args))
            if len(own) != len(self._names):
                _refuse_arguments(self, given, len(args))
            if self._completes:
                self.__post_init__()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse: a value never changes."""
        message = f"cannot change {name!r} of a {type(self).__name__}"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        """Refuse: a value never changes."""
        message = f"cannot delete {name!r} of a {type(self).__name__}"
        raise AttributeError(message)

    def __eq__(self, other: object) -> bool:
        """Compare the fields of two values of the same class."""
        if type(other) is not type(self):
            return NotImplemented
        mine, theirs = self.__dict__, other.__dict__
        return all(mine[name] == theirs[name] for name in self._names)

    def __hash__(self) -> int:
        """Hash the fields."""
        return hash(tuple(map(self.__dict__.__getitem__, self._names)))

    def __repr__(self) -> str:
        """Return the constructor's call."""
        fields = ", ".join(f"{name}={value!r}" for name, value in fields_of(self).items())
        return f"{type(self).__qualname__}({fields})"


if TYPE_CHECKING:  # the type checker compares the changes with the annotations
    from dataclasses import replace as replace  # noqa: PLC0414 - this exports it
else:

    def replace(value, /, **changes):  # noqa: ANN001, ANN003, ANN201
        """Return a copy of a value with some fields changed."""
        kind, fields = type(value), fields_of(value) | changes
        if kind._completes or len(fields) != len(kind._names):
            return kind(**fields)
        return made_of(kind, fields)


def field_names(cls: type[Value]) -> tuple[str, ...]:
    """Return the names of the fields of a class, in order."""
    return cls._names


def field_defaults(cls: type[Value]) -> Mapping[str, object]:
    """Return the defaults of a class; a required field has none."""
    return cls._defaults


def fields_of(value: Value) -> dict[str, Any]:
    """Return the fields of a value by their names, in order."""
    return {name: value.__dict__[name] for name in value._names}


def made_of(kind: type[V], fields: dict[str, Any]) -> V:
    """Return a value whose fields are all given, under their right names: nothing is checked."""
    value = kind.__new__(kind)
    value.__dict__.update(fields)
    return value


def unfold(value: object) -> Any:  # noqa: ANN401 - a mapping for a value, else what was given
    """Return the fields of a value by their names, and so of the values inside it."""
    if isinstance(value, Value):
        return {name: unfold(each) for name, each in fields_of(value).items()}
    return tuple(map(unfold, value)) if isinstance(value, tuple) else value


def _own_fields(cls: type) -> Iterator[str]:
    for name, annotation in cls.__annotations__.items():
        if getattr(annotation, "__origin__", None) is not ClassVar:
            yield name


def _refuse_arguments(value: Value, given: Mapping[str, object], positional: int) -> NoReturn:
    needed = [name for name in value._names[positional:] if name not in value._defaults]
    unknown = sorted(given.keys() - value._name_set)
    missing = [name for name in needed if name not in given]
    message = (
        f"{type(value).__name__}: missing {missing}, unknown {unknown}, {positional} positional"
    )
    raise TypeError(message)
