"""What readers of a lake's table leave unread, by their own account: pruning.py FOLDER TABLE MONTH TIME [spark|chdb]

A line for each reader: its name, what is read, and what there is. Without a name, those that start
quickly."""

import datetime
import re
import sys

folder, table, month, time, *engine = sys.argv[1:]
pattern = f"{folder}/{table}/**/*.parquet"
instant = datetime.datetime.fromisoformat(time)

if engine:
    import glob

    files = glob.glob(pattern, recursive=True)
    if engine == ["spark"]:
        import engines

        data = engines.spark().read.parquet(f"{folder}/{table}")

        def scan(condition):
            """The metrics of the scan in the plan that ran, which must push the condition."""
            query = data.filter(condition).select("userid")
            query.collect()
            plan = query._jdf.queryExecution().executedPlan()
            text = plan.toString()
            assert re.search(r"(Partition|Pushed)Filters: \[[^\]]*(month|checkin_time)", text), text
            while plan.children().size():
                plan = plan.children().head()
            return lambda name: plan.metrics().apply(name).value()

        print("spark files", scan(f"month = '{month}'")("numFiles"), len(files))
        # Rows of the row groups that statistics do not rule out: one group a file.
        later = f"checkin_time >= TIMESTAMP '{instant.astimezone(datetime.timezone.utc):%F %T}'"
        print("spark groups", scan(later)("numOutputRows"), data.count())
    else:
        from chdb import session

        connection = session.Session()

        def read(event, condition):
            def counted():
                text = str(connection.query(f"SELECT sum(value) FROM system.events WHERE event = '{event}'"))
                return int(text.strip() or 0)

            before = counted()
            connection.query(
                f"SELECT count(userid) FROM file('{pattern}') WHERE {condition} "
                "SETTINGS use_hive_partitioning = 1")
            return counted() - before

        print("chdb files", read("EngineFileLikeReadFiles", f"month = '{month}'"), len(files))
        print(
            "chdb groups",
            read("ParquetReadRowGroups", f"checkin_time >= parseDateTimeBestEffort('{time}')"),
            read("ParquetReadRowGroups", "checkin_time > 0"))
    sys.exit()

import duckdb


def explain(condition):
    return duckdb.sql(
        f"EXPLAIN ANALYZE SELECT count(userid) FROM read_parquet('{pattern}', "
        f"hive_partitioning = true) WHERE {condition}").fetchall()[0][1]


print("duckdb files", *re.search(r"Scanning Files: (\d+)/(\d+)", explain(f"month = '{month}'")).groups())
groups = re.search(
    r"Row Groups Scanned: (\d+) / (\d+)", explain(f"checkin_time >= TIMESTAMPTZ '{time}'"))
print("duckdb groups", *groups.groups())

import pyarrow
import pyarrow.dataset

data = pyarrow.dataset.dataset(f"{folder}/{table}", partitioning="hive")
field = pyarrow.dataset.field
print("pyarrow files", len(list(data.get_fragments(field("month") == month))), len(data.files))
later = field("checkin_time") >= pyarrow.scalar(instant, pyarrow.timestamp("ms", "UTC"))
fragments = list(data.get_fragments())
print("pyarrow groups", sum(len(part.subset(later).row_groups) for part in fragments),
      sum(part.num_row_groups for part in fragments))

import polars

plan = polars.scan_parquet(pattern, hive_partitioning=True).filter(
    polars.col("month") == month).explain()
others = re.search(r"\.\.\. (\d+) other sources", plan)
print("polars files", 1 + int(others.group(1)) if others else 1, len(data.files))
