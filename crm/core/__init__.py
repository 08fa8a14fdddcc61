"""The frame: database, types, web, forms, errors, security, storage."""
