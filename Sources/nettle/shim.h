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

// Computes the digest of all bytes at once; `digest` has room for NAME_DIGEST_SIZE bytes.
#define WHOLE(name, NAME) \
    static inline void whole_##name(const uint8_t *bytes, size_t count, uint8_t *digest) { \
        struct name##_ctx context; \
        name##_init(&context); \
        name##_update(&context, count, bytes); \
        ENDED(name##_digest, &context, digest, NAME##_DIGEST_SIZE); \
    }

WHOLE(md5, MD5)
WHOLE(sha256, SHA256)
WHOLE(sha384, SHA384)
WHOLE(sha512, SHA512)

static inline void whole_hmac_sha256(
    const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count, uint8_t *code
) {
    struct hmac_sha256_ctx context;
    hmac_sha256_set_key(&context, key_count, key);
    hmac_sha256_update(&context, count, bytes);
    ENDED(hmac_sha256_digest, &context, code, SHA256_DIGEST_SIZE);
}

#undef WHOLE
#undef ENDED
