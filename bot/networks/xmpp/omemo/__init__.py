"""End-to-end encryption (XEP-0384). Loaded only where the operator switched it on."""
