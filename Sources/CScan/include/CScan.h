#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The tight loops of reading text files: where rows and cells begin, what a cell means, which texts are equal.
// Everything here is a plain function over bytes. No input makes one read or write outside its arguments.

// ---- Structure: rows and cells -------------------------------------------------------------------------------

/// Behind the bytes that are scanned must lie this many readable bytes; their content does not matter.
enum { SCAN_PADDING = 64 };

/// How bytes are cut into rows and cells.
typedef struct {
  /// The byte between cells; 0 for runs of spaces and tabs.
  uint8_t delimiter;
  /// `\n` (a `\r` before it belongs to the line end) or `\r`.
  uint8_t newline;
  /// `"`, or 0 where quotes are text.
  uint8_t quote;
} scan_form;

/// One cell without the blanks around it: `length & SCAN_LENGTH` bytes from `start`.
typedef struct {
  uint32_t start;
  uint32_t length;
} scan_cell;

/// A cell with this bit in its length contains doubled quotes, each of which means one.
#define SCAN_DOUBLED 0x80000000u
#define SCAN_LENGTH 0x7fffffffu

/// No position.
static const size_t SCAN_NOWHERE = INT64_MAX;

/// Quoted cells of more lines than these are suspected of a missing quote.
enum { SCAN_LONG_CELL = 500 };

/// What one stretch of a file holds. A row belongs to the stretch in which it begins.
typedef struct {
  size_t rows;
  size_t blank_lines;
  /// Rows with fewer or more cells than expected.
  size_t short_rows;
  size_t long_rows;
  /// Where the first row begins; `SCAN_NOWHERE` if the whole stretch lies within one quoted cell.
  size_t first_row;
  /// Cells of the row that the stretch begins within, as far as its end.
  size_t head_cells;
  /// The stretch ends within a quoted cell: cells before it in its row, and where its quote is
  /// (`SCAN_NOWHERE` if that is in an earlier stretch).
  size_t tail_cells;
  size_t open_quote;
  /// Where a quoted cell begins that runs over more than `SCAN_LONG_CELL` lines.
  size_t long_quote;
  bool ends_inside;
  bool has_quotes;
} scan_summary;

/// Counts the rows of `bytes[begin ..< end]`, which begins after a line end and ends after one (or at the file's end).
///
/// - starts_inside: The stretch begins within a quoted cell.
/// - literal_from: Quotes from this position on are text.
void scan_count(const uint8_t *bytes, size_t begin, size_t end, scan_form form, bool starts_inside,
                size_t literal_from, size_t expected_cells, scan_summary *summary);

/// Finds the cells of up to `row_limit` rows from `*position`, which it moves behind the last of them.
///
/// - slots: For each of the first `slot_count` cells of a row, the place of its column in `cells`, or -1.
/// - cells: Shape `[column][stride]`. Cells that a row lacks are empty.
/// - cell_counts: The number of cells in each row, or null.
/// - starts: Where each row begins, or null.
/// - Returns: The number of rows found; blank lines are none.
size_t scan_rows(const uint8_t *bytes, size_t *position, size_t end, scan_form form, size_t literal_from,
                 const int32_t *slots, size_t slot_count, scan_cell *cells, size_t stride, size_t row_limit,
                 uint32_t *cell_counts, size_t *starts);

/// Whether `bytes[begin ..< end]` have a byte; never for 0. Where a stretch has no quotes, `quote` may be 0 in its form,
/// which is faster.
bool scan_has(const uint8_t *bytes, size_t begin, size_t end, uint8_t byte);

/// Cuts the first row at or after `*position` into at most `limit` cells.
///
/// - Returns: The number of cells in the row, which may be more than `limit`; 0 at the end.
size_t scan_row(const uint8_t *bytes, size_t *position, size_t end, scan_form form, size_t literal_from,
                scan_cell *cells, size_t limit, size_t *start);

/// The first place of a byte in `bytes[begin ..< end]`, or `SCAN_NOWHERE`.
size_t scan_find(const uint8_t *bytes, size_t begin, size_t end, uint8_t byte);
/// The number of bytes equal to `byte`.
size_t scan_occurrences(const uint8_t *bytes, size_t count, uint8_t byte);

// ---- Memory -------------------------------------------------------------------------------------------------

/// Asks for large pages for memory that was not touched yet.
void scan_advise(void *memory, size_t bytes);
/// Zeros, to be given back with `free`.
void *scan_take(size_t bytes);
/// `realloc` for memory that grows large; null leaves the old memory as it was.
void *scan_grow(void *memory, size_t old_bytes, size_t bytes);

// ---- Texts: equal texts get equal codes ---------------------------------------------------------------------

typedef struct {
  uint64_t offset;
  /// Where the text was first seen; grows from entry to entry.
  uint64_t first;
  uint32_t length;
} scan_text;

/// A place of the hash table; empty where the code is 0. Twelve bytes, because tables of millions of texts are as slow
/// as they are large.
typedef struct {
  uint64_t key;
  uint32_t code;
} __attribute__((packed, aligned(4))) scan_text_slot;

/// Different texts in the order in which they were first seen. Code 0 is the empty text, code `i` is `entries[i]`.
typedef struct {
  scan_text_slot *slots;
  size_t slot_count;
  scan_text *entries;
  size_t count;
  size_t capacity;
  uint8_t *bytes;
  size_t byte_count;
  size_t byte_capacity;
  uint8_t *scratch;
  size_t scratch_capacity;
} scan_texts;

/// - Returns: False where memory is short, as all functions on texts do.
bool scan_texts_create(scan_texts *texts);
void scan_texts_destroy(scan_texts *texts);
size_t scan_texts_memory(const scan_texts *texts);

/// The code of one text, entered if it is new.
bool scan_texts_enter(scan_texts *texts, const uint8_t *bytes, size_t length, uint64_t first, uint32_t *code);
/// The code of a text that is there, else 0.
uint32_t scan_texts_find(const scan_texts *texts, const uint8_t *bytes, size_t length);

/// The codes of `count` cells; `first` is the position of the first of them in the column.
///
/// - windows_1252: The bytes are Windows-1252; the table holds UTF-8.
bool scan_texts_code(scan_texts *texts, const uint8_t *bytes, const scan_cell *cells, size_t count, uint64_t first,
                     uint8_t quote, bool windows_1252, uint32_t *codes);

/// Enters the texts of several tables into one, in the order in which they were first seen.
///
/// - unknown: Texts that become the empty one.
/// - whole: `17850.0` becomes `17850`.
/// - codes: For each table, its codes in `into`; shape `[table][count]`.
/// - next: For each table, the code to go on with; 0 at first, its count when all are entered.
/// - most: About how many texts to enter before it returns.
bool scan_texts_merge(scan_texts *into, const scan_texts *const *tables, size_t table_count, const scan_texts *unknown,
                      bool whole, uint32_t *const *codes, size_t *next, size_t most);

// ---- Keys: do texts repeat? ---------------------------------------------------------------------------------

/// Hashes of cells as the texts they would become, 0 for the empty one; different texts have different hashes but for
/// one pair in 2^64.
///
/// - scratch: For cells that are not simply their bytes.
/// - whole: `17850.0` counts as `17850`.
/// - Returns: False where memory is short.
bool scan_keys_hash(scan_texts *scratch, const uint8_t *bytes, const scan_cell *cells, size_t count, uint8_t quote,
                    bool windows_1252, bool whole, uint64_t *hashes);

/// Whether `second` comes after `first` among keys: longer, or as long and with larger bytes. Exports are often written
/// in this order or in the opposite one, and then no key repeats.
///
/// - Returns: 1, or -1 where it comes before, or 0 where they are equal or not simply their bytes.
int scan_keys_order(const uint8_t *first, size_t first_length, const uint8_t *second, size_t second_length);

/// Whether the keys of some cells go on in one order, none of them equal to the one before; the first was looked at.
///
/// - order: 1 up, -1 down, 0 where that is not known yet; then it is found.
bool scan_keys_run(const uint8_t *bytes, const scan_cell *cells, size_t count, int *order);

// ---- Integers: equal values get equal codes -----------------------------------------------------------------

/// Scores and the like are looked up by themselves.
enum { SCAN_SMALL_VALUES = 256 };

/// Different integers in the order in which they were first seen. Code 0 is unknown (`INT64_MIN`).
typedef struct {
  uint32_t *slots;
  size_t slot_count;
  int64_t *values;
  uint64_t *firsts;
  size_t count;
  size_t capacity;
  /// The codes of small values, 0 where there is none yet.
  uint32_t small[SCAN_SMALL_VALUES];
} scan_integers;

bool scan_integers_create(scan_integers *integers);
void scan_integers_destroy(scan_integers *integers);
size_t scan_integers_memory(const scan_integers *integers);
bool scan_integers_enter(scan_integers *integers, int64_t value, uint64_t first, uint32_t *code);
/// The codes of `count` values. Stops once there are more than `limit` different ones.
///
/// - Returns: The number of values coded.
size_t scan_integers_code(scan_integers *integers, const int64_t *values, size_t count, uint64_t first, size_t limit,
                          uint32_t *codes);

/// Enters the values of several tables into one, in the order in which they were first seen.
///
/// - codes: For each table, its codes in `into`; shape `[table][count]`.
bool scan_integers_merge(scan_integers *into, const scan_integers *tables, size_t table_count, uint32_t *const *codes);

/// Widens a range so that it holds all values but the unknown one.
void scan_integers_extent(const int64_t *values, size_t count, int64_t *lowest, int64_t *highest);

/// Writes codes of 4 bytes with a width of 1, 2 or 4, replaced by `replacement[code]` unless that is null.
void scan_codes_narrow(const uint32_t *codes, size_t count, const uint32_t *replacement, void *target, int width);
/// The same from codes of any width.
void scan_codes_convert(const void *codes, int width, size_t count, const uint32_t *replacement, void *target,
                        int target_width);
/// Adds the number of times each code occurs to `counts`.
void scan_codes_count(const void *codes, int width, size_t count, uint64_t *counts);
/// Writes `values[code]` for each code.
void scan_codes_gather(const void *codes, int width, size_t count, const int64_t *values, int64_t *target);

// ---- Meaning: numbers, moments, durations -------------------------------------------------------------------

enum {
  /// `007`: a code, not a count.
  SCAN_LEADING_ZERO = 1,
  /// More digits than a number can keep: a code.
  SCAN_TOO_LONG = 2,
  SCAN_PERCENT = 4,
  SCAN_MONEY = 8,
  /// Digits and perhaps a sign, nothing else.
  SCAN_WHOLE = 16,
};

/// `mantissa / 10^scale` with as few fraction digits as possible; where they are more than six, or the digits too
/// many, scale is -1 and only `real` holds the number.
typedef struct {
  int64_t mantissa;
  double real;
  int32_t scale;
  uint32_t flags;
} scan_number;

/// Reads a number with a decimal point or comma; thousands separators, money and percent signs may be there.
bool scan_parse_number(const uint8_t *bytes, size_t length, uint8_t decimal, scan_number *number);

typedef enum { SCAN_ORDER_OPEN, SCAN_ORDER_DMY, SCAN_ORDER_MDY, SCAN_ORDER_YMD } scan_order;

enum {
  SCAN_HAS_TIME = 1,
  SCAN_HAS_OFFSET = 2,
  /// Two numbers before the year of which the first, or the second, can only be the day.
  SCAN_DAY_FIRST = 4,
  SCAN_MONTH_FIRST = 8,
  /// Both orders are dates, and different ones.
  SCAN_ORDER_UNCLEAR = 16,
  SCAN_DOTTED = 32,
  SCAN_MONTH_ONLY = 64,
  SCAN_COMPACT = 128,
  SCAN_SHORT_YEAR = 256,
};

typedef struct {
  int64_t day;
  /// Microseconds since midnight of the day, moved to UTC where there is an offset.
  int64_t microseconds;
  uint32_t flags;
} scan_moment;

/// Reads a date with or without a time. Compact dates (`20240131`) are numbers first; see `scan_compact_date`.
bool scan_parse_moment(const uint8_t *bytes, size_t length, scan_order order, scan_moment *moment);
/// The day of `20240131`, between 1900 and 2100.
bool scan_compact_date(const uint8_t *bytes, size_t length, int64_t *day);
/// Reads `H:MM:SS` with or without a fraction or `N days` before it, as microseconds.
bool scan_parse_duration(const uint8_t *bytes, size_t length, int64_t *microseconds);
/// 0 false, 1 true, 2 neither.
uint8_t scan_parse_bool(const uint8_t *bytes, size_t length);
/// The text is one of the usual marks for "not known": `NA N/A na NULL null NaN #N/A ?`.
bool scan_is_unknown_mark(const uint8_t *bytes, size_t length);

/// How many cells of a column could be read as what.
typedef struct {
  uint64_t filled;
  uint64_t unknown_marks;
  uint64_t bools, durations, moments;
  uint64_t with_time, with_offset, without_offset, day_first, month_first, unclear, dotted, month_only, short_year;
  uint64_t point_numbers, comma_numbers;
  /// Cells that only a decimal point, or only a decimal comma, makes a number of.
  uint64_t only_point, only_comma;
  uint64_t leading_zeros, too_long, percents, moneys;
  /// Numbers of digits alone; cells such as `C536365`, which are names of the same kind, and how many different ones.
  uint64_t wholes, codes, different_codes;
  uint64_t compact_dates, unix_seconds, unix_milliseconds;
  /// Neither type can reach 95 % of `total` any more, so reading stopped.
  bool is_text;
} scan_facts;

/// Adds the facts about texts `first ..< last` of a table, each of which occurs `counts[i]` times (once if null).
void scan_examine(const scan_texts *texts, size_t first, size_t last, const uint64_t *counts, uint64_t total,
                  scan_order order, scan_facts *facts);

/// What the cells of a column are read as.
typedef enum {
  SCAN_AS_TEXT,
  SCAN_AS_BOOL,
  SCAN_AS_NUMBER,
  SCAN_AS_DATE,
  SCAN_AS_TIME,
  SCAN_AS_DURATION,
  SCAN_AS_COMPACT_DATE,
  SCAN_AS_UNIX_SECONDS,
  SCAN_AS_UNIX_MILLISECONDS,
} scan_meaning;

typedef struct {
  scan_meaning meaning;
  scan_order order;
  uint8_t decimal;
  /// Fraction digits that numbers are scaled by; -1 for doubles, whose bits then are the integers.
  int32_t scale;
} scan_reading;

typedef enum {
  SCAN_FITS,
  SCAN_IS_UNKNOWN,
  SCAN_MISFIT,
  SCAN_NEEDS_SCALE,
  /// A code such as `007`: the column is text.
  SCAN_IS_CODE,
  /// A date in an order, or with a time, that the reading has not decided on.
  SCAN_UNDECIDED,
} scan_outcome;

/// Reads one cell as a type: the value, `INT64_MIN` (or the bits of a NaN) for unknown.
///
/// - needed_scale: Raised to the scale that the number needs; 7 means doubles. Of times: 1 once one had an offset.
scan_outcome scan_read(const uint8_t *bytes, size_t length, scan_reading reading, int64_t *value,
                       int32_t *needed_scale);

/// What a run of cells gave.
typedef struct {
  uint64_t filled;
  /// Cells of all outcomes but the first two and `SCAN_NEEDS_SCALE`.
  uint64_t misfits;
  int32_t needed_scale;
} scan_tally;

/// Reads `count` cells as a type.
///
/// Stops at nothing; whoever sees a misfit in the tally decides by the texts instead.
void scan_read_cells(const uint8_t *bytes, const scan_cell *cells, size_t count, scan_reading reading,
                     bool windows_1252, int64_t *values, scan_tally *tally);

/// Reads texts `0 ..< count` of a table as a type.
void scan_read_texts(const scan_texts *texts, scan_reading reading, int64_t *values, uint8_t *outcomes,
                     int32_t *needed_scale);

// ---- Encodings ----------------------------------------------------------------------------------------------

/// Position of the first byte that is not UTF-8, or `count`.
size_t scan_utf8_prefix(const uint8_t *bytes, size_t count);
/// Adds the characters outside ASCII that are UTF-8, and the bytes that are not.
void scan_utf8_count(const uint8_t *bytes, size_t count, uint64_t *valid, uint64_t *invalid);
/// Windows-1252 to UTF-8, at most three bytes for one; undefined bytes become U+0080–U+009F.
size_t scan_windows_1252(const uint8_t *bytes, size_t count, uint8_t *target);
/// UTF-8 with each byte that does not belong replaced by U+FFFD, at most three bytes for one.
size_t scan_repair_utf8(const uint8_t *bytes, size_t count, uint8_t *target);
/// UTF-16 to UTF-8, at most three bytes for two; lone surrogates become U+FFFD. `count` is in bytes.
size_t scan_utf16(const uint8_t *bytes, size_t count, bool big_endian, uint8_t *target);
