"""The transition as DBOS has it: a step records the new context; an event wakes a workflow that waits in recv."""
import os
import threading

from dbos import DBOS

KINDS = {"step": "steps/s", "event": "events/s"}

STEPS_OF_A_WORKFLOW = 20
PATIENCE = 30
CONTEXT = {"state": "moved", "context": "y" * 620}
EVENT = {"event": "move", "by": "owner"}


def prepare(url, instances):
    """Nothing: DBOS makes its tables when it is launched, and a workflow that waits is rows like any other."""


def clients(kind, url, tallies):
    """One endless turn after another for each tally, all in one DBOS, as a process has one."""
    DBOS(config={
        "name": "peers", "system_database_url": url, "sys_db_pool_size": max(20, 3 * len(tallies)),
        "executor_id": str(os.getpid()), "application_version": "1", "log_level": "ERROR",
    })
    recorded = [threading.Semaphore(0) for _ in tallies]

    @DBOS.step()
    def record(_):
        return CONTEXT

    @DBOS.workflow()
    def steps(client):
        for number in range(STEPS_OF_A_WORKFLOW):
            record(number)
            tallies[client].count += 1

    @DBOS.workflow()
    def events(client):
        number = 0
        while DBOS.recv("press", timeout_seconds=3600) is not None:
            record(number)
            number += 1
            recorded[client].release()

    def of_steps(client):
        return lambda: DBOS.start_workflow(steps, client).get_result()

    def of_events(client):
        workflow = DBOS.start_workflow(events, client).workflow_id

        def turn():
            DBOS.send(workflow, EVENT, "press")
            if not recorded[client].acquire(timeout=PATIENCE):
                raise TimeoutError(f"no workflow has recorded an event for {PATIENCE} s")
            tallies[client].count += 1

        return turn

    DBOS.launch()
    return [(of_steps if kind == "step" else of_events)(client) for client in range(len(tallies))]
