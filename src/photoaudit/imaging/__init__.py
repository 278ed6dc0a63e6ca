"""Pure functions on pixels: arrays in, numbers out. No I/O but the packaged networks."""
