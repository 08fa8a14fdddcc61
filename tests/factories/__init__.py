"""Rows for tests, with few defaults: a test names what it is about and leaves out the rest.

Every function takes the session first, adds the row, flushes it and gives it back. One file per
package of the product.
"""
