"""Random sequences of messages to two servers: the kinds of their answers, and their order, are the
same.

    sequences.py COUNT SEED HOST1:PORT1 HOST2:PORT2     a host that begins with / is a socket's folder

Prints `ok`, or the first sequences whose answers differ.
"""
import random
import socket
import struct
import sys

ROWS = "SELECT n FROM (VALUES (1), (2), (3), (4), (5)) AS v (n)"
QUERIES = [
    "SELECT 1", ROWS, ROWS, "SHOW DateStyle", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT s",
    "ROLLBACK TO SAVEPOINT s", "RELEASE SAVEPOINT s", "SET application_name = 'x'", "",
    "SELEC 1", "SELECT * FROM no_such_table", "-- nothing",
    "DECLARE c CURSOR FOR " + ROWS, "FETCH 2 FROM c", "FETCH ALL FROM c", "CLOSE c", "CLOSE ALL",
    "PREPARE p AS " + ROWS, "EXECUTE p", "DEALLOCATE p", "DEALLOCATE ALL", "DISCARD ALL",
    "SELECT CAST(v AS bigint) FROM (VALUES ('1'), ('x')) AS t (v)", "RESET application_name",
]
TEXTS = QUERIES + [
    "SELECT 1; SELECT 2", "SELECT 1; SELEC", "BEGIN; SELECT 1", ";;", "SELECT 1; BEGIN; SELEC 2",
    "BEGIN; COMMIT", "SELECT 1;", "ROLLBACK; SELECT 1",
]
NAMES = ["", "", "a", "b"]
PORTALS = ["", "", "x", "y"]


def message(kind, body=b""):
    return kind.encode() + struct.pack(">i", len(body) + 4) + body


def text(value):
    return value.encode() + b"\0"


def one(random):
    """A message, and what it is called where a difference is printed."""
    kind = random.choices("QPBDECHSM", weights=[4, 6, 8, 5, 10, 2, 2, 6, 1])[0]
    if kind == "Q":
        query = random.choice(TEXTS)
        return message("Q", text(query)), f"Query {query!r}"
    if kind == "P":
        name = random.choice(NAMES)
        if random.random() < 0.15:
            query = "SELECT $1 AS a"
            types = [25]
        else:
            query, types = random.choice(QUERIES), []
        body = text(name) + text(query) + struct.pack(">h", len(types))
        return message("P", body + b"".join(struct.pack(">I", t) for t in types)), (
            f"Parse {name!r} {query!r}")
    if kind == "B":
        portal, name = random.choice(PORTALS), random.choice(NAMES)
        values = [b"v"] if random.random() < 0.15 else []
        body = text(portal) + text(name) + struct.pack(">hh", 0, len(values))
        body += b"".join(struct.pack(">i", len(v)) + v for v in values) + struct.pack(">h", 0)
        return message("B", body), f"Bind {portal!r} to {name!r} with {len(values)}"
    if kind in "DC":
        what = random.choice("SP")
        name = random.choice(NAMES if what == "S" else PORTALS)
        return message(kind, what.encode() + text(name)), f"{kind} {what} {name!r}"
    if kind == "E":
        portal, rows = random.choice(PORTALS), random.choice([0, 0, 1, 2, 5, 6])
        return message("E", text(portal) + struct.pack(">i", rows)), f"Execute {portal!r} {rows}"
    if kind == "M":
        # Messages whose contents are too short, or are not UTF-8.
        name, body = random.choice(
            [("B", b"x\0"), ("P", b"a"), ("D", b"Q\0"), ("E", text("x")), ("Q", b"SELECT '\xff'\0"),
             ("P", b"a\0SELECT '\xff'\0\0\0"), ("C", b"S")])
        return message(name, body), f"{name} {body!r}"
    return message(kind), {"H": "Flush", "S": "Sync"}[kind]


def answers(address, messages):
    host, port = address.rsplit(":", 1)
    if host.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(f"{host}/.s.PGSQL.{port}")
    else:
        connection = socket.create_connection((host, int(port)))
    connection.settimeout(30)
    body = struct.pack(">i", 196608) + b"user\0postgres\0database\0postgres\0\0"
    connection.sendall(struct.pack(">i", len(body) + 4) + body)
    connection.sendall(messages + message("S") + message("X"))
    data = b""
    while True:
        try:
            part = connection.recv(1 << 16)
        except ConnectionResetError:
            part = b""
        except socket.timeout:
            return ["no answer within 30 seconds"]
        if not part:
            break
        data += part
    connection.close()
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
            while kinds and kinds[-1][0] in "TD":
                kinds.pop()
            kinds.append(f"E {fields['S']} {fields['C'] if fields['C'][:2] in EXACT else ''}")
        elif kind in "Tt":
            kinds.append(f"{kind} {struct.unpack('>h', body[:2])[0]}")
        elif kind == "D":
            kinds.append(f"D {body[2:]!r}")
        else:
            kinds.append(kind)
    return kinds


# Classes of errors whose codes are the same as well: of the protocol, of transactions, of names of
# statements and savepoints.
EXACT = {"08", "25", "26", "3B"}


def main():
    count, seed, first, second = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    differences = 0
    for number in range(count):
        chosen = random.Random(seed * 1_000_003 + number)
        sent = [one(chosen) for _ in range(chosen.randint(1, 25))]
        data = b"".join(part for part, _ in sent)
        ours, theirs = answers(first, data), answers(second, data)
        if ours == theirs:
            continue
        differences += 1
        print(f"sequence {number}:", *(name for _, name in sent), sep="\n  ")
        same = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
                    min(len(ours), len(theirs)))
        print("  same until", ours[max(0, same - 3):same])
        print("  first ", ours[same:same + 4])
        print("  second", theirs[same:same + 4])
        if differences == 5:
            break
    print("ok" if differences == 0 else f"{differences} sequences differ")


main()
