"""The command that brings two machines together."""

from typing import TYPE_CHECKING, Annotated

from phmcoach.cli.commands.groups import GapReason, LastNumber
from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import TEXT, one_of
from phmcoach.cli.shell.options import DryRun, Yes, flag, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.words import SIDES, Side

if TYPE_CHECKING:
    from phmcoach.actions.sync.syncing import Synced

panel = Panel("practice")


@panel.command("sync")
def sync(
    remote: Annotated[str | None, option("--remote", TEXT, "option.remote")] = None,
    prefer: Annotated[Side | None, option("--prefer", one_of(SIDES), "option.prefer")] = None,
    take: Annotated[bool, flag("--take", "option.take")] = False,
    force: Annotated[bool, flag("--force", "option.take-force")] = False,
    last_number: LastNumber = None,
    reason: GapReason = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    from phmcoach.actions.sync.syncing import open_repository, preview, synchronise
    from phmcoach.actions.sync.taking import give_first_pen
    from phmcoach.cli.pages.keeping import pen as pen_page
    from phmcoach.cli.pages.keeping import sync as page
    from phmcoach.cli.shell.state import working_folder
    from phmcoach.store.sync.address import remote_address

    state = current()
    context = state.context()
    if dry_run:
        page.show_preview(state.out, preview(context, may_ask=state.interactive))
        return
    address = remote_address(remote, working_folder()) if remote is not None else None
    repository = open_repository(context, address, may_ask=state.interactive)

    def run() -> "Synced":
        return synchronise(
            context,
            repository,
            settle=lambda found: page.settle(state, found, prefer),
            confirm=lambda url, names: page.confirm_first(
                state, url, names, yes=yes, is_new=remote is not None
            ),
        )

    if take:
        asked = pen_page.Asked(force, yes, last_number, reason)
        pen_page.take(state, context, repository, run, asked)
        return
    page.show_synced(state.out, run())
    if give_first_pen(context, repository, run):
        state.out.say("said.pen-given")
