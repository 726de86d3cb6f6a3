"""Processes run to their ends, and what they took."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time


def say(text):
    print(text, file=sys.stderr, flush=True)


class Failed(Exception):
    """A contender did not do its work: no figure of it would mean anything."""


class Figures:
    def __init__(self, wall, usage, output):
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024
        if sys.platform == "darwin":
            self.megabytes /= 1024
        self.output = output
        self.server_cpu = None
        # The seconds of the work alone, if the process prints them.
        self.seconds = wall


def run(command, environment=None, tells=False):
    """Runs a process to its end. `tells`: its last line is a JSON object with its seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=errors, env=environment
        )
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        text = out.read()
        if child.returncode != 0:
            problem = errors.read().decode(errors="replace")[-2000:]
            raise Failed(f"{command[0]} ended with {child.returncode}: {problem}")
    figures = Figures(wall, usage, text)
    if tells:
        figures.told = json.loads(text.decode().splitlines()[-1])
        figures.seconds = figures.told["seconds"]
    return figures


def alternate(contenders, runs):
    """A B A B …, after a warm-up of each. What fails is left out, and said."""
    measured = {name: [] for name in contenders}
    for turn in range(runs + 1):
        for name, work in contenders.items():
            if measured[name] is None:
                continue
            try:
                figures = work()
            except Failed as problem:
                say(f"  {name}: {problem}")
                measured[name] = None
                continue
            if turn > 0:
                measured[name].append(figures)
                say(f"  {name}: {figures.seconds:.3f} s, {figures.cpu:.3f} s of CPU")
    return {name: figures for name, figures in measured.items() if figures}


def median(figures, of):
    return statistics.median(getattr(each, of) for each in figures)


def agree(results):
    """Whoever has another answer has done other work."""
    distinct = {json.dumps(result, sort_keys=True) for result in results.values()}
    if len(distinct) > 1:
        raise SystemExit(f"compare: the answers differ: {results}")
