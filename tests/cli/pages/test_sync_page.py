"""How a conflict of two computers is shown."""

import io
from datetime import date

from phmcoach.cli.pages.keeping.sync import show_conflicts
from phmcoach.cli.shell.output import Output
from phmcoach.domain.sync.trees import Conflict
from phmcoach.i18n import Translator


def test_of_a_table_that_both_changed_only_what_differs_is_shown() -> None:
    was = {"on": date(2026, 6, 24), "minutes": 120, "status": "planned"}
    missed, removed = {**was, "on": date(2026, 6, 14), "status": "no-show"}, None
    late = {**was, "status": "cancelled-late", "travel": [{"label": "Train"}], "late": True}
    out = io.StringIO()
    show_conflicts(
        Output(Translator("en"), stdout=out, stderr=io.StringIO()),
        [
            Conflict("a.toml", "sessions.s1", was, missed, late),
            Conflict("a.toml", "sessions.s2", was, removed, missed),
            Conflict("a.pdf", None, None, b"12345", b"123"),
        ],
    )
    rows = [line.split("  ") for line in out.getvalue().splitlines()[1:]]
    assert [[cell.strip() for cell in row if cell] for row in rows] == [
        [
            "a.toml",
            "sessions.s1",
            "on = 2026-06-24, status = planned",
            "on = 2026-06-14, status = no-show",
            "on = 2026-06-24, status = cancelled-late, travel = label = Train, late = true",
        ],
        [
            "a.toml",
            "sessions.s2",
            "on = 2026-06-24, status = planned",
            "–",
            "on = 2026-06-14, status = no-show",
        ],
        ["a.pdf", "–", "–", "5 bytes", "3 bytes"],
    ]
