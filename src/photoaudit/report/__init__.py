"""Renderers: each turns reports into one string, and prints, opens and decides nothing."""
