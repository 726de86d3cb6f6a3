"""The results as a table, and where they were measured."""

import datetime
import os
import platform
import re
import subprocess

from .place import PACKAGES, ROOT
from .processes import median

README = os.path.join(ROOT, "Benchmarks", "README.md")
BEGIN, END = "<!-- begin results -->", "<!-- end results -->"


class Table:
    def __init__(self):
        self.lines = []

    def title(self, text):
        self.lines += ["", f"### {text}", ""]
        self.lines += ["| | wall | CPU | peak memory | WorkQL is | target |", "|---|---|---|---|---|---|"]

    def note(self, text):
        self.lines += ["", text]

    def contender(self, name, figures, ratio="", target="", cpu=None):
        seconds = median(figures, "seconds")
        cells = [
            name,
            duration(seconds),
            cpu or duration(median(figures, "cpu")),
            f"{median(figures, 'megabytes'):.0f} MB",
            ratio,
            target,
        ]
        self.lines.append("| " + " | ".join(cells) + " |")

    def missing(self, name, target=""):
        self.lines.append(f"| {name} | not measured | | | | {target} |")

    def compare(self, own, measured, targets):
        """`targets`: for each peer how many times faster WorkQL is to be, or None."""
        if own not in measured:
            self.missing(own)
            return
        self.contender(own, measured[own])
        mine = median(measured[own], "seconds")
        for name, least in targets.items():
            if name not in measured:
                self.missing(name, f"{least:g} ×" if least else "")
                continue
            ratio = median(measured[name], "seconds") / mine
            target = verdict(ratio >= least, f"≥ {least:g} ×") if least else ""
            self.contender(name, measured[name], f"{ratio:.1f} × as fast", target)


def verdict(is_met, text):
    return f"{text}, {'met' if is_met else '**missed**'}"


def duration(seconds):
    if seconds < 0.1:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds:.2f} s"


def version(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip().splitlines()[0] if done.returncode == 0 and done.stdout else None


def surroundings(place):
    processor = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = re.findall(r"^model name\s*:\s*(.*)$", file.read(), re.MULTILINE)
        processor = names[0] if names else processor
    except OSError:
        pass
    packages = subprocess.run(
        [place.python, "-c", "import importlib.metadata as m\n"
         f"for p in {PACKAGES!r}:\n"
         "    try: print(p, m.version(p))\n"
         "    except m.PackageNotFoundError: pass"],
        capture_output=True, text=True, check=False,
    ).stdout.split("\n")
    sqlite = version(["sqlite3", "--version"])
    parts = [
        f"{os.cpu_count()} cores, {processor}, {platform.system()}",
        version(["swift", "--version"]),
        f"Python {platform.python_version()}",
        sqlite and "sqlite3 " + sqlite.split()[0],
        *filter(None, packages),
        "WorkQL at " + (version(["git", "-C", ROOT, "describe", "--always", "--dirty"]) or "?"),
    ]
    load = os.getloadavg()[0]
    return (
        f"{datetime.date.today()} · " + " · ".join(filter(None, parts))
        + f" · load {load:.1f} at the end. Medians of {place.options.runs} runs."
    )


def write(text):
    with open(README, encoding="utf-8") as file:
        before, rest = file.read().split(BEGIN)
    after = rest.split(END)[1]
    with open(README, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{text.strip()}\n{END}{after}")
