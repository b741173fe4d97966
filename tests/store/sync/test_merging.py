"""What a file becomes that two machines changed, case by case."""

from pathlib import Path
from typing import Any

import pytest

from phmcoach.domain.sync.trees import Conflict, Fork, Merged, Renumbered, Side
from phmcoach.errors import ConflictError, InvalidDataError
from phmcoach.store.sync.merging import merge_trees

FILE = "engagements/martin-2026.toml"
ROOT = Path("/practice")
START = """\
schema = 1
client = "acme"  # since May
last_session = "s2"

[beneficiary]
id = "claire-martin"
name = "Claire Martin"

[demand]
received_on = 2026-01-05
situations = ["new-role"]

[[objectives]]
id = "o1"
statement = "Déléguer."

# Two of them so far.
[[sessions]]
id = "s1"
on = 2026-01-20
minutes = 120
status = "held"

[[sessions]]
id = "s2"
on = 2026-02-03
minutes = 120
"""
MARCH = """
[[sessions]]
id = "s3"
on = 2026-03-03
minutes = 90
status = "held"
"""
APRIL = """
[[sessions]]
id = "s3"
on = 2026-04-07
minutes = 60
status = "held"
"""


def log(text: str, *sessions: str) -> str:
    """Return the file as `coach log-session` leaves it, with one session more, or several."""
    return text.replace('"s2"\n\n[b', f'"s{2 + len(sessions)}"\n\n[b') + "".join(sessions)


def merge(ours: str, theirs: str, *, base: str = START, side: Side | None = None) -> Merged:
    trees = tuple({FILE: text.encode()} for text in (base, ours, theirs))
    found = merge_trees(ROOT, trees[0], trees[1], trees[2])
    if side is None:
        return found
    choices = {each.place: side for each in found.conflicts}
    return merge_trees(ROOT, trees[0], trees[1], trees[2], choices)


def text_of(merged: Merged) -> str:
    content = merged.files[FILE]
    assert content is not None
    return content.decode()


def test_two_sessions_of_two_machines_both_stay_and_the_one_not_sent_is_renumbered() -> None:
    merged = merge(log(START, MARCH), log(START, APRIL))

    expected = log(START, APRIL, MARCH.replace("s3", "s4"))
    assert (text_of(merged), merged.conflicts) == (expected, ())
    assert merged.renumbered == (Renumbered(FILE, "s3", "s4"),)


def test_the_same_session_of_two_machines_is_one() -> None:
    merged = merge(log(START, MARCH), log(START, MARCH))
    assert (text_of(merged), merged.renumbered) == (log(START, MARCH), ())


def test_the_same_session_under_another_number_is_one() -> None:
    theirs = log(START, APRIL, MARCH.replace("s3", "s4"))
    merged = merge(log(START, MARCH), theirs)
    assert (text_of(merged), merged.conflicts) == (theirs, ())
    assert merged.renumbered == (Renumbered(FILE, "s3", "s4"),)


def test_a_session_logged_here_and_another_called_off_there_both_count() -> None:
    theirs = START.replace(
        "on = 2026-02-03\nminutes = 120",
        'on = 2026-02-03\nminutes = 120\nstatus = "cancelled"',
    )
    merged = merge(log(START, MARCH), theirs)
    assert (text_of(merged), merged.conflicts) == (log(theirs, MARCH), ())


def test_comments_of_the_remote_survive_and_so_do_its_line_ends() -> None:
    theirs = "# À relire.\n" + log(START, APRIL).replace("minutes = 60", "minutes = 60 # short")
    merged = merge(log(START, MARCH), theirs.replace("\n", "\r\n"))
    expected = theirs.replace('"s3"\n\n[b', '"s4"\n\n[b') + MARCH.replace("s3", "s4")
    assert text_of(merged) == expected.replace("\n", "\r\n")


@pytest.mark.parametrize("here", [True, False])
def test_comments_of_the_one_side_stay_with_the_changes_of_the_other(*, here: bool) -> None:
    remark, logged = START.replace("# Two", "# Only two"), log(START, MARCH)
    merged = merge(remark, logged) if here else merge(logged, remark)
    assert text_of(merged) == log(remark, MARCH)


def test_a_key_that_both_changed_is_asked_and_goes_as_chosen() -> None:
    ours, theirs = (START.replace("Claire Martin", name) for name in ("Claire M.", "C. Martin"))
    ours = log(ours, MARCH)

    conflict = Conflict(FILE, "beneficiary.name", "Claire Martin", "Claire M.", "C. Martin")
    assert merge(ours, theirs).conflicts == (conflict,)
    assert text_of(merge(ours, theirs, side="here")) == log(
        theirs.replace("C. Martin", "Claire M."), MARCH
    )
    assert text_of(merge(ours, theirs, side="there")) == log(theirs, MARCH)


def test_a_session_removed_here_and_changed_there_is_asked() -> None:
    gone = START[: START.index('\n[[sessions]]\nid = "s2"')]
    ours = gone.replace("last_session", 'removed_sessions = ["s2"]\nlast_session')
    theirs = START.replace("on = 2026-02-03", "on = 2026-02-05")

    asked = merge(ours, theirs)
    assert [(each.key, each.here) for each in asked.conflicts] == [("sessions.s2", None)]
    assert text_of(merge(ours, theirs, side="there")) == theirs
    assert text_of(merge(ours, theirs, side="here")) == ours


def test_what_a_session_was_is_one_fact_and_what_is_noted_of_it_is_not() -> None:
    planned = 'id = "s2"\non = 2026-02-03\nminutes = 120\n'
    missed = planned.replace("02-03", "02-04") + 'status = "no-show"\nnext = "Écrire."\n'
    cancelled = planned + 'status = "cancelled"\nnotified_at = 2026-02-01T10:00:00\n'
    ours, theirs = (START.replace(planned, each) for each in (missed, cancelled))

    (conflict,) = merge(ours, theirs).conflicts
    assert conflict.key == "sessions.s2"
    assert text_of(merge(ours, theirs, side="here")) == ours
    assert text_of(merge(ours, theirs, side="there")) == theirs + 'next = "Écrire."\n'


def test_what_was_erased_here_stays_erased_and_what_was_logged_there_is_kept() -> None:
    asked = START.replace("[demand]", '[demand]\nrequest = "Souffler."')
    line = '\n[[erased]]\non = 2026-03-01\nwhat = "demand"\ncount = 1\nreason = "asked"\n'
    merged = merge(START + line, log(asked, MARCH), base=asked)
    assert (text_of(merged), merged.conflicts) == (log(START, MARCH) + line, ())


def test_an_objective_that_is_renumbered_is_so_wherever_it_is_named() -> None:
    aim = '\n[[objectives]]\nid = "o2"\nstatement = "{}"\n'
    rated = (
        '\n[evaluation]\nmode = "two-way"\n\n[[evaluation.ratings]]\nobjective = "o2"\nend = 1\n'
    )
    ours = START.replace("\n# Two", aim.format("Écouter.") + rated + "\n# Two")
    theirs = START.replace("\n# Two", aim.format("Décider.") + "\n# Two")

    merged = text_of(merge(ours, theirs))
    assert merged.count('id = "o2"\nstatement = "Décider."') == 1
    assert merged.count('id = "o3"\nstatement = "Écouter."') == 1
    assert 'objective = "o3"' in merged
    assert 'last_objective = "o3"' in merged


def test_a_pause_and_an_amendment_that_both_began_otherwise_are_asked_as_a_whole() -> None:
    pause = "\n[[pauses]]\nstart_on = 2026-04-01\nend_on = 2026-04-{}\n"
    days = "set_on = 2026-03-01\neffective_on = 2026-03-02\n"
    amendment = "\n[[amendments]]\nnumber = 1\n" + days + "sessions = {}\n"
    ours, theirs = (START + pause.format(day) + amendment.format(day) for day in ("10", "12"))
    asked = merge(ours, theirs)
    assert [each.key for each in asked.conflicts] == [
        "pauses.2026-04-01",
        "amendments.1",
    ]
    assert text_of(merge(ours, theirs, side="there")) == theirs
    settled = text_of(merge(ours, theirs, side="here"))
    assert "end_on = 2026-04-10" in settled
    assert "sessions = 10" in settled


SEAL = '\n[signatures]\ncoach = 2026-02-01\n\n[seal]\nrecord = "{}"\n'.format("0" * 64)


def test_what_one_machine_sealed_the_other_may_not_have_changed() -> None:
    signed = START + SEAL
    theirs = START.replace("Déléguer.", "Déléguer davantage.").replace(
        "[demand]", '[demand]\nrequest = "Souffler."'
    )
    for ours, other, side in ((signed, theirs, "here"), (theirs, signed, "there")):
        found = merge(ours, other).conflicts
        assert [(each.key, each.signed) for each in found] == [("objectives.o1", side)]


@pytest.mark.parametrize("side", ["here", "there"])
def test_what_was_signed_stays_whatever_is_chosen(side: Side) -> None:
    signed = START.replace("Déléguer.", "Déléguer ici.") + SEAL
    theirs = START.replace("Déléguer.", "Déléguer davantage.")
    for trees in ((signed, theirs), (theirs, signed)):
        assert text_of(merge(*trees, side=side)) == signed


@pytest.mark.parametrize("side", ["here", "there"])
def test_of_two_amendments_of_one_number_the_signed_one_stays(side: Side) -> None:
    days = "set_on = 2026-03-01\neffective_on = 2026-03-02\n"
    amendment = "\n[[amendments]]\nnumber = 1\n" + days + "sessions = {}\n"
    seal = '\n[amendments.seal]\nrecord = "{}"\n'.format("0" * 64)
    signed, theirs = START + amendment.format(10) + seal, START + amendment.format(12)
    for trees in ((signed, theirs), (theirs, signed)):
        merged = text_of(merge(*trees, side=side))
        assert ("sessions = 10" in merged, "sessions = 12" in merged) == (True, False)


def test_two_signatures_of_one_contract_are_one_seal() -> None:
    seal = '\n[signatures]\n{} = 2026-02-01\n\n[seal]\nrecord = "{}"\nagreed = "{}"\n'
    ours = START + seal.format("coach", "1" * 64, "0" * 64)
    theirs = START + seal.format("beneficiary", "2" * 64, "0" * 64)
    merged = merge(ours, theirs)
    assert merged.conflicts == ()
    assert text_of(merged) == theirs.replace(
        "beneficiary = 2026-02-01\n", "beneficiary = 2026-02-01\ncoach = 2026-02-01\n"
    )


def test_two_signatures_of_different_contracts_are_asked_by_their_days() -> None:
    seal = '\n[signatures]\ncoach = 2026-02-0{0}\n\n[seal]\nrecord = "{1}"\nagreed = "{1}"\n'
    ours, theirs = (START + seal.format(day, str(day) * 64) for day in (1, 2))
    assert [each.key for each in merge(ours, theirs).conflicts] == ["signatures"]
    assert text_of(merge(ours, theirs, side="here")) == ours
    assert text_of(merge(ours, theirs, side="there")) == theirs


def test_an_objective_of_the_signed_contract_keeps_its_number() -> None:
    aim = '\n[[objectives]]\nid = "o2"\nstatement = "{}"\n{}'
    ours = START.replace("\n# Two", aim.format("Écouter.", "") + "\n# Two") + SEAL
    theirs = START.replace("\n# Two", aim.format("Dormir.", "personal = true\n") + "\n# Two")
    merged = merge(ours, theirs)
    assert merged.conflicts == ()
    assert 'id = "o2"\nstatement = "Écouter."' in text_of(merged)
    assert 'id = "o3"\nstatement = "Dormir."' in text_of(merged)


def test_two_new_files_of_one_name_are_never_mixed() -> None:
    base: dict[str, bytes] = {}
    ours, theirs = {FILE: START.encode()}, {FILE: START.replace("Claire", "Anne").encode()}
    asked = merge_trees(ROOT, base, ours, theirs)
    (conflict,) = asked.conflicts
    names: list[Any] = [conflict.base, conflict.here, conflict.there]
    assert conflict.place == (FILE, None)
    assert [each and each["beneficiary"]["name"] for each in names] == [
        None,
        "Claire Martin",
        "Anne Martin",
    ]
    chosen = merge_trees(ROOT, base, ours, theirs, {(FILE, None): "here"})
    assert chosen.files == ours


def test_what_is_not_valid_together_is_refused_with_the_line_of_this_machine() -> None:
    ours = START.replace('"held"', '"force-majeure"')
    theirs = START.replace('"held"', '"held"\nearlier_invoice = "F-2025-0031"')
    with pytest.raises(InvalidDataError) as caught:
        merge(ours, theirs)
    (problem,) = caught.value.problems
    assert problem.message == "sync.not-valid-together"
    assert problem.place is not None
    assert (problem.place.file, problem.place.line) == (ROOT / FILE, 18)


def test_a_file_that_came_broken_is_refused_as_the_other_machines() -> None:
    with pytest.raises(InvalidDataError) as caught:
        merge(log(START, MARCH), START.replace("minutes = 120\nstatus", "minutes =\nstatus"))
    assert [each.message for each in caught.value.problems] == ["sync.not-valid-there"]


ARCHIVED = "archive/2026/martin-2026.toml"


def test_an_engagement_archived_here_and_changed_there_is_asked() -> None:
    trees = ({FILE: START.encode()}, {ARCHIVED: START.encode()}, {FILE: log(START, MARCH).encode()})
    asked = merge_trees(ROOT, *trees)
    assert asked.conflicts == (Conflict(FILE, "archive", FILE, ARCHIVED, FILE),)

    place = (FILE, "archive")
    archived = merge_trees(ROOT, *trees, choices={place: "here"})
    assert archived.files == {FILE: None, ARCHIVED: log(START, MARCH).encode()}
    opened = merge_trees(ROOT, *trees, choices={place: "there"})
    assert opened.files == {FILE: log(START, MARCH).encode(), ARCHIVED: None}


def test_an_engagement_archived_on_one_machine_alone_is_archived() -> None:
    trees = ({FILE: START.encode()}, {FILE: START.encode()}, {ARCHIVED: START.encode()})
    assert merge_trees(ROOT, *trees).files == {FILE: None, ARCHIVED: START.encode()}


def test_two_notes_of_a_day_both_stay_the_one_not_sent_as_a_draft() -> None:
    note, draft = "notes/martin-2026/2026-02-03.age", "notes/martin-2026-2026-02-03.draft.age"
    ours, theirs = {note: b"mine"}, {note: b"theirs"}
    merged = merge_trees(ROOT, {}, ours, theirs)
    named = Renumbered("notes", "martin-2026/2026-02-03.age", "martin-2026-2026-02-03.draft.age")
    assert merged == Merged({note: b"theirs", draft: b"mine"}, (named,))

    stopped = {note: b"mine", draft: b"mine"}
    assert merge_trees(ROOT, {}, stopped, theirs).files == {note: b"theirs", draft: b"mine"}
    other = {note: b"mine", draft: b"older"}
    second = draft.replace(".draft", "-2.draft")
    assert merge_trees(ROOT, {draft: b"older"}, other, {**theirs, draft: b"older"}).files == {
        note: b"theirs",
        draft: b"older",
        second: b"mine",
    }


def test_keys_for_the_notes_that_both_machines_made_are_refused() -> None:
    keys = "notes/keys.toml"
    with pytest.raises(ConflictError) as caught:
        merge_trees(ROOT, {}, {keys: b"a"}, {keys: b"b"})
    assert [each.message for each in caught.value.problems] == ["sync.two-keys"]


def test_a_contract_number_that_both_machines_gave_is_given_once() -> None:
    other = "engagements/petit-2026.toml"
    numbered = START.replace("last_session", 'contract_reference = "A-2026-03"\nlast_session')
    base = {FILE: START.encode(), other: START.encode()}
    ours = {FILE: numbered.encode(), other: START.encode()}
    theirs = {FILE: START.encode(), other: numbered.encode()}

    merged = merge_trees(ROOT, base, ours, theirs)
    expected = numbered.replace("A-2026-03", "A-2026-04")
    assert merged.files == {FILE: expected.encode(), other: numbered.encode()}
    assert merged.renumbered == (Renumbered(FILE, "A-2026-03", "A-2026-04"),)

    signed = {FILE: (numbered + SEAL).encode(), other: START.encode()}
    kept = merge_trees(ROOT, base, signed, theirs)
    assert kept.files == {FILE: (numbered + SEAL).encode(), other: expected.encode()}
    again = merge_trees(ROOT, base, {**signed, other: expected.encode()}, theirs)
    assert again.files == kept.files


SIGNED = Path(__file__).parents[2] / "folders" / "0.1.0-records" / "signed"
ENTRY = "ledger/2026/000001.toml"
HEAD, WRITER = "ledger/head.toml", "ledger/writer.toml"


@pytest.mark.parametrize("here", [True, False])
def test_the_head_goes_with_the_entries_and_the_pen_as_it_was_sent(*, here: bool) -> None:
    longer = {ENTRY: (SIGNED / ENTRY).read_bytes(), HEAD: b"two", WRITER: b"laptop"}
    shorter = {HEAD: b"one, written anew", WRITER: b"desktop"}
    base = {HEAD: b"one", WRITER: b"nobody"}
    sides = (longer, shorter) if here else (shorter, longer)
    merged = merge_trees(ROOT, base, sides[0], sides[1])
    assert merged.files == {**longer, WRITER: sides[1][WRITER]}


def test_a_file_below_the_notes_of_an_engagement_is_no_note() -> None:
    name = "notes/martin/old/2026-01-13.age"
    merged = merge_trees(ROOT, {name: b"1"}, {name: b"2"}, {name: b"3"})
    assert merged.conflicts == (Conflict(name, None, b"1", b"2", b"3"),)


def test_a_ledger_that_forks_is_named_and_nothing_is_merged() -> None:
    first, second = "ledger/2026/000003.toml", "ledger/2026/000004.toml"
    ours = {first: b"mine", second: b"mine too", FILE: log(START, MARCH).encode()}
    theirs = {first: b"theirs", FILE: START.encode()}
    merged = merge_trees(ROOT, {FILE: START.encode()}, ours, theirs)
    assert merged == Merged(fork=Fork((first, second), (first,)))


def test_rows_put_aside_on_two_machines_are_all_put_aside() -> None:
    row = '\n[[rows]]\nkind = "unpaid"\nfact = "{}"\nuntil = 2026-03-20\n'
    start = "schema = 1\n"
    ours, theirs = start + row.format("here"), start + row.format("there")
    merged = merge_trees(ROOT, {}, {"later.toml": ours.encode()}, {"later.toml": theirs.encode()})
    expected = start + row.format("there") + row.format("here")
    assert merged == Merged({"later.toml": expected.encode()})


def test_the_later_of_two_backups_is_the_last_one() -> None:
    text = "schema = 1\nmade_on = 2026-{:02}-01\n"
    march, april, may = (text.format(month).encode() for month in (3, 4, 5))
    name = "backup.toml"
    assert merge_trees(ROOT, {name: march}, {name: may}, {name: april}).files == {name: may}


def test_the_file_of_a_signed_paper_is_the_one_that_the_seal_names() -> None:
    from hashlib import sha256

    paper = "documents/martin-2026/contrat-martin-2026.pdf"
    sealed = START + f'\n[seal]\n"contrat-martin-2026.pdf" = "{sha256(b"signed").hexdigest()}"\n'
    base = {FILE: START.encode(), paper: b"draft"}
    ours = {FILE: sealed.encode(), paper: b"signed"}
    theirs = {FILE: START.encode(), paper: b"draft of another day"}
    assert merge_trees(ROOT, base, ours, theirs).files == ours

    unsigned = {FILE: START.encode(), paper: b"draft of a third day"}
    asked = merge_trees(ROOT, base, unsigned, theirs)
    assert [each.place for each in asked.conflicts] == [(paper, None)]
