"""What the inside needs of the outside, one module a subject.

Adapters fit by shape and inherit nothing. Every aware datetime is in UTC.
"""
