"""Tiers, vetting, handling words and grades: how a thing is marked and who that lets in."""
