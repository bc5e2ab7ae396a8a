"""Measure our understanding, and stock DIET's beside it: `python -m bench.understanding [--stock]`."""

import argparse
import asyncio
import json
from datetime import UTC, datetime

from bench.figures import OUT
from bench.processes import end_on_sigterm
from bench.understanding import figures, report
from bench.understanding.reading import read
from bench.understanding.sets import cases
from core.settings import ROOT

PAGE = ROOT / "docs" / "understanding.md"
EPOCHS = 100


def main() -> None:
    parser = argparse.ArgumentParser(description="how well the bot understands what citizens write")
    parser.add_argument("--stock", action="store_true", help="train and measure stock DIET too (long)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of stock DIET")
    parser.add_argument("--only", nargs="*", default=[], help="sets of tests/nlu/, by name; writes no page")
    options = parser.parse_args()
    end_on_sigterm()
    texts = cases(only=options.only)
    names = ("ours", "stock-nlu") if options.stock else ("ours",)
    found = {name: figures.of(asyncio.run(read(name, texts, epochs=options.epochs))) for name in names}
    page = report.document(found)
    print(page)
    OUT.mkdir(parents=True, exist_ok=True)
    kept = {"measured_at": datetime.now(UTC).isoformat(), "sides": found}
    (OUT / "understanding.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    if not options.only:
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
