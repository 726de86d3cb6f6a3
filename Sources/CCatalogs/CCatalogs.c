#include "CCatalogs.h"

// A resource of SwiftPM would be a file beside the program, which has to be one file.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char zh[] = {
#embed "zh.po"
};

const unsigned char *catalog_zh(void) { return zh; }
size_t catalog_zh_size(void) { return sizeof zh; }
