"""What people do about the market: apply to operators, keep the company's papers."""
