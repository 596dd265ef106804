"""Writes oracles/golden/parquet: a few rows with a ClassLabel, as the hub's data sets have it, once a compression.

Versions: requirements of oracles/ plus datasets and pyarrow (printed into versions.json beside the files).
"""

import json
import sys
from pathlib import Path

import datasets
import pyarrow
import pyarrow.parquet

out = Path(sys.argv[1] if len(sys.argv) > 1 else "oracles/golden/parquet")
out.mkdir(parents=True, exist_ok=True)
rows = {
    "text": ["where is my card?", 'say "ça va", 你好 😀', "line\nbreak", None, "no class"],
    "label": [1, 0, 1, 0, -1],
    "source": ["a", "b", None, "a", "b"],
}
features = datasets.Features(
    {
        "text": datasets.Value("string"),
        "label": datasets.ClassLabel(names=["greet", "card_arrival"]),
        "source": datasets.Value("string"),
    }
)
table = datasets.Dataset.from_dict(rows, features=features).data.table
metadata = {"huggingface": json.dumps({"info": {"features": features.to_dict()}})}
table = table.replace_schema_metadata({**(table.schema.metadata or {}), **metadata})
for compression in ["none", "snappy", "gzip", "zstd", "brotli"]:
    # Two row groups, so that a reader has to go on after the first
    pyarrow.parquet.write_table(table, out / f"{compression}.parquet", compression=compression, row_group_size=3)
(out / "versions.json").write_text(
    json.dumps({"datasets": datasets.__version__, "pyarrow": pyarrow.__version__}, indent=2) + "\n"
)
