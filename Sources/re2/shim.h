/* The C++ header is included by CRE2 alone; this module only carries the linker flags. */
