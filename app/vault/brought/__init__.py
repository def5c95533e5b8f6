"""A register that was kept before: its rows, sealed to the custodians, until they are taken in one by one."""
