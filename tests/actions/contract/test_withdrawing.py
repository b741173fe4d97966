"""A consumer's withdrawal: what stays due, what is given back, and until when."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path

import pytest
from tests.actions.conftest import ADDRESS, bill, on_day
from tests.actions.killing import KILLED, work_until
from tests.commands import command_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import BillingTerms, add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.ending import Ended, archive, close, end
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.reopening import take_back_end
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.money.credits import CreditRequest, issue_credit_note
from phmcoach.actions.money.payments import pay
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client
from phmcoach.actions.practice.today import show_today
from phmcoach.actions.sessions.planning import plan_sessions
from phmcoach.actions.sessions.recording import log_session
from phmcoach.domain.money.credit import Selection
from phmcoach.domain.money.invoice import PaidOnIssue
from phmcoach.errors import Problem, RuleRefusedError, StorageError
from phmcoach.store.folder import Folder
from phmcoach.store.lock import lock_folder
from phmcoach.value import replace
from phmcoach.words import Conclusion, Withdrawal

SIGNED_ON, WITHDRAWN_ON = date(2026, 6, 1), date(2026, 6, 8)
Agree = Callable[..., Context]


@pytest.fixture
def agree(context: Context, open_demand: Callable[..., Path]) -> Agree:
    """Sign a consumer’s contract at a distance, and return the context of a week later."""

    def make(
        *,
        asks: bool = True,
        package: Decimal | None = None,
        concluded: Conclusion = "at-distance",
    ) -> Context:
        details = {**ADDRESS, "email": "hugo@example.org"}
        new_client(context, ref="petit", kind="private", name="Hugo Petit", details=details)
        open_demand("hugo", client="petit", beneficiary="Hugo Petit", profile="short")
        validate_demand(context, ref="hugo", on=date(2026, 1, 5), request="X.")
        add_objective(context, ref="hugo", statement="A", result="B", indicator="C")
        billing = BillingTerms(package_price=package, concluded=concluded)
        set_terms(
            context,
            ref="hugo",
            sessions=3,
            minutes=120,
            start_on=SIGNED_ON,
            months=2,
            rate=Decimal(120),
            billing=billing,
        )
        signed_on = on_day(context, SIGNED_ON)
        sign(signed_on, ref="hugo", on=SIGNED_ON, express_request=asks)
        return on_day(context, WITHDRAWN_ON)

    return make


def withdraw(context: Context, withdrawal: Withdrawal = "informed") -> Ended:
    return end(context, ref="hugo", on=WITHDRAWN_ON, by="beneficiary", withdrawal=withdrawal)


def steps(ended: Ended) -> list[str]:
    return [each.message for each in ended.steps]


def test_a_request_of_after_a_session_covers_none_and_leaves_a_warning_and_no_error(
    agree: Agree,
) -> None:
    remarks: list[Problem] = []
    context = replace(agree(asks=False), remark=remarks.append)
    log_session(context, ref="hugo", on=date(2026, 6, 3), anyway=True)
    assert findings(context) == [("gate.session-in-withdrawal", "warning")]
    sign(context, ref="hugo", on=WITHDRAWN_ON, express_request=True)
    late = ("gate.session-before-request", "warning")
    assert [(each.message, each.level) for each in remarks] == [late]
    assert findings(context) == [late]
    shown = show_engagement(context, ref="hugo")
    assert [(each.message, each.level) for each in shown.warnings] == [late]
    assert shown.later_steps == ()


def test_one_that_nothing_covers_is_named_in_the_archive_without_a_way_to_bill_it(
    agree: Agree,
) -> None:
    remarks: list[Problem] = []
    context = replace(agree(asks=False), remark=remarks.append)
    log_session(context, ref="hugo", on=date(2026, 6, 3), anyway=True)
    end(context, ref="hugo", on=WITHDRAWN_ON, by="coach")
    close(context, ref="hugo", on=WITHDRAWN_ON)
    archive(context, ref="hugo")
    assert [(each.message, command_of(each)) for each in remarks] == [
        ("gate.session-in-withdrawal", None)
    ]
    assert findings(context) == [("gate.session-in-withdrawal", "warning")]


def test_the_sessions_that_were_held_on_request_are_billed_and_no_missed_one(agree: Agree) -> None:
    context = agree()
    log_session(context, ref="hugo", on=date(2026, 6, 3))
    log_session(context, ref="hugo", on=date(2026, 6, 4), status="no-show")
    ended = withdraw(context)
    assert steps(ended) == ["settle.to-bill", "step.close"]
    assert bill(context, ref="hugo").invoice.total_gross == Decimal("240.00")


def test_only_sessions_that_were_held_and_are_covered_end_the_right_to_withdraw(
    agree: Agree,
) -> None:
    """Of three agreed sessions, one was missed; another one was held before the contract."""
    context = agree()
    for day in (date(2026, 6, 3), date(2026, 6, 4)):
        log_session(context, ref="hugo", on=day)
    log_session(context, ref="hugo", on=date(2026, 6, 5), status="no-show")
    log_session(context, ref="hugo", on=date(2026, 5, 29), anyway=True)
    withdraw(context)
    take_back_end(context, ref="hugo")
    log_session(context, ref="hugo", session_id="s3", status="held")
    with pytest.raises(RuleRefusedError) as refused:
        withdraw(context)
    (problem,) = refused.value.problems
    assert (problem.message, problem.args["count"]) == ("withdrawal.fully-performed", 3)


def test_a_package_is_due_in_proportion_to_the_sessions_that_were_held(agree: Agree) -> None:
    context = agree(package=Decimal(900))
    log_session(context, ref="hugo", on=date(2026, 6, 3))
    log_session(context, ref="hugo", on=date(2026, 6, 4), status="no-show")
    withdraw(context)
    assert bill(context, ref="hugo").invoice.total_gross == Decimal("300.00")


@pytest.mark.parametrize("package", [None, Decimal(900)])
def test_nothing_is_billed_to_who_was_not_informed(agree: Agree, package: Decimal | None) -> None:
    context = agree(package=package)
    log_session(context, ref="hugo", on=date(2026, 6, 3))
    assert steps(withdraw(context, "not-informed")) == ["step.close"]
    with pytest.raises(RuleRefusedError):
        bill(context, ref="hugo")


def test_a_session_without_the_request_is_not_billed(agree: Agree) -> None:
    context = agree(asks=False)
    log_session(context, ref="hugo", on=date(2026, 6, 3), anyway=True)
    assert steps(withdraw(context)) == ["step.close"]


def test_planned_sessions_are_called_off_without_a_cost(agree: Agree) -> None:
    context = agree()
    plan_sessions(context, ref="hugo", days=[date(2026, 6, 9)])
    called_off = withdraw(context).called_off or ()
    assert [each.status for each in called_off] == ["cancelled"]


def test_a_deposit_is_given_back_by_a_day(agree: Agree) -> None:
    context = agree()
    deposit = bill(context, ref="hugo", deposit=Decimal(200))
    pay(context, number=deposit.number, on=WITHDRAWN_ON, method="transfer")
    assert steps(withdraw(context)) == ["settle.deposit-surplus", "step.close"]
    issue_credit_note(context, CreditRequest(deposit.number, Selection(), reason="X."))
    found = [step(each) for each in (context, on_day(context, date(2026, 6, 23)))]
    assert found == ["settle.refund", "settle.refund-late"]


def test_the_refund_is_named_with_the_means_of_the_payment(agree: Agree) -> None:
    context = agree()
    deposit = bill(context, ref="hugo", deposit=Decimal(200))
    pay(context, number=deposit.number, on=WITHDRAWN_ON, method="card")
    withdraw(context)
    issue_credit_note(context, CreditRequest(deposit.number, Selection(), reason="X."))
    refund = show_engagement(context, ref="hugo").next_step
    assert refund is not None
    assert (refund.message, refund.words["means"]) == ("settle.refund", "card")


def test_a_refund_by_other_means_than_the_payment_is_recorded_with_a_warning(agree: Agree) -> None:
    context = agree()
    deposit = bill(context, ref="hugo", deposit=Decimal(200))
    pay(context, number=deposit.number, on=WITHDRAWN_ON, method="card")
    withdraw(context)
    issue_credit_note(context, CreditRequest(deposit.number, Selection(), reason="X."))
    refund = partial(
        pay, context, number=deposit.number, on=WITHDRAWN_ON, direction="out", amount=Decimal(100)
    )
    args = {"paid_by": "card", "means": "transfer"}
    warned = Problem("pay.refund-other-means", args, ref="hugo", level="warning")
    assert refund(method="transfer").warnings == (warned,)
    assert refund(method="card").warnings == ()


def test_money_that_came_too_early_after_signing_off_the_premises_is_recorded_with_a_warning(
    agree: Agree,
) -> None:
    context = agree(concluded="off-premises")
    deposit = bill(context, ref="hugo", deposit=Decimal(200))
    paid = pay(context, number=deposit.number, on=date(2026, 6, 3), method="transfer")
    early = {"on": date(2026, 6, 3), "opens_on": date(2026, 6, 9)}
    assert [(each.message, each.args, each.level) for each in paid.warnings] == [
        ("pay.too-early", early, "warning")
    ]
    assert (paid.receipt.received_on, paid.receipt.amount) == (early["on"], Decimal("200.00"))


def test_an_invoice_that_was_paid_too_early_is_issued_as_paid_with_a_warning(agree: Agree) -> None:
    context = agree(concluded="off-premises")
    paid = PaidOnIssue(received_on=date(2026, 6, 3), method="cheque")
    deposit = bill(context, ref="hugo", deposit=Decimal(200), paid=paid)
    early = {"on": date(2026, 6, 3), "opens_on": date(2026, 6, 9)}
    assert [(each.message, each.args, each.level) for each in deposit.warnings] == [
        ("pay.too-early", early, "warning")
    ]
    assert deposit.invoice.paid == paid


def test_the_doctor_names_the_refund_until_it_is_paid(agree: Agree) -> None:
    context = agree()
    deposit = bill(context, ref="hugo", deposit=Decimal(200))
    pay(context, number=deposit.number, on=WITHDRAWN_ON, method="transfer")
    withdraw(context)
    issue_credit_note(context, CreditRequest(deposit.number, Selection(), reason="X."))
    later = on_day(context, date(2026, 6, 23))
    found = [findings(context), findings(later)]
    pay(later, number=deposit.number, on=later.today, method="transfer", direction="out")
    assert [*found, findings(later)] == [
        [("settle.refund", "warning")],
        [("settle.refund-late", "warning")],
        [],
    ]


def findings(context: Context) -> list[tuple[str, str]]:
    return [(each.message, each.level) for each in examine(context).findings]


def step(context: Context) -> str:
    shown = show_engagement(context, ref="hugo").next_step
    assert shown is not None
    return shown.message


def test_an_invoice_of_a_missed_session_is_credited_before_the_deposits_are(agree: Agree) -> None:
    context = agree()
    deposit = bill(context, ref="hugo", deposit=Decimal(500))
    pay(context, number=deposit.number, on=WITHDRAWN_ON, method="transfer")
    log_session(context, ref="hugo", on=date(2026, 6, 4), status="no-show")
    bill(context, ref="hugo")
    assert steps(withdraw(context))[0] == "settle.freed"


def read_mail(ended: Ended) -> tuple[str, str, str]:
    assert ended.withdrawal is not None
    assert ended.withdrawal.mail is not None
    mail = message_from_bytes(ended.withdrawal.mail.read_bytes(), policy=default)
    return str(mail["To"]), str(mail["Subject"]), mail.get_content().replace("\xa0", " ")


def test_an_e_mail_confirms_the_withdrawal_and_names_the_last_day_of_the_refund(
    agree: Agree,
) -> None:
    ended = withdraw(agree())
    to, subject, text = read_mail(ended)
    assert (to, subject) == (
        "Hugo Petit <hugo@example.org>",
        "Votre rétractation – contrat A-2026-01",
    )
    assert "votre rétractation du 8 juin 2026" in text
    assert "au plus tard le 22 juin 2026" in text


def test_an_e_mail_to_who_was_not_informed_says_that_they_owe_nothing(agree: Agree) -> None:
    _, _, text = read_mail(withdraw(agree(), "not-informed"))
    assert "Vous ne devez rien." in text


def test_a_withdrawal_is_recorded_although_the_e_mail_cannot_be_drafted(agree: Agree) -> None:
    context = agree()
    own = context.folder.templates_dir / "fr" / "withdrawal-mail.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nobody }}\n", "utf-8")
    confirmed = withdraw(context).withdrawal
    assert confirmed is not None
    assert (confirmed.mail, [each.level for each in confirmed.warnings]) == (None, ["warning"])
    shown = show_engagement(context, ref="hugo")
    assert shown.engagement.outcome.withdrawal == "informed"


@pytest.mark.parametrize("kind", ["informed", "not-informed"])
def test_a_withdrawal_without_its_draft_is_named_until_it_is_typed_again(
    agree: Agree, kind: Withdrawal
) -> None:
    context = agree()
    first = withdraw(context, kind).withdrawal
    assert first is not None
    assert first.mail is not None
    first.mail.unlink()  # as if the command had been killed before it wrote it
    named = {"on": WITHDRAWN_ON, "refund_by": date(2026, 6, 22)}
    for found in (show_engagement(context, ref="hugo").warnings, examine(context).findings):
        assert ("withdrawal.unconfirmed", named) in [(each.message, each.args) for each in found]
    row = next(each for each in show_today(context, days=7).rows if each.fact.args == named)
    assert (row.kind, row.ref, row.name, row.on) == ("ends", "hugo", "Hugo Petit", WITHDRAWN_ON)
    assert command_of(row.fact) == "coach end hugo --withdrawal --on 2026-06-08"
    before = context.folder.engagement_file("hugo").read_bytes()
    again = withdraw(context)
    assert again.withdrawal == first
    assert first.mail.exists()
    assert context.folder.engagement_file("hugo").read_bytes() == before
    assert examine(context).findings == ()
    assert named not in [each.fact.args for each in show_today(context, days=7).rows]
    with pytest.raises(RuleRefusedError, match=r"outcome\."):
        withdraw(context)


def test_a_withdrawal_that_is_recorded_of_another_day_is_not_confirmed_again(agree: Agree) -> None:
    context = agree()
    confirmed = withdraw(context).withdrawal
    assert confirmed is not None
    assert confirmed.mail is not None
    confirmed.mail.unlink()
    with pytest.raises(RuleRefusedError):
        end(context, ref="hugo", on=date(2026, 6, 7), withdrawal="informed")
    assert not confirmed.mail.exists()


def test_a_withdrawal_that_is_taken_back_leaves_nothing_behind(agree: Agree) -> None:
    context = agree()
    plan_sessions(context, ref="hugo", days=[date(2026, 6, 9)])
    file = context.folder.engagement_file("hugo")
    before = file.read_text("utf-8")
    withdraw(context)
    take_back_end(context, ref="hugo")
    assert file.read_text("utf-8") == before


def test_the_e_mail_about_a_withdrawal_that_is_taken_back_is_put_aside(agree: Agree) -> None:
    context = agree()
    for rank in ("", "-2"):
        confirmed = withdraw(context).withdrawal
        assert confirmed is not None
        assert confirmed.mail is not None
        content = confirmed.mail.read_bytes()
        (warning,) = take_back_end(context, ref="hugo").warnings
        kept = confirmed.mail.with_name(f"retire{rank}-{confirmed.mail.name}")
        assert (warning.message, warning.args) == (
            "outcome.mail-put-aside",
            {"name": confirmed.mail.name, "kept": kept.name},
        )
        assert (confirmed.mail.exists(), kept.read_bytes()) == (False, content)


def test_taking_a_withdrawal_back_that_was_killed_is_done_by_the_next_command(
    agree: Agree, tmp_path: Path
) -> None:
    context = agree()
    file = context.folder.engagement_file("hugo").relative_to(context.folder.root)
    without = context.folder.root.joinpath(file).read_text("utf-8")
    mail = withdraw(context).withdrawal
    assert mail is not None
    assert mail.mail is not None
    kept = f"retire-{mail.mail.name}"
    told: list[list[str]] = []
    for calls in range(200):
        root = tmp_path / str(calls)
        shutil.copytree(context.folder.root, root)
        world = replace(context, folder=Folder(root))
        code = work_until(partial(take_back_end, world, ref="hugo"), calls)
        assert code in (0, KILLED)
        told.append([each.message for each in examine(world).findings])
        with lock_folder(world.folder):  # as any command that writes
            pass
        if root.joinpath(file).read_text("utf-8") != without:
            take_back_end(world, ref="hugo")
        assert root.joinpath(file).read_text("utf-8") == without
        assert [path.name for path in root.rglob("*.eml")] == [kept]
        assert examine(world).findings == ()
        if code == 0:
            break
    assert code == 0
    assert ["store.plan-pending"] in told
    assert [found for found in told if found not in ([], ["store.plan-pending"])] == []


def test_an_e_mail_that_cannot_be_put_aside_is_tried_again_by_the_next_command(
    agree: Agree, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = agree()
    confirmed = withdraw(context).withdrawal
    assert confirmed is not None
    assert confirmed.mail is not None

    def refuse(path: Path, _target: Path, _sha256: str) -> None:
        raise StorageError.of("store.no-permission", path=str(path))

    remarks: list[Problem] = []
    with monkeypatch.context() as patch:
        patch.setattr("phmcoach.store.two_files.move_file", refuse)
        reopened = take_back_end(replace(context, remark=remarks.append), ref="hugo")
    assert [(each.message, each.args) for each in (*reopened.warnings, *remarks)] == [
        ("store.not-put-aside", {"path": str(confirmed.mail)})
    ]
    log_session(context, ref="hugo", on=WITHDRAWN_ON)
    assert not confirmed.mail.exists()


def test_the_doctor_reports_a_withdrawal_after_its_period(agree: Agree) -> None:
    context = agree()
    withdraw(context)
    file = context.folder.engagement_file("hugo")
    text = file.read_text("utf-8").replace("ended_on = 2026-06-08", "ended_on = 2026-06-16")
    file.write_text(text, "utf-8")
    later = on_day(context, date(2026, 6, 20))
    assert [each.message for each in examine(later).findings] == ["withdrawal.too-late"]


@pytest.mark.parametrize(
    "edit", [r"(?s)\[terms\].*?(?=\[signatures\])", r"(plan|package_price) = .*\n"]
)
def test_the_share_of_a_package_whose_terms_a_hand_removed_is_credited_and_its_end_taken_back(
    agree: Agree, edit: str
) -> None:
    context = agree(package=Decimal(600))
    log_session(context, ref="hugo", on=date(2026, 6, 3))
    withdraw(context)
    number = bill(context, ref="hugo").number
    path = context.folder.engagement_file("hugo")
    text = path.read_text("utf-8")
    edited = re.sub(edit, "", text)
    assert edited != text
    path.write_text(edited, "utf-8")

    issue_credit_note(context, CreditRequest(number, Selection(), "Erreur."))
    take_back_end(replace(context, remark=lambda _: None), ref="hugo")

    assert "[outcome]" not in path.read_text("utf-8")
