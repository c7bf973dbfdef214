#!/usr/bin/env python3
"""`make bench-peers`: what DBOS, Absurd and a plain psycopg program do on PostgreSQL, beside what Genkan does.

Each sample has a fresh database on one server of this program's own. Several clients are two processes of threads, so
that a Python process's one lock is not what is measured (docs/performance.md).
"""
import argparse
import contextlib
import importlib
import importlib.metadata
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

try:
    import psycopg

    from genkan import GOALS, Genkan
    from server import Fault, Server
except ModuleNotFoundError as fault:
    sys.exit(f"Error: there is no package '{fault.name}' here; make bench-peers installs it, and runs this with it")

PEERS = {"psycopg": "psycopg", "dbos": "DBOS", "absurd": "Absurd"}
PACKAGES = ["dbos", "absurd-sdk", "psycopg"]
PROCESSES = 2
PATIENCE = 120
# others' share of all cores from which on a run counts as disturbed
DISTURBING = 0.1


class Figure:
    """What one peer did with one number of clients."""

    def __init__(self, peer, kind, unit, clients):
        self.peer, self.kind, self.unit, self.clients = peer, kind, unit, clients
        self.name = f"{PEERS[peer]}, per {kind}"
        self.samples = []

    @property
    def heading(self):
        """Whose figure it is, as the first columns of a table."""
        return heading(self.name, self.clients)


def heading(name, clients):
    """The first columns of a table."""
    return f"{name:<28} {clients:>3} client{'s' if clients > 1 else ' '}"


def row(name, clients, unit, samples):
    """A row of the table for people."""
    rate = f"{statistics.median(samples):,.0f} {unit}"
    return f"{heading(name, clients)} {rate:>21}   {min(samples):,.0f} to {max(samples):,.0f}"


def json_line(name, clients, unit, samples):
    """A line of the file."""
    samples = [float(f"{sample:.4g}") for sample in samples]
    return json.dumps({"name": name, "clients": clients, "unit": unit, "samples": samples}) + "\n"


def sample(server, figure, seconds):
    """Operations per second of all clients of a figure, on a copy of the peer's database."""
    server.create("sample", template=figure.peer)
    count = min(PROCESSES, figure.clients)
    shares = [figure.clients // count + (number < figure.clients % count) for number in range(count)]
    with contextlib.ExitStack() as stack:
        stack.callback(server.drop, "sample")
        talk = stack.enter_context(tempfile.TemporaryFile("w+"))
        processes = []

        def end():
            for process in processes:
                process.kill()

        watch = threading.Timer(seconds + PATIENCE, end)
        watch.start()
        stack.callback(watch.cancel)

        def answer(process):
            line = process.stdout.readline().strip()
            if line:
                return line
            process.wait()
            talk.seek(0)
            last = talk.read().strip().splitlines()[-1:] or [f"no answer within {seconds + PATIENCE:.0f} s"]
            raise Fault(last[0])

        for share in shares:
            # one after the other, because the first may make its tables
            words = [sys.executable, Path(__file__).with_name("client.py"), figure.peer, figure.kind,
                     server.url("sample"), str(share), str(seconds)]
            process = stack.enter_context(subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=talk, text=True))
            processes.append(process)
            stack.callback(process.kill)
            answer(process)
        server.settle()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        return sum(float(answer(process)) for process in processes)


def measure(server, figures, genkan, options):
    """Samples of all figures, in rounds, so that a disturbance meets everybody.

    Returns: what could not be measured, as lines; the largest share of the cores that others had.
    """
    broken = {}
    others = 0
    for peer in dict.fromkeys(figure.peer for figure in figures):
        server.create(peer)
        importlib.import_module(f"with_{peer}").prepare(server.url(peer), options.instances)
    for number in range(options.rounds):
        others = max(others, busy_share(seconds=2))
        if options.bench:
            tell(f"round {number + 1}: Genkan")
            genkan.measure(options.bench, options.instances)
        # both orders, so that nobody always comes last
        for figure in figures if number % 2 == 0 else reversed(figures):
            if figure in broken:
                continue
            tell(f"round {number + 1}: {figure.heading}")
            try:
                figure.samples.append(sample(server, figure, options.seconds))
            except Fault as fault:
                broken[figure] = fault
    return [f"{' '.join(figure.heading.split())}: {fault}" for figure, fault in broken.items()], others


def busy_share(seconds):
    """How much of all cores is busy while this program waits."""
    def ticks():
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, system, idle, waiting, *rest = map(int, file.readline().split()[1:9])
        return user + nice + system + sum(rest), idle + waiting

    busy, idle = ticks()
    time.sleep(seconds)
    busy_later, idle_later = ticks()
    return (busy_later - busy) / max(1, busy_later - busy + idle_later - idle)


def tell(text):
    """Talk, which is no result."""
    print(text, file=sys.stderr, flush=True)


def parse():
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description="Measure DBOS, Absurd and plain psycopg on a private PostgreSQL.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="of each sample")
    parser.add_argument("--clients", default="16,1", help="numbers of clients, with commas")
    parser.add_argument("--peers", default=",".join(PEERS), help="which, with commas")
    parser.add_argument("--instances", type=int, default=100_000, help="how many wait, in Genkan and by hand")
    parser.add_argument("--jsonl", default=".build/bench-peers.jsonl", help="file that gets a line per figure")
    parser.add_argument("--bench", help="Genkan's built bench program, to measure in the same rounds")
    parser.add_argument("--genkan", help="figures it has written, without --bench (.build/bench.jsonl if it is there)")
    options = parser.parse_args()
    try:
        options.clients = [int(word) for word in options.clients.split(",")]
    except ValueError:
        parser.error("--clients takes whole numbers with commas between them")
    options.peers = options.peers.split(",")
    if min(options.rounds, options.seconds, options.instances, *options.clients) <= 0:
        parser.error("rounds, seconds, clients and instances are above 0")
    unknown = [peer for peer in options.peers if peer not in PEERS]
    if unknown:
        parser.error(f"there is no peer '{unknown[0]}'; there are {', '.join(PEERS)}")
    if options.bench is None and options.genkan is None and os.path.exists(".build/bench.jsonl"):
        options.genkan = ".build/bench.jsonl"
    return options


def run(options):
    """Measures, prints and writes; returns the exit code."""
    genkan = Genkan()
    if options.genkan and not options.bench:
        genkan.read(options.genkan)
    kinds = [(peer, kind, unit) for peer in options.peers
             for kind, unit in importlib.import_module(f"with_{peer}").KINDS.items()]
    figures = [Figure(*kind, clients) for clients in options.clients for kind in kinds]
    try:
        with Server() as server:
            faults, others = measure(server, figures, genkan, options)
    finally:
        measured = [figure for figure in figures if figure.samples]
        rows = [(figure.name, figure.clients, figure.unit, figure.samples) for figure in measured]
        if options.bench:
            rows += [("Genkan, per transition", clients, "transitions/s", samples)
                     for clients, samples in genkan.samples.items()]
        if rows:
            Path(options.jsonl).parent.mkdir(parents=True, exist_ok=True)
            with open(options.jsonl, "a", encoding="utf-8") as file:
                file.writelines(json_line(*columns) for columns in rows)
    print(", ".join(f"{package} {importlib.metadata.version(package)}" for package in PACKAGES))
    if others > DISTURBING:
        print(f"DISTURBED: others had up to {others:.0%} of the cores between the rounds; measure on a quiet machine")
    for columns in rows:
        print(row(*columns))
    if genkan.samples:
        short = genkan.report(measured)
        print(f"short or not measured: {', '.join(short)}" if short else f"all {len(GOALS)} goals hold")
    for fault in faults:
        print(f"Error: {fault}", file=sys.stderr)
    return 1 if faults else 0


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return run(parse())
    except (Fault, OSError, psycopg.Error) as fault:
        print(f"Error: {' '.join(str(fault).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
