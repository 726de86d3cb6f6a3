"""From the bytes of answers to those of a result, without HTTP."""

import csv
import os

from .place import WORK
from .processes import agree, alternate, run, say


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def table_rows_of(path):
    """Lines below the rule under a table's head."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.startswith("├"):
                break
        return sum(1 for line in file if line.startswith("│"))


def counts_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return dict(list(csv.reader(file))[1:])


def from_bytes(place, table):
    options = place.options
    answers = os.path.join(WORK, f"answers-{options.rows}")
    windows = max(options.rows // 100_000, 1)
    extent = ["--users", "500", "--windows", str(windows), "--rows-per-user", "200"]
    run([place.measure, "make-answers", answers, *extent])
    size = sum(entry.stat().st_size for entry in os.scandir(answers))
    rows = windows * 100_000
    works = {
        "group": (
            f"`SELECT checkin_type, count(*) FROM checkin … GROUP BY 1`, {rows:,} rows, "
            f"{size / 1e6:.0f} MB of answers",
            "SELECT checkin_type, count(*) FROM checkin WHERE % GROUP BY 1",
            {"DuckDB": 20, "orjson and Python": 10},
            counts_of,
        ),
        "csv": (
            "the same answers, all 18 columns to CSV",
            "SELECT * FROM checkin WHERE %",
            {"DuckDB": 5, "orjson and Python": None},
            rows_of,
        ),
        "table": (
            "the same answers, three columns to a table",
            "SELECT userid, checkin_time, checkin_type FROM checkin WHERE %",
            {"DuckDB": None},
            table_rows_of,
        ),
    }
    for work, (title, query, targets, read) in works.items():
        say(title)
        output = {name: os.path.join(WORK, f"{work}-{name}.csv") for name in "abcd"}

        def own(store, path):
            command = [place.measure, "answers", answers, query, *extent, "--output", path]
            form = "table" if work == "table" else "csv"
            return run([*command, "--store", store, "--format", form], tells=True)

        contenders = {
            "WorkQL": lambda: own("off", output["a"]),
            "DuckDB": lambda: run(
                place.peer("answers_duckdb.py", answers, work, output["b"]), tells=True
            ),
            "orjson and Python": lambda: run(
                place.peer("answers_orjson.py", answers, work, output["c"]), tells=True
            ),
            "WorkQL, which keeps the rows": lambda: own("memory", output["d"]),
        }
        if work == "table":
            contenders = {name: contenders[name] for name in ("WorkQL", "DuckDB")}
        measured = alternate(contenders, options.runs)
        table.title(title)
        table.compare("WorkQL", measured, targets)
        if "WorkQL, which keeps the rows" in measured:
            table.contender(
                "WorkQL, keeping the rows in its store", measured["WorkQL, which keeps the rows"]
            )
        names = dict(zip("abcd", contenders))
        agree({names[key]: read(output[key]) for key in names if names[key] in measured})
