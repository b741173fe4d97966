"""The evaluation on the coach's own screen: levels in words first, the score after them."""

from typing import TYPE_CHECKING

from phmcoach.cli.shell.output import Output
from phmcoach.domain.contract.agreement import agreed_objective, has_agreed
from phmcoach.domain.contract.evaluating import score_evaluation

if TYPE_CHECKING:
    from phmcoach.domain.case import Dossier
    from phmcoach.domain.records.objective import Objective


def print_evaluation(out: Output, dossier: "Dossier") -> None:
    """Print the day, the level of each objective, the score, and who has agreed."""
    engagement = dossier.engagement
    evaluation, on = engagement.evaluation, engagement.outcome.evaluated_on
    if evaluation is None or on is None:
        return
    out.page("")
    out.result(out.tr.text("show.evaluation", on=on, mode=evaluation.mode))
    for rating in evaluation.ratings:
        objective = agreed_objective(dossier, rating.objective)
        levels = objective.levels if objective else ()
        if rating.end is not None and levels:
            text = out.tr.text(
                "show.level", mark=mark_level(rating.end), text=levels[rating.end + 2]
            )
        else:
            text = rating.attainment or ""
        out.item(rating.objective, text)
    scores = score_evaluation(dossier)
    if scores is not None:
        end, start = round(scores.end), None if scores.start is None else round(scores.start)
        if start is None:
            out.result(out.tr.text("show.score", end=end))
        else:
            out.result(out.tr.text("show.score-change", end=end, start=start))
    if has_agreed(dossier):
        out.result(out.tr.text("show.approved", on=evaluation.approved_on))
    elif evaluation.approved_on is not None:
        out.result(out.tr.text("show.approval-outdated"))
    elif evaluation.shown_on is not None:
        out.result(out.tr.text("show.shown", on=evaluation.shown_on))


def word_objective(out: Output, objective: "Objective", *, private: bool) -> str:
    """Word an objective, and whether it is shared; a private client shares it with nobody."""
    if private and not objective.personal:
        return objective.statement
    kind = "show.objective-personal" if objective.personal else "show.objective-shared"
    return out.tr.text(kind, statement=objective.statement)


def mark_level(level: int) -> str:
    """Write a level with its sign: `+1`, `0`, `−1`."""
    return str(level).replace("-", "\u2212") if level <= 0 else f"+{level}"


def score_data(dossier: "Dossier") -> dict[str, object] | None:
    """Return the T-scores for a program, to four decimals; `start` is null if it is unknown."""
    scores = score_evaluation(dossier)
    if scores is None:
        return None
    start = None if scores.start is None else round(scores.start, 4)
    return {"start": start, "end": round(scores.end, 4)}
