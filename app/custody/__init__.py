"""What custodians ask of authorisers where two groups hold a source, and what is opened when a life is in danger."""
