"""`make bench`: how fast the pages are on a full office's data, measured over HTTP."""
