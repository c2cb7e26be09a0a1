internal import CCrypto

/// Ed25519 signatures over bytes: the same key and message always give the same signature.
///
/// Source: RFC 8032, section 5.1, as implemented by OpenSSL's libcrypto.
@safe enum Ed25519 {
  static let seedByteCount = 32
  static let publicKeyByteCount = 32
  static let signatureByteCount = 64

  /// The public key of a seed of 32 bytes, which RFC 8032 calls the private key.
  static func publicKey(ofSeed seed: [UInt8]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: publicKeyByteCount)
    var count = bytes.count
    let key = unsafe privateKey(seed)
    let result = unsafe EVP_PKEY_get_raw_public_key(key, &bytes, &count)
    unsafe EVP_PKEY_free(key)
    precondition(result == 1 && count == bytes.count, "libcrypto gave no public key")
    return bytes
  }

  /// The 64 bytes of the signature.
  static func signature(of message: [UInt8], seed: [UInt8]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: signatureByteCount)
    var count = bytes.count
    let key = unsafe privateKey(seed)
    let context = unsafe EVP_MD_CTX_new()
    let isReady = unsafe EVP_DigestSignInit(context, nil, nil, nil, key)
    let result = unsafe EVP_DigestSign(context, &bytes, &count, message, message.count)
    unsafe EVP_MD_CTX_free(context)
    unsafe EVP_PKEY_free(key)
    precondition(
      isReady == 1 && result == 1 && count == bytes.count, "libcrypto could not sign")
    return bytes
  }

  /// Whether the signature is this key's for this message. Bytes that are no key or no signature
  /// verify nothing.
  static func verifies(_ signature: [UInt8], of message: [UInt8], publicKey: [UInt8]) -> Bool {
    guard signature.count == signatureByteCount, publicKey.count == publicKeyByteCount,
      let key = unsafe EVP_PKEY_new_raw_public_key(
        EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
    else { return false }
    let context = unsafe EVP_MD_CTX_new()
    let isReady = unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key)
    let result = unsafe EVP_DigestVerify(
      context, signature, signature.count, message, message.count)
    unsafe EVP_MD_CTX_free(context)
    unsafe EVP_PKEY_free(key)
    return isReady == 1 && result == 1
  }

  private static func privateKey(_ seed: [UInt8]) -> OpaquePointer {
    precondition(seed.count == seedByteCount, "the seed of an Ed25519 key has 32 bytes")
    guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
    else { preconditionFailure("libcrypto offers no Ed25519; its configuration is broken") }
    return unsafe key
  }
}
