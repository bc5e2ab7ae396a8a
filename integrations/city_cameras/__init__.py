"""The city's camera pages (Pelindung, ATCS Dishub): only whether they answer, never what they show."""
