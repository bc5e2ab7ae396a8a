"""The emergency net: finds danger to life or property now, before any model is asked."""

from core.emergency.answers import EmergencyFacts, facts, first_line
from core.emergency.verdict import VOTE, Verdict, assess, voted

__all__ = ["VOTE", "EmergencyFacts", "Verdict", "assess", "facts", "first_line", "voted"]
