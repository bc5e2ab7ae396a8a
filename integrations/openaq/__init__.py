"""OpenAQ v3: sensors of others, the measured second source for the air."""
