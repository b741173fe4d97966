"""Files and the values in them: read, changed, written, whole or not at all."""

import stat
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.record_samples import Engagement

from phmcoach.errors import ConflictError, InvalidDataError, MissingError, Place, StorageError
from phmcoach.store import records
from phmcoach.store.records import (
    create_record,
    edit_record,
    load_record,
    parse_record,
    save_record,
)
from phmcoach.store.toml.edit import EditError
from phmcoach.value import replace

FILE = b"""\
# Dupont, since January
schema = 1
client = "acme"   # the sponsor

[terms]
rate = 118.40

[[sessions]]
on = 2026-02-03
minutes = 120
"""


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "dupont.toml"
    path.write_bytes(FILE)
    return path


def test_a_file_is_read_as_a_value_with_exact_amounts(path: Path) -> None:
    loaded = load_record(path, Engagement)
    assert loaded.value.terms is not None
    assert str(loaded.value.terms.rate) == "118.40"
    assert loaded.value.sessions[0].on == date(2026, 2, 3)
    assert loaded.data["client"] == "acme"
    assert loaded.sha256 == sha256(FILE).hexdigest()


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        load_record(tmp_path / "no.toml", Engagement)


def test_a_folder_cannot_be_read_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        load_record(tmp_path, Engagement)


def test_an_edit_appends_and_sets_and_leaves_the_rest(path: Path) -> None:
    loaded = load_record(path, Engagement)
    edited = edit_record(
        loaded,
        appends=[("sessions", {"on": date(2026, 3, 3), "minutes": 90, "travel": []})],
        values={("client",): "beta", ("sessions", 1, "kind"): "phone"},
    )
    assert path.read_bytes() == FILE
    save_record(edited, loaded)
    assert path.read_bytes().decode() == (
        FILE.decode().replace("acme", "beta")
        + '\n[[sessions]]\non = 2026-03-03\nminutes = 90\ntravel = []\nkind = "phone"\n'
    )
    assert load_record(path, Engagement) == edited


def test_an_edit_can_be_made_from_another_before_it_is_saved(path: Path) -> None:
    loaded = load_record(path, Engagement)
    first = edit_record(loaded, values={("client",): "beta"})
    second = edit_record(first, values={("note",): "x"})
    save_record(second, loaded)
    assert load_record(path, Engagement).value.client == "beta"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_an_edit_keeps_windows_newlines_and_the_mark(path: Path, mark: bytes) -> None:
    raw = mark + FILE.replace(b"\n", b"\r\n")
    path.write_bytes(raw)
    loaded = load_record(path, Engagement)
    edited = edit_record(loaded, appends=[("sessions", {"on": date(2026, 3, 3), "minutes": 90})])
    save_record(edited, loaded)
    added = b"\r\n[[sessions]]\r\non = 2026-03-03\r\nminutes = 90\r\n"
    assert path.read_bytes() == raw + added


def test_a_text_of_several_lines_is_the_same_under_windows_newlines(path: Path) -> None:
    path.write_bytes(FILE.replace(b"\n", b"\r\n"))
    loaded = load_record(path, Engagement)
    edited = edit_record(loaded, values={("note",): "one\ntwo\r\nthree"})
    assert edited.value.note == "one\ntwo\r\nthree"


def test_an_edit_that_makes_the_file_invalid_is_refused_at_the_line_it_would_change(
    path: Path,
) -> None:
    loaded = load_record(path, Engagement)
    with pytest.raises(InvalidDataError) as caught:
        edit_record(
            loaded,
            appends=[("sessions", {"on": date(2026, 3, 3)})],
            values={("terms", "rate"): -1, ("terms", "nonsense"): 1},
        )
    assert [(one.message, one.place) for one in caught.value.problems] == [
        ("store.missing-key", Place(path, None, "sessions.2.minutes")),
        ("store.unknown-key-known", Place(path, 5, "terms.nonsense")),
        ("store.below-minimum", Place(path, 6, "terms.rate")),
    ]


def test_a_file_that_its_owner_changed_meanwhile_is_not_replaced(path: Path) -> None:
    loaded = load_record(path, Engagement)
    edited = edit_record(loaded, values={("client",): "beta"})
    typed = FILE + b"# typed meanwhile\n"
    path.write_bytes(typed)
    with pytest.raises(ConflictError):
        save_record(edited, loaded)
    assert path.read_bytes() == typed


def test_bytes_that_would_not_read_back_are_never_returned(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = load_record(path, Engagement)
    source = replace(loaded.source, text="another text\n")
    monkeypatch.setattr(type(source), "with_text", lambda *_: source)
    with pytest.raises(EditError):
        edit_record(loaded, values={("client",): "beta"})


DATA: dict[str, Any] = {
    "schema": 1,
    "client": "acme",
    "note": "one\ntwo",
    "terms": {"rate": Decimal("118.40"), "modes": ("video", "phone"), "reference": None},
    "profiles": {"short": {"rate": Decimal(90)}, "long": {"rate": 80}},
    "sessions": [
        {"on": date(2026, 2, 3), "minutes": 60},
        {
            "on": date(2026, 3, 3),
            "minutes": 60,
            "travel": [{"amount": Decimal("3.50"), "label": "Bus"}],
        },
    ],
}

WRITTEN = '''\
schema = 1
client = "acme"
note = """
one
two"""

[terms]
rate = 118.40
modes = ["video", "phone"]

[profiles.short]
rate = 90.0

[profiles.long]
rate = 80

[[sessions]]
on = 2026-02-03
minutes = 60

[[sessions]]
on = 2026-03-03
minutes = 60
travel = [{ amount = 3.50, label = "Bus" }]
'''


def test_a_new_file_is_written_for_people(tmp_path: Path) -> None:
    path = tmp_path / "engagements" / "dupont.toml"
    made = create_record(path, Engagement, DATA)
    assert path.read_text() == WRITTEN
    assert made == load_record(path, Engagement)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_new_file_never_takes_an_existing_name(path: Path) -> None:
    with pytest.raises(ConflictError):
        create_record(path, Engagement, DATA)
    assert path.read_bytes() == FILE


def test_a_new_file_that_is_not_valid_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InvalidDataError) as caught:
        create_record(
            tmp_path / "a" / "a.toml", Engagement, DATA | {"client": None, "schema": False}
        )
    reported = [(problem.message, problem.place) for problem in caught.value.problems]
    assert reported == [
        ("store.not-one-of", Place(tmp_path / "a" / "a.toml", None, "schema")),
        ("store.missing-key", Place(tmp_path / "a" / "a.toml", None, "client")),
    ]
    assert names_in(tmp_path) == []


def test_a_new_file_that_would_not_hold_its_data_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "render_document", lambda _: 'schema = 1\nclient = "other"\n')
    with pytest.raises(EditError):
        create_record(tmp_path / "a.toml", Engagement, DATA)
    assert names_in(tmp_path) == []


def read(raw: bytes) -> None:
    """Read bytes that may be anything: a value or InvalidDataError, and nothing else."""
    try:
        loaded = parse_record(raw, Path("a.toml"), Engagement)
    except InvalidDataError as error:
        assert error.problems  # noqa: PT017 - that no other error comes is what is tested
    else:
        assert loaded.source.raw == raw


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read(raw)


pieces = st.sampled_from(
    [
        *FILE.splitlines(keepends=True),
        *(b"[", b"]", b"{", b"}", b"=", b'"', b'"""', b"'", b"\n", b"\r", b"\x00", b"\xff"),
        *(b"sessions", b"terms", b"travel = ", b"1e9", b"nan", b"1979-05-27", b"[[sessions]]\n"),
        *(b"[[terms]]\n", b"[sessions]\n", b"a.b.c = 1\n", b"x = 1\n", b"\xef\xbb\xbf", b"#"),
        *(b"minutes = 99999999999999999999999\n", b"rate = 1_0.0_1\n", b"client = {}\n"),
    ]
)


@given(st.lists(pieces, max_size=20))
def test_pieces_of_files_in_any_order_are_read_or_refused(parts: list[bytes]) -> None:
    read(b"".join(parts))


@given(st.integers(0, len(FILE)), st.integers(0, 40), st.binary(max_size=6))
def test_a_damaged_file_is_read_or_refused(start: int, length: int, garbage: bytes) -> None:
    read(FILE[:start] + garbage + FILE[start + length :])


@pytest.mark.parametrize(
    "raw",
    [
        b"x = " + b"[" * 5000 + b"]" * 5000,
        b"x = " + b"{a=" * 390 + b"1" + b"}" * 390,
        b".".join([b"a"] * 5000) + b" = 1",
        b"[" + b".".join([b"a"] * 300) + b"]\nx = 1",
        b"schema = 1\n" * 2000,
        b"x = 0." + b"1" * 10000,
    ],
    ids=["brackets", "braces", "dots", "header", "repeated", "digits"],
)
def test_a_monstrous_file_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidDataError):
        parse_record(raw, Path("a.toml"), Engagement)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ending=st.sampled_from([b"", b"\n", b"\r\n", b"\n\n# the end", b"\n[terms]\nrate = 1"]),
    newline=st.sampled_from([b"\n", b"\r\n"]),
    minutes=st.integers(1, 1440),
    label=st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=10),
)
def test_after_any_append_all_old_lines_are_there_in_their_order(
    ending: bytes, newline: bytes, minutes: int, label: str
) -> None:
    start = FILE.replace(b"[terms]\nrate = 118.40\n", b"").rstrip()
    raw = start.replace(b"\n", newline) + ending
    loaded = parse_record(raw, Path("a.toml"), Engagement)
    travel = [{"amount": Decimal("1.50"), "label": label}]
    table = {"on": date(2026, 3, 3), "minutes": minutes, "travel": travel}
    edited = edit_record(loaded, appends=[("sessions", table)])
    after = iter(edited.source.raw.split(b"\n"))
    assert all(any(line in (old, old + b"\r") for line in after) for old in raw.split(b"\n"))
    assert edited.value.sessions[-1].travel[0].label == label
