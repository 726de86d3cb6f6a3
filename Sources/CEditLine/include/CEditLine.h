#ifndef CEDITLINE_H
#define CEDITLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// libedit without its drawing: it maintains the text, the cursor, the key bindings and the
/// terminal's modes; the caller draws. Swift cannot call libedit itself, because `el_set` is
/// variadic and `FILE` is not safe to share. Not thread-safe.
typedef struct wql_editline wql_editline;

/// The action that remains after a command.
typedef enum {
    WQL_GO_ON,
    /// The text is finished.
    WQL_ACCEPT,
    /// The user exits.
    WQL_LEAVE
} wql_outcome;

/// The callbacks of the caller. Both are called only from within `wql_editline_read`.
typedef struct {
    void *context;
    /// Waits for the next character that was typed. Returns 1, 0 at the end of the input, and -1 to
    /// abandon the text.
    int (*next)(void *context, uint32_t *scalar);
    /// Performs the command that was defined with this number.
    wql_outcome (*perform)(void *context, int command);
} wql_callbacks;

/// The maximum number of commands; their numbers begin at 0.
enum { WQL_COMMANDS = 32 };

/// Sets the environment's character encoding, or UTF-8 if that is another one. Returns false if the
/// system does not support UTF-8.
bool wql_use_utf8(void);

/// Returns NULL if there is no memory or the terminal cannot be used.
wql_editline *wql_editline_create(int input, int output, wql_callbacks callbacks);
void wql_editline_destroy(wql_editline *editline);

/// Defines the name of a command for key bindings.
void wql_editline_define(wql_editline *editline, int command, const char *name, const char *help);

/// Stores a binding of keys to a command, and applies it. `in_command_mode` binds them for vi's
/// command mode instead. Keys that begin with Escape are omitted while the bindings are vi's.
bool wql_editline_bind(
    wql_editline *editline, const char *keys, const char *name, bool in_command_mode);

/// Executes a file as described in editrc(5). After a `bind -e` or `bind -v` in it, which resets
/// all bindings, the stored ones are applied again, so that later lines take precedence over them.
void wql_editline_source(wql_editline *editline, const char *path);

/// Returns whether the bindings are vi's.
bool wql_editline_is_vi(wql_editline *editline);

/// Reads until a command ends the text, the input ends or the text is abandoned. Returns false in
/// the last two cases.
bool wql_editline_read(wql_editline *editline);

/// Returns the text, valid until the next change.
const uint32_t *wql_editline_text(wql_editline *editline, size_t *count, size_t *cursor);

/// Replaces the whole text. `text` contains no zeros except the terminator after its last
/// character.
void wql_editline_replace(
    wql_editline *editline, const uint32_t *text, size_t count, size_t cursor);

/// Switches the terminal to editing, or restores its previous state.
void wql_editline_hold_terminal(wql_editline *editline, bool hold);

/// Notifies libedit that the size of the terminal has changed.
void wql_editline_resize(wql_editline *editline);

/// Adds a line to the history that libedit's own commands search.
void wql_editline_remember(wql_editline *editline, const char *line);

#endif
