"""Every bench, the quick ones first: `python -m bench`, which is `make bench`."""

from bench import ack, flood, language, memory, sources, storage, tickets, turns, webhooks


def main() -> None:
    """Each reads `--quick` for itself; one that breaks stops the rest."""
    for bench in (language, storage, sources, webhooks, flood, ack, memory, tickets, turns):
        print(f"==> {bench.__name__}", flush=True)
        bench.main()


if __name__ == "__main__":
    main()
