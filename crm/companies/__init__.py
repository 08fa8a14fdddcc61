"""Companies and the people in them; how names are matched."""
