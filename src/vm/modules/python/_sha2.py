"""SHA-2."""
from _hashlib import openssl_sha224 as sha224, openssl_sha256 as sha256
from _hashlib import openssl_sha384 as sha384, openssl_sha512 as sha512
