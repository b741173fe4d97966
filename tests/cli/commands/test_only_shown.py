"""A refusal names more than `show` or `edit` wherever a command mends it."""

import pytest
from tests.cli.commands.only_shown import SHOWN
from tests.cli.commands.remedy_states import State
from tests.cli.commands.remedy_ways import WAYS
from tests.cli.commands.test_remedy_walk import is_edited

from phmcoach.cli.shell.remedies import COMMANDS
from phmcoach.remedy import Remedy


def test_each_message_that_is_only_shown_has_a_reason() -> None:
    always = {message for message, line in COMMANDS.items() if line.startswith("show ")}
    chosen = {way.message for way in WAYS if way.remedy is Remedy.SHOW}
    assert always | chosen == SHOWN.keys()


@pytest.mark.parametrize(
    ("line", "edited"),
    [
        ("log-session martin --on 2026-01-13", False),
        ("! documents/martin/evaluation.toml a => b", False),
        ("! engagements/martin.toml a => b", True),
        ("~ engagements/martin.toml a", True),
        ("rm ledger/2026/000001.toml", True),
    ],
)
def test_a_form_that_is_filled_in_is_no_edited_record(line: str, edited: bool) -> None:
    assert is_edited(State(State(None, line), "list")) is edited
