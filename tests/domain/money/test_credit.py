from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import (
    billed_ids,
    make_case,
    make_client,
    make_engagement,
    make_practice,
    make_private_client,
    make_session,
    make_terms,
    make_vat_practice,
)

from phmcoach.domain.money.account import Account, balance_of, billed_shares, deduct, deposits_of
from phmcoach.domain.money.billable import asked_again, find_billable, month_lines
from phmcoach.domain.money.credit import Selection, draft_credit
from phmcoach.domain.money.credit_left import PaperLeft, paper_left, reduce_paper
from phmcoach.domain.money.drafting import Drafting, finish
from phmcoach.domain.money.due import deposit_line
from phmcoach.domain.money.invoice import Invoice
from phmcoach.domain.money.payment import draft_receipt
from phmcoach.domain.shape.validation import validate
from phmcoach.domain.values.money import CENT, total
from phmcoach.domain.values.vat import vat_of
from phmcoach.errors import Problem, RuleRefusedError, UsageError
from phmcoach.law import load_law
from phmcoach.remedy import Remedy
from phmcoach.value import fields_of, replace

ON = date(2026, 1, 31)
LAW = load_law()


def drafting_of(
    account: Account | None = None,
    *,
    private: bool = False,
    liable: bool = True,
    minutes: int = 120,
) -> Drafting:
    sessions = [
        make_session(1, date(2026, 1, 13), minutes=minutes, travel=[("118.40", "Train")]),
        make_session(2, date(2026, 1, 20), minutes=50),
        make_session(3, date(2026, 1, 27), status="no-show", minutes=240),
    ]
    return Drafting(
        case=make_case(
            make_engagement(*sessions, terms=make_terms(late_cancel_percent=50)),
            client=make_private_client() if private else make_client(),
            ref="martin",
        ),
        account=account or Account(),
        practice=make_vat_practice() if liable else make_practice(),
        law=LAW,
        issued_on=ON,
        specimen=False,
    )


def bill(drafting: Drafting, number: str) -> Invoice:
    found = find_billable(drafting, through=ON)
    bare = finish(drafting, month_lines(drafting, found.shares))
    taken = deduct(deposits_of(drafting.account), bare.total_gross)
    return replace(bare, number=number, deductions=taken)


def credit(
    paper: Invoice,
    *before: Invoice,
    selection: Selection | None = None,
    frees: bool = False,
    account: Account | None = None,
) -> Invoice:
    drafted = draft_credit(
        paper,
        account or Account((paper, *before)),
        selection or Selection(),
        reason="Erreur",
        frees=frees,
        issued_on=ON,
    )
    return replace(drafted, number=f"F-2026-{len(before) + 50:04d}")


def refused(
    paper: Invoice,
    *before: Invoice,
    selection: Selection | None = None,
    frees: bool = False,
    account: Account | None = None,
) -> list[str]:
    with pytest.raises(RuleRefusedError) as error:
        credit(paper, *before, selection=selection, frees=frees, account=account)
    return [problem.message for problem in error.value.problems]


PAPER = bill(drafting_of(), "F-2026-0001")


def test_a_full_credit_note_mirrors_its_invoice() -> None:
    made = credit(PAPER)
    assert (made.type, made.total_gross, made.vat) == ("credit", PAPER.total_gross, PAPER.vat)
    assert [line.amount for line in made.lines] == [line.amount for line in PAPER.lines]
    assert [line.credits_line for line in made.lines] == [1, 2, 3]
    assert made.corrects is not None
    assert (made.corrects.number, made.corrects.issued_on) == ("F-2026-0001", ON)
    assert (made.seller, made.buyer, made.due_on) == (PAPER.seller, PAPER.buyer, ON)
    assert balance_of(Account((PAPER, made)), PAPER).outstanding == 0


def test_only_chosen_lines_are_credited() -> None:
    made = credit(PAPER, selection=Selection(lines=(3,)))
    assert [(line.kind, line.amount) for line in made.lines] == [("travel", Decimal("118.40"))]
    assert made.total_gross == Decimal("142.08")


def test_a_session_is_credited_with_its_share_of_the_hours_and_its_travel() -> None:
    made = credit(PAPER, selection=Selection(sessions=("s1",)))
    assert [(line.kind, line.amount, line.minutes) for line in made.lines] == [
        ("hours", Decimal("520.00"), 120),
        ("travel", Decimal("118.40"), None),
    ]


def test_the_shares_of_all_sessions_add_up_to_the_line() -> None:
    first = credit(PAPER, selection=Selection(sessions=("s2",)))
    second = credit(PAPER, first, selection=Selection(sessions=("s1",)))
    hours = [line for made in (first, second) for line in made.lines if line.kind == "hours"]
    assert total(line.amount for line in hours) == PAPER.lines[0].amount


def test_a_reduction_lowers_the_price_and_credits_no_session() -> None:
    made = credit(PAPER, selection=Selection(amounts={1: Decimal("100.00")}))
    assert (made.total_net, made.total_vat) == (Decimal("100.00"), Decimal("20.00"))
    assert billed_ids(made) == set()


def test_a_credited_line_is_not_credited_again() -> None:
    first = credit(PAPER, selection=Selection(lines=(3,)))
    again = Selection(lines=(2, 3), amounts={3: Decimal(1)})
    assert refused(PAPER, first, selection=again) == ["credit.line-already-credited"]
    rest = credit(PAPER, first)
    assert first.total_gross + rest.total_gross == PAPER.total_gross
    assert refused(PAPER, first, rest) == ["credit.nothing-left"]


def test_a_selection_with_a_credited_session_is_refused() -> None:
    first = credit(PAPER, selection=Selection(sessions=("s1",)))
    both = Selection(sessions=("s1", "s2"))
    assert refused(PAPER, first, selection=both) == ["credit.session-already-credited"]


def test_a_line_is_not_credited_together_with_one_of_its_sessions() -> None:
    with pytest.raises(UsageError, match=r"credit\.session-in-line"):
        credit(PAPER, selection=Selection(lines=(1,), sessions=("s2",)))


def test_a_reduction_larger_than_its_line_is_refused() -> None:
    selection = Selection(amounts={3: Decimal("118.41")})
    assert refused(PAPER, selection=selection) == ["credit.beyond-line"]


def test_every_mistake_in_a_selection_is_reported_at_once() -> None:
    selection = Selection(lines=(9,), sessions=("s9",), amounts={0: Decimal(1)})
    assert refused(PAPER, selection=selection, frees=True) == [
        "credit.reduction-rebills-nothing",
        "credit.no-such-line",
        "credit.no-such-line",
        "credit.other-session",
    ]


def test_a_session_that_is_not_on_the_invoice_names_those_that_are() -> None:
    with pytest.raises(RuleRefusedError) as refusal:
        credit(PAPER, selection=Selection(sessions=("s9",)))
    assert refusal.value.problems[0].args["names"] == ["s1", "s2", "s3"]


def test_an_invoice_without_a_price_for_each_session_names_none() -> None:
    paper = replace(PAPER, lines=tuple(replace(line, sessions=()) for line in PAPER.lines))
    assert refused(paper, selection=Selection(sessions=("s1",))) == ["credit.no-such-session"]


def test_a_session_of_another_invoice_names_that_invoice() -> None:
    lines = tuple(
        replace(line, sessions=tuple(replace(each, id=f"{each.id}0") for each in line.sessions))
        for line in PAPER.lines
    )
    other = replace(PAPER, number="2026-0009", lines=lines)
    with pytest.raises(RuleRefusedError) as refusal:
        credit(PAPER, other, selection=Selection(sessions=("s20",)))
    assert refusal.value.problems == (
        Problem(
            "credit.session-on-other",
            {"number": "2026-0009", "id": "s20"},
            remedy=Remedy.CREDIT_SESSION,
        ),
    )


def test_a_credit_note_cannot_be_credited() -> None:
    assert refused(credit(PAPER)) == ["credit.credit-note"]


def test_sessions_are_billed_again_only_if_the_credit_note_frees_them() -> None:
    for frees in (True, False):
        account = Account((PAPER, credit(PAPER, frees=frees)))
        found = find_billable(drafting_of(account), through=ON)
        assert [share.session.id for share in found.shares] == (["s1", "s2", "s3"] if frees else [])


def test_a_partly_credited_session_keeps_its_billed_share() -> None:
    made = credit(PAPER, selection=Selection(lines=(3,)), frees=True)
    found = find_billable(drafting_of(Account((PAPER, made))), through=ON)
    (share,) = found.shares
    assert (share.session.id, share.minutes, len(share.travel)) == ("s1", 0, 1)


def deposit_and_final() -> tuple[Invoice, Account]:
    drafting = drafting_of()
    deposit = finish(drafting, [deposit_line(drafting, Decimal(300))], kind="deposit")
    deposit = replace(deposit, number="F-2026-0010")
    account = Account((deposit,))
    payment = draft_receipt(deposit, account, None, on=ON, method="transfer")
    account = Account((deposit,), (payment,))
    final = bill(replace(drafting, account=account), "F-2026-0011")
    return final, Account((deposit, final), (payment,))


def test_a_full_credit_of_a_final_invoice_makes_its_deposits_deductible_again() -> None:
    final, account = deposit_and_final()
    assert deposits_of(account) == ()
    made = credit(final, account=account)
    assert made.amount_due == final.amount_due
    after = Account((*account.papers, made), account.receipts)
    assert balance_of(after, final).outstanding == 0
    assert [deposit.left for deposit in deposits_of(after)] == [Decimal("360.00")]


def test_a_credit_beyond_what_was_due_releases_the_deposit_that_paid_it() -> None:
    final, account = deposit_and_final()
    made = credit(final, selection=Selection(lines=(1, 2)), account=account)
    beyond = made.total_gross - final.amount_due
    assert Decimal(0) < beyond < Decimal(360)
    assert [(each.number, each.gross) for each in made.deductions] == [("F-2026-0010", beyond)]
    after = Account((*account.papers, made), account.receipts)
    assert balance_of(after, final).outstanding == 0
    assert [deposit.left for deposit in deposits_of(after)] == [beyond]


def test_a_credit_of_what_was_due_leaves_the_deposit_deducted() -> None:
    final, account = deposit_and_final()
    assert credit(final, selection=Selection(lines=(3,)), account=account).deductions == ()


def test_the_credit_of_the_rest_releases_the_deposit_after_a_partial_one() -> None:
    final, account = deposit_and_final()
    part = credit(final, selection=Selection(amounts={3: Decimal("0.01")}), account=account)
    papers = (*account.papers, replace(part, number="F-2026-0012"))
    rest = credit(final, account=Account(papers, account.receipts))
    after = Account((*papers, replace(rest, number="F-2026-0013")), account.receipts)
    assert balance_of(after, final).outstanding == 0
    assert [deposit.left for deposit in deposits_of(after)] == [Decimal("360.00")]


def test_the_deposit_deducted_last_is_released_first() -> None:
    final, account = deposit_and_final()
    (deducted,) = final.deductions
    two = (
        replace(deducted, net=Decimal("100.00"), vat=Decimal("20.00")),
        replace(deducted, number="F-2026-0009", net=Decimal("200.00"), vat=Decimal("40.00")),
    )
    paper = replace(final, deductions=two)
    made = credit(paper, selection=Selection(lines=(1, 2)), account=account)
    assert [each.number for each in made.deductions] == ["F-2026-0009"]


def test_a_deducted_deposit_is_credited_only_after_its_invoice() -> None:
    final, account = deposit_and_final()
    deposit = account.papers[0]
    assert refused(deposit, account=account) == ["credit.deposit-deducted"]
    after = Account((*account.papers, credit(final, account=account)), account.receipts)
    assert credit(deposit, account=after).corrects is not None


@given(
    st.booleans(),
    st.booleans(),
    st.integers(1, 300),
    st.lists(
        st.one_of(
            st.builds(lambda n: Selection(lines=(n,)), st.integers(1, 3)),
            st.builds(lambda n: Selection(sessions=(f"s{n}",)), st.integers(1, 3)),
            st.builds(
                lambda n, cents: Selection(amounts={n: Decimal(cents).scaleb(-2)}),
                st.integers(1, 3),
                st.integers(1, 20_000),
            ),
        ),
        max_size=5,
    ),
)
def test_credit_notes_never_exceed_their_invoice_and_add_up_to_it(
    private: bool, liable: bool, minutes: int, selections: list[Selection]
) -> None:
    drafting = drafting_of(private=private, liable=liable, minutes=minutes)
    paper = bill(drafting, "F-2026-0001")
    made: list[Invoice] = []
    for selection in selections:
        try:
            made.append(credit(paper, *made, selection=selection))
        except RuleRefusedError:
            continue
        assert balance_of(Account((paper, *made)), paper).outstanding >= 0
        left = paper.total_gross - total(each.total_gross for each in made)
        if private and left:
            assert made[-1].total_gross <= total(line.amount for line in made[-1].lines)
    try:
        made.append(credit(paper, *made))
    except RuleRefusedError:
        assert made
    assert total(each.total_net for each in made) == paper.total_net
    assert total(each.total_vat for each in made) == paper.total_vat
    assert balance_of(Account((paper, *made)), paper).outstanding == 0
    for place, each in enumerate(made, 1):
        beside = abs(each.total_vat - vat_of(each.total_net, each.vat[0].rate))
        assert beside <= CENT * (place + len(each.lines)), "or doctor would report it"
    assert all(validate(Invoice, fields_of(each)) == each for each in made)
    assert timedelta(0) == made[-1].due_on - made[-1].issued_on


def test_a_reduced_travel_cost_is_billed_again_once_the_rest_is_freed() -> None:
    reduced = credit(PAPER, selection=Selection(amounts={3: Decimal("18.40")}))
    rest = credit(PAPER, reduced, frees=True)
    assert billed_shares(Account((PAPER, reduced, rest))).travel.total() == 0


@pytest.mark.parametrize("cents", ["0.01", "0.03", "0.09", "33.33"])
def test_a_reduction_for_a_consumer_is_exactly_the_given_amount(cents: str) -> None:
    drafting = drafting_of(private=True)
    line = deposit_line(drafting, Decimal("199.98"))
    paper = replace(finish(drafting, [line]), number="F-2026-0001")
    made: list[Invoice] = []
    for _ in range(5):
        selection = Selection(amounts={1: Decimal(cents)})
        made.append(credit(paper, *made, selection=selection))
        assert (made[-1].total_gross, made[-1].lines[0].amount) == (Decimal(cents), Decimal(cents))
    made.append(credit(paper, *made))
    assert total(each.total_gross for each in made) == Decimal("199.98")


@pytest.mark.parametrize("private", [False, True])
def test_the_part_of_a_deposit_that_no_invoice_deducted_can_be_credited(private: bool) -> None:
    drafting = drafting_of(private=private)
    deposit = finish(drafting, [deposit_line(drafting, Decimal(2000))], kind="deposit")
    deposit = replace(deposit, number="F-2026-0010")
    account = Account((deposit,))
    payment = draft_receipt(deposit, account, None, on=ON, method="transfer")
    account = Account((deposit,), (payment,))
    final = bill(replace(drafting, account=account), "F-2026-0011")
    account = Account((deposit, final), (payment,))
    assert final.amount_due == 0
    (left,) = deposits_of(account)
    beyond = Selection(amounts={1: left.left + Decimal("0.01")})
    assert refused(deposit, account=account, selection=beyond) == ["credit.beyond-line"]
    assert refused(deposit, account=account, frees=True) == ["credit.deposit-deducted"]
    part = credit(deposit, account=account, selection=Selection(amounts={1: Decimal(100)}))
    account = Account((*account.papers, part), account.receipts)
    rest = credit(deposit, part, account=account)
    account = Account((*account.papers, rest), account.receipts)
    assert part.total_gross + rest.total_gross == left.left
    assert deposits_of(account) == ()
    assert balance_of(account, deposit).outstanding == -left.left
    assert refused(deposit, account=account) == ["credit.deposit-deducted"]


def test_a_session_may_have_any_day_of_its_line_unless_the_paper_prints_days() -> None:
    (line, *_), last = PAPER.lines, date(2026, 2, 28)
    was, day = line.sessions[0], line.start_on
    paper = replace(PAPER, lines=(replace(line, end_on=last),))
    printed = replace(paper, prints_session_dates=True)
    shares = [billed_shares(Account((each,))) for each in (paper, printed)]
    assert was.on != day
    assert [each.shows_day(was.id, day) for each in shares] == [True, False]
    assert [each.shows_day(was.id, was.on) for each in shares] == [True, True]
    assert [each.shows_day(was.id, date(2026, 3, 1)) for each in shares] == [False, False]


@pytest.mark.parametrize("private", [False, True])
def test_a_sum_is_credited_with_its_vat_over_all_lines_pro_rata(private: bool) -> None:
    paper = bill(drafting_of(private=private), "F-2026-0001")
    made = credit(paper, selection=Selection(reduced=Decimal("15.00")))
    assert made.total_gross == Decimal("15.00")
    assert (made.total_net, made.total_vat) == (Decimal("12.50"), Decimal("2.50"))
    assert total(line.net for line in made.lines) == Decimal("12.50")
    shares = [(line.credits_line, line.amount) for line in made.lines]
    expected = {
        False: [(1, Decimal("6.70")), (2, Decimal("4.72")), (3, Decimal("1.08"))],
        True: [(1, Decimal("8.04")), (2, Decimal("5.67")), (3, Decimal("1.29"))],
    }
    assert shares == expected[private]
    assert all(not line.sessions for line in made.lines)


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("minutes", [1, 120])
@given(data=st.data())
def test_sums_are_credited_to_the_cent_until_nothing_is_left(
    data: st.DataObject, private: bool, minutes: int
) -> None:
    paper = bill(drafting_of(private=private, minutes=minutes), "F-2026-0001")
    notes: list[Invoice] = []
    while (owed := paper.total_gross - total(each.total_gross for each in notes)) > 0:
        sums = st.integers(1, int(owed / CENT)) | st.just(int(owed / CENT))
        asked = data.draw(sums) * CENT if len(notes) < 4 else owed
        made = credit(paper, *notes, selection=Selection(reduced=asked))
        assert (made.total_gross, made.total_net) == (asked, total(e.net for e in made.lines))
        assert all(min(e.amount, e.net) >= 0 for e in made.lines)
        notes.append(made)
    assert total(each.total_vat for each in notes) == paper.total_vat
    assert refused(paper, *notes) == ["credit.nothing-left"]


def test_the_rest_of_a_line_that_lost_only_a_cent_without_vat_is_without_that_cent() -> None:
    drafting = drafting_of(private=True)
    costs = [("4.47", "Bus"), ("6.00", "Tram"), ("2500.00", "Avion"), ("0.02", "Copie")]
    session = make_session(1, date(2026, 1, 13), minutes=120, travel=costs)
    engagement = replace(drafting.case.engagement, sessions=(session,))
    paper = bill(replace(drafting, case=drafting.case.having(engagement)), "F-2026-0001")

    made = credit(paper, selection=Selection(reduced=Decimal("0.24")))
    rest = credit(paper, made)

    lines = [(line.credits_line, line.amount, line.net) for line in made.lines]
    assert (3, Decimal(0), CENT) in lines
    assert made.total_gross + rest.total_gross == paper.total_gross
    assert rest.total_gross == rest.total_net + rest.total_vat
    assert rest.total_net == total(line.net for line in rest.lines)


def test_a_sum_of_all_that_is_left_credits_the_whole_paper() -> None:
    made = credit(PAPER, selection=Selection(reduced=PAPER.total_gross))
    assert made.lines == credit(PAPER).lines


def test_a_sum_beyond_what_is_left_is_refused() -> None:
    beyond = Selection(reduced=PAPER.total_gross + CENT)
    assert refused(PAPER, selection=beyond) == ["credit.beyond-paper"]


@pytest.mark.parametrize("drift", ["0.02", "-0.02"])
def test_a_sum_takes_no_more_net_or_vat_than_rounded_deductions_left(drift: str) -> None:
    """Deductions are rounded one by one, so the VAT that they leave may be some cents off."""
    whole = paper_left(PAPER, Account((PAPER,)))
    first, *rest = whole.lines
    net = first.net - Decimal(drift)
    left = PaperLeft((replace(first, amount=net, net=net), *rest), whole.vat + Decimal(drift))
    made = reduce_paper(PAPER, Account((PAPER,)), left, left.net + left.vat - CENT)
    kept = (left.net - total(line.net for line in made.lines), left.vat - made.vat)
    assert kept == (CENT, Decimal(0))


def test_a_reduced_invoice_frees_nothing() -> None:
    some = Selection(reduced=CENT)
    assert refused(PAPER, selection=some, frees=True) == ["credit.reduction-rebills-nothing"]


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_the_vat_of_what_is_unpaid_is_what_the_payment_left(whole: int, paid: int) -> None:
    drafting = drafting_of()
    line = deposit_line(drafting, Decimal(whole).scaleb(-2))
    paper = replace(finish(drafting, [line], kind="deposit"), number="F-2026-0001")
    amount = min(Decimal(paid).scaleb(-2), paper.total_gross)
    receipt = draft_receipt(paper, Account((paper,)), amount, on=ON, method="transfer")
    if amount == paper.total_gross:
        return
    account = Account((paper,), (receipt,))
    left = Selection(reduced=balance_of(account, paper).outstanding)
    made = credit(paper, selection=left, frees=True, account=account)
    (share,) = receipt.shares
    assert (made.total_net, made.total_vat) == (
        paper.total_net - share.net,
        paper.total_vat - share.vat,
    )


@pytest.mark.parametrize("private", [False, True])
def test_what_was_let_go_is_asked_again_once_the_rest_is_billed_anew(private: bool) -> None:
    paper = bill(drafting_of(private=private), "F-2026-0001")
    reduced = credit(paper, selection=Selection(reduced=Decimal("15.00")))
    rest = credit(paper, reduced, frees=True)
    assert asked_again(paper, (reduced,), rest) == Decimal("15.00")


@pytest.mark.parametrize("private", [False, True])
@given(st.integers(1, 60_000))
def test_what_is_asked_again_is_what_the_next_invoice_asks_beyond_the_credit_note(
    private: bool, cents: int
) -> None:
    drafting = drafting_of(private=private)
    paper = bill(drafting, "F-2026-0001")
    reduced = credit(paper, selection=Selection(reduced=cents * CENT))
    rest = credit(paper, reduced, frees=True)
    again = bill(replace(drafting, account=Account((paper, reduced, rest))), "F-2026-0099")
    beyond = again.total_gross - rest.total_gross
    assert asked_again(paper, (reduced,), rest) == beyond == cents * CENT


def test_nothing_is_asked_again_of_what_is_not_billed_anew() -> None:
    reduced = credit(PAPER, selection=Selection(reduced=Decimal("15.00")))
    assert asked_again(PAPER, (reduced,), credit(PAPER, reduced)) == 0


def test_the_sessions_of_a_reduced_line_ask_again_only_what_is_not_left_of_it() -> None:
    reduced = credit(PAPER, selection=Selection(amounts={1: Decimal("100.00")}))
    first = credit(PAPER, reduced, selection=Selection(sessions=("s1",)), frees=True)
    second = credit(PAPER, reduced, first, selection=Selection(sessions=("s2",)), frees=True)
    assert asked_again(PAPER, (reduced,), first) == 0
    assert asked_again(PAPER, (reduced, first), second) == Decimal("120.00")


def test_a_cent_of_rounding_between_sessions_is_nothing_that_was_let_go() -> None:
    first = credit(PAPER, selection=Selection(sessions=("s2",)), frees=True)
    second = credit(PAPER, first, selection=Selection(sessions=("s1",)), frees=True)
    assert asked_again(PAPER, (first,), second) == 0
