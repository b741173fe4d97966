"""The bounds of a profile beside those of the standard offer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.tables import Column
from phmcoach.i18n import Translator

if TYPE_CHECKING:
    from phmcoach.actions.practice.habits import ShownProfile
    from phmcoach.domain.contract.bounds import Bound, Range


_LABELS: Mapping["Bound", str] = {
    "sessions": "term.sessions",
    "session_minutes": "term.session_minutes",
    "months": "term.months",
    "sessions_per_month": "term.sessions_per_month",
}


def show_profile(out: Output, shown: "ShownProfile") -> None:
    """Print each bound, and warn of those that are beyond the offer."""
    out.table(
        [Column("column.bound"), Column("column.own-bound"), Column("column.offer-bound")],
        [
            (
                out.tr.text(_LABELS[bound]),
                _word(out.tr, bound, own),
                _word(out.tr, bound, shown.offer[bound]),
            )
            for bound, own in shown.own.items()
        ],
    )
    out.warn_all(shown.warnings)


def _word(tr: Translator, bound: "Bound", span: "Range") -> str:
    kind = "hours" if bound == "session_minutes" else "number"
    low, high = (None if each is None else tr.format_value(each, kind) for each in span)
    if low is None and high is None:
        return tr.text("show.range-free")
    if high is None:
        return tr.text("show.range-from", low=low)
    if low is None:
        return tr.text("show.range-to", high=high)
    return low if low == high else tr.text("show.range-both", low=low, high=high)
