"""Asks a server by the drivers of others: clients.py NAME PORT, or clients.py --has NAME.

Each function is one driver. What it reads has to be what the table below says, which the library gives
as well; the first difference ends the program.
"""
import asyncio
import datetime
import importlib
import os
import shutil
import sys

JAR = "/usr/share/java/postgresql.jar"
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
# One row with a value of each type, and one of NULLs.
VALUES = """
SELECT * FROM (VALUES
  ('𠮷野家', 9007199254740993, 0.1, true, DATE '2026-08-01', TIME '09:30:15',
   TIMESTAMP '2026-08-01 09:00:00.250+08:00')
) AS v(t, i, r, b, d, c, s)
"""
EXPECTED = (
    "𠮷野家", 9007199254740993, 0.1, True, datetime.date(2026, 8, 1), datetime.time(9, 30, 15),
    datetime.datetime(2026, 8, 1, 9, 0, 0, 250000, SHANGHAI))
PUNCHES = """SELECT userid, checkin_time, lat FROM checkin
WHERE userid = 'lisi' DURING 2026-08-10 ORDER BY checkin_time"""
RANGE = """SELECT count(*) FROM checkin WHERE userid = {0} AND checkin_time >= {1}
AND checkin_time < {2}"""
START = datetime.datetime(2026, 8, 3, tzinfo=SHANGHAI)
END = datetime.datetime(2026, 8, 8, tzinfo=SHANGHAI)


def same(found, wanted):
    if found != wanted:
        raise SystemExit(f"found {found!r}, wanted {wanted!r}")


def psycopg(port):
    import psycopg
    from psycopg.rows import tuple_row
    with psycopg.connect(host="127.0.0.1", port=port, user="lisa", dbname="workql") as c:
        for binary in (False, True):
            cur = c.cursor(binary=binary, row_factory=tuple_row)
            same(cur.execute(VALUES).fetchone(), EXPECTED)
            same(cur.execute("SELECT NULL, %s::text, %b::bigint, %s", ["a", 7, None]).fetchone(),
                 (None, "a", 7, None))
        day = datetime.timedelta(days=1)
        for binary in ("%s", "%b"):
            same(c.execute(f"SELECT timestamptz '2026-08-02 00:00+08' - {binary}",
                           [day]).fetchone()[0],
                 datetime.datetime.fromisoformat("2026-08-01T00:00+08:00"))
            same(c.execute(f"SELECT timestamptz '2026-08-02 00:00+08' + {binary}",
                           [-day]).fetchone()[0],
                 datetime.datetime.fromisoformat("2026-08-01T00:00+08:00"))
        # The fifth run and later ones are prepared by name.
        counts = {
            c.execute(RANGE.format("%s", "%s", "%s"), ["lisi", START, END]).fetchone()[0]
            for _ in range(8)}
        same(len(counts), 1)
        (count,) = counts
        assert count > 0
        same(c.execute("SELECT count(*) FROM checkin WHERE userid IN (%s, %s) "
                       "AND checkin_time BETWEEN %s AND %s LIMIT %s",
                       ["lisi", "nobody", START, END, 5]).fetchone()[0], count)
        try:
            c.execute("SELECT nosuch FROM checkin SINCE 1d")
        except psycopg.errors.UndefinedColumn as error:
            same(error.diag.sqlstate, "42703")
            same(error.diag.statement_position, "8")
        else:
            raise SystemExit("an unknown column is no error")
        c.rollback()
        with c.pipeline():
            cursors = [c.cursor() for _ in range(4)]
            for index, cur in enumerate(cursors):
                cur.execute("SELECT %s::bigint + 1", [index])
            same([cur.fetchone()[0] for cur in cursors], [1, 2, 3, 4])
        with c.cursor(name="rows") as cur:
            cur.itersize = 7
            cur.execute("SELECT userid, checkin_time FROM checkin WHERE userid = 'lisi' "
                        "DURING 2026-07")
            rows = list(cur)
        same(len(rows), c.execute("SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                                  "DURING 2026-07").fetchone()[0])
        with c.cursor().copy(f"COPY ({VALUES}) TO STDOUT (FORMAT binary)") as copy:
            copy.set_types(["text", "int8", "float8", "bool", "date", "time", "timestamptz"])
            same([row for row in copy.rows()], [EXPECTED])
        with c.cursor().copy("COPY (SELECT 'a' || chr(9) || 'b', NULL) TO STDOUT") as copy:
            same([row for row in copy.rows()], [("a\tb", None)])
        notices = []
        c.add_notice_handler(lambda n: notices.append(n.message_primary))
        same(c.execute("SELECT count(*) FROM screen_capture").fetchone(), (0,))
        assert "store alone" in notices[-1], notices
        same(c.info.parameter_status("TimeZone"), "Asia/Shanghai")
        c.execute("SET TIME ZONE 'UTC'")
        same(c.info.parameter_status("TimeZone"), "UTC")


def psycopg2(port):
    import psycopg2
    c = psycopg2.connect(host="127.0.0.1", port=port, user="lisa", dbname="workql")
    cur = c.cursor()
    cur.execute(VALUES)
    same(cur.fetchone(), EXPECTED)
    cur.execute("SELECT %s, %s, %s", ["it's", 7, None])
    same(cur.fetchone(), ("it's", 7, None))
    cur.execute(PUNCHES)
    rows = cur.fetchall()
    assert rows and all(row[0] == "lisi" and row[1].tzinfo for row in rows)
    named = c.cursor("named")
    named.itersize = 3
    named.execute(PUNCHES)
    same(named.fetchall(), rows)
    named.close()
    try:
        cur.execute("SELEC 1")
    except psycopg2.errors.SyntaxError:
        pass
    else:
        raise SystemExit("a mistake is no error")
    try:
        cur.execute("SELECT 1")
    except psycopg2.errors.InFailedSqlTransaction:
        pass
    else:
        raise SystemExit("a failed transaction goes on")
    c.rollback()
    cur.execute("SELECT 1; SELECT 2")
    same(cur.fetchone(), (2,))
    c.commit()
    c.close()


def asyncpg(port):
    import asyncpg

    async def main():
        pool = await asyncpg.create_pool(
            host="127.0.0.1", port=port, user="lisa", database="workql", min_size=2, max_size=4)
        async with pool.acquire() as c:
            row = await c.fetchrow(VALUES)
            same(tuple(row), EXPECTED)
            statement = await c.prepare(RANGE.format("$1", "$2", "$3"))
            same([p.name for p in statement.get_parameters()],
                 ["text", "timestamptz", "timestamptz"])
            same([a.type.name for a in statement.get_attributes()], ["int8"])
            count = await statement.fetchval("lisi", START, END)
            assert count > 0
            same(await c.fetchval("SELECT count(*) FROM checkin WHERE userid = ANY($1) "
                                  "AND checkin_time BETWEEN $2 AND $3",
                                  ["lisi", "nobody"], START, END), count)
            same(await c.fetchval("SELECT $1::bigint + 1", 2**53), 2**53 + 1)
            punches = await c.fetchval("SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                                       "DURING 2026-07")
            for text in ("SINCE $1 UNTIL $2", "SINCE $1 THROUGH $2"):
                end = "2026-08" if "UNTIL" in text else "2026-07"
                same(await c.fetchval("SELECT count(*) FROM checkin WHERE userid = 'lisi' "
                                      + text, "2026-07", end), punches)
            same(await c.fetchval("SELECT count(*) FROM checkin WHERE userid = 'lisi' DURING $1",
                                  "2026-07"), punches)
            async with c.transaction():
                cursor = await c.cursor(PUNCHES)
                first = await cursor.fetch(1)
                rest = await cursor.fetch(100)
            same([tuple(r) for r in first + rest],
                 [tuple(r) for r in await c.fetch(PUNCHES)])
            try:
                await c.fetch("SELECT nosuch FROM checkin SINCE 1d")
            except asyncpg.UndefinedColumnError:
                pass
            else:
                raise SystemExit("an unknown column is no error")
        results = await asyncio.gather(*[pool.fetchval("SELECT $1::text", str(i))
                                         for i in range(20)])
        same(results, [str(i) for i in range(20)])
        await pool.close()

    asyncio.run(main())


def pg8000(port):
    import pg8000.dbapi
    c = pg8000.dbapi.connect(host="127.0.0.1", port=port, user="lisa", database="workql")
    cur = c.cursor()
    cur.execute(VALUES)
    same(tuple(cur.fetchone()), EXPECTED)
    cur.execute(RANGE.format("%s", "%s", "%s"), ("lisi", START, END))
    assert cur.fetchone()[0] > 0
    cur.execute("SELECT %s, %s", ("a", None))
    same(list(cur.fetchone()), ["a", None])
    try:
        cur.execute("SELECT nosuch FROM checkin SINCE 1d")
    except pg8000.dbapi.DatabaseError as error:
        same(error.args[0]["C"], "42703")
    else:
        raise SystemExit("an unknown column is no error")
    c.rollback()
    cur.execute("SELECT 1")
    same(cur.fetchone()[0], 1)
    c.close()


def sqlalchemy(port):
    import pandas
    import sqlalchemy as sa
    for driver in ("psycopg2", "psycopg", "pg8000"):
        try:
            engine = sa.create_engine(f"postgresql+{driver}://lisa@127.0.0.1:{port}/workql")
        except ImportError:
            continue
        inspector = sa.inspect(engine)
        names = inspector.get_table_names()
        assert {"checkin", "corp_recording", "member"} <= set(names), names
        columns = {c["name"]: c for c in inspector.get_columns("checkin")}
        same(str(columns["checkin_time"]["type"]), "TIMESTAMP")
        assert columns["userid"]["comment"]
        metadata = sa.MetaData()
        metadata.reflect(engine)
        table = metadata.tables["checkin"]
        chosen = table.c.userid.in_(["lisi", "zhangsan"]) & table.c.checkin_time.between(START, END)
        with engine.connect() as c:
            frame = pandas.read_sql(
                sa.select(table.c.userid, table.c.checkin_time, table.c.lat).where(chosen)
                .order_by(table.c.checkin_time), c)
            same(str(frame.lat.dtype), "float64")
            assert frame.checkin_time.dt.tz is not None and frame.checkin_time.is_monotonic_increasing
            counts = dict(c.execute(
                sa.select(table.c.userid, sa.func.count()).where(chosen).group_by(table.c.userid)
            ).fetchall())
            same(counts, {k: int(v) for k, v in frame.groupby("userid").size().items()})
            same(set(counts), {"lisi", "zhangsan"})
            row = c.execute(sa.text(VALUES)).fetchone()
            same(tuple(row), EXPECTED)
            # A whole table of people makes no call: it is what the store has.
            same(len(pandas.read_sql_table("screen_capture", c)), 0)
        engine.dispose()


def pyodbc(port):
    import pyodbc
    c = pyodbc.connect(
        "Driver=PostgreSQL Unicode;BoolsAsChar=0;Servername=127.0.0.1;Database=workql;Uid=lisa;"
        f"Port={port};", autocommit=True)
    cur = c.cursor()
    names = {row.table_name: row.table_type for row in cur.tables()}
    same(names["checkin"], "TABLE")
    types = {row.column_name: row.type_name for row in cur.columns(table="checkin")}
    same((types["userid"], types["checkin_time"], types["lat"]), ("text", "timestamptz", "float8"))
    # ODBC has no zones: an instant is that of the session's clock.
    row = tuple(cur.execute(VALUES).fetchone())
    same(row, EXPECTED[:6] + (EXPECTED[6].replace(tzinfo=None),))
    start, end = START.replace(tzinfo=None), END.replace(tzinfo=None)
    counts = {cur.execute(RANGE.format("?", "?", "?"), "lisi", start, end).fetchone()[0]
              for _ in range(7)}
    same(len(counts), 1)
    assert counts.pop() > 0
    same(tuple(cur.execute("SELECT ?, ?", "it's", None).fetchone()), ("it's", None))
    try:
        cur.execute("SELECT nosuch FROM checkin SINCE 1d")
    except pyodbc.Error as error:
        same(error.args[0], "42703")
    else:
        raise SystemExit("an unknown column is no error")
    same(cur.execute("SELECT 1").fetchone()[0], 1)
    c.close()


def adbc(port):
    import adbc_driver_postgresql.dbapi as adbc
    import pyarrow
    with adbc.connect(f"postgresql://lisa@127.0.0.1:{port}/workql") as c, c.cursor() as cur:
        cur.execute(VALUES)
        table = cur.fetch_arrow_table()
        same([str(field.type) for field in table.schema],
             ["string", "int64", "double", "bool", "date32[day]", "time64[us]",
              "timestamp[us, tz=UTC]"])
        same(tuple(table.to_pylist()[0].values()), EXPECTED)
        cur.execute(PUNCHES)
        rows = cur.fetch_arrow_table()
        assert rows.num_rows > 0
        same({row["userid"] for row in rows.to_pylist()}, {"lisi"})
        cur.execute("SELECT count(*) FROM checkin WHERE userid = $1 AND checkin_time >= "
                    "'2026-08-10' AND checkin_time < '2026-08-11'", ("lisi",))
        same(cur.fetchone(), (rows.num_rows,))
        tables = c.adbc_get_objects(depth="tables", db_schema_filter="public").read_all()
        names = {t["table_name"] for catalog in tables.to_pylist()
                 for schema in catalog["catalog_db_schemas"] or []
                 for t in schema["db_schema_tables"] or []}
        assert {"checkin", "member"} <= names, names
        same(c.adbc_get_table_schema("checkin").field("checkin_time").type,
             pyarrow.timestamp("us", "UTC"))


def connectorx(port):
    import connectorx
    for protocol in ("binary", "csv", "cursor"):
        table = connectorx.read_sql(
            f"postgresql://lisa@127.0.0.1:{port}/workql", VALUES, return_type="arrow",
            protocol=protocol)
        row = tuple(table.to_pylist()[0].values())
        same(row[:6], EXPECTED[:6])
        same(row[6].astimezone(SHANGHAI), EXPECTED[6])
    parts = connectorx.read_sql(
        f"postgresql://lisa@127.0.0.1:{port}/workql",
        ["SELECT userid FROM checkin WHERE userid = 'lisi' DURING 2026-08-10",
         "SELECT userid FROM checkin WHERE userid = 'zhangsan' DURING 2026-08-10"],
        return_type="arrow")
    same(set(parts.column(0).to_pylist()), {"lisi", "zhangsan"})


def pyspark(port):
    import time
    from pyspark.sql import SparkSession
    # Spark's times are those of the zone of this program.
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    # The Java process, which inherits it, writes its log there.
    errors, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    spark = (SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
             .config("spark.jars", JAR).config("spark.sql.session.timeZone", "Asia/Shanghai")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=Asia/Shanghai")
             .config("spark.ui.showConsoleProgress", "false").getOrCreate())
    os.dup2(errors, 2)

    def read(**options):
        return (spark.read.format("jdbc").option("driver", "org.postgresql.Driver")
                .option("url", f"jdbc:postgresql://127.0.0.1:{port}/workql").option("user", "lisa")
                .options(**options).load())

    try:
        rows = read(query=VALUES)
        same([field.dataType.simpleString() for field in rows.schema],
             ["string", "bigint", "double", "boolean", "date", "timestamp", "timestamp"])
        (row,) = rows.collect()
        same(tuple(row[:5]), EXPECTED[:5])
        same(row[5].time(), EXPECTED[5])
        same(row[6].replace(tzinfo=SHANGHAI), EXPECTED[6])
        # The condition is pushed into the statement, as a range.
        table = read(dbtable="checkin").where(
            "userid = 'lisi' AND checkin_time >= '2026-08-10' AND checkin_time < '2026-08-11'")
        found = table.select("userid", "checkin_time").collect()
        assert found and {row.userid for row in found} == {"lisi"}, found
        same(table.count(), len(found))
        same(read(dbtable="member").limit(1).count() in (0, 1), True)
    finally:
        spark.stop()


def psql_interrupt(port):
    import signal
    import subprocess
    import time
    # The parent process may have left the signal blocked.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    run = subprocess.Popen(
        ["psql", "-X", "-h", "127.0.0.1", "-p", str(port), "-U", "lisa", "workql", "-c", "\\! echo begun",
         "-c",
         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        # Before it is connected, the signal would be its end.
        same(run.stdout.readline(), "begun\n")
        for _ in range(60):
            time.sleep(1)
            if run.poll() is not None:
                break
            run.send_signal(signal.SIGINT)
        output = run.stdout.read()
    finally:
        run.kill()
    assert "canceling statement due to user request" in output, output


CLIENTS = {
    f.__name__: f
    for f in (psycopg, psycopg2, asyncpg, pg8000, sqlalchemy, pyodbc, adbc, connectorx, pyspark,
              psql_interrupt)}

if __name__ == "__main__":
    name = sys.argv[1]
    if name == "--has":
        # What a client needs besides itself.
        modules = {
            "sqlalchemy": ["sqlalchemy", "pandas", "psycopg2"],
            "adbc": ["adbc_driver_postgresql.dbapi", "pyarrow"],
            "connectorx": ["connectorx", "pyarrow"]}
        try:
            for module in modules.get(sys.argv[2], [sys.argv[2]]):
                importlib.import_module(module)
            assert sys.argv[2] != "pyspark" or os.path.exists(JAR) and shutil.which("java")
            if sys.argv[2] == "pyodbc":
                import pyodbc as odbc
                assert "PostgreSQL Unicode" in odbc.drivers()
        except (ImportError, AssertionError):
            raise SystemExit(1)
    else:
        CLIENTS[name](int(sys.argv[2]))
        print("ok")
