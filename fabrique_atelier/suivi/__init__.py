"""Following up: milestones, funding, follow-up points, the way out."""
