"""Recording whether a person may be named in the log of coaching hours."""

from datetime import date

from phmcoach.actions.moving.hours import record_hours_consent
from phmcoach.cli.shell.click_language import asking, current
from phmcoach.cli.shell.kinds import DATE
from phmcoach.words import YesNo


def record_consent(ref: str | None, on: date | None, answer: YesNo) -> None:
    """Ask for what is missing, record the answer and say what follows from it."""
    state = current()
    with asking() as ask:
        ref = ask.engagement(ref)
        on = ask.value("--on", DATE, on, default=state.today, question="ask.consented-on")
    given = answer == "yes"
    name = record_hours_consent(state.context(), ref=ref, on=on, given=given)
    state.out.say("said.hours-named" if given else "said.hours-unnamed", ref=name, on=on)
