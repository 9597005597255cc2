"""Atlas: from diagram specs to pictures that can be trusted."""
