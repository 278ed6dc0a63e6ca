"""Many photos: found in folders, examined by several processes, kept by content."""
