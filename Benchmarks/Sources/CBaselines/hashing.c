#include "hashing.h"

#include <string.h>

void cb_tree_open(cb_tree *tree) {
  memset(tree, 0, sizeof *tree);
  tree->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  tree->context = EVP_MD_CTX_new();
}

static void hash(cb_tree *tree, unsigned char prefix, const void *first, size_t first_length,
                 const void *second, size_t second_length, unsigned char out[32]) {
  EVP_DigestInit_ex2(tree->context, tree->sha256, NULL);
  EVP_DigestUpdate(tree->context, &prefix, 1);
  EVP_DigestUpdate(tree->context, first, first_length);
  if (second) EVP_DigestUpdate(tree->context, second, second_length);
  EVP_DigestFinal_ex(tree->context, out, NULL);
}

void cb_leaf_hash(cb_tree *tree, const void *leaf, size_t length, unsigned char out[32]) {
  hash(tree, 0, leaf, length, NULL, 0, out);
}

void cb_tree_append(cb_tree *tree, const void *leaf, size_t length, unsigned char out[32]) {
  cb_leaf_hash(tree, leaf, length, out);
  cb_tree_append_hash(tree, out);
}

void cb_tree_append_hash(cb_tree *tree, const unsigned char leaf[32]) {
  unsigned char node[32];
  memcpy(node, leaf, 32);
  for (uint64_t size = tree->size; size & 1; size >>= 1)
    hash(tree, 1, tree->frontier[--tree->depth], 32, node, 32, node);
  memcpy(tree->frontier[tree->depth++], node, 32);
  tree->size++;
}

void cb_tree_close(cb_tree *tree) {
  EVP_MD_CTX_free(tree->context);
  EVP_MD_free(tree->sha256);
}
