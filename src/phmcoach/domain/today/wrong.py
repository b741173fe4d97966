"""The rows about what is wrong: files that are not read, and what is not as it was signed."""

from collections.abc import Iterable, Iterator

from phmcoach.domain.case import Case
from phmcoach.domain.contract.seal import changed_remark, seal_problems
from phmcoach.domain.today.money import Billing
from phmcoach.domain.today.rows import Row
from phmcoach.errors import Problem, about
from phmcoach.remedy import Remedy
from phmcoach.value import replace

NAMED_FILES = 3
"""How many rows the files that are not read may have."""


def unread_rows(problems: Iterable[Problem]) -> Iterator[Row]:
    """Yield one row for each file with problems, and for each problem that is in no file.

    The row has the first problem of its file; `doctor` lists the others. More than `NAMED_FILES`
    are counted in a last row: some tools leave a dozen copies.
    """
    found: dict[str, list[Problem]] = {}
    for place, each in enumerate(problems):
        own = found.setdefault(str(each.place.file) if each.place else f"{place}", [])
        if each not in own:
            own.append(each)
    files = list(found.values())
    named = len(files) if len(files) <= NAMED_FILES else NAMED_FILES - 1
    for first, *others in files[:named]:
        fact = replace(first, remedy=Remedy.DOCTOR) if others else first
        yield Row("stopped", fact, fact.ref)
    if left := len(files) - named:
        yield Row("stopped", Problem("due.more-files", {"count": left}))


def changed_rows(case: Case, rows: Iterable[Row], billing: Billing | None) -> Iterator[Row]:
    """Yield that an engagement is not as it was signed, unless another row stops because of it."""
    wrong = about(case.ref, seal_problems(case))
    if not wrong:
        return
    remark = changed_remark(case)
    known = (*(each.fact for each in rows), *([billing.step] if billing else []))
    if remark is not None and not any(each.naming(case.ref) in wrong for each in known):
        yield Row("stopped", remark, case.ref, case.beneficiary.name)
