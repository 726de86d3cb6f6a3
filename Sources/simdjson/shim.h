/* The C++ header is included by CSimdJSON alone; this module only carries the linker flags. */
