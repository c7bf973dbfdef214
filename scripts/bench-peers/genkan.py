"""Genkan's own transitions per second on PostgreSQL, by its bench program or by a file that it has written."""
import json
import re
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from server import Fault

# of the median rates with 16 clients; an event of Absurd counts whether it wakes a task or was sent ahead of it
CLIENTS = 16
GOALS = {"DBOS, per step": 12, "DBOS, per event": 50, "Absurd, per step": 4, "Absurd, per event": 12,
         "Absurd, per event sent ahead": 12, "psycopg, per transition": 6}


class Genkan:
    """Its samples by the number of senders, and where they are from."""

    def __init__(self):
        self.samples = {}
        self.source = "measured in the same rounds"

    def read(self, path):
        """Takes the figures of a file as its samples."""
        try:
            lines = Path(path).read_text(encoding="utf-8").splitlines()
            for figure in map(json.loads, filter(None, lines)):
                named = re.fullmatch(r"PostgreSQL, (\d+) senders?", figure["name"])
                if named:
                    self.samples.setdefault(int(named[1]), []).extend(map(float, figure["samples"]))
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Fault(f"{path} has no figures of Genkan ({fault})") from fault
        if CLIENTS not in self.samples:
            raise Fault(f"{path} has no figure 'PostgreSQL, {CLIENTS} senders'; make bench writes it")
        written = time.strftime("%Y-%m-%d %H:%M", time.localtime(Path(path).stat().st_mtime))
        self.source = f"not of this run but of {path}, written {written}"

    def measure(self, program, instances):
        """Runs one round of the bench program, on a server of its own, and adds its samples."""
        with tempfile.TemporaryDirectory(prefix="genkan-peers-") as folder:
            path = f"{folder}/bench.jsonl"
            words = ["--only", "postgres-rates", "--rounds", "1", "--instances", str(instances), "--jsonl", path]
            ended = subprocess.run(
                [program, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, errors="replace", check=False)
            if ended.returncode != 0:
                last = ended.stdout.strip().splitlines()[-1:] or ["it says nothing"]
                raise Fault(f"{program} ended with {ended.returncode}: {last[0]}")
            source = self.source
            self.read(path)
            self.source = source

    def report(self, figures):
        """Prints a ratio for each figure that both sides have.

        Returns: the names of the goals that are missed or not measured.
        """
        print(f"\nGenkan's median / theirs; Genkan {self.source}")
        short = list(GOALS)
        for figure in figures:
            samples = self.samples.get(figure.clients)
            if samples is None:
                continue
            ratio = statistics.median(samples) / statistics.median(figure.samples)
            verdict = ""
            if figure.clients == CLIENTS:
                goal = GOALS[figure.name]
                verdict = f"at least {goal}".ljust(14) + ("holds" if ratio >= goal else "SHORT")
                if ratio >= goal:
                    short.remove(figure.name)
            print(f"{figure.heading} {ratio:>8.1f}   {verdict}".rstrip())
        return short
