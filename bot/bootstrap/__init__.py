"""From the configuration to the parts that it asks for, put together."""
