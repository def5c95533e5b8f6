"""The plumbing between Flask and the features: what a request may be, who it is from, and how a page is made."""
