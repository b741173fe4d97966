"""The map of a file: which lines say what."""

import pytest

from phmcoach.store.toml.statements import find_line, scan_statements

FILE = '''\
# a = 1

schema = 1
note = """
[not.a.header]
# no comment
"""
terms . "hourly rate" = [
  1, # ]
]
[[sessions]] # first
minutes = 1
[[sessions]]
travel = [{ amount = 1 },
          { amount = 2 }]
[sessions.place]
city = "Lyon"
[[pauses]]
[deep.inner]
x = 1
[deep]
y = 1
["a.b"]
'c=d' = 1'''


def test_each_statement_has_its_lines_and_its_place() -> None:
    found = [(one.kind, one.start, one.end, one.path) for one in scan_statements(FILE)]
    assert found == [
        ("pair", 2, 3, ("schema",)),
        ("pair", 3, 7, ("note",)),
        ("pair", 7, 10, ("terms", "hourly rate")),
        ("element", 10, 11, ("sessions", 0)),
        ("pair", 11, 12, ("sessions", 0, "minutes")),
        ("element", 12, 13, ("sessions", 1)),
        ("pair", 13, 15, ("sessions", 1, "travel")),
        ("table", 15, 16, ("sessions", 1, "place")),
        ("pair", 16, 17, ("sessions", 1, "place", "city")),
        ("element", 17, 18, ("pauses", 0)),
        ("table", 18, 19, ("deep", "inner")),
        ("pair", 19, 20, ("deep", "inner", "x")),
        ("table", 20, 21, ("deep",)),
        ("pair", 21, 22, ("deep", "y")),
        ("table", 22, 23, ("a.b",)),
        ("pair", 23, 24, ("a.b", "c=d")),
    ]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("schema",), 3),
        (("note",), 4),
        (("terms",), 8),
        (("sessions",), 11),
        (("sessions", 1), 13),
        (("sessions", 1, "missing"), 13),
        (("sessions", 1, "travel", 1, "amount"), 14),
        (("sessions", 1, "place", "missing"), 16),
        (("sessions", 2, "minutes"), None),
        (("deep",), 21),
        (("deep", "inner", "x"), 20),
        (("missing",), None),
        ((), None),
    ],
)
def test_a_place_of_the_data_has_its_line(path: tuple[str | int, ...], line: int | None) -> None:
    assert find_line(scan_statements(FILE), path) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [("[a]\nx = 1\n[a.b.c]\ny = 1\n", 3), ("[a.b.c]\n[a]\n[a.b]\n", 3), ("[a]\nb.c = 1\n", 2)],
)
def test_a_table_is_where_its_own_header_is_else_the_first_thing_inside_it(
    text: str, line: int
) -> None:
    assert find_line(scan_statements(text), ("a", "b")) == line


@pytest.mark.parametrize("text", ["a = [", "a 1", "= 1"])
def test_only_a_text_that_parses_has_statements(text: str) -> None:
    with pytest.raises(ValueError, match="parsed before"):
        scan_statements(text)
