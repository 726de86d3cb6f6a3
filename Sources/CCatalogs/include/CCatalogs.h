#ifndef CCATALOGS_H
#define CCATALOGS_H

#include <stddef.h>

/// The catalog of messages in simplified Chinese, zh.po as it is. It is part of the file of the
/// program, and is read from there when the first message of it is wanted.
const unsigned char *catalog_zh(void);
size_t catalog_zh_size(void);

#endif
