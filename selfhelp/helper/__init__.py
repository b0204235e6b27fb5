"""The privileged helper: runs a closed list of operations that need administrator permission.

It is a separate program, installed by an administrator (docs/helper.md) and built from the standard library
alone. Read `operations` first: it lists everything the helper can do. A request names an operation and
parameters that are a word of a list, a whole number, or the fingerprint of a name that the helper reads
itself; it contains no path, command, address or free text. The rest:

* `plan` decides without side effects: a request becomes a plan or a refusal;
* `parameters` reads the names a parameter may stand for; `rate_limit` counts earlier requests;
* `run` starts the programs; `audit_log` records requests and results;
* `file_trust` refuses to work from a folder that others can write to;
* `service` combines these; `__main__` is the program for each system.

Requests from malware in the user's session, even thousands, must stay harmless: the helper never relies on
the caller's claims.
"""
