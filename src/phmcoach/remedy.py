"""The remedies that a rule chooses itself, because they depend on the context.

Most messages have one remedy, listed by message id in `cli/shell/remedies`. A rule names a member
of this list only if the same message needs different commands in different cases; the command line
knows how each one is spelled.
"""

from enum import StrEnum


class Remedy(StrEnum):
    """A command that helps, as `cli/shell/remedies` spells it: `CHOSEN`, or a flag of `FLAGS`."""

    NOTHING = "nothing"
    """No command, although the message has one: the user edits the given place by hand."""

    ACCEPT_QUOTE = "accept-quote"
    """Accept the last quote, whose terms are those of the contract."""
    ADD_BY_AMENDMENT = "add-by-amendment"
    """Add an objective by an amendment, with what else the amendment drops."""
    AMEND = "amend"
    AMEND_ANYWAY = "amend-anyway"
    """Give the prepared amendment a reason to go beyond the bounds."""
    AMEND_RATE = "amend-rate"
    AMEND_TERMS = "amend-terms"
    AMEND_WITH_PAUSE = "amend-with-pause"
    """Move the end of the contract and record the pause beyond it, in one amendment."""
    ANYWAY = "anyway"
    """The command that was typed, with the flag that writes the fact down as a breach."""
    ANYWAY_WITH_REASON = "anyway-with-reason"
    """The command that was typed, with the reason to go beyond the bounds."""
    APPLY_FROM_SESSION = "apply-from-session"
    APPROVE_REPORT = "approve-report"
    ARCHIVE = "archive"
    CLOSE = "close"
    DECLINE = "decline"
    DOCTOR = "doctor"
    DROP_BY_AMENDMENT = "drop-by-amendment"
    EDIT = "edit"
    END = "end"
    EVALUATE = "evaluate"
    EXPRESS_REQUEST = "express-request"
    FOLLOW_UP = "follow-up"
    LATER_END = "later-end"
    LIST_ARCHIVED = "list-archived"
    MORE_SESSIONS = "more-sessions"
    NEW_ENGAGEMENT = "new-engagement"
    """Another engagement of the same person, for the same client."""
    PROPOSED = "proposed"
    """The command that was typed, with the flag that the beneficiary proposed the observation."""
    REBILL = "rebill"
    """Credit the invoice and bill its sessions again."""
    REPORT = "report"
    """Show the beneficiary the report first: they agree to what they were shown."""
    REWORD_BY_AMENDMENT = "reword-by-amendment"
    SET_TERMS = "set-terms"
    SHOW = "show"
    SIGN = "sign"
    SIGN_AMENDMENT = "sign-amendment"
    SIGNED_PAPER = "signed-paper"
    """The command that was typed, with the paper on disk as the one that was signed."""
    TAKE_BACK_VALIDATION = "take-back-validation"
    WRITE_AMENDMENT = "write-amendment"
    """Write the papers of an amendment."""
