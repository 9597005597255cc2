"""The command line: the only room that imports click, prints, or picks an exit code. One module a command."""
