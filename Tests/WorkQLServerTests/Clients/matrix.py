"""The values of a query by one driver: matrix.py DRIVER PORT QUERY, a line of JSON for each row.

Each value is written with its kind before it, so that all drivers and the library write it the same.
"""
import asyncio
import datetime
import json
import sys
from decimal import Decimal


def written(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return f"boolean {str(value).lower()}"
    if isinstance(value, int):
        return f"integer {value}"
    if isinstance(value, (float, Decimal)):
        return f"real {float(value)!r}"
    if isinstance(value, datetime.datetime):
        since = value - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
        return f"timestamp {since // datetime.timedelta(milliseconds=1)}"
    if isinstance(value, datetime.date):
        return f"date {value.isoformat()}"
    if isinstance(value, datetime.time):
        return f"time {value.isoformat('milliseconds')}"
    if isinstance(value, (list, dict)):
        return f"json {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
    return f"text {value}"


def psycopg(port, query, binary=False):
    import psycopg as driver
    with driver.connect(host="127.0.0.1", port=port, user="lisa", dbname="workql") as c:
        c.execute("SET TimeZone = 'Europe/Berlin'")
        return c.cursor(binary=binary).execute(query).fetchall()


def psycopg_binary(port, query):
    return psycopg(port, query, binary=True)


def psycopg2(port, query):
    import psycopg2 as driver
    with driver.connect(host="127.0.0.1", port=port, user="lisa", dbname="workql") as c:
        cur = c.cursor()
        cur.execute("SET TimeZone = 'Europe/Berlin'")
        cur.execute(query)
        return cur.fetchall()


def asyncpg(port, query):
    import asyncpg as driver

    async def main():
        c = await driver.connect(host="127.0.0.1", port=port, user="lisa", database="workql")
        await c.execute("SET TimeZone = 'Europe/Berlin'")
        await c.set_type_codec(
            "json", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
        rows = await c.fetch(query)
        await c.close()
        return rows

    return asyncio.run(main())


def pg8000(port, query):
    import pg8000.dbapi as driver
    c = driver.connect(host="127.0.0.1", port=port, user="lisa", database="workql")
    cur = c.cursor()
    cur.execute("SET TimeZone = 'Europe/Berlin'")
    cur.execute(query)
    rows = cur.fetchall()
    c.close()
    return rows


DRIVERS = {f.__name__: f for f in (psycopg, psycopg_binary, psycopg2, asyncpg, pg8000)}
for row in DRIVERS[sys.argv[1]](int(sys.argv[2]), sys.argv[3]):
    print(json.dumps([written(value) for value in row], ensure_ascii=False))
