#ifndef CMINIZIP_H
#define CMINIZIP_H

#include <stddef.h>
#include <stdint.h>

/* Reads the parts of a ZIP archive that is in memory, because the archive may have come through a
 * pipe. All functions return a negative number, or NULL, where the archive is damaged. */
typedef struct cminizip_archive cminizip_archive;

/* The bytes have to outlive the archive. */
cminizip_archive *_Nullable cminizip_open(const uint8_t *_Nonnull bytes, size_t count);
void cminizip_close(cminizip_archive *_Nonnull archive);

/* Begins a part. Returns how many bytes it says it has, or -1 where there is none of that name. The
 * names of parts are the same whatever their case. */
int64_t cminizip_begin(cminizip_archive *_Nonnull archive, const char *_Nonnull name);

/* The number of bytes put into the buffer; 0 at the end. */
int cminizip_read(cminizip_archive *_Nonnull archive, uint8_t *_Nonnull buffer, unsigned count);

/* Ends a part; negative where what was read is not what was packed. */
int cminizip_end(cminizip_archive *_Nonnull archive);

#endif
