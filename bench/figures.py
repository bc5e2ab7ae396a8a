"""What every bench does with its figures: percentiles, tables, JSON under bench/out/, docs/benchmarks.md."""

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.settings import ROOT

OUT = ROOT / "bench" / "out"
DOCS = ROOT / "docs" / "benchmarks.md"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all values does not exceed; NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table that also reads well in a terminal; the first column to the left."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        return f"| {' | '.join(cells)} |"

    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([line(head), line(rule), *map(line, rows)])


def machine() -> str:
    """CPU model, cores and memory; nothing else of a machine belongs in a document."""
    model = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    total = re.search(r"^MemTotal:\s*(\d+) kB$", Path("/proc/meminfo").read_text(), re.MULTILINE)
    name = model.group(1).strip() if model else "unknown CPU"
    memory = f"{int(total.group(1)) / 1024**2:.0f} GB" if total else "unknown memory"
    return f"{name}, {os.cpu_count()} cores, {memory}"


def load_note() -> str:
    """A word about how busy the machine was; idle, a bench itself keeps about one process running."""
    load = os.getloadavg()[2]
    return f", busy with other work (load {load:.0f})" if load > 2 * (os.cpu_count() or 1) else ""


def publish(name: str, text: str, figures: Mapping[str, Any], *, quick: bool) -> None:
    """Print and keep the figures of one bench; a quick run never reaches the document."""
    print(f"\n{text}\n")
    OUT.mkdir(parents=True, exist_ok=True)
    kept = {
        "measured_at": datetime.now(UTC).isoformat(),
        "machine": machine(),
        "quick": quick,
        "load": os.getloadavg(),
        **figures,
    }
    (OUT / f"{name}.json").write_text(json.dumps(kept, indent=2) + "\n")
    if quick:
        return
    stamped = f"{datetime.now(UTC):%Y-%m-%d}, {machine()}{load_note()}.\n\n{text}"
    DOCS.write_text(with_section(DOCS.read_text("utf-8"), name, stamped), "utf-8")


def with_section(document: str, name: str, text: str) -> str:
    """The document with new text between the two marks of this bench; what people wrote around stays.

    Raises:
        ValueError: the document has no such marks.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = document.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"docs/benchmarks.md has no {begin} ... {end}")
    return f"{before}{begin}\n{text}\n{end}{after}"
