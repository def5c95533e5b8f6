"""What custodians open alone: counted for each person, with an end to it that only a second person moves."""
