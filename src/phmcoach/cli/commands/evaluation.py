"""Commands about the evaluation and its report: to the beneficiary, then the sponsor."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from phmcoach.cli.commands.groups import TakeBack
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE, FILE, one_of
from phmcoach.cli.shell.options import Open, Reference, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.cli.shell.state import CliState
from phmcoach.cli.shell.streams import show_path
from phmcoach.errors import CoachError
from phmcoach.remedy import quote_word
from phmcoach.words import REPORT_READERS, ReportReader

if TYPE_CHECKING:
    from phmcoach.actions.contract.evaluating import Evaluated

panel = Panel("engagement")


@panel.command("evaluate")
def evaluate(
    ref: Reference = None,
    form: Annotated[bool, flag("--form", "option.form")] = False,
    source: Annotated[Path | None, option("--from", FILE, "option.form-from")] = None,
    plan: Annotated[date | None, option("--plan", DATE, "option.plan-evaluation")] = None,
    take_back: TakeBack = False,
) -> None:
    if take_back:
        from phmcoach.actions.contract.taking_back import take_back_evaluation
        from phmcoach.cli.pages.endings import take_back_fact

        take_back_fact(ref, take_back_evaluation, "said.evaluation-taken-back")
        return
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
    from phmcoach.actions.contract import evaluating

    if plan is not None:
        planned = evaluating.plan_evaluation(state.context(), ref=ref, on=plan)
        state.out.say("said.evaluation-planned", ref=planned.ref, on=plan)
        state.out.warn_all(planned.warnings)
        return
    if form:
        written = evaluating.write_form(state.context(), ref=ref)
        form_path = quote_word(show_path(written.path))
        state.out.wrote("said.form-written", written.path, ref=ref, form=form_path)
        return
    if source is not None:
        done = evaluating.evaluate_from(state.context(), ref=ref, path=source)
    elif state.interactive:
        done = _evaluate_by_asking(state, ref)
    else:
        evaluating.refuse_without_form(state.context(), ref=ref)
    state.out.say("said.evaluated", ref=done.ref, on=done.on)
    if done.unapproved:
        state.out.say("said.approval-gone")
    state.out.warn_all(done.warnings)


def _evaluate_by_asking(state: CliState, ref: str) -> "Evaluated":
    """Record an evaluation from answers; whatever stops it, those given so far stay in a form."""
    from phmcoach.actions.contract import evaluating
    from phmcoach.cli.pages.evaluation_prompts import ask_evaluation
    from phmcoach.store.interrupts import take_done, take_interrupt

    with asking() as ask:
        on = ask.value("", DATE, None, default=state.today, question="ask.evaluated-on")
    evaluable = evaluating.open_evaluable(state.context(), ref=ref, on=on)
    said: dict[str, Any] = {}
    try:
        ask_evaluation(state, evaluable, said)
        return evaluating.evaluate(state.context(), ref=ref, on=on, answers=said)
    except (KeyboardInterrupt, CoachError):
        if any(said[key] for key in said if key != "mode"):
            take_interrupt()
            path = evaluating.keep_answers(state.context(), ref=evaluable.ref, on=on, answers=said)
            state.out.prompt("\n")
            form = quote_word(show_path(path))
            state.out.say("said.answers-kept", ref=evaluable.ref, form=form)
            take_done()
        raise


@panel.command("report")
def report(
    ref: Reference = None,
    reader: Annotated[
        ReportReader | None,
        option("--for", one_of(REPORT_READERS), "option.for"),
    ] = None,
    opens: Open = False,
    agreed: Annotated[bool, flag("--agreed", "option.agreed")] = False,
    on: Annotated[date | None, option("--on", DATE, "option.approved-on")] = None,
    share_score: Annotated[bool, flag("--share-score", "option.share-score")] = False,
    take_back: Annotated[bool, flag("--take-back", "option.take-back-agreed")] = False,
) -> None:
    if take_back:
        from phmcoach.actions.contract.taking_back import take_back_approval
        from phmcoach.cli.pages.endings import take_back_fact

        take_back_fact(ref, take_back_approval, "said.approval-taken-back")
        return
    if agreed:
        _record_agreement(ref, on, share_score=share_score)
        return
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
        reader = ask.choice("--for", reader, REPORT_READERS)
    from phmcoach.actions.contract.reports import write_report
    from phmcoach.cli.shell.terminal import open_papers

    written = write_report(state.context(), ref=ref, reader=reader)
    if written.private:
        message = "said.report-private"
    elif reader == "sponsor":
        message = "said.report-sponsor"
    elif written.agreed:
        message = "said.report-beneficiary-agreed"
    else:
        message = "said.report-beneficiary"
    state.out.wrote(message, written.path, warnings=written.warnings, ref=written.ref)
    if opens:
        open_papers(state.out, written.path)


def _record_agreement(ref: str | None, on: date | None, *, share_score: bool) -> None:
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
        on = ask.value("--on", DATE, on, default=state.today, question="ask.approved-on")
    from phmcoach.actions.contract.reports import approve_report

    found = approve_report(state.context(), ref=ref, on=on, share_score=share_score)
    state.out.say("said.approved", ref=found.ref, on=on)
    state.out.warn_all(found.warnings)
