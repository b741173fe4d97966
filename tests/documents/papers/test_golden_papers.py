"""Every document for each contract, short and long, as Typst source and as typeset text.

`UPDATE_GOLDEN=1 pytest tests/documents/papers/test_golden_papers.py` rewrites them all.
"""

import pytest
from tests.documents.document_samples import GOLDEN, assert_golden, set_pages
from tests.documents.golden_papers import ABSENT, GOLDENS, KINDS, draw_golden
from tests.documents.golden_records import FRAMES
from tests.documents.golden_sources import HOLE, assert_golden_source, join_source, split_source

FOLDER = GOLDEN / "papers"


@pytest.mark.parametrize("name", GOLDENS)
def test_a_paper_is_the_golden_one(name: str) -> None:
    golden = GOLDENS[name]
    paper, file_name = draw_golden(name), golden.file_name

    if isinstance(paper, str):
        assert_golden(f"papers/{file_name}.txt", paper)
        return
    assert paper.warnings == ()
    assert_golden_source(golden.preamble, file_name, paper.source)
    assert_golden(f"papers/{file_name}.txt", "\n\f\n".join(set_pages(paper.pdf)) + "\n")


def test_each_paper_exists_for_each_contract_or_a_reason_is_given() -> None:
    there = {(kind, frame) for kind, row in KINDS.items() for frame in row.frames}

    assert there.isdisjoint(ABSENT)
    assert there | set(ABSENT) == {(kind, frame) for kind in KINDS for frame in FRAMES}


def test_every_golden_paper_belongs_to_the_table() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {
        golden.file_name for golden in GOLDENS.values()
    }


def test_every_golden_preamble_belongs_to_a_layout() -> None:
    assert {path.stem for path in (GOLDEN / "preambles").iterdir()} == {
        golden.preamble for golden in GOLDENS.values() if KINDS[golden.kind].layout != "text"
    }


def test_a_preamble_and_its_paper_make_the_whole_source() -> None:
    source = '#set document(\n  title: "A",\n  author: "B",\n)\n\n#title("A")\n  title: "C"\n'

    preamble, paper = split_source(source)

    assert preamble == f'#set document(\n{HOLE}\n  author: "B",\n)\n'
    assert paper == '  title: "A",\n#title("A")\n  title: "C"\n'
    assert join_source(preamble, paper) == source
