"""Moves cursors on two servers, and compares what each statement answers.

    cursors.py HOST:PORT FOLDER:PORT

Prints `ok`, or the first statement of each script whose answers differ.
"""
import random

import transactions

MOVES = [
    "", "NEXT", "PRIOR", "FIRST", "LAST", "ALL", "FORWARD", "FORWARD ALL", "BACKWARD",
    "BACKWARD ALL",
]
NUMBERED = ["", "FORWARD ", "BACKWARD ", "ABSOLUTE ", "RELATIVE "]
# Each alone, on a cursor that does not scroll and on one that does, before, on and behind its rows.
EACH = MOVES + [way + str(number) for way in NUMBERED for number in (0, 1, 2, -1, -2, 3, 9, -9)]
STARTS = ["MOVE 0 FROM c", "FETCH 2 FROM c", "MOVE ALL FROM c"]
WRONG = [
    "FETCH ABSOLUTE c", "FETCH RELATIVE FROM c", "FETCH FIRST 1 FROM c", "FETCH PRIOR 1 FROM c",
    "FETCH ABSOLUTE ALL FROM c", "FETCH 99999999999 FROM c", "FETCH - FROM c", "FETCH",
    "FETCH 1 FROM c c", "FETCH ABSOLUTE -2147483648 FROM c", "MOVE LAST", "FETCH all",
    "FETCH ABSOLUTE 2147483647 FROM c", "FETCH FORWARD -1 FROM nosuch", "FETCH first",
    "FETCH IN c", "FETCH FROM c", "FETCH BACKWARD FROM c", "FETCH FORWARD c", "FETCH PRIOR c",
    "FETCH +1 FROM c", "FETCH RELATIVE +2 c", "FETCH 'c'", "FETCH 1.5 FROM c", "FETCH last c",
]


def rows(count):
    values = ", ".join(f"({number})" for number in range(1, count + 1))
    return f"SELECT n FROM (VALUES {values or '(0)'}) AS v (n)" + (" WHERE n > 0" if not count else "")


def declared(way, count, hold=""):
    return f"DECLARE c {way} CURSOR {hold} FOR {rows(count)}"


def scripts():
    found = []
    for way in ("SCROLL", "NO SCROLL"):
        for start in STARTS:
            for move in EACH:
                for verb in ("FETCH", "MOVE"):
                    found.append([
                        "BEGIN", declared(way, 5), start, f"{verb} {move} FROM c", "FETCH c",
                        "MOVE 0 FROM c", "ROLLBACK"])
        for wrong in WRONG:
            found.append(["BEGIN", declared(way, 3), "FETCH 1 FROM c", wrong, "ROLLBACK"])
    chosen = random.Random(31)
    for _ in range(200):
        way = chosen.choice(["SCROLL", "SCROLL", "SCROLL", "NO SCROLL", "INSENSITIVE SCROLL"])
        script = ["BEGIN", declared(way, chosen.choice([0, 1, 2, 5, 5]))]
        for _ in range(chosen.randint(1, 12)):
            move = chosen.choice(MOVES)
            if chosen.random() < 0.6:
                move = chosen.choice(NUMBERED) + str(chosen.choice([0, 1, 2, 3, 4, 7, -1, -2, -5]))
            script.append(f"{chosen.choice(['FETCH', 'FETCH', 'MOVE'])} {move} FROM c")
        found.append(script + ["COMMIT"])
    # Those that outlive their transaction.
    for way in ("SCROLL", "NO SCROLL"):
        found.append([
            declared(way, 4, "WITH HOLD"), "FETCH 2 FROM c", "FETCH PRIOR FROM c", "FETCH c",
            "MOVE 0 FROM c", "FETCH LAST FROM c", "FETCH 0 FROM c", "FETCH ABSOLUTE 2 FROM c",
            "CLOSE c", "FETCH c"])
        found.append([
            "BEGIN", declared(way, 4, "WITH HOLD"), "FETCH 2 FROM c", "COMMIT", "FETCH c",
            "FETCH BACKWARD ALL FROM c", "FETCH c", "CLOSE c"])
    for options in ("SCROLL NO SCROLL", "NO SCROLL SCROLL", "INSENSITIVE ASENSITIVE",
                    "SCROLL SCROLL", "BINARY SCROLL", "SCROLL BINARY", "NO BINARY", "NO"):
        found.append(["BEGIN", declared(options, 3), "MOVE LAST FROM c", "MOVE 0 FROM c", "ROLLBACK"])
    return found


if __name__ == "__main__":
    transactions.compare(scripts())
