"""Tests mirror the rooms; `journeys` are whole stories, `faults` kill processes, `architecture` reads the house."""
