"""The gateway, its workers, the console and the command line."""
