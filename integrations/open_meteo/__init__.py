"""Open-Meteo's air quality model, the second source when no station answers."""
