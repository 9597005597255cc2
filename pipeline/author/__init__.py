"""Beginning: a repository, a spec for a view that an entity owes, specs from diagrams that exist already."""
