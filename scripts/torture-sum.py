"""Adds up the journal of `make torture`: python torture-sum.py JOURNAL SUM.

Exits with 1 if the product lost or doubled anything, or if a fault that was planted was not found.
"""

import json
import sys
from pathlib import Path

COUNTS = ("kills", "restarts", "cuts", "acknowledged", "lost", "doubled", "seeds")


def main(journal: str, target: str) -> int:
    lines = [json.loads(line) for line in Path(journal).read_text().splitlines()]
    own = [line for line in lines if "planted" not in line]
    total = {count: sum(line[count] for line in own) for count in COUNTS}
    # a planted fault counts as found where its test saw the damage that it does
    planted = {line["planted"]: line["lost"] + line["doubled"] > 0 for line in lines if "planted" in line}
    total |= {"planted": planted, "journal": journal}
    Path(target).write_text(json.dumps(total, indent=2) + "\n")
    print(json.dumps(total, indent=2))
    whole = own and not total["lost"] and not total["doubled"] and all(planted.values())
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
