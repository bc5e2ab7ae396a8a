"""SP4N-LAPOR!, Indonesia's national channel for complaints about public services."""
