"""The public pages about reports: what the city works on, where, and how far one report is."""
