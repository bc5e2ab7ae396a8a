"""What tests run in Rasa's own environment: its Python, its libraries, none of ours but bot/nlu."""
