"""The result of a sync, its questions, and what the remote will hold."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from phmcoach.cli.shell.click_language import asking
from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.tables import Column
from phmcoach.domain.sync.in_clear import Part, find_in_clear
from phmcoach.domain.sync.trees import Choices, Conflict
from phmcoach.errors import ConflictError, RuleRefusedError
from phmcoach.i18n import Translator
from phmcoach.remedy import quote_word
from phmcoach.value import fields_of
from phmcoach.words import SIDES, Side

if TYPE_CHECKING:
    from phmcoach.actions.sync.syncing import Synced

_MOST_NAMES = 6
_PARTS: Mapping[Part, str] = {
    "practice": "said.in-clear-practice",
    "clients": "said.in-clear-clients",
    "engagements": "said.in-clear-engagements",
    "documents": "said.in-clear-documents",
    "ledger": "said.in-clear-ledger",
}
"""How each part is named that the remote holds in clear."""

_COLUMNS = (
    Column("column.file"),
    Column("column.key"),
    Column("column.before"),
    Column("column.here"),
    Column("column.there"),
)


def show_synced(out: Output, synced: "Synced") -> None:
    """Say what came and what went, which records got another id, and of a password in clear."""
    _say_files(out, synced, "said.sync-received", "said.sync-sent")
    if synced.is_first:
        branch, url = quote_word(synced.branch), quote_word(synced.remote)
        out.say("said.sync-elsewhere", branch=branch, url=url)
    if synced.has_password:
        out.say("said.sync-password", url=quote_word(synced.remote))


def show_preview(out: Output, synced: "Synced") -> None:
    """Say what a sync would do."""
    _say_files(out, synced, "said.sync-would-receive", "said.sync-would-send")
    if asked := [each for each in synced.conflicts if not each.signed]:
        show_conflicts(out, asked)
    _say_signed(out, synced.conflicts)
    out.say("said.sync-dry-run")


def _say_files(out: Output, synced: "Synced", received: str, sent: str) -> None:
    """Name the files that come and go, in two sentences, and the records with another id."""
    if synced.put_back:
        out.say("said.sync-put-back", **_named(synced.put_back))
    if synced.received:
        out.say(received, **_named(synced.received))
    if synced.sent:
        out.say(sent, **_named(synced.sent))
    if not synced.received and not synced.sent and not synced.put_back:
        out.say("said.sync-idle")
    for each in synced.renumbered:
        out.say("said.sync-renumbered", **fields_of(each))


def show_conflicts(out: Output, conflicts: Sequence[Conflict]) -> None:
    """Print what both sides changed, with both values."""
    out.table(_COLUMNS, [_row(each, out.tr) for each in conflicts])


def _row(conflict: Conflict, tr: Translator) -> tuple[object, ...]:
    values = (conflict.base, conflict.here, conflict.there)
    tables = [each for each in values if isinstance(each, dict)]
    alike = {
        key
        for key in chain.from_iterable(tables)
        if len(tables) > 1 and len({repr(each.get(key)) for each in tables}) == 1
    }
    return conflict.file, conflict.key or "–", *(_readable(each, tr, alike) for each in values)


def _readable(value: object, tr: Translator, alike: Collection[str] = ()) -> str:
    """Return a value of a file as a short text; of a whole file, how large it is.

    Of a table, only keys that are not `alike` on both sides are named.
    """
    match value:
        case bytes():
            return tr.text("said.sync-size", count=len(value))
        case dict():
            pairs = (f"{key} = {_readable(value[key], tr)}" for key in value if key not in alike)
            return ", ".join(pairs) or "–"
        case list():
            return ", ".join(_readable(each, tr) for each in value) or "–"
        case None:
            return "–"
        case bool():
            return str(value).lower()
        case _:
            return " ".join(str(value).split())


def confirm_first(
    state: CliState, url: str, names: Sequence[str], *, yes: bool, is_new: bool
) -> None:
    """Say what the remote will hold, and ask; raises RuleRefusedError unless it may.

    Off a terminal the question is answered by `--yes` alone. An address that was typed (`is_new`)
    is not kept without a yes, so the command that goes on has it.
    """
    found, out = find_in_clear(names), state.out
    out.say("said.sync-in-clear", url=url)
    for part, message in _PARTS.items():
        if count := found.counts.get(part):
            out.say(message, count=count)
    if found.others:
        out.say("said.in-clear-others", **_named(found.others))
    if found.locked:
        out.say("said.in-clear-locked", count=found.locked)
    out.say("said.sync-history")
    if not yes and not (state.interactive and state.confirm("confirm.sync")):
        raise RuleRefusedError.of("sync.first-push", words={"remote": url if is_new else ()})


def settle(state: CliState, conflicts: Sequence[Conflict], prefer: Side | None) -> Choices:
    """Return which side each conflict is settled for: as signed, as typed, or as answered.

    Raises ConflictError off a terminal, where nobody can be asked.
    """
    signed = {each.place: each.signed for each in conflicts if each.signed}
    asked = [each for each in conflicts if not each.signed]
    if asked and prefer is None and not state.interactive:
        show_conflicts(state.out, asked)
        raise ConflictError.of("sync.conflicts", count=len(asked))
    _say_signed(state.out, conflicts)
    if prefer is not None:
        return {each.place: prefer for each in asked} | signed
    chosen: dict[tuple[str, str | None], Side] = {**signed}
    for each in asked:
        file, key, _, here, there = _row(each, state.tr)
        message = "said.sync-conflict" if each.key else "said.sync-conflict-file"
        state.out.say(message, file=file, key=key, here=here, there=there)
        with asking() as ask:
            chosen[each.place] = ask.choice("", None, SIDES, question="ask.side")
    return chosen


def _say_signed(out: Output, conflicts: Sequence[Conflict]) -> None:
    """Say that what was signed on one side stays, and which change of the other one goes."""
    for each in conflicts:
        file, key, _, here, there = _row(each, out.tr)
        if each.signed == "here":
            out.say("said.sync-signed-here", file=file, key=key, kept=here, lost=there)
        elif each.signed == "there":
            out.say("said.sync-signed-there", file=file, key=key, kept=there, lost=here)


def _named(names: Sequence[str]) -> dict[str, object]:
    more = ", …" if len(names) > _MOST_NAMES else ""
    shown = ", ".join(names[:_MOST_NAMES]) + more
    return {"count": len(names), "names": shown.encode(errors="replace").decode()}
