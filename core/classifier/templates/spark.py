"""Label a Spark table with this classifier: `labelled(table, "classifier.zip", text="body")`. Keep the ZIP whole.

Every executor gets the ZIP and takes the code from it, this file too; each of its processes opens the model once.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
from portable.codec import open_model
from portable.model import Model
from pyspark import SparkFiles
from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, DoubleType, StringType, StructType

COLUMNS = StructType().add("primary", StringType()).add("all", ArrayType(StringType())).add("confidence", DoubleType())


@cache
def opened(name: str) -> Model:
    return open_model(Path(SparkFiles.get(name)))[0]


def labelled(table: DataFrame, bundle: str, text: str = "text") -> DataFrame:
    """The table with `primary` and `all` (labels by id) and `confidence` beside its own columns."""
    table.sparkSession.sparkContext.addPyFile(bundle)
    name = Path(bundle).name

    def predicted(blocks: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for block in blocks:
            said = opened(name).predict(block[text].fillna("").tolist())
            yield block.assign(
                primary=[each.primary for each in said],
                all=pd.Series([list(each.applicable) for each in said], index=block.index),
                confidence=[each.confidence for each in said],
            )

    return table.mapInPandas(predicted, StructType([*table.schema.fields, *COLUMNS.fields]))
