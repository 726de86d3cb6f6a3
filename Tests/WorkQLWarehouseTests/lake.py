"""Rows of a lake's table as a reader sees them, a line a row: lake.py READER FOLDER TABLE COLUMN …"""

import sys

reader, folder, table, *columns = sys.argv[1:]
pattern = f"{folder}/{table}/**/*.parquet"
if reader == "duckdb":
    import duckdb

    names = ", ".join(columns)
    rows = duckdb.sql(f"SELECT {names} FROM read_parquet('{pattern}')").fetchall()
elif reader == "pyarrow":
    import pyarrow.dataset

    data = pyarrow.dataset.dataset(f"{folder}/{table}", partitioning="hive")
    rows = [tuple(row[name] for name in columns) for row in data.to_table(columns).to_pylist()]
elif reader == "polars":
    import polars

    rows = polars.read_parquet(pattern).select(columns).rows()
elif reader == "spark":
    import engines

    rows = engines.spark().read.parquet(f"{folder}/{table}").select(columns).collect()
elif reader == "chdb":
    import json

    import chdb

    names = ", ".join(columns)
    answer = str(chdb.query(f"SELECT {names} FROM file('{pattern}')", "JSONCompactEachRow"))
    # Integers of 64 bits are texts in its JSON.
    rows = [json.loads(line) for line in answer.splitlines()]
for row in rows:
    print("|".join("" if value is None else str(value) for value in row))
