#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "CLibEdit.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static FILE *nowhere;
static kpi_edit_reader swift_reader;

static int read_character(EditLine *editor, wchar_t *character) {
  int32_t code = 0;
  int result = swift_reader(editor, &code);
  *character = (wchar_t)code;
  return result;
}

static char *empty_prompt(EditLine *editor) {
  (void)editor;
  static char text[] = "";
  return text;
}

EditLine *kpi_edit_create(const char *program, void *client, kpi_edit_reader reader) {
  if (!nowhere) nowhere = fopen("/dev/null", "w");
  if (!nowhere) return NULL;
  swift_reader = reader;
  EditLine *editor = el_init_fd(program, stdin, nowhere, nowhere, 0, 1, 2);
  if (!editor) return NULL;
  el_set(editor, EL_CLIENTDATA, client);
  el_set(editor, EL_PROMPT, empty_prompt);
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_EDITOR, "emacs");
  // Return and Control-J stay apart while editing, so that a pasted CR LF is one line end.
  el_set(editor, EL_SETTY, "-d", "-icrnl", "-inlcr", "-igncr", NULL);
  el_wset(editor, EL_GETCFN, read_character);
  return editor;
}

void kpi_edit_end(EditLine *editor) {
  // Input that waits would otherwise be read once more.
  el_set(editor, EL_EDITMODE, 0);
  el_end(editor);
}

void *kpi_edit_client(EditLine *editor) {
  void *client = NULL;
  el_get(editor, EL_CLIENTDATA, &client);
  return client;
}

void kpi_edit_add_command(EditLine *editor, const char *name, const char *help, kpi_edit_command command) {
  el_set(editor, EL_ADDFN, name, help, command);
}

void kpi_edit_bind(EditLine *editor, const char *keys, const char *command) {
  el_set(editor, EL_BIND, keys, command, NULL);
}

void kpi_edit_bind_command_mode(EditLine *editor, const char *keys, const char *command) {
  el_set(editor, EL_BIND, "-a", keys, command, NULL);
}

void kpi_edit_source(EditLine *editor) { el_source(editor, NULL); }

int kpi_edit_uses_vi(EditLine *editor) {
  const char *name = NULL;
  return el_get(editor, EL_EDITOR, &name) == 0 && name && strcmp(name, "vi") == 0;
}

int kpi_edit_read(EditLine *editor, const int32_t **text) {
  int count = 0;
  *text = (const int32_t *)el_wgets(editor, &count);
  return count;
}

void kpi_edit_use_large_screen(EditLine *editor) {
  el_set(editor, EL_SETTC, "co", "1000", NULL);
  el_set(editor, EL_SETTC, "li", "200", NULL);
}

void kpi_edit_prepare_terminal(EditLine *editor, int raw) { el_set(editor, EL_PREP_TERM, raw); }

const int32_t *kpi_edit_text(EditLine *editor, size_t *count, size_t *cursor) {
  const LineInfoW *line = el_wline(editor);
  *count = (size_t)(line->lastchar - line->buffer);
  *cursor = (size_t)(line->cursor - line->buffer);
  return (const int32_t *)line->buffer;
}

void kpi_edit_insert(EditLine *editor, const int32_t *characters) {
  el_winsertstr(editor, (const wchar_t *)characters);
}

void kpi_edit_move(EditLine *editor, int distance) { el_cursor(editor, distance); }

void kpi_edit_delete_before(EditLine *editor, int count) { el_deletestr(editor, count); }

int kpi_use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
  return setlocale(LC_CTYPE, "C.UTF-8") != NULL || setlocale(LC_CTYPE, "en_US.UTF-8") != NULL;
}

int kpi_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 1;
}
