"""Rules and storage of Sobat Bandung: no network, no channels, no Rasa."""
