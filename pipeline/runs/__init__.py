"""One run of a command: what ties the rooms together, one module for each thing that can be run."""
