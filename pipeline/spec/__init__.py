"""Specs: YAML, Mermaid, DOT and Markdown files -> diagrams, entities and sources, each node with its place."""
