"""Speech to text on this machine with a Whisper model, in processes of their own."""
