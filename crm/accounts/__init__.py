"""People: the organisation tree, accounts and roles, data scope, sign-in."""
