"""Copies the rows of a Parquet file into a plain table of SQLite, and writes the file once more as
pyarrow does with zstd, which is what the peers then read. Prints the size of that file."""

import os
import sqlite3
import sys

import pyarrow
import pyarrow.compute
import pyarrow.parquet

parquet, plain = sys.argv[1:]
table = pyarrow.parquet.read_table(parquet)
pyarrow.parquet.write_table(table, parquet, compression="zstd")
print(os.path.getsize(parquet))

if os.path.exists(plain):
    os.remove(plain)
connection = sqlite3.connect(plain)
declared, columns = [], []
for field, column in zip(table.schema, table.columns):
    kind = "TEXT"
    if pyarrow.types.is_timestamp(field.type):
        column = pyarrow.compute.divide(column.cast(pyarrow.timestamp("ms", "UTC")).cast("int64"), 1000)
        kind = "INTEGER"
    elif pyarrow.types.is_integer(field.type):
        kind = "INTEGER"
    elif pyarrow.types.is_floating(field.type):
        kind = "REAL"
    declared.append(f'"{field.name}" {kind}')
    columns.append(column)
connection.execute(f"CREATE TABLE checkin({', '.join(declared)})")
places = ", ".join("?" * len(columns))
for start in range(0, table.num_rows, 50_000):
    part = [column.slice(start, 50_000).to_pylist() for column in columns]
    connection.executemany(f"INSERT INTO checkin VALUES ({places})", zip(*part))
connection.commit()
