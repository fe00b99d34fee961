"""End-to-end encryption: nio's, with what nio leaves out and what it does too trustingly."""
