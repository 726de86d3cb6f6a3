"""What a statement costs before anything is sent."""

import json
import os
import shutil
import statistics

from .place import WORK
from .processes import alternate, median, run, say
from .report import duration, verdict


def start_up(place, table):
    title = "start-up: `SELECT 1`"
    say(title)
    contenders = {"workql -c": lambda: place.own("-c", "SELECT 1")}
    if shutil.which("sqlite3"):
        contenders["sqlite3"] = lambda: run(["sqlite3", ":memory:", "SELECT 1"])
    duckdb = os.path.join(os.path.dirname(place.python), "duckdb")
    if os.path.exists(duckdb):
        contenders["duckdb -c"] = lambda: run([duckdb, "-c", "SELECT 1"])
    measured = alternate(contenders, max(place.options.runs * 8, 40))
    table.title(title)
    own = measured["workql -c"]
    table.contender("workql -c", own)
    mine = median(own, "seconds")
    if "sqlite3" in measured:
        ratio = mine / median(measured["sqlite3"], "seconds")
        table.contender(
            "sqlite3", measured["sqlite3"], f"{ratio:.1f} × as slow",
            verdict(ratio <= 2, "≤ 2 × as slow"),
        )
    else:
        table.missing("sqlite3")
    if "duckdb -c" in measured:
        ratio = median(measured["duckdb -c"], "seconds") / mine
        table.contender(
            "duckdb -c", measured["duckdb -c"], f"{ratio:.1f} × as fast",
            verdict(ratio > 1, "> 1 ×"),
        )
    else:
        table.missing("duckdb -c")
    table.note(
        f"`workql` has {os.path.getsize(place.workql) / 1e6:.0f} MB, with Swift's runtime and without "
        "what debuggers read."
    )


def planning(place, table):
    say("planning")
    ids = ", ".join(f"'user{number}'" for number in range(100_000))
    users = ", ".join(f"'user{number}'" for number in range(1_000))
    texts = {
        "a list of 100,000 ids": f"SELECT count(*) FROM checkin WHERE userid IN ({ids}) SINCE 7d",
        "66,000 calls": (
            f"SELECT count(*) FROM journal WHERE creator IN ({users}) "
            f"SINCE {66 * 28}d"
        ),
    }
    table.lines += ["", "### planning, and nothing sent", ""]
    table.lines += ["| | calls | parse | plan | explain | together | target |",
                    "|---|---|---|---|---|---|---|"]
    runs = max(place.options.runs, 5)
    for name, text in texts.items():
        path = os.path.join(WORK, "planned.wql")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + ";\n")
        told = [json.loads(run([place.measure, "planning", path]).output) for _ in range(runs)]
        parse, plan, explain = (
            statistics.median(each[part] for each in told) for part in ("parse", "plan", "explain")
        )
        if "ids" in name:
            sum_, limit, what = parse + plan, 0.15, "parse and plan < 150 ms"
        else:
            sum_, limit, what = explain, 0.1, "explain, planning it included, < 100 ms"
        say(f"  {name}: {parse:.4f} {plan:.4f} {explain:.4f}")
        table.lines.append(
            f"| {name} | {told[0]['calls']:,} | {duration(parse)} | {duration(plan)} "
            f"| {duration(explain)} | {duration(sum_)} | {verdict(sum_ < limit, what)} |"
        )
