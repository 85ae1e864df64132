"""Pagewire: raw scraped pages in, clean and enriched records out, exactly once."""

__version__ = "0.1.0"
