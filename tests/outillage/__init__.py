"""What the tests are made with: databases, the real server, a browser, and a guard on the network."""
