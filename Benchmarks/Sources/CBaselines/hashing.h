#ifndef CB_HASHING_H
#define CB_HASHING_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

// The tree of RFC 6962, as far as appending needs it.
typedef struct {
  EVP_MD *sha256;
  EVP_MD_CTX *context;
  uint64_t size;
  unsigned char frontier[64][32];
  int depth;
} cb_tree;

void cb_tree_open(cb_tree *tree);
// Hashes a leaf into `hash` and the tree.
void cb_tree_append(cb_tree *tree, const void *leaf, size_t length, unsigned char hash[32]);
// Takes up a leaf by its hash.
void cb_tree_append_hash(cb_tree *tree, const unsigned char hash[32]);
// The RFC 6962 hash of a leaf alone.
void cb_leaf_hash(cb_tree *tree, const void *leaf, size_t length, unsigned char hash[32]);
void cb_tree_close(cb_tree *tree);

#endif
