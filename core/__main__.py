"""The command line: `tnt` or `python -m core`. It reads arguments and hands over; the commands are in core/commands.

Exit codes: 0 done, 2 bad input with one sentence, 3 partial and resumable.
"""

import argparse
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pydantic import ValidationError

from core.classifier.portable.command import share
from core.classifier.portable.tables import FORMS
from core.classifier.recipe import Profile
from core.errors import TntError

if TYPE_CHECKING:
    from sqlalchemy import Engine

BAD_INPUT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say and answer the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return _do(options)
    except TntError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    except ValidationError as error:
        first = error.errors()[0]
        sys.stderr.write(f"--{str(first['loc'][0]).replace('_', '-')}: {first['msg']}.\n")
        return BAD_INPUT
    except OSError as error:
        sys.stderr.write(f"{error.filename}: {error.strerror}.\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. Run the same command again to go on.\n")
        return 3


def _do(options: argparse.Namespace) -> int:
    """Each command imports what it needs: `tnt predict` should not wait for a web server to load."""
    match options.command:
        case "run":
            from core.commands.run import RunOptions, run

            return run(RunOptions(**_named(options, RunOptions.model_fields)))
        case "train":
            from core.commands.train import TrainOptions, train

            return train(TrainOptions(**_named(options, TrainOptions.model_fields)))
        case "predict":
            from core.commands.predict import PredictOptions, predict

            text = tuple(options.text or ())
            told = (options.out, options.ids, options.at_least, options.format)
            return predict(PredictOptions(options.bundle, options.file, text, *told))
        case "score":
            from core.commands.score import ScoreOptions, score

            return score(ScoreOptions(**_named(options, ScoreOptions._fields)))
        case "app":
            from core.commands.app import app

            return app(options.port)
        case "work":
            from core.work.stages import STAGES
            from core.work.worker import work_forever

            logging.basicConfig(level=logging.WARNING)
            work_forever(os.environ, STAGES)
        case "doctor":
            from core.commands.doctor import doctor

            return doctor(os.environ)
        case "export":
            from core.commands.exchange import export_project

            return export_project(_workspace(), options.project, options.out)
    from core.commands.exchange import import_project

    return import_project(_workspace(), options.file)


def _named(options: argparse.Namespace, fields: Iterable[str]) -> dict[str, Any]:
    """The options that were given, under the names of the fields; what was not given keeps its default."""
    given = {name: getattr(options, name) for name in fields if getattr(options, name, None) is not None}
    return {**given, "text": tuple(options.text or ())}


def _workspace() -> "Engine":
    from core.store.workspace import database_url, open_workspace

    return open_workspace(database_url(os.environ))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tnt", description="Turn a heap of text into a label taxonomy people trust and a classifier to deploy."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="from a file of texts to a taxonomy, labels and a classifier")
    run.add_argument("file", type=Path)
    _text(run)
    run.add_argument("--id", dest="id_column", metavar="COLUMN", help="the column with ids; guessed if not given")
    run.add_argument("--use-case", metavar="TEXT", help="what the labels are for, in a sentence")
    run.add_argument("--max-labels", type=int, metavar="N", help="at most so many labels (25)")
    run.add_argument("--teacher", choices=("offline", "hybrid", "llm"), help="who proposes and assigns (offline)")
    run.add_argument("--model", metavar="NAME", help="which language model; otherwise TNT_MODEL")
    run.add_argument("--trials", type=int, metavar="N", help="taxonomies grown side by side, the best one is kept (3)")
    run.add_argument("--sample", type=int, metavar="N", help="the teacher labels so many, the classifier the rest")
    run.add_argument("--seed", type=int, metavar="N", help="the same seed draws the same samples (0)")
    run.add_argument("--out", type=Path, required=True, metavar="DIR")

    _train(commands.add_parser("train", help="from a file of texts with labels to a classifier"))
    _predict(commands.add_parser("predict", help="label a file of texts with a downloaded classifier"))
    _score(commands.add_parser("score", help="label more texts than fit in memory, Parquet to Parquet"))

    app = commands.add_parser("app", help="open the app in the browser")
    app.add_argument("--port", type=int, default=8501)
    commands.add_parser("work", help="perform runs in this process, for an app that starts no worker of its own")
    commands.add_parser("doctor", help="check what the app needs and say how to mend what is missing")
    export = commands.add_parser("export", help="write a project to a folder")
    export.add_argument("project")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    bring = commands.add_parser("import", help="make a project of one that was exported")
    bring.add_argument("file", type=Path, metavar="project.zip")
    return parser


def _train(train: argparse.ArgumentParser) -> None:
    train.add_argument("file", type=Path)
    _text(train)
    train.add_argument("--label", required=True, metavar="COLUMN", help="the column with the labels")
    train.add_argument("--labels-sep", metavar="SEP", help="between several labels of a cell, the primary first (|)")
    train.add_argument("--profile", choices=get_args(Profile), help="how quick or how good it should be (balanced)")
    train.add_argument("--test", type=Path, metavar="FILE", help="a file of the same columns to score it on as well")
    train.add_argument("--seed", type=int, metavar="N", help="the same seed gives the same classifier (0)")
    train.add_argument("--out", type=Path, required=True, metavar="DIR")


def _predict(predict: argparse.ArgumentParser) -> None:
    predict.add_argument("bundle", type=Path)
    predict.add_argument("file", type=Path, help="anything the app reads; - is standard input, a text a line")
    _text(predict)
    predict.add_argument("--format", choices=FORMS, help="what standard input is, where it is no lines of text")
    predict.add_argument("--at-least", type=share, default=0.0, metavar="P", help="no label below this confidence")
    predict.add_argument("--ids", action="store_true", help="write the labels' ids instead of their names")
    predict.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="labels as .csv, .tsv, .jsonl or .parquet"
    )


def _score(score: argparse.ArgumentParser) -> None:
    score.add_argument("bundle", type=Path)
    score.add_argument("texts", metavar="IN", help="a Parquet file, a folder of them, or an address of either")
    score.add_argument("out", metavar="OUT", help="a folder, or one file that ends with .parquet")
    _text(score)
    score.add_argument("--id", dest="id_column", metavar="COLUMN", help="the column with ids; guessed if not given")
    score.add_argument(
        "--engine", choices=("local", "dask"), help="this machine's processes, or a Dask cluster (local)"
    )
    score.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster; otherwise one on this machine")
    score.add_argument("--processes", type=_count, metavar="N", help="how many on this machine (one a processor)")
    score.add_argument("--at-least", type=share, metavar="P", help="no label below this confidence, 0 to 1")
    score.add_argument("--ids", action="store_true", help="write the labels' ids instead of their names")
    score.add_argument("--summary", type=Path, metavar="FILE", help="write each label's share as JSON")


def _count(said: str) -> int:
    number = int(said)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{said} is not 1 or more")
    return number


def _text(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--text",
        action="append",
        metavar="COLUMN",
        help="a column with text; repeat for several",
    )


if __name__ == "__main__":
    sys.exit(main())
