"""Shipped policy packs, one TOML file each."""
