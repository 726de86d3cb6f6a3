#ifndef C_PROGRAM_VERSION_H
#define C_PROGRAM_VERSION_H

/// The commit that the command is built of; empty where the build was not told it.
const char *_Nonnull program_commit(void);

#endif
