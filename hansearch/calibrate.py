"""Judged queries → the thresholds above which an answer is shown, and below which nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hansearch.confidence import Confidence, answers_surely, fits_at_all
from hansearch.parameters import Parameters

RIGHT = 0.97
"""Of the answers shown at least this share must be right …"""

SHOWN = 0.6
"""… and this share of the queries must be shown one."""

FITTING = 0.98
"""Share of the queries that the site answers of which that must never be denied."""

_SHARES = [number / 100 for number in range(20, 81)]
_MARGINS = [1 + number / 100 for number in range(31)]
_FIT_SHARES = [number / 100 for number in range(4, 61, 2)]


@dataclass(frozen=True)
class Sample:
    """One query, asked."""

    confidence: Confidence | None
    has_answer: bool
    """The first page has an answer that could be shown."""
    is_right: bool
    """The first page is the right one; of a query that no page answers never."""


@dataclass(frozen=True)
class Trial:
    """What a pair of thresholds does."""

    share: float
    margin: float
    shown: float
    """Share of the answerable queries that are shown an answer."""
    right: float
    """Share of these answers that are right."""
    strange: int
    """Queries that the site does not answer, and that are shown an answer all the same."""

    @property
    def is_good(self) -> bool:
        """Tell whether it keeps what is promised."""
        return self.strange == 0 and self.right >= RIGHT and self.shown >= SHOWN


@dataclass(frozen=True)
class FitTrial:
    """What a threshold of ``fit_share`` does."""

    share: float
    denied: float
    """Share of the answerable queries of which it is said that nothing fits."""
    recognised: float
    """Share of the others of which it is said, as it should be."""


@dataclass(frozen=True)
class Calibration:
    """The trials, and what came out best."""

    trials: list[Trial]
    fit_trials: list[FitTrial]
    best: Trial | None
    best_fit: FitTrial


def calibrate(asked: Sequence[Sample], strange: Sequence[Sample], parameters: Parameters) -> Calibration:
    """Try all thresholds on queries that the site answers and on *strange* ones that it does not."""
    trials = list(_trials(asked, strange, parameters))
    fit_trials = list(_fit_trials(asked, strange, parameters))
    good = [trial for trial in trials if trial.is_good]
    # The strictest share: strange queries that nobody has tried yet come nearer than those that somebody has.
    best = max(good, key=lambda trial: (trial.share, trial.shown, -trial.margin), default=None)
    mild = [trial for trial in fit_trials if trial.denied <= 1 - FITTING]
    return Calibration(
        trials, fit_trials, best, max(mild, key=lambda trial: trial.share, default=fit_trials[0])
    )


def _trials(asked: Sequence[Sample], strange: Sequence[Sample], parameters: Parameters) -> Iterator[Trial]:
    for share in _SHARES:
        for margin in _MARGINS:
            tried = replace(parameters, answer_share=share, answer_margin=margin)
            shown = [sample for sample in asked if _is_shown(sample, tried)]
            yield Trial(
                share,
                margin,
                shown=len(shown) / max(1, len(asked)),
                right=sum(sample.is_right for sample in shown) / max(1, len(shown)),
                strange=sum(_is_shown(sample, tried) for sample in strange),
            )


def _is_shown(sample: Sample, parameters: Parameters) -> bool:
    return sample.has_answer and answers_surely(sample.confidence, parameters)


def _fit_trials(
    asked: Sequence[Sample], strange: Sequence[Sample], parameters: Parameters
) -> Iterator[FitTrial]:
    for share in _FIT_SHARES:
        tried = replace(parameters, fit_share=share)
        denied, recognised = (
            sum(not fits_at_all(sample.confidence, tried) for sample in samples) / max(1, len(samples))
            for samples in (asked, strange)
        )
        yield FitTrial(share, denied, recognised)


def render_calibration(calibration: Calibration) -> list[str]:
    """Return the tables for a terminal, and what to write into ``parameters.py``."""
    lines = [f"{'answer_share':>12} {'answer_margin':>13} {'shown':>6} {'right':>6} {'strange':>7}"]
    margins = {trial.margin: trial for trial in calibration.trials}
    chosen = calibration.best.margin if calibration.best else min(margins)
    for trial in calibration.trials:
        if trial.margin == chosen or trial.is_good:
            mark = "  *" if trial == calibration.best else "  kept" if trial.is_good else ""
            lines.append(
                f"{trial.share:12.2f} {trial.margin:13.2f} {trial.shown:6.3f} {trial.right:6.3f} {trial.strange:7}{mark}"
            )
    lines.append(f"{'fit_share':>12} {'denied':>6} {'recognised':>10}")
    for fit in calibration.fit_trials:
        mark = "  *" if fit == calibration.best_fit else ""
        lines.append(f"{fit.share:12.2f} {fit.denied:6.3f} {fit.recognised:10.3f}{mark}")
    if calibration.best is None:
        lines.append(
            f"no thresholds keep: no strange query answered, {RIGHT:.0%} right, {SHOWN:.0%} shown; "
            "mend the ranking first"
        )
    else:
        best = calibration.best
        lines.append(f"parameters.py: answer_share = {best.share:.2f}, answer_margin = {best.margin:.2f}")
    lines.append(f"parameters.py: fit_share = {calibration.best_fit.share:.2f}")
    return lines
