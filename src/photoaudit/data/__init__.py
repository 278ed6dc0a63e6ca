"""All that is shipped and is no code: networks, policies, calibration, schemas, the trust list."""
