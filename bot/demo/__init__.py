"""The trial: a complete Ankerplatz on real chat servers, on this computer alone."""
