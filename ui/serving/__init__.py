"""What stands between the network and the pages: who comes, how fast, and the addresses that are no page."""
