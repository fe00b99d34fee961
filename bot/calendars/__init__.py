"""Calendars as other programs read them (RFC 5545, RFC 7986); icalendar lives here only."""
