"""Outside systems, one folder each. `channels` lists the live ones."""
