"""A fact: a property derived at most once, when it is first asked for, and read-only from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, Generic, TypeVar, overload

from photoaudit.metadata import Metadata
from photoaudit.model import NotAssessable

T = TypeVar("T")


class fact(Generic[T]):  # noqa: N801 - used as a decorator, like property
    """A property computed once and kept in ``_known``; a `NotAssessable` is remembered and raised again."""

    def __init__(self, derive: Callable[[Any], T]) -> None:
        self.derive = derive
        self.__doc__ = derive.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, facts: None, owner: type) -> fact[T]: ...
    @overload
    def __get__(self, facts: object, owner: type) -> T: ...
    def __get__(self, facts: Any, owner: type) -> fact[T] | T:
        if facts is None:
            return self
        known = facts._known
        if self.name not in known:
            try:
                known[self.name] = protect(self.derive(facts))
            except NotAssessable as reason:
                known[self.name] = reason
        value = known[self.name]
        if isinstance(value, NotAssessable):
            raise NotAssessable(str(value))
        return value  # type: ignore[no-any-return]


def protect(value: T) -> T:
    """Make every array inside ``value`` read-only, so that no check can spoil another's facts."""
    if isinstance(value, Metadata):  # bytes and text, large trees of them
        return value
    if hasattr(value, "setflags"):  # an array
        value.setflags(write=False)
    elif isinstance(value, tuple):
        for item in value:
            protect(item)
    elif is_dataclass(value):
        for item in fields(value):
            protect(getattr(value, item.name))
    return value
