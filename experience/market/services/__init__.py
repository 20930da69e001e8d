"""What people, providers and the clock do on the market, a verb each. Each runs in one transaction."""
