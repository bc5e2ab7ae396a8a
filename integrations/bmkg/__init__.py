"""BMKG, Indonesia's weather and earthquake agency."""
