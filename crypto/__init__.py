"""Pure cryptography of the product: bytes in, bytes out."""
