"""Finding the porteur and handing over: routes, calls, candidates, convention, étude de faisabilité."""
