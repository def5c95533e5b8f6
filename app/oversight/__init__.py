"""The auditor's room: reading the record, proving from it, checking it, handing it out."""
