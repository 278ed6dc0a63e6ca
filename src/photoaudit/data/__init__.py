"""Packaged data: calibration and the schema of reports."""
