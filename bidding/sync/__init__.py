"""What Piclo says: ballots made elsewhere, results, obligations."""
