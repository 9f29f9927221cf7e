"""The rows of a sweep in DuckDB, Polars and pandas, as the documentation opens them.

    python tests/readers/read_back.py ZOPA

A sweep is computed as Parquet and as CSV. Each library reads it, computes the means of all columns of numbers, and they have
to agree with each other and with what the standard library makes of the CSV.
"""

import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pandas
import polars
import pyarrow.parquet

ROOT = pathlib.Path(__file__).parents[2]


def main():
    zopa = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for form in ("parquet", "csv"):
            command = [zopa, "sweep", "run", ROOT / "scenarios" / "supply_contract.toml", "ambition"]
            command += ["--rows", "300", "--shards", "4", "--format", form, "-o", folder / form]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        path = folder / "parquet" / "rows.parquet"
        with open(folder / "csv" / "rows.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        # The types of the file: numbers are doubles, counts are text, the row is a whole number.
        pandas_rows = pandas.read_parquet(path)
        numbers = [name for name in pandas_rows.columns if pandas_rows[name].dtype == "float64"]
        assert len(numbers) > 20, numbers
        polars_rows = polars.read_parquet(path)
        compared = 0
        for name in numbers:
            known = [float(row[name]) for row in rows if row[name] != ""]
            truth = math.fsum(known) / len(known) if known else None
            found = [
                duckdb.sql(f"""select avg("{name}") from '{path}'""").fetchall()[0][0],
                polars_rows[name].mean(),
                pandas_rows[name].mean() if known else None,
            ]
            for mean in found:
                same = mean is None if truth is None else abs(mean - truth) <= 1e-9 * max(1.0, abs(truth))
                assert same, (name, truth, found)
            compared += truth is not None
        # The shards are read as they stand, too, and an exact count is text.
        shards = str(folder / "parquet" / "shards" / "*.parquet")
        n = duckdb.sql(f"select count(*), sum(agreed::hugeint) from '{shards}'").fetchall()[0]
        assert n == (300, sum(int(row["agreed"]) for row in rows)), n
        metadata = {key.decode(): value.decode() for key, value in pyarrow.parquet.read_metadata(path).metadata.items()}
        columns = json.loads(metadata["zopa.columns"])
        assert set(columns) == set(pandas_rows.columns), set(columns) ^ set(pandas_rows.columns)
        assert metadata["zopa.seed"] == "0" and len(metadata["zopa.scenario_sha256"]) == 64
    print(f"{len(rows)} rows, the means of {compared} columns are the same in DuckDB, Polars, pandas and the CSV")


main()
