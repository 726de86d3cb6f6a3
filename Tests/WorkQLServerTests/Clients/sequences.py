"""Random sequences of messages to two servers: their answers, and the order of these, are the same.

    sequences.py COUNT SEED HOST1:PORT1 HOST2:PORT2     a host that begins with / is a socket's folder

Prints `ok`, or the first sequences whose answers differ, each without the messages that do not matter.
The first server gets as many sequences with changed bytes, which it has to survive.
"""
import random
import socket
import struct
import sys

ROWS = "SELECT n::text AS n FROM (VALUES (1), (2), (3), (4), (5)) AS v (n)"
WRONG_ROW = "SELECT CAST(v AS bigint) AS c FROM (VALUES ('1'), ('x')) AS t (v)"
READS = [
    "SELECT 1", "SELECT 'a' AS a, NULL::text AS b, true AS c", "SELECT 7::bigint AS a WHERE 1 = 0",
    ROWS, ROWS, "SHOW DateStyle", "SHOW TRANSACTION ISOLATION LEVEL", WRONG_ROW,
    "SELECT * FROM no_such_table", "SELECT nosuch FROM (VALUES (1)) AS v (a)", "SELECT nosuch(1)",
    "SELECT a FROM (VALUES (1)) AS v (a), (VALUES (1)) AS w (a)", "SELEC 1", "SELECT (1", "SHOW nosuch",
    "SELECT CAST('x' AS bigint) AS c", "SELECT date '2026-02-30'", "VALUES (1::text), ('b')",
]
CONTROLS = [
    "BEGIN", "START TRANSACTION READ ONLY", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT s",
    "SAVEPOINT t", "ROLLBACK TO SAVEPOINT s", "ROLLBACK TO t", "RELEASE SAVEPOINT s", "RELEASE t",
    "BEGIN READ ONLY", "COMMIT WORK", "COMMIT nonsense", "END AND NO CHAIN", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN",
    "SET TRANSACTION READ ONLY", "SET LOCAL application_name = 'y'",
]
OTHERS = [
    "SET application_name = 'x'", "RESET application_name", "SHOW application_name", "RESET ALL",
    "SET DateStyle = 'ISO, YMD'", "SET client_encoding = 'nosuch'", "SET TimeZone = 'Nowhere/Never'",
    "SET statement_timeout = 'x'", "", "-- nothing", "/* nothing */ ",
    "DECLARE c CURSOR FOR " + ROWS, "DECLARE c SCROLL CURSOR FOR " + ROWS,
    "DECLARE h CURSOR WITH HOLD FOR " + ROWS, "FETCH 2 FROM c", "FETCH ALL FROM c", "FETCH h",
    "FETCH PRIOR FROM c", "FETCH 0 FROM c", "MOVE 2 IN c", "FETCH 2 FROM x", "MOVE ALL FROM h",
    "CLOSE c", "CLOSE x", "CLOSE ALL", "FETCH 1 FROM nosuch",
    "PREPARE p AS " + ROWS, "PREPARE q (bigint) AS SELECT $1::text AS a", "PREPARE a AS SELECT 'p'",
    "EXECUTE p", "EXECUTE q(7)", "EXECUTE q", "EXECUTE q('x')", "EXECUTE nosuch",
    "DEALLOCATE p", "DEALLOCATE q", "DEALLOCATE ALL", "DISCARD ALL", "DISCARD PLANS",
    "LISTEN l", "UNLISTEN *", "COPY (" + ROWS + ") TO STDOUT", "COPY (" + WRONG_ROW + ") TO STDOUT",
    "COPY (SELECT 1) TO STDOUT (FORMAT csv, HEADER)",
]
QUERIES = READS + CONTROLS + OTHERS
TEXTS = QUERIES + [
    "SELECT 1; SELECT 2", "SELECT 1; SELEC", "BEGIN; SELECT 1", ";;", "SELECT 1; BEGIN; SELEC 2",
    "BEGIN; COMMIT", "SELECT 1;", "ROLLBACK; SELECT 1", "SELECT 1; SELECT nosuch(1); SELECT 2",
    "BEGIN; SELECT nosuch(1); COMMIT", "SELECT 1; ; SELECT 2;;", "SELECT $1", "SELECT 1; -- end",
    "BEGIN; DECLARE c CURSOR FOR " + ROWS + "; FETCH 1 FROM c; COMMIT; FETCH 1 FROM c",
    "SELECT 1; DISCARD ALL", "SET application_name = 'z'; SELECT nosuch(1)",
    "SET application_name = 'v'; BEGIN; SET application_name = 'w'; ROLLBACK",
    "SET application_name = 'u'; ROLLBACK; SHOW application_name",
    "SELECT 1; COPY (SELECT 1) TO STDOUT; SELECT 2", "SELECT 'a;b'; SELECT 3",
]
# Statements with parameters, and the types that the client declares.
BOUND = [
    ("SELECT $1 AS a", [25]), ("SELECT $1::bigint AS a, $2::text AS b", []),
    ("SELECT $2::bool AS a", [25]), ("SELECT $1 AS b", [20]),
    ("SELECT n FROM (VALUES ('a'), ('b')) AS v (n) WHERE n = $1", []),
    ("SELECT $1::float8 AS a", [0]),
]
NAMES = ["", "", "a", "b"]
PORTALS = ["", "", "x", "y"]
VALUES = [b"v", b"7", b"t", b"2026-08-01", b"", b"\xff", b"1\x002", None, b"\0\0\0\0\0\0\0\x07", b"\x01"]
FORMATS = [[], [], [], [0], [1], [0, 0], [0, 1], [1, 1, 1], [2]]


def message(kind, body=b""):
    return kind.encode() + struct.pack(">i", len(body) + 4) + body


def text(value):
    return value.encode() + b"\0"


def shorts(numbers):
    return struct.pack(f">h{len(numbers)}h", len(numbers), *numbers)


def one(random):
    """A message, and what it is called where a difference is printed."""
    kind = random.choices(
        "QPBDECHSMXdFz", weights=[80, 120, 160, 100, 200, 40, 40, 120, 20, 4, 15, 15, 4])[0]
    if kind == "Q":
        query = random.choice(TEXTS)
        return message("Q", text(query)), f"Query {query!r}"
    if kind == "P":
        name = random.choice(NAMES)
        query, types = random.choice(BOUND) if random.random() < 0.25 else (random.choice(QUERIES), [])
        body = text(name) + text(query) + struct.pack(">h", len(types))
        return message("P", body + b"".join(struct.pack(">I", t) for t in types)), (
            f"Parse {name!r} {query!r} {types}")
    if kind == "B":
        portal, name = random.choice(PORTALS), random.choice(NAMES)
        values = random.choices(VALUES, k=random.choice([0, 0, 0, 0, 1, 1, 2]))
        formats = random.choice(FORMATS) if values or random.random() < 0.1 else []
        results = random.choice(FORMATS)
        body = text(portal) + text(name) + shorts(formats) + struct.pack(">h", len(values))
        for value in values:
            body += struct.pack(">i", -1) if value is None else struct.pack(">i", len(value)) + value
        return message("B", body + shorts(results)), (
            f"Bind {portal!r} to {name!r} with {values} {formats} results {results}")
    if kind in "DC":
        what = random.choice("SP")
        name = random.choice(NAMES if what == "S" else PORTALS + ["c"])
        return message(kind, what.encode() + text(name)), f"{kind} {what} {name!r}"
    if kind == "E":
        portal, rows = random.choice(PORTALS + ["c"]), random.choice([0, 0, 1, 2, 5, 6, -1])
        return message("E", text(portal) + struct.pack(">i", rows)), f"Execute {portal!r} {rows}"
    if kind == "M":
        # Messages whose contents are too short, too long, or not UTF-8.
        name, body = random.choice(
            [("B", b"x\0"), ("P", b"a"), ("D", b"Q\0"), ("E", text("x")), ("Q", b"SELECT '\xff'\0"),
             ("P", b"a\0SELECT '\xff'\0\0\0"), ("C", b"S"), ("S", b"x"), ("H", b"x"),
             ("D", b"Sa\0x"), ("Q", b"SELECT 1\0\0"), ("Q", b"SELECT 1"), ("C", b"X\0"),
             ("F", b"\0\0"), ("Q", b"")])
        return message(name, body), f"{name} {body!r}"
    if kind == "F":
        # No function has this number.
        return message("F", struct.pack(">Ihhh", 4_000_000_000, 0, 0, 0)), "FunctionCall"
    if kind == "d":
        name, body = random.choice([("d", b"a\n"), ("c", b""), ("f", b"why\0")])
        return message(name, body), f"{name} outside of COPY"
    if kind == "z":
        return message(random.choice("zG1"), b"abc"), "a message of no type"
    return message(kind), {"H": "Flush", "S": "Sync", "X": "Terminate"}[kind]


def connected(address):
    host, port = address.rsplit(":", 1)
    if host.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(f"{host}/.s.PGSQL.{port}")
    else:
        connection = socket.create_connection((host, int(port)))
    connection.settimeout(30)
    return connection


def started():
    body = struct.pack(">i", 196608) + b"user\0postgres\0database\0postgres\0"
    body += b"application_name\0sequences\0\0"
    return struct.pack(">i", len(body) + 4) + body


def received(connection):
    data = b""
    while True:
        try:
            part = connection.recv(1 << 16)
        except (ConnectionResetError, BrokenPipeError):
            part = b""
        except socket.timeout:
            return None
        if not part:
            return data
        data += part


def answers(address, messages):
    connection = connected(address)
    try:
        connection.sendall(started() + messages + message("S") + message("X"))
    except (ConnectionResetError, BrokenPipeError):
        pass
    data = received(connection)
    connection.close()
    if data is None:
        return ["no answer within 30 seconds"]
    kinds, position, begun = [], 0, False
    while position + 5 <= len(data):
        kind = chr(data[position])
        length = struct.unpack(">i", data[position + 1:position + 5])[0]
        body = data[position + 5:position + 1 + length]
        position += 1 + length
        if kind == "Z" and not begun:
            begun = True
        elif not begun or kind in "NS":
            continue
        elif kind == "C":
            kinds.append("C " + body[:-1].decode())
        elif kind == "Z":
            kinds.append("Z " + body.decode())
        elif kind == "E":
            fields = {chr(f[0]): f[1:].decode() for f in body.split(b"\0") if f}
            # Rows before an error are no answer. PostgreSQL sends those that it has; WorkQL sends
            # none where it knows the error before it sends the first.
            while kinds and kinds[-1][0] in "TDHd":
                kinds.pop()
            kinds.append(f"E {fields['S']} {fields['C']}")
        elif kind == "T":
            kinds.append(f"T {columns(body)}")
        elif kind == "t":
            kinds.append(f"t {struct.unpack('>h', body[:2])[0]}")
        elif kind == "D":
            kinds.append(f"D {body[2:]!r}")
        elif kind == "d":
            kinds.append(f"d {body!r}")
        else:
            kinds.append(kind)
    return kinds


def columns(body):
    """Names and formats. The types of whole numbers are not PostgreSQL's."""
    found, rest = [], body[2:]
    while rest:
        name, rest = rest.split(b"\0", 1)
        found.append(f"{name.decode()} {struct.unpack('>h', rest[16:18])[0]}")
        rest = rest[18:]
    return ", ".join(found)


def differ(ours, theirs):
    for one, other in zip(ours, theirs):
        # In PostgreSQL the portal of a query that failed is still there until the next one.
        if (one, other) == ("E ERROR 34000", "n"):
            return False
        # PostgreSQL's code for what it did not expect, as FETCH from a portal of an empty statement.
        if other == "E ERROR XX000" and one.startswith("E ERROR "):
            continue
        if one != other:
            return True
    return len(ours) != len(theirs)


def shortest(sent, first, second):
    """Without the messages that the difference does not need."""
    index = 0
    while index < len(sent):
        fewer = sent[:index] + sent[index + 1:]
        data = b"".join(part for part, _ in fewer)
        if differ(answers(first, data), answers(second, data)):
            sent = fewer
        else:
            index += 1
    return sent


def changed(random, data):
    """The bytes with a few that are wrong, or cut off."""
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        if not data:
            break
        at = random.randrange(len(data))
        way = random.random()
        if way < 0.6:
            data[at] = random.choice([0, 1, 4, 127, 128, 255, random.randrange(256)])
        elif way < 0.8:
            del data[at:at + random.randint(1, 8)]
        else:
            data[at:at] = random.randbytes(random.randint(1, 8))
    return bytes(data[:random.randrange(len(data) + 1)] if random.random() < 0.2 else data)


def survives(address, data):
    """Whether a connection ends when the client has nothing more to say."""
    connection = connected(address)
    try:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    ended = received(connection) is not None
    connection.close()
    return ended


def main():
    count, seed, first, second = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    differences = 0
    limit = int(sys.argv[5]) if len(sys.argv) > 5 else 5
    for number in range(count):
        chosen = random.Random(seed * 1_000_003 + number)
        sent = [one(chosen) for _ in range(chosen.randint(1, 25))]
        data = b"".join(part for part, _ in sent)
        wrong = changed(chosen, started() + data if chosen.random() < 0.3 else data)
        wrong = wrong if chosen.random() < 0.1 else started() + wrong
        if not survives(first, wrong):
            print(f"sequence {number}: no end after {wrong!r}")
            differences += 1
        if differ(answers(first, data), answers(second, data)):
            differences += 1
            sent = shortest(sent, first, second)
            data = b"".join(part for part, _ in sent)
            ours, theirs = answers(first, data), answers(second, data)
            print(f"sequence {number}:", *(name for _, name in sent), sep="\n  ")
            same = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
                        min(len(ours), len(theirs)))
            print("  same until", ours[max(0, same - 3):same])
            print("  first ", ours[same:same + 4])
            print("  second", theirs[same:same + 4])
        if differences == limit:
            break
    print("ok" if differences == 0 else f"{differences} sequences differ")


main()
