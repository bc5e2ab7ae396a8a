"""How well the bot understands what citizens write: `make evaluate`."""
