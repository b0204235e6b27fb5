"""The administrator's helper: does a closed list of things that need an administrator's rights.

It is a small program of its own, installed by an administrator (docs/helper.md) and built from the
standard library alone. Read `operations` first: everything it can ever do stands there. A request names
an operation and parameters that are a word of a list, a whole number, or the fingerprint of a name that
the helper reads itself; no path, command, address or free text goes in. The rest:

* `plan` decides, without touching anything: a request becomes a plan or a refusal;
* `lists` reads the names a parameter may stand for; `memory` counts what was asked before;
* `run` starts the programs; `audit` writes down what was asked and what came of it;
* `guard` refuses to work from a folder that others can write to;
* `service` puts these together; `__main__` is the program, and who asks it on each system.

Whatever malware in the user's session asks for, a thousand times, must be something we can live with:
nothing here relies on who the caller claims to be.
"""
