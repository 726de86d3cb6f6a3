"""Parquet files of random schemas, as other programs write and read them.

    foreign.py write FOLDER COUNT SEED   writes FOLDER/0.parquet … by pyarrow, in all its encodings
    foreign.py compare FOLDER COUNT      reads N.copy.parquet, by pyarrow, DuckDB and Polars: the
                                         rows must be those of N.parquet
"""

import datetime as d
import math
import os
import random
import sys

import pyarrow as pa
import pyarrow.parquet as pq

WORDS = ["正常", "时间异常", "𠮷野家", "", "abc"]
COMPRESSIONS = ["none", "snappy", "gzip", "lz4", "zstd"]


def texts(r):
    kind = r.choice(["few", "many", "empty", "wild", "long"])
    if kind == "few":
        return lambda: r.choice(WORDS)
    if kind == "many":
        return lambda: "u%d" % r.randrange(10**6)
    if kind == "empty":
        return lambda: ""
    if kind == "long":
        return lambda: "长" * r.choice([1, 40, 3000])
    return lambda: "".join(r.choice('ab𠮷é\0\n"') for _ in range(r.randrange(200)))


def integers(r, bits):
    least, greatest = -(1 << bits - 1), (1 << bits - 1) - 1
    kind = r.choice(["small", "full", "edge", "constant", "walk"])
    if kind == "small":
        return lambda: r.randrange(-5, 50)
    if kind == "full":
        return lambda: r.randint(least, greatest)
    if kind == "edge":
        return lambda: r.choice([least, greatest, 0, -1, 1])
    if kind == "constant":
        value = r.randint(least, greatest)
        return lambda: value
    state = [r.randrange(1000)]

    def walk():
        state[0] += r.randrange(-3, 100)
        return state[0]

    return walk


def reals(r):
    odd = [0.0, -0.0, 1.5, math.inf, -math.inf, math.nan]
    return r.choice(
        [lambda: r.choice(odd), lambda: r.gauss(0, 1e10), lambda: float(r.randrange(5))]
    )


def column(r):
    utc = d.timezone.utc
    return r.choice(
        [
            lambda: (pa.bool_(), lambda: r.random() < 0.5),
            lambda: (pa.int64(), integers(r, 64)),
            lambda: (pa.int32(), integers(r, 32)),
            lambda: (pa.float64(), reals(r)),
            lambda: (pa.float32(), lambda: r.randrange(1000) / 4),
            lambda: (pa.string(), texts(r)),
            lambda: (pa.binary(), lambda: r.randbytes(r.randrange(30))),
            lambda: (pa.date32(), lambda: d.date(1900, 1, 1) + d.timedelta(r.randrange(80000))),
            lambda: (
                pa.time32("ms"),
                lambda: d.time(r.randrange(24), r.randrange(60), 7, r.randrange(1000) * 1000),
            ),
            lambda: (
                pa.timestamp("ms", "UTC"),
                lambda: d.datetime(1950, 1, 1, tzinfo=utc)
                + d.timedelta(milliseconds=r.randrange(4 * 10**12)),
            ),
            lambda: (
                pa.timestamp("us"),
                lambda: d.datetime(1950, 1, 1) + d.timedelta(microseconds=r.randrange(4 * 10**15)),
            ),
            lambda: (pa.dictionary(pa.int32(), pa.string()), texts(r)),
        ]
    )()


def encodings(r, t):
    if pa.types.is_boolean(t):
        return r.choice(["PLAIN", "RLE"])
    if pa.types.is_floating(t):
        return r.choice(["PLAIN", "BYTE_STREAM_SPLIT"])
    if pa.types.is_integer(t) or pa.types.is_temporal(t):
        return r.choice(["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"])
    if pa.types.is_dictionary(t):
        return "PLAIN"  # pyarrow does not read its own files of dictionaries in the others
    return r.choice(["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"])


def write(folder, count, seed):
    r = random.Random(seed)
    for number in range(count):
        rows = r.choice([5000, 45000]) if number % 25 == 24 else r.choice([0, 1, 2, 9, 33, 500])
        arrays = []
        for _ in range(r.randrange(1, 7)):
            t, value = column(r)
            missing = r.choice([0, 0, 0.1, 0.9, 1])
            values = [None if r.random() < missing else value() for _ in range(rows)]
            if pa.types.is_dictionary(t):
                arrays.append(pa.array(values, pa.string()).dictionary_encode())
            else:
                arrays.append(pa.array(values, t))
        names = ["c%d" % index for index in range(len(arrays))]
        dictionary = r.random() < 0.5
        pq.write_table(
            pa.table(arrays, names=names),
            os.path.join(folder, "%d.parquet" % number),
            compression=r.choice(COMPRESSIONS),
            data_page_version=r.choice(["1.0", "2.0"]),
            write_page_checksum=r.random() < 0.5,
            use_dictionary=dictionary,
            column_encoding=None
            if dictionary
            else {name: encodings(r, a.type) for name, a in zip(names, arrays)},
            row_group_size=r.choice([None, 100, 7]) if rows < 1000 else r.choice([None, 9000]),
            data_page_size=r.choice([None, 1000]),
        )


def same(a, b):
    if isinstance(a, d.datetime) and isinstance(b, d.datetime) and a.tzinfo and b.tzinfo:
        return a == b
    if isinstance(a, float) and isinstance(b, float):
        return repr(a) == repr(b)
    return a == b and type(a) is type(b)


def compare(folder, count):
    import duckdb
    import polars

    for number in range(count):
        original = pq.read_table(os.path.join(folder, "%d.parquet" % number))
        path = os.path.join(folder, "%d.copy.parquet" % number)
        copy = pq.read_table(path, page_checksum_verification=True)
        rows = duckdb.sql("SELECT * FROM read_parquet('%s')" % path).fetchall()
        frame = polars.read_parquet(path)
        for index, name in enumerate(original.column_names):
            wanted = original[name].to_pylist()
            for reader, got in [
                ("pyarrow", copy[name].to_pylist()),
                ("DuckDB", [row[index] for row in rows]),
                ("Polars", frame[name].to_list()),
            ]:
                wrong = [pair for pair in zip(wanted, got) if not same(*pair)]
                if wrong or len(wanted) != len(got):
                    sys.exit("%s: %d.%s: %s" % (reader, number, name, wrong[:3]))


if sys.argv[1] == "write":
    write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    compare(sys.argv[2], int(sys.argv[3]))
