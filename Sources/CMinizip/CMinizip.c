#include "CMinizip.h"

#include <minizip/unzip.h>
#include <stdlib.h>
#include <string.h>

struct cminizip_archive {
    const uint8_t *bytes;
    uint64_t count;
    uint64_t position;
    unzFile file;
};

static voidpf ZCALLBACK memory_open(voidpf opaque, const void *name, int mode) {
    (void)name;
    (void)mode;
    return opaque;
}

static uLong ZCALLBACK memory_read(voidpf opaque, voidpf stream, void *buffer, uLong size) {
    (void)stream;
    cminizip_archive *archive = opaque;
    uint64_t left = archive->count - archive->position;
    if (size > left) size = (uLong)left;
    memcpy(buffer, archive->bytes + archive->position, size);
    archive->position += size;
    return size;
}

static ZPOS64_T ZCALLBACK memory_tell(voidpf opaque, voidpf stream) {
    (void)stream;
    return ((cminizip_archive *)opaque)->position;
}

static long ZCALLBACK memory_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin) {
    (void)stream;
    cminizip_archive *archive = opaque;
    uint64_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? archive->position
                    : origin == ZLIB_FILEFUNC_SEEK_END ? archive->count
                                                       : 0;
    uint64_t place = base + offset;
    if (place > archive->count) return -1;
    archive->position = place;
    return 0;
}

static int ZCALLBACK memory_close(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

static int ZCALLBACK memory_error(voidpf opaque, voidpf stream) {
    (void)opaque;
    (void)stream;
    return 0;
}

cminizip_archive *cminizip_open(const uint8_t *bytes, size_t count) {
    cminizip_archive *archive = calloc(1, sizeof *archive);
    if (!archive) return NULL;
    archive->bytes = bytes;
    archive->count = count;
    zlib_filefunc64_def functions = {
        .zopen64_file = memory_open,
        .zread_file = memory_read,
        .ztell64_file = memory_tell,
        .zseek64_file = memory_seek,
        .zclose_file = memory_close,
        .zerror_file = memory_error,
        .opaque = archive,
    };
    archive->file = unzOpen2_64("", &functions);
    if (!archive->file) {
        free(archive);
        return NULL;
    }
    return archive;
}

void cminizip_close(cminizip_archive *archive) {
    unzClose(archive->file);
    free(archive);
}

int64_t cminizip_begin(cminizip_archive *archive, const char *name) {
    unz_file_info64 info;
    if (unzLocateFile(archive->file, name, 2) != UNZ_OK) return -1;
    if (unzGetCurrentFileInfo64(archive->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK)
        return -2;
    // Bit 0 marks an encrypted part.
    if (info.flag & 1) return -3;
    if (unzOpenCurrentFile(archive->file) != UNZ_OK) return -2;
    return (int64_t)info.uncompressed_size;
}

int cminizip_read(cminizip_archive *archive, uint8_t *buffer, unsigned count) {
    return unzReadCurrentFile(archive->file, buffer, count);
}

int cminizip_end(cminizip_archive *archive) { return unzCloseCurrentFile(archive->file); }
