"""What the figures were measured on, and how much memory and time a piece of work takes."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("pyarrow", "duckdb", "pandas", "ahocorasick-rs")
_SAMPLE_S = 0.05
_CLOCK = os.sysconf("SC_CLK_TCK")


def facts(packages: Sequence[str] = _PACKAGES) -> dict[str, Any]:
    """Processor, memory, versions of some packages, and how busy the machine was."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
        "load_before": round(os.getloadavg()[0], 2),
    }


def seconds(work: Callable[[], object], *, at_least_s: float = 0.3) -> float:
    """Processor time of one call: the best of as many as fit into a moment."""
    best, spent = float("inf"), 0.0
    while spent < at_least_s:
        start = time.process_time()
        work()
        took = time.process_time() - start
        best, spent = min(best, took), spent + max(took, 1e-4)
    return best


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def usage(pid: int) -> tuple[float, float]:
    """Resident memory in MB, and processor seconds, of a family of processes."""
    resident = used = 0.0
    for one in _family(pid):
        try:
            pages = int(Path(f"/proc/{one}/statm").read_text().split()[1])
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except (OSError, IndexError):
            continue
        resident += pages * os.sysconf("SC_PAGE_SIZE") / 1e6
        used += sum(int(field) for field in fields[11:15]) / _CLOCK
    return resident, used


def watched(arguments: Sequence[str]) -> dict[str, float]:
    """Run `python ARGUMENTS` and return its wall and processor time and the peak memory of it and its children."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        told: list[bytes] = []
        readers = [
            threading.Thread(target=lambda pipe=pipe: told.append(pipe.read()))
            for pipe in (process.stdout, process.stderr)
        ]
        for reader in readers:
            reader.start()
        peak = used = 0.0
        while process.poll() is None:
            resident, spent = usage(process.pid)
            peak, used = max(peak, resident), max(used, spent)
            time.sleep(_SAMPLE_S)
        for reader in readers:
            reader.join()
    if process.returncode:
        raise RuntimeError(f"{' '.join(arguments)}: {b' '.join(told).decode(errors='replace')[-2000:]}")
    return {"seconds": time.perf_counter() - start, "cpu_seconds": used, "peak_mb": peak}


def as_json(value: Any) -> str:
    """JSON with figures of four digits."""

    def short(one: Any) -> Any:
        if isinstance(one, float):
            return float(f"{one:.4g}")
        if isinstance(one, dict):
            return {key: short(part) for key, part in one.items()}
        return [short(part) for part in one] if isinstance(one, list | tuple) else one

    return json.dumps(short(value), ensure_ascii=False, indent=2) + "\n"
