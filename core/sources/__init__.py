"""The one cache for all outside information: stored, and shared by all processes."""

from core.sources.kept import Kept
from core.sources.reading import Sources

__all__ = ["Kept", "Sources"]
