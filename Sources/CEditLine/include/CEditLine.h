#ifndef CEDITLINE_H
#define CEDITLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libedit without its drawing: it keeps the text, the cursor, the key bindings and the terminal's
/// modes, and whoever uses it draws. Swift cannot call libedit itself, because `el_set` is variadic
/// and `FILE` is not safe to share. Not for use by two threads at once.
typedef struct wql_editline wql_editline;

/// What a command leaves to be done.
typedef enum {
    WQL_GO_ON,
    /// The text is finished.
    WQL_ACCEPT,
    /// The user leaves.
    WQL_LEAVE
} wql_outcome;

/// Whoever uses it. Both are called from within `wql_editline_read` alone.
typedef struct {
    void *context;
    /// Waits for the next character that was typed. Returns 1, 0 at the end of the input, and -1
    /// to give the text up.
    int (*next)(void *context, uint32_t *scalar);
    /// Performs the command that was defined with this number.
    wql_outcome (*perform)(void *context, int command);
} wql_callbacks;

/// How many commands can be defined; their numbers begin at 0.
enum { WQL_COMMANDS = 32 };

/// Takes the environment's character encoding, or UTF-8 where that is another one. False when the
/// system knows no UTF-8 at all.
bool wql_use_utf8(void);

/// NULL when there is no memory or the terminal cannot be used.
wql_editline *wql_editline_create(int input, int output, wql_callbacks callbacks);
void wql_editline_destroy(wql_editline *editline);

/// Gives a command a name for key bindings.
void wql_editline_define(wql_editline *editline, int command, const char *name, const char *help);

/// Remembers that keys mean a command, and binds them now. `in_command_mode` binds them for vi's
/// command mode instead. Keys that begin with Escape are left out while the bindings are vi's.
bool wql_editline_bind(
    wql_editline *editline, const char *keys, const char *name, bool in_command_mode);

/// Obeys a file as editrc(5) describes it. A `bind -e` or `bind -v` in it, which takes all bindings
/// back, is followed by those that were remembered, so that later lines go before them.
void wql_editline_source(wql_editline *editline, const char *path);

/// Whether the bindings are vi's.
bool wql_editline_is_vi(wql_editline *editline);

/// Reads until a command ends the text, the input ends or the text is given up. False in the last
/// two cases.
bool wql_editline_read(wql_editline *editline);

/// The text, valid until the next change.
const uint32_t *wql_editline_text(wql_editline *editline, size_t *count, size_t *cursor);

/// Replaces all of the text. `text` holds no zeros but the one behind its last character.
void wql_editline_replace(
    wql_editline *editline, const uint32_t *text, size_t count, size_t cursor);

/// Takes the terminal for editing, or gives it back as it was before.
void wql_editline_hold_terminal(wql_editline *editline, bool hold);

/// Tells that the terminal has another size.
void wql_editline_resize(wql_editline *editline);

/// Adds a line to the history that libedit's own commands search.
void wql_editline_remember(wql_editline *editline, const char *line);

#endif
