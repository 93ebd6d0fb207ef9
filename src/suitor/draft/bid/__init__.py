"""Who bids for whom, at which price, who refuses, and what else the article says of it."""
