"""Voice notes whose words nobody could write down: kept with the report, and said so."""

from actions.services import Services
from actions.turn import Turn
from core import attachments


async def unheard(services: Services, turn: Turn) -> bool:
    """Whether this message is nothing but recordings that were not understood."""
    if turn.text or not turn.files:
        return False
    async with services.db.read(quick=True) as session:
        return await attachments.kinds(session, turn.files) == {"voice"}
