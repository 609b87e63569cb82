"""Tests of the package `storage`; `vectors` holds official test vectors."""
