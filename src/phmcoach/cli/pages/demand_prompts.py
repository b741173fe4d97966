"""The day on which a demand was validated, as an answer that is checked at once."""

from datetime import date

from phmcoach.actions.opening import open_engagement
from phmcoach.cli.shell.kinds import DATE
from phmcoach.cli.shell.state import CliState
from phmcoach.domain.contract.lifecycle import validation_problems
from phmcoach.errors import refuse


def check_validation_day(
    state: CliState,
    ref: str,
    received_on: date | None,
    analysed_on: date | None,
    answer: str,
) -> date:
    """Read the day of a validation; refuse one in the future, or before the demand came."""
    on = DATE.parse(answer, state)
    received = (
        received_on or open_engagement(state.find_folder(), ref).engagement.demand.received_on
    )
    refuse(validation_problems(received, state.today, on=on, analysed_on=analysed_on), about=ref)
    return on
