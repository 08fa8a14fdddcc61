"""The taxonomy: clusters, industry chains, their nodes and key technologies.

The smallest package that has every room of the house; later ones are copied from it.
"""
