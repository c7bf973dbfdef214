"""One process of clients of one peer, for main.py: says "ready", waits for a line, works, says how much per second.

client.py PEER KIND URL CLIENTS SECONDS
"""
import importlib
import os
import select
import sys
import threading
import time


class Tally:
    """What one client has done; only its own thread of work counts."""

    def __init__(self):
        self.count = 0


def main():
    peer, kind, url, count, seconds = sys.argv[1:]
    # libraries may write what they like; the line to main.py is for numbers only
    line = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tallies = [Tally() for _ in range(int(count))]
    turns = importlib.import_module(f"with_{peer}").clients(kind, url, tallies)
    for turn in turns:
        turn()  # connections, prepared statements and caches are there before the clock starts
    print("ready", file=line, flush=True)
    if not sys.stdin.readline():
        os._exit(1)
    faults = []

    def work(turn):
        try:
            while True:
                turn()
        except Exception as fault:
            faults.append(fault)

    before = sum(tally.count for tally in tallies)
    begin = time.monotonic()
    for turn in turns:
        threading.Thread(target=work, args=[turn], daemon=True).start()
    if select.select([sys.stdin], [], [], float(seconds))[0]:
        os._exit(1)  # the line is closed: main.py has ended before its time
    done = sum(tally.count for tally in tallies) - before
    took = time.monotonic() - begin
    if faults:
        raise faults[0]
    print(done / took, file=line, flush=True)
    os._exit(0)  # work in flight is left to the server, which forgets it


try:
    main()
except Exception as fault:
    print(f"{type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
    os._exit(1)
