#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/pbkdf2.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

// Before version 4, the functions that end a digest take the number of its bytes.
#if NETTLE_VERSION_MAJOR < 4
#define ENDED(function, context, digest, count) function(context, count, digest)
#else
#define ENDED(function, context, digest, count) function(context, digest)
#endif

static inline void whole_md5(const uint8_t *bytes, size_t count, uint8_t *digest) {
    struct md5_ctx context;
    md5_init(&context);
    md5_update(&context, count, bytes);
    ENDED(md5_digest, &context, digest, MD5_DIGEST_SIZE);
}

static inline void whole_sha256(const uint8_t *bytes, size_t count, uint8_t *digest) {
    struct sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, count, bytes);
    ENDED(sha256_digest, &context, digest, SHA256_DIGEST_SIZE);
}

static inline void whole_sha384(const uint8_t *bytes, size_t count, uint8_t *digest) {
    struct sha384_ctx context;
    sha384_init(&context);
    sha384_update(&context, count, bytes);
    ENDED(sha384_digest, &context, digest, SHA384_DIGEST_SIZE);
}

static inline void whole_sha512(const uint8_t *bytes, size_t count, uint8_t *digest) {
    struct sha512_ctx context;
    sha512_init(&context);
    sha512_update(&context, count, bytes);
    ENDED(sha512_digest, &context, digest, SHA512_DIGEST_SIZE);
}

static inline void whole_hmac_sha256(
    const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t *code
) {
    struct hmac_sha256_ctx context;
    hmac_sha256_set_key(&context, key_count, key);
    hmac_sha256_update(&context, count, bytes);
    ENDED(hmac_sha256_digest, &context, code, SHA256_DIGEST_SIZE);
}
