"""The command that brings two machines together."""

from typing import Annotated

from phmcoach.cli.shell.click_language import current
from phmcoach.cli.shell.kinds import TEXT, one_of
from phmcoach.cli.shell.options import DryRun, Yes, option
from phmcoach.cli.shell.panels import Panel
from phmcoach.words import SIDES, Side

panel = Panel("practice")


@panel.command("sync")
def sync(
    remote: Annotated[str | None, option("--remote", TEXT, "option.remote")] = None,
    prefer: Annotated[Side | None, option("--prefer", one_of(SIDES), "option.prefer")] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    from phmcoach.actions.sync.syncing import (
        open_repository,
        preview,
        remote_address,
        synchronise,
    )
    from phmcoach.cli.pages.keeping import sync as page
    from phmcoach.cli.shell.state import working_folder

    state = current()
    context = state.context()
    if dry_run:
        page.show_preview(state.out, preview(context, may_ask=state.interactive))
        return
    address = remote_address(remote, working_folder()) if remote else None
    done = synchronise(
        context,
        open_repository(context, address, may_ask=state.interactive),
        settle=lambda found: page.settle(state, found, prefer),
        confirm=lambda url, names: page.confirm_first(state, url, names, yes=yes),
    )
    page.show_synced(state.out, done)
