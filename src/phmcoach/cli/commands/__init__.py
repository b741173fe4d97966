"""The commands, one module for each subject, in the order of the help.

The table says which module defines a command, so that it is imported only when one of its commands
is asked for. A test compares the table with the modules.
"""

from phmcoach.cli.shell.panels import PanelFile

_TABLE = (
    # panel, module, commands
    ("practice", "practice", ("init", "demo", "doctor")),
    ("practice", "recovery", ("recover",)),
    ("practice", "keeping.backups", ("backup", "restore")),
    ("practice", "keeping.sync", ("sync",)),
    ("practice", "keeping.undo", ("undo",)),
    ("practice", "practice_changes", ("set-practice",)),
    ("practice", "templates", ("templates",)),
    ("practice", "clients", ("new-client", "set-client")),
    ("practice", "moving.importing", ("import",)),
    ("practice", "moving.exporting", ("export",)),
    ("practice", "keeping.privacy", ("privacy",)),
    ("practice", "help_topics", ("help",)),
    ("engagement", "engagements", ("new-engagement",)),
    ("engagement", "validation", ("validate-demand",)),
    ("engagement", "quotes", ("quote",)),
    ("engagement", "objectives", ("add-objective",)),
    ("engagement", "contracting", ("set-terms", "contract", "sign")),
    ("engagement", "endings", ("pause", "decline", "end", "close", "archive")),
    ("engagement", "amending", ("amend",)),
    ("engagement", "evaluation", ("evaluate", "report")),
    ("engagement", "looking", ("edit", "prepare", "show", "list")),
    ("sessions", "today", ("today", "dashboard")),
    ("sessions", "planning", ("plan", "reschedule", "cancel-session")),
    ("sessions", "sessions", ("log-session", "attendance", "check-cadence")),
    ("sessions", "keeping.notes", ("note",)),
    ("billing", "billing", ("invoice",)),
    ("billing", "credits", ("credit",)),
    ("billing", "payments", ("pay", "receive")),
    ("billing", "ledger", ("ledger",)),
    ("billing", "reminders", ("remind",)),
    ("billing", "moving.mails", ("mail",)),
)

PANELS = tuple(PanelFile(panel, f"{__name__}.{module}", names) for panel, module, names in _TABLE)

EVERY_DAY = (
    "today",
    "prepare",
    "plan",
    "log-session",
    "reschedule",
    "show",
    "list",
    "check-cadence",
    "new-engagement",
    "sign",
    "invoice",
    "pay",
    "remind",
)
"""The commands of the first help page."""
