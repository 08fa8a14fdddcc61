"""The first page: what is mine to do, what stands still, how we stand."""
