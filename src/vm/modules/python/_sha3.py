"""SHA-3."""
from _hashlib import openssl_sha3_224 as sha3_224, openssl_sha3_256 as sha3_256
from _hashlib import openssl_sha3_384 as sha3_384, openssl_sha3_512 as sha3_512
from _hashlib import openssl_shake_128 as shake_128, openssl_shake_256 as shake_256

implementation = "generic 64-bit optimized implementation"
