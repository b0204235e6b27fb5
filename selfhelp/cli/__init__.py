"""The command line: one module per command, loaded when needed.

A command's module has ``add_arguments(parser)`` and ``run_command(call) -> int``. Scripts rely on the
contract in ``docs/command-line.md``.
"""
