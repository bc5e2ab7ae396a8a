"""Reads JSON strings from standard input, one a line, and prints what the model given makes of each.

Run in Rasa's environment: python -m bot.nlu.parse_lines models/NAME.tar.gz
"""

from __future__ import annotations

import asyncio
import json
import os
import sys

from rasa.core.agent import Agent


async def main(model: str) -> None:
    """Load the model, then answer line by line, so that the reader may stop whenever it likes."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # Rasa logs to standard output
        agent = Agent.load(model)
        for line in sys.stdin:
            print(json.dumps(await agent.parse_message(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
