"""链招: industry-chain investment promotion for development zones."""
