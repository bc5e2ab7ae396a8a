"""Rasa components. They run in Rasa's own environment (Python 3.10) and import nothing else of ours."""
