"""End-to-end encryption: nio's, with what nio leaves out, and more careful than nio."""
