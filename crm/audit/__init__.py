"""The audit log: who did what, when, from where, from which value to which."""
