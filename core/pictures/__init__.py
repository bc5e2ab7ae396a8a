"""Pictures beside answers: drawn here from what sources said, never with the help of another server."""

from core.pictures import air, cameras, forecast
from core.pictures.picture import PATH, Picture, split

__all__ = ["PATH", "Picture", "air", "cameras", "forecast", "split"]
