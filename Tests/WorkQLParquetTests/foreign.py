"""Parquet files of random schemas, as other programs write and read them.

    foreign.py write FOLDER COUNT SEED   writes FOLDER/0.parquet … by pyarrow, in all its encodings
    foreign.py compare FOLDER COUNT      reads N.copy.parquet, by pyarrow, DuckDB and Polars: the
                                         rows must be those of N.parquet
    foreign.py same FILE COPY            reads both by pyarrow: the rows must be equal

What is nested is JSON in the copy. Decimals are numbers or texts there, and half floats are doubles.
"""

import datetime as d
import decimal
import json
import math
import os
import random
import sys
import uuid

import pyarrow as pa
import pyarrow.parquet as pq

WORDS = ["正常", "时间异常", "𠮷野家", "", "abc"]
COMPRESSIONS = ["none", "snappy", "gzip", "lz4", "zstd"]
# The number of rows from which on texts are all different, beyond what a dictionary takes.
MANY = 70_000


def texts(r, rows):
    kind = r.choice(["few", "many", "empty", "wild", "long"])
    if rows >= MANY and r.random() < 0.5:
        different = iter(range(10**9))
        return lambda: "u%d" % next(different)
    if rows <= 9 and r.random() < 0.1:
        return lambda: r.choice("aü长𠮷") * r.choice([1, 1 << 20])
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


def column(r, rows):
    utc = d.timezone.utc
    return r.choice(
        [
            lambda: (pa.bool_(), lambda: r.random() < 0.5),
            lambda: (pa.int64(), integers(r, 64)),
            lambda: (pa.int32(), integers(r, 32)),
            lambda: (pa.float64(), reals(r)),
            lambda: (pa.float32(), lambda: r.randrange(1000) / 4),
            lambda: (pa.string(), texts(r, rows)),
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
            lambda: (pa.dictionary(pa.int32(), pa.string()), texts(r, rows)),
            lambda: (pa.uint32(), lambda: r.randrange(1 << 32)),
            lambda: (pa.uint64(), lambda: r.randrange(1 << 63)),
            lambda: (pa.int8(), lambda: r.randrange(-128, 128)),
            lambda: (pa.time64("us"), lambda: d.time(r.randrange(24), 5, 6, r.randrange(10**6))),
            lambda: (pa.decimal128(9, 2), lambda: decimal.Decimal(r.randrange(-(10**8), 10**8)) / 100),
            lambda: (pa.decimal128(17, 0), lambda: decimal.Decimal(r.randrange(-(10**17), 10**17))),
            lambda: (pa.decimal256(50, 7), lambda: decimal.Decimal(r.randrange(10**40)).scaleb(-7)),
            lambda: nested(r, 0),
        ]
    )()


def nested(r, depth):
    """A list, a struct or a map, of parts that may be NULL."""

    def part():
        if depth < 2 and r.random() < 0.4:
            t, value = nested(r, depth + 1)
        else:
            t, value = r.choice(
                [
                    lambda: (pa.int64(), lambda: r.randrange(-9, 9)),
                    lambda: (pa.string(), lambda: r.choice(WORDS + ['"\\\n', "\x01"])),
                    lambda: (pa.bool_(), lambda: r.random() < 0.5),
                    lambda: (pa.float64(), lambda: r.randrange(100) / 8),
                    lambda: (pa.date32(), lambda: d.date(2026, 8, r.randrange(1, 29))),
                    lambda: (pa.decimal128(20, 3), lambda: decimal.Decimal(r.randrange(10**19)) / 1000),
                ]
            )()
        return t, lambda: None if r.random() < 0.2 else value()

    kind = r.choice(["list", "list", "struct", "map"])
    t, value = part()
    if kind == "list":
        return pa.list_(t), lambda: [value() for _ in range(r.randrange(4))]
    if kind == "map":
        return pa.map_(pa.string(), t), lambda: [("k%d" % k, value()) for k in range(r.randrange(3))]
    u, other = part()
    return pa.struct([("a", t), ("b", u)]), lambda: {"a": value(), "b": other()}


def encodings(r, t):
    if pa.types.is_nested(t) or pa.types.is_decimal(t):
        return "PLAIN"
    if pa.types.is_boolean(t):
        return r.choice(["PLAIN", "RLE"])
    if pa.types.is_floating(t):
        return r.choice(["PLAIN", "BYTE_STREAM_SPLIT"])
    if pa.types.is_integer(t) or pa.types.is_temporal(t):
        return r.choice(["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"])
    if pa.types.is_dictionary(t):
        return "PLAIN"  # pyarrow cannot read its own dictionary files in the others
    return r.choice(["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"])


def write(folder, count, seed):
    r = random.Random(seed)
    for number in range(count):
        rows = r.choice([5000, 45000, MANY + 3000]) if number % 25 == 24 else r.choice([0, 1, 2, 9, 33, 500])
        arrays = []
        for _ in range(r.randrange(1, 7)):
            t, value = column(r, rows)
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
            else {
                name: encodings(r, a.type)
                for name, a in zip(names, arrays)
                if not pa.types.is_nested(a.type)
            },
            row_group_size=r.choice([None, 100, 7]) if rows < 1000 else r.choice([None, 9000]),
            data_page_size=r.choice([None, 1000]),
        )


def same(a, b):
    # pandas has a class of its own for times in nanoseconds.
    if isinstance(a, d.datetime) and isinstance(b, d.datetime):
        return a == b and (a.tzinfo is None) == (b.tzinfo is None)
    if isinstance(a, float) and isinstance(b, float):
        return repr(a) == repr(b)
    if isinstance(a, decimal.Decimal):
        return b is not None and (float(a) == b if isinstance(b, float) else a == decimal.Decimal(b))
    if isinstance(a, (list, dict)):
        return b is not None and plain(a) == json.loads(b, parse_float=decimal.Decimal)
    if isinstance(a, uuid.UUID):
        return str(a) == b
    if isinstance(a, bytes) and isinstance(b, str):
        return a == b.encode()
    return a == b and type(a) is type(b)


def plain(a):
    """What is nested as JSON has it."""
    if isinstance(a, list) and a and all(isinstance(pair, tuple) for pair in a):
        if all(isinstance(key, (str, bytes)) for key, _ in a):
            return {plain(key): plain(value) for key, value in a}
        return [{"key": plain(key), "value": plain(value)} for key, value in a]
    if isinstance(a, list):
        return [plain(value) for value in a]
    if isinstance(a, dict):
        return {key: plain(value) for key, value in a.items()}
    if isinstance(a, float):
        return decimal.Decimal(repr(a))
    if isinstance(a, (d.date, d.time)):
        return a.isoformat()
    if isinstance(a, bytes):
        return a.decode()
    return a


def empty_maps(t, values):
    """Python has no empty list that is known to be a map."""
    if pa.types.is_map(t):
        return [
            None
            if value is None
            else {key: part for (key, _), part in zip(value, empty_maps(t.item_type, [v for _, v in value]))}
            if pa.types.is_string(t.key_type) or pa.types.is_binary(t.key_type)
            else value
            for value in values
        ]
    if pa.types.is_list(t):
        return [None if value is None else empty_maps(t.value_type, value) for value in values]
    if pa.types.is_struct(t):
        return [
            None
            if value is None
            else {f.name: empty_maps(f.type, [value[f.name]])[0] for f in t}
            for value in values
        ]
    return values


def values_of(table, name):
    return empty_maps(table.schema.field(name).type, table[name].to_pylist())


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
            wanted = values_of(original, name)
            for reader, got in [
                ("pyarrow", copy[name].to_pylist()),
                ("DuckDB", [row[index] for row in rows]),
                ("Polars", frame[name].to_list()),
            ]:
                wrong = [pair for pair in zip(wanted, got) if not same(*pair)]
                if wrong or len(wanted) != len(got):
                    sys.exit("%s: %d.%s: %s" % (reader, number, name, wrong[:3]))


def in_utc(a, b):
    """INT96 is an instant, of which pyarrow does not say so."""
    both = isinstance(a, d.datetime) and isinstance(b, d.datetime)
    return a.replace(tzinfo=d.timezone.utc) if both and not a.tzinfo and b.tzinfo else a


def check(path, other):
    original, copy = pq.read_table(path), pq.read_table(other)
    if original.column_names != copy.column_names or len(original) != len(copy):
        sys.exit("%s: other columns, or %d rows for %d" % (path, len(copy), len(original)))
    for name in original.column_names:
        pairs = zip(values_of(original, name), copy[name].to_pylist())
        wrong = [(a, b) for a, b in pairs if not same(in_utc(a, b), b)]
        if wrong:
            sys.exit("%s: %s: %s" % (path, name, wrong[:3]))


if sys.argv[1] == "same":
    check(sys.argv[2], sys.argv[3])
elif sys.argv[1] == "write":
    write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    compare(sys.argv[2], int(sys.argv[3]))
