"""Fingerprints, differences, baselines and base revisions."""
