"""Over stored rows, as whole processes: beside the sqlite3 shell on a plain table of the same rows, and
beside the duckdb shell on the same rows in a Parquet file."""

import csv
import io
import os
import shutil

from .place import WORK
from .processes import agree, alternate, median, run, say
from .report import verdict
from .service import ROWS_PER_WINDOW, WINDOW, Server, beginning

# The queries: for WorkQL the text between SELECT and FROM, and the text after the conditions; for
# the others the same in their dialects. `times`: the minimum speed relative to sqlite3 and to
# duckdb, if there is a target.
STATEMENTS = {
    "count by user": dict(
        select="userid, count(*) AS n", rest="GROUP BY userid ORDER BY userid",
        times=(10, 1)),
    "late by user": dict(
        select="userid, count(*) AS n", where="exception_type LIKE '%时间异常%'",
        rest="GROUP BY userid ORDER BY userid", times=(10, 1)),
    "a TIMESERIES by day": dict(
        select="count(*) AS n", rest="TIMESERIES 1d", column="n",
        sqlite3="SELECT date(checkin_time, 'unixepoch', '+8 hours') AS day, count(*) AS n "
                "FROM checkin GROUP BY day ORDER BY day",
        duckdb="SELECT (checkin_time AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS n "
               "FROM checkin GROUP BY day ORDER BY day",
        times=(10, 1)),
    "average by rule": dict(
        select="groupname, round(avg(lat), 6) AS north",
        rest="GROUP BY groupname ORDER BY groupname", times=(10, 1)),
    "latest hundred": dict(
        select="userid, checkin_type, location_title, notes, lat",
        rest="ORDER BY checkin_time DESC, userid LIMIT 100", column="userid", times=(10, None)),
    "count(DISTINCT userid)": dict(
        select="count(DISTINCT userid) AS n", rest="", times=(10, None)),
    "a window function": dict(
        select="userid, row_number() OVER (PARTITION BY userid ORDER BY checkin_time) AS place",
        rest="ORDER BY 2 DESC, 1 LIMIT 1", times=(1, None)),
}


def stored_rows(place, table):
    windows = -(-place.options.rows // ROWS_PER_WINDOW)
    since = beginning(windows)
    until = since + windows * WINDOW
    store = os.path.join(WORK, "rows.store")
    parquet = os.path.join(WORK, "rows.parquet")
    plain = os.path.join(WORK, "rows.sqlite")
    with Server(place) as server:
        def fill(path):
            for name in (path, path + "-wal", path + "-shm"):
                if os.path.exists(name):
                    os.remove(name)
            return server.ask(place, "count(*)", since, until, "--store", path)

        say("filling the store")
        measured = alternate({
            "WorkQL": lambda: fill(store),
            "WorkQL with --store off": lambda: server.ask(
                place, "count(*)", since, until, "--store", "off"),
        }, min(place.options.runs, 3))
        server.ask(
            place, "*", since, until, "--store", store, "--offline", "-f", "parquet",
            "-o", parquet)

        def ours(what, rest, condition=None):
            return server.ask(
                place, what, since, until, "--store", store, "--offline",
                condition=condition, rest=rest)

        count = int(ours("count(*) AS n", "").output.split()[-1])
        table.title(f"filling the store with {count:,} check-ins over HTTP")
        table.contender("WorkQL", measured["WorkQL"])
        off = median(measured["WorkQL with --store off"], "seconds")
        ratio = median(measured["WorkQL"], "seconds") / off
        table.contender(
            "WorkQL with --store off", measured["WorkQL with --store off"],
            f"{ratio:.2f} × as slow", verdict(ratio <= 1.5, "≤ 1.5 × as slow"))
        peak = max(figures.megabytes for figures in measured["WorkQL"])
        table.note(f"Filling takes {peak:.0f} MB ({verdict(peak < 200, 'target < 200 MB')}).")
        sizes = copies(place, parquet, plain)
        if sizes:
            ratio = os.path.getsize(store) / sizes
            table.note(
                f"The store has {os.path.getsize(store) / 1e6:.1f} MB, pyarrow's zstd Parquet of the "
                f"same rows {sizes / 1e6:.1f} MB: "
                f"{ratio:.2f} × ({verdict(ratio <= 1.5, '≤ 1.5 ×')}).")
        for name, statement in STATEMENTS.items():
            compare(place, table, name, statement, ours, plain, parquet)


def copies(place, parquet, plain):
    """Makes the files of the peers; the size of pyarrow's, if there is one."""
    done = run(place.peer("stored_rows.py", parquet, plain))
    return int(done.output)


def compare(place, table, name, statement, ours, plain, parquet):
    say(name)
    where, rest = statement.get("where"), statement["rest"]
    condition = f"WHERE {where} " if where else ""
    usual = f"SELECT {statement['select']} FROM checkin {condition}{rest}"
    contenders = {"WorkQL": lambda: ours(statement["select"], rest, where)}
    if shutil.which("sqlite3"):
        contenders["sqlite3"] = lambda: run(
            ["sqlite3", "-csv", "-header", plain, statement.get("sqlite3", usual)])
    duckdb = os.path.join(os.path.dirname(place.python), "duckdb")
    if os.path.exists(duckdb):
        view = f"CREATE VIEW checkin AS FROM '{parquet}'; "
        contenders["duckdb"] = lambda: run(
            [duckdb, "-csv", "-c", view + statement.get("duckdb", usual)])
    measured = alternate(contenders, place.options.runs)
    agree({
        contender: answer(figures[-1].output, statement.get("column"))
        for contender, figures in measured.items()
    })
    table.title(name)
    targets = dict(zip(("sqlite3", "duckdb"), statement["times"]))
    table.compare("WorkQL", measured, targets)


def answer(text, column):
    """The rows, or one column of them; numbers by their values. Sorted, because userids ignore case in
    WorkQL's order and not in the others'."""
    rows = list(csv.DictReader(io.StringIO(text.decode())))
    if column:
        rows = [{column: row[column]} for row in rows]
    return sorted(
        ([number(value) for value in row.values()] for row in rows), key=lambda row: str(row))


def number(text):
    try:
        return round(float(text), 6)
    except ValueError:
        return text
