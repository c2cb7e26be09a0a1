// OpenSSL 3's libcrypto, as far as AuditLog uses it. Two of its files import this module:
// SHA256.swift for hashes and Signing/Ed25519.swift for signatures.
#pragma once

#include <openssl/crypto.h>
#include <openssl/evp.h>
