"""The repositories over SQL: what of the ports becomes which statement of `../sql/`."""
