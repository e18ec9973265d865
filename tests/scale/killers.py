"""Workers that die, for tests of what happens then; a module of its own, as each worker imports it."""

import os
import signal

from etl.scale import read_chunk


def kill_self_once(task):
    """Dies on its first try, as a worker that the system kills."""
    marker = task.work / f"died-{task.chunk.number}"
    if task.chunk.number == 1 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_chunk.read_chunk(task)


def kill_self_at_a_text(task):
    """Dies whenever it reads a certain text."""
    for index, source in enumerate(task.chunk.sources):
        if source.doc_id.endswith("_007") and index not in task.skip:
            task.marker.parent.mkdir(parents=True, exist_ok=True)
            task.marker.write_text(f"{index:08}")
            os.kill(os.getpid(), signal.SIGKILL)
    return read_chunk.read_chunk(task)
