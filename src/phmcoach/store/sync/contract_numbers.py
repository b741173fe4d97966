"""Contract numbers that two machines gave alike, to two engagements."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from phmcoach.domain.sync.rules import ENGAGEMENT, reference_of
from phmcoach.domain.sync.trees import Renumbered, Tree
from phmcoach.errors import CoachError
from phmcoach.store.records import parse_record
from phmcoach.store.sync.records import parse_base, rewrite_source

_KEY = "contract_reference"


def number_apart(
    root: Path, base: Tree, ours: Tree, theirs: Tree
) -> tuple[Tree, Tree, tuple[Renumbered, ...]]:
    """Give another number to a contract whose number both machines gave, to different ones.

    The one that was not sent gets it, unless it is signed and the other one is not. Two signed
    contracts with one number stay: their papers bear it.
    """
    here, there = (dict(_given(side, base)) for side in (ours, theirs))
    highest = _highest(base, ours, theirs)
    changes: list[Renumbered] = []
    sides: tuple[dict[str, bytes], dict[str, bytes]] = dict(ours), dict(theirs)
    for path, number in here.items():
        clash = next(
            (
                each
                for each, other in there.items()
                if other == number and reference_of(each) != reference_of(path)
            ),
            None,
        )
        if clash is None:
            continue
        is_ours = not _is_signed(ours[path])
        if not is_ours and _is_signed(theirs[clash]):
            continue
        side, file = (sides[0], path) if is_ours else (sides[1], clash)
        year = number.split("-")[1]
        known = here.get(file) if not is_ours else None
        if known is None or known == number:
            highest[year] += 1
            known = f"A-{year}-{highest[year]:02d}"
        try:
            loaded = parse_record(side[file], root / file, ENGAGEMENT.model)
        except CoachError:  # it is reported where it is merged, or by `doctor`
            continue
        side[file] = rewrite_source(loaded.source, {**loaded.data, _KEY: known}, ENGAGEMENT)
        changes.append(Renumbered(file, number, known))
    return sides[0], sides[1], tuple(changes)


def _given(side: Tree, base: Tree) -> Iterator[tuple[str, str]]:
    """Yield the number of each engagement that had none, or another one, in the base."""
    before = dict(_numbers(base))
    for path, number in _numbers(side):
        if before.get(path) != number and number not in before.values():
            yield path, number


def _numbers(tree: Tree) -> Iterator[tuple[str, str]]:
    for path, raw in tree.items():
        if reference_of(path):
            number = parse_base(raw).get(_KEY)
            if isinstance(number, str) and re.fullmatch("A-[0-9]{4}-[0-9]+", number):
                yield path, number


def _highest(*trees: Tree) -> dict[str, int]:
    """Return the highest rank of a number in each year."""
    highest: dict[str, int] = {}
    for _, number in chain.from_iterable(map(_numbers, trees)):
        _, year, rank = number.split("-")
        highest[year] = max(highest.get(year, 0), int(rank))
    return highest


def _is_signed(raw: bytes) -> bool:
    data = parse_base(raw)
    return bool(data.get("seal") or data.get("signatures"))
