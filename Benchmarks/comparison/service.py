"""Over HTTP, from the sandbox in a process of its own."""

import csv
import datetime
import json
import os
import subprocess

from .answers import rows_of
from .place import WORK
from .processes import agree, alternate, median, run, say
from .report import duration, verdict

DAY = 86_400


class Server:
    """The sandbox without the services' quotas, in a process of its own."""

    def __init__(self, place):
        self.process = subprocess.Popen([place.measure, "serve"], stdout=subprocess.PIPE)
        self.service = json.loads(self.process.stdout.readline())
        self.file = os.path.join(WORK, "service.json")
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump(self.service, file)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def cpu(self):
        """Seconds of CPU so far."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def during(self, work):
        before = self.cpu()
        figures = work()
        figures.server_cpu = self.cpu() - before
        return figures

    def ask(self, place, select, since, until, *arguments, condition=None, rest=""):
        users = ", ".join(f"'{user}'" for user in self.service["users"])
        text = (
            f"SELECT {select} FROM checkin WHERE userid IN ({users}) "
            f"{'AND ' + condition if condition else ''} "
            f"SINCE '{moment(since)}' UNTIL '{moment(until)}' {rest}"
        )
        return place.own(
            "-c", text, "-f", "csv", "--quiet", "--no-progress", "--quota",
            "checkin=1000000/min", "--now", moment(until + DAY), *arguments,
            WORKQL_WECOM_BASE_URL=self.service["address"],
            WORKQL_WECOM_CORP_ID=self.service["corpid"],
            WORKQL_WECOM_SECRET=self.service["secret"],
        )


def moment(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).isoformat()


# The company makes about 11,155 check-ins in four weeks.
WINDOW = 28 * DAY
ROWS_PER_WINDOW = 11_155
SINCE = 1_483_200_000  # 2017-01-01T00:00:00+08:00


def beginning(windows):
    """Where a number of windows begins: early if they are many years, of which half come later."""
    return max(SINCE - (windows * WINDOW // 2 if windows > 200 else 0), 0) // DAY * DAY


def over_http(place, table):
    options = place.options
    until = SINCE + -(-options.rows // ROWS_PER_WINDOW) * WINDOW
    counts = {}

    def own():
        figures = server.ask(place, "checkin_type, count(*)", SINCE, until, rest="GROUP BY 1")
        lines = list(csv.reader(figures.output.decode().splitlines()))[1:]
        counts["WorkQL"] = {name: int(count) for name, count in lines}
        return figures

    def peer(name, script):
        figures = run(place.peer(script, server.file, str(SINCE), str(until)), tells=True)
        counts[name] = figures.told["counts"]
        return figures

    with Server(place) as server:
        contenders = {
            "WorkQL": lambda: server.during(own),
            "Python with orjson": lambda: server.during(
                lambda: peer("Python with orjson", "http_python.py")
            ),
            "Shillelagh": lambda: server.during(lambda: peer("Shillelagh", "http_shillelagh.py")),
        }
        title = "over HTTP from the sandbox, the same question"
        say(title)
        measured = alternate(contenders, options.runs)
    agree(counts)
    rows = sum(next(iter(counts.values())).values()) if counts else 0
    table.title(f"{title}, {rows:,} rows")
    table.compare("WorkQL", measured, {"Python with orjson": 3, "Shillelagh": 5})
    if "WorkQL" in measured:
        client = median(measured["WorkQL"], "cpu")
        server = median(measured["WorkQL"], "server_cpu")
        table.note(
            f"The client's CPU is {client / server:.2f} of its server's ({duration(client)} to "
            f"{duration(server)}; {verdict(client < server / 2, 'target < 0.5')})."
        )


def memory(place, table):
    peaks = {}
    title = "peak memory of `workql` streaming all 18 columns to CSV over HTTP"
    say(title)
    table.title(title)
    with Server(place) as server:
        for rows in (place.options.rows, place.options.rows * 10):
            windows = -(-rows // ROWS_PER_WINDOW)
            since = beginning(windows)
            path = os.path.join(WORK, "stream.csv")
            figures = server.ask(
                place, "*", since, since + windows * WINDOW, "--store", "off", "-o", path
            )
            count = rows_of(path)
            os.remove(path)
            peaks[rows] = figures.megabytes
            say(f"  {count} rows: {figures.megabytes:.1f} MB")
            table.contender(f"WorkQL, {count:,} rows", [figures])
    few, many = peaks.values()
    table.note(
        f"Ten times the rows take {many / few:.2f} times the memory "
        f"({verdict(many <= few * 1.1, 'target ≤ 1.1')}), and {many:.0f} MB "
        f"({verdict(many < 120, 'target < 120 MB')})."
    )
