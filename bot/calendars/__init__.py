"""Calendars of other programs, and for them (RFC 5545, RFC 7986); the home of icalendar."""
