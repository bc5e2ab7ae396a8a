"""ISPU stations of Indonesia's environment ministry (KLH)."""
