"""The stages a run can be of. Loading this loads everything they need, classifiers too; stage.py does not."""

from collections.abc import Mapping

from core.store.runs import Stage as StageName
from core.work import advise, grow, label, score, train
from core.work.stage import Stage

STAGES: Mapping[StageName, Stage] = {
    "grow": Stage(grow.chunks, grow.perform, side_by_side=1),
    "label": Stage(label.chunks, label.perform, side_by_side=2),
    "train": Stage(train.chunks, train.perform, side_by_side=1),
    "score": Stage(score.chunks, score.perform, side_by_side=2),
    "advise": Stage(advise.chunks, advise.perform, side_by_side=2),
}
