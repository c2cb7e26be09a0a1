// OpenSSL 3's libcrypto, as far as AuditLog uses it. Only AuditLog/SHA256.swift imports this module.
#pragma once

#include <openssl/crypto.h>
#include <openssl/evp.h>
