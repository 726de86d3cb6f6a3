#ifndef CMINIZIP_H
#define CMINIZIP_H

#include <stddef.h>
#include <stdint.h>

/* Reads the parts of a ZIP archive that is in memory, because the archive may come from a pipe. All
 * functions return a negative number, or NULL, if the archive is damaged. */
typedef struct cminizip_archive cminizip_archive;

/* Opens an archive. The bytes must outlive it. */
cminizip_archive *_Nullable cminizip_open(const uint8_t *_Nonnull bytes, size_t count);
void cminizip_close(cminizip_archive *_Nonnull archive);

/* Begins a part. Returns the number of bytes that it declares, or -1 if there is no part of that
 * name. Names of parts are compared without case. */
int64_t cminizip_begin(cminizip_archive *_Nonnull archive, const char *_Nonnull name);

/* Returns the number of bytes written to the buffer; 0 at the end. */
int cminizip_read(cminizip_archive *_Nonnull archive, uint8_t *_Nonnull buffer, unsigned count);

/* Ends a part; returns a negative number if its contents do not match its checksum. */
int cminizip_end(cminizip_archive *_Nonnull archive);

#endif
