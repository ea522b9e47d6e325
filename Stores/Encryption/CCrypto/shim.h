#pragma once

#include <openssl/evp.h>
#include <openssl/rand.h>

// AES-256-GCM with a nonce of 12 bytes and a tag of 16. Each returns 1 where it succeeded.

static inline int holdfast_seal(
    const unsigned char *key, const unsigned char *nonce, const unsigned char *binding, int bindingSize,
    const unsigned char *plain, int size, unsigned char *sealed, unsigned char *tag) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0;
    int done = context && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
               EVP_EncryptUpdate(context, NULL, &length, binding, bindingSize) == 1 &&
               EVP_EncryptUpdate(context, sealed, &length, plain, size) == 1 &&
               EVP_EncryptFinal_ex(context, sealed + length, &length) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, 16, tag) == 1;
    EVP_CIPHER_CTX_free(context);
    return done;
}

static inline int holdfast_open(
    const unsigned char *key, const unsigned char *nonce, const unsigned char *binding, int bindingSize,
    const unsigned char *sealed, int size, const unsigned char *tag, unsigned char *plain) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int length = 0;
    int done = context && EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
               EVP_DecryptUpdate(context, NULL, &length, binding, bindingSize) == 1 &&
               EVP_DecryptUpdate(context, plain, &length, sealed, size) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, 16, (void *)tag) == 1 &&
               EVP_DecryptFinal_ex(context, plain + length, &length) == 1;
    EVP_CIPHER_CTX_free(context);
    return done;
}
