#pragma once
// libedit's own interface is variadic, which Swift cannot call: these wrappers have a fixed number of arguments.
//
// libedit keeps the text, the keys and the commands (emacs or vi, from ~/.editrc). It draws nothing: its output
// goes to /dev/null, and the Painter in Swift draws, which is right at any width, height and colour.

#include <histedit.h>
#include <stddef.h>
#include <stdint.h>

/// A command bound to a key: gets the editor and the key, returns one of the CC_ constants.
typedef unsigned char (*kpi_edit_command)(EditLine *editor, int key);
/// Gives the next character, which may block: 1 for one, 0 at the end of input.
typedef int (*kpi_edit_reader)(EditLine *editor, int32_t *character);

/// An editor over the terminal on standard input; NULL when that is impossible.
EditLine *kpi_edit_create(const char *program, void *client, kpi_edit_reader reader);
void kpi_edit_end(EditLine *editor);
void *kpi_edit_client(EditLine *editor);

void kpi_edit_add_command(EditLine *editor, const char *name, const char *help, kpi_edit_command command);
/// Binds a key sequence where text is typed.
void kpi_edit_bind(EditLine *editor, const char *keys, const char *command);
/// Binds a key sequence in vi's command mode.
void kpi_edit_bind_command_mode(EditLine *editor, const char *keys, const char *command);
/// Reads ~/.editrc.
void kpi_edit_source(EditLine *editor);
/// Whether ~/.editrc asked for vi's keys.
int kpi_edit_uses_vi(EditLine *editor);

/// Edits one input: its length with the final newline, or 0 at the end of input.
int kpi_edit_read(EditLine *editor, const int32_t **text);
/// Makes libedit's picture of the screen, which nobody sees, large enough for any input.
void kpi_edit_use_large_screen(EditLine *editor);
/// The terminal for editing (1) or as it was (0).
void kpi_edit_prepare_terminal(EditLine *editor, int raw);

const int32_t *kpi_edit_text(EditLine *editor, size_t *count, size_t *cursor);
/// Inserts characters, ended by 0, at the cursor.
void kpi_edit_insert(EditLine *editor, const int32_t *characters);
/// Moves the cursor by characters, and stops at the ends.
void kpi_edit_move(EditLine *editor, int distance);
void kpi_edit_delete_before(EditLine *editor, int count);

/// Makes sure that characters are UTF-8 whatever the environment says: 0 when the system cannot.
int kpi_use_utf8(void);
/// From now on a crash (SIGSEGV, SIGABRT and their like) leaves the terminal as it is now.
void kpi_restore_terminal_after_crash(void);
/// Columns and rows of a terminal: 0 when it is none.
int kpi_terminal_size(int descriptor, int *columns, int *rows);
