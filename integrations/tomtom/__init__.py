"""TomTom Traffic: how fast the road nearest to a point flows."""
