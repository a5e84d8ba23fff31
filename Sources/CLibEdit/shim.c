#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE
#include "CLibEdit.h"

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
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

// ---- Crashes ------------------------------------------------------------------------------------------------

static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS};
enum { crash_count = sizeof crashes / sizeof *crashes };
static struct termios terminal_before;
static struct sigaction actions_before[crash_count];

// Only what may be called in a handler.
static void restore_terminal(int number) {
  struct termios now;
  if (tcgetattr(0, &now) == 0 && !(now.c_lflag & ICANON) && (terminal_before.c_lflag & ICANON)) {
    // The end of bracketed paste, the cursor, which is hidden while a frame is drawn, and nothing below the input.
    static const char end[] = "\033[?2004l\033[?25h\r\n\033[J";
    if (write(1, end, sizeof end - 1) < 0) { /* There is nobody to tell. */ }
    tcsetattr(0, TCSANOW, &terminal_before);
  }
  for (int index = 0; index < crash_count; index++)
    if (crashes[index] == number) sigaction(number, &actions_before[index], NULL);
  raise(number);
}

void kpi_restore_terminal_after_crash(void) {
  if (tcgetattr(0, &terminal_before) != 0) return;
  // A stack of its own: the usual one may be what was used up.
  static char memory[1 << 16];
  stack_t stack = {.ss_sp = memory, .ss_size = sizeof memory};
  if (sigaltstack(&stack, NULL) != 0) return;
  struct sigaction action = {.sa_handler = restore_terminal, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < crash_count; index++) sigaction(crashes[index], &action, &actions_before[index]);
}

int kpi_terminal_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 0;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 1;
}
