"""A local trial on real servers: `ankerplatz demo`."""
