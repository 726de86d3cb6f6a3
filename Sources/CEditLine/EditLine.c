#define _GNU_SOURCE
#include "CEditLine.h"

#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "a wide character is a Unicode scalar");

struct binding {
    char *keys;
    char *name;
    bool in_command_mode;
};

struct wql_editline {
    EditLine *edit;
    History *history;
    /// The output of libedit's own drawing, which is discarded.
    FILE *input, *nowhere;
    wql_callbacks callbacks;
    struct binding *bindings;
    size_t binding_count;
    /// The rows of the screen on which libedit believes it draws; 0 if it keeps the terminal's size.
    size_t rows;
    /// The number of characters up to which a text certainly fits those rows.
    size_t fitting;
};

/// The columns of the screen on which libedit believes it draws, and its first number of rows.
enum { COLUMNS = 100, ROWS = 500 };

static void fit(wql_editline *editline);

bool wql_use_utf8(void) {
    if (setlocale(LC_CTYPE, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
    return setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8")
        || setlocale(LC_CTYPE, "UTF-8");
}

static wql_editline *owner(EditLine *edit) {
    wql_editline *editline = NULL;
    el_get(edit, EL_CLIENTDATA, &editline);
    return editline;
}

static int next(EditLine *edit, wchar_t *character) {
    wql_editline *editline = owner(edit);
    uint32_t scalar = 0;
    int status = editline->callbacks.next(editline->callbacks.context, &scalar);
    *character = (wchar_t)scalar;
    fit(editline);
    // libedit would retry on another error.
    if (status < 0) errno = EINTR;
    return status;
}

static unsigned char perform(EditLine *edit, int command) {
    wql_editline *editline = owner(edit);
    switch (editline->callbacks.perform(editline->callbacks.context, command)) {
    case WQL_ACCEPT: return CC_NEWLINE;
    case WQL_LEAVE: return CC_EOF;
    default: return CC_REFRESH;
    }
}

// libedit does not pass the number of a command to it, so each number has its own function.
#define COMMAND(n)                                          \
    static unsigned char command_##n(EditLine *edit, int character) { \
        (void)character;                                    \
        return perform(edit, n);                            \
    }
#define EIGHT(f, a, b, c, d, e, g, h, i) f(a) f(b) f(c) f(d) f(e) f(g) f(h) f(i)
#define ALL(f)                                                                                \
    EIGHT(f, 0, 1, 2, 3, 4, 5, 6, 7) EIGHT(f, 8, 9, 10, 11, 12, 13, 14, 15)                   \
    EIGHT(f, 16, 17, 18, 19, 20, 21, 22, 23) EIGHT(f, 24, 25, 26, 27, 28, 29, 30, 31)
ALL(COMMAND)
#define ENTRY(n) command_##n,
static unsigned char (*const commands[WQL_COMMANDS])(EditLine *, int) = {ALL(ENTRY)};

wql_editline *wql_editline_create(int input, int output, wql_callbacks callbacks) {
    wql_editline *editline = calloc(1, sizeof *editline);
    if (!editline) return NULL;
    editline->callbacks = callbacks;
    editline->nowhere = fopen("/dev/null", "we");
    // Never read from: characters come from the callback. libedit only requires it to exist.
    editline->input = fopen("/dev/null", "re");
    if (editline->nowhere && editline->input) {
        editline->edit = el_init_fd(
            "workql", editline->input, editline->nowhere, editline->nowhere, input, output,
            output);
    }
    editline->history = history_init();
    if (!editline->edit || !editline->history) {
        wql_editline_destroy(editline);
        return NULL;
    }
    EditLine *edit = editline->edit;
    el_set(edit, EL_CLIENTDATA, editline);
    el_set(edit, EL_EDITOR, "emacs");
    el_set(edit, EL_SIGNAL, 0);
    el_set(edit, EL_GETCFN, next);
    // The interrupt, suspend and quit keys arrive as characters: a signal would go to the whole
    // group.
    el_set(edit, EL_SETTY, "-d", "-isig", NULL);
    HistEvent event;
    history(editline->history, &event, H_SETSIZE, 10000);
    el_set(edit, EL_HIST, history, editline->history);
    return editline;
}

void wql_editline_destroy(wql_editline *editline) {
    if (!editline) return;
    if (editline->edit) el_end(editline->edit);
    if (editline->history) history_end(editline->history);
    if (editline->nowhere) fclose(editline->nowhere);
    if (editline->input) fclose(editline->input);
    for (size_t i = 0; i < editline->binding_count; i++) {
        free(editline->bindings[i].keys);
        free(editline->bindings[i].name);
    }
    free(editline->bindings);
    free(editline);
}

void wql_editline_define(wql_editline *editline, int command, const char *name, const char *help) {
    if (command < 0 || command >= WQL_COMMANDS) return;
    el_set(editline->edit, EL_ADDFN, name, help, commands[command]);
}

static void bind(wql_editline *editline, const struct binding *binding) {
    // In vi's insert mode Escape is a key by itself, and would wait for the rest of a sequence.
    if (binding->keys[0] == '\033' && wql_editline_is_vi(editline)) return;
    if (binding->in_command_mode) {
        el_set(editline->edit, EL_BIND, "-a", binding->keys, binding->name, NULL);
    } else {
        el_set(editline->edit, EL_BIND, binding->keys, binding->name, NULL);
    }
}

bool wql_editline_bind(
    wql_editline *editline, const char *keys, const char *name, bool in_command_mode) {
    size_t count = editline->binding_count;
    struct binding *bindings = realloc(editline->bindings, (count + 1) * sizeof *bindings);
    if (!bindings) return false;
    editline->bindings = bindings;
    struct binding binding = {strdup(keys), strdup(name), in_command_mode};
    if (!binding.keys || !binding.name) {
        free(binding.keys);
        free(binding.name);
        return false;
    }
    bindings[count] = binding;
    editline->binding_count = count + 1;
    bind(editline, &binding);
    return true;
}

/// Returns whether the words are `bind -v` or `bind -e`, for every program or for one.
static bool chooses_editor(int count, const char **words) {
    if (count != 2) return false;
    const char *colon = strrchr(words[0], ':');
    return strcmp(colon ? colon + 1 : words[0], "bind") == 0
        && (strcmp(words[1], "-v") == 0 || strcmp(words[1], "-e") == 0);
}

void wql_editline_source(wql_editline *editline, const char *path) {
    FILE *file = fopen(path, "re");
    if (!file) return;
    Tokenizer *tokenizer = tok_init(NULL);
    char *line = NULL;
    size_t capacity = 0;
    while (tokenizer && getline(&line, &capacity, file) >= 0) {
        int count = 0;
        const char **words = NULL;
        size_t start = strspn(line, " \t\r\n");
        line[strcspn(line, "\r\n")] = 0;
        if (line[start] && line[start] != '#' && tok_str(tokenizer, line, &count, &words) == 0
            && count > 0 && el_parse(editline->edit, count, words) == 0
            && chooses_editor(count, words)) {
            for (size_t i = 0; i < editline->binding_count; i++) {
                bind(editline, &editline->bindings[i]);
            }
        }
        if (tokenizer) tok_reset(tokenizer);
    }
    free(line);
    if (tokenizer) tok_end(tokenizer);
    fclose(file);
}

bool wql_editline_is_vi(wql_editline *editline) {
    const char *editor = NULL;
    return el_get(editline->edit, EL_EDITOR, &editor) == 0 && editor && editor[0] == 'v';
}

/// Sets the size of libedit's screen. Returns whether this libedit supports that.
static bool set_screen(wql_editline *editline, size_t rows) {
    char text[16];
    snprintf(text, sizeof text, "%d", COLUMNS);
    if (el_set(editline->edit, EL_SETTC, "co", text, NULL) != 0) return false;
    snprintf(text, sizeof text, "%zu", rows);
    return el_set(editline->edit, EL_SETTC, "li", text, NULL) == 0;
}

/// Makes the screen that libedit draws on at least twice as high as the text.
///
/// What it draws is discarded, but it draws outside of its arrays, and ends the program, where the
/// text is higher than the screen or the screen has become smaller. Therefore it never learns the
/// size of the terminal.
static void fit(wql_editline *editline) {
    const LineInfoW *line = el_wline(editline->edit);
    size_t count = (size_t)(line->lastchar - line->buffer);
    if (!editline->rows || count <= editline->fitting) return;
    size_t rows = 2, columns = 0;
    for (size_t i = 0; i < count; i++) {
        wchar_t character = line->buffer[i];
        rows += character == L'\n';
        // A tab, and the number of a character that is not printable, takes up to eight columns.
        columns += (character >= 0x20 && character < 0x7F) ? 1 : iswprint((wint_t)character) ? 2 : 8;
    }
    rows += columns / COLUMNS;
    // libedit takes a number of at most seven digits.
    size_t height = editline->rows;
    while (height < rows * 2 && height < 1000000) height *= 2;
    if (height != editline->rows && set_screen(editline, height)) editline->rows = height;
    // Each further character is a row at most.
    editline->fitting = count + (editline->rows > rows ? (editline->rows - rows) / 2 : 0);
}

bool wql_editline_read(wql_editline *editline) {
    // Not earlier: the user's file may set the size.
    if (!editline->rows && set_screen(editline, ROWS)) {
        editline->rows = ROWS;
        editline->fitting = ROWS / 4;
    }
    int count = 0;
    return el_wgets(editline->edit, &count) != NULL;
}

const uint32_t *wql_editline_text(wql_editline *editline, size_t *count, size_t *cursor) {
    const LineInfoW *line = el_wline(editline->edit);
    *count = (size_t)(line->lastchar - line->buffer);
    *cursor = (size_t)(line->cursor - line->buffer);
    return (const uint32_t *)line->buffer;
}

void wql_editline_replace(
    wql_editline *editline, const uint32_t *text, size_t count, size_t cursor) {
    const LineInfoW *line = el_wline(editline->edit);
    int old = (int)(line->lastchar - line->buffer);
    el_cursor(editline->edit, (int)(line->lastchar - line->cursor));
    if (old > 0) el_deletestr(editline->edit, old);
    if (count > 0) el_winsertstr(editline->edit, (const wchar_t *)text);
    el_cursor(editline->edit, (int)cursor - (int)count);
    editline->fitting = 0;
    fit(editline);
}

void wql_editline_hold_terminal(wql_editline *editline, bool hold) {
    el_set(editline->edit, EL_PREP_TERM, hold ? 1 : 0);
}

void wql_editline_resize(wql_editline *editline) {
    if (editline->rows) return;
    el_resize(editline->edit);
    // Moves libedit's cursor into the smaller screen.
    el_set(editline->edit, EL_REFRESH);
}

void wql_editline_remember(wql_editline *editline, const char *line) {
    HistEvent event;
    history(editline->history, &event, H_ENTER, line);
}
