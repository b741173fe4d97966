"""The text of a record that both machines changed, made of the two that they have."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path

from phmcoach.domain.base import Record
from phmcoach.domain.records.engagement import Engagement
from phmcoach.domain.records.given_ids import last_objective, last_session
from phmcoach.domain.shape.validation import InvalidRecordError, validate
from phmcoach.domain.sync.engagements import merge_engagement
from phmcoach.domain.sync.rules import ENGAGEMENT, Data, Rules
from phmcoach.domain.sync.tables import merge_tables
from phmcoach.domain.sync.trees import Choices, Conflict, Renumbered
from phmcoach.domain.values.same import are_same
from phmcoach.errors import InvalidDataError, Problem
from phmcoach.store.problems import problems_of
from phmcoach.store.records import Loaded, parse_record
from phmcoach.store.toml.data import parse_toml
from phmcoach.store.toml.rewriting import rewrite
from phmcoach.store.toml.statements import KeyPath
from phmcoach.store.toml.text import SourceText
from phmcoach.value import Value


class Versions(Value):
    """Three versions of a file: the last that both machines had, this one's, the remote's."""

    base: bytes | None
    ours: bytes | None
    theirs: bytes | None

    @property
    def changed_alone(self) -> bool:
        """Whether at most one side has changed the file, or both alike."""
        return self.ours in (self.theirs, self.base) or self.theirs == self.base

    @property
    def newest(self) -> bytes | None:
        """The version of the side that has changed it, if only one has."""
        return self.theirs if self.ours == self.base else self.ours


class MergedFile(Value):
    """The merged file; None if it goes."""

    content: bytes | None
    renumbered: tuple[Renumbered, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


def merge_record(
    path: str,
    root: Path,
    rules: Rules,
    versions: Versions,
    choices: Choices,
    billed_here: Collection[str] = (),
) -> MergedFile:
    """Merge a file by its records.

    Raises InvalidDataError if a version cannot be understood, or if what the two machines changed
    is not valid together; then nothing can be written.
    """
    if versions.ours is None or versions.theirs is None:
        raise ValueError(path)
    ours = parse_record(versions.ours, root / path, rules.model)
    theirs = _parse_there(versions.theirs, path, root, rules.model)
    base = parse_base(versions.base)
    renumbered: tuple[Renumbered, ...] = ()
    if rules is ENGAGEMENT:
        engagements = (ours.value, theirs.value)
        merged = merge_engagement(
            path,
            base,
            ours.data,
            theirs.data,
            last=_last_ids([each for each in engagements if isinstance(each, Engagement)]),
            billed_here=billed_here,
            choices=choices,
        )
        data, conflicts, renumbered = merged.data, merged.conflicts, merged.renumbered
    else:
        table = merge_tables(path, base, ours.data, theirs.data, rules, choices)
        data, conflicts = table.data, table.conflicts
    if not conflicts:
        _validate(data, ours, rules.model)
    content = _choose_text(base, ours, theirs, data, rules)
    return MergedFile(content, renumbered, conflicts)


def parse_base(raw: bytes | None) -> Data:
    """Return the data of the last common version; nothing of one that was never valid TOML."""
    with suppress(ValueError, RecursionError):
        return parse_toml((raw or b"").decode("utf-8-sig").replace("\r\n", "\n"))
    return {}


def rewrite_source(source: SourceText, data: Data, rules: Rules) -> bytes:
    """Return the bytes of a file, edited until it holds this data."""

    def keys_of(path: KeyPath) -> Sequence[str]:
        where = tuple(part if isinstance(part, str) else "*" for part in path)
        return rules.names.get(where, ())

    return source.with_text(rewrite(source.text, data, keys_of)).raw


def _parse_there(raw: bytes, path: str, root: Path, model: type[Record]) -> Loaded[Record]:
    try:
        return parse_record(raw, root / path, model)
    except InvalidDataError as error:
        raise InvalidDataError(
            *(
                Problem("sync.not-valid-there", {"file": path, "problem": each})
                for each in error.problems
            )
        ) from None


def _last_ids(engagements: Sequence[Engagement]) -> tuple[int, int]:
    return max(map(last_session, engagements)), max(map(last_objective, engagements))


def _validate(data: Data, ours: Loaded[Record], model: type[Record]) -> None:
    try:
        validate(model, data)
    except InvalidRecordError as error:
        found = problems_of(error, ours.path, ours.source.text, model=model)
        raise InvalidDataError(
            *(
                Problem(
                    "sync.not-valid-together", {"file": ours.path.name, "problem": each}, each.place
                )
                for each in found
            )
        ) from None


def _choose_text(
    base: Data, ours: Loaded[Record], theirs: Loaded[Record], data: Data, rules: Rules
) -> bytes:
    """Return a text with this data; the comments of the side that is edited survive.

    That is the remote's, unless it changed nothing or this machine changed only comments.
    """
    if are_same(data, ours.data) and not are_same(theirs.data, base):
        return ours.source.raw
    only_comments = are_same(ours.data, base) and not are_same(theirs.data, base)
    return rewrite_source((ours if only_comments else theirs).source, data, rules)
