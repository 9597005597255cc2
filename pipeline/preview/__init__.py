"""The live preview: a server on the loopback interface, the page it serves, and what happens when a file is saved."""
