"""What the corpus adds up to: coverage, readiness, the map, symptoms and incidents, and the site that shows them."""
