"""Where things are, and what could be had."""

import os
import shutil
import subprocess
import venv

from .processes import run, say

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORK = os.path.join(ROOT, ".build", "comparison")
PEERS = os.path.join(ROOT, "Benchmarks", "Peers")
PACKAGES = ["duckdb", "duckdb-cli", "orjson", "pyarrow", "requests", "shillelagh"]


class Place:
    """Where things are, and what could be had."""

    def __init__(self, options):
        self.options = options
        build = os.path.join(ROOT, ".build", "release")
        self.workql = options.workql or os.path.join(build, "workql")
        self.measure = options.measure or os.path.join(build, "WorkQLMeasure")
        for program in (self.workql, self.measure):
            if not os.access(program, os.X_OK):
                raise SystemExit(f"compare: there is no {program}; run make compare")
        os.makedirs(WORK, exist_ok=True)
        if not options.workql and shutil.which("strip"):
            # The binary that `make install` creates.
            stripped = os.path.join(WORK, "workql")
            subprocess.run(["strip", "-o", stripped, self.workql], check=True)
            self.workql = stripped
        self.python = self.environment()
        self.home = os.path.join(WORK, "home")
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(self.home)

    def environment(self):
        """Python with the peers; what cannot be installed is said, and left out."""
        folder = os.path.join(WORK, "venv")
        python = os.path.join(folder, "bin", "python")
        if not os.path.exists(python):
            say("Python's peers are installed")
            venv.create(folder, with_pip=True)
        for package in PACKAGES:
            have = subprocess.run(
                [python, "-m", "pip", "show", "-q", package], capture_output=True, check=False
            )
            if have.returncode == 0:
                continue
            done = subprocess.run(
                [python, "-m", "pip", "install", "-q", package],
                capture_output=True, text=True, check=False,
            )
            if done.returncode != 0:
                say(f"compare: {package} cannot be installed, and is not compared with: "
                    + done.stderr.strip()[-300:])
        return python

    def peer(self, script, *arguments):
        return [self.python, os.path.join(PEERS, script), *arguments]

    def own(self, *arguments, **variables):
        """The command as a user runs it, with a home of its own."""
        environment = {"HOME": self.home, "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        environment.update(variables)
        return run([self.workql, *arguments], environment)
