#include "structure.h"

// Rows that all look alike, which nearly all of every file are: as many cells in each, quotes only round whole cells.
// Whether a byte is within quotes is then the parity of the quotes before it, so that the separators of many rows can be
// written down one after the other, and the cells of a column stand at equal distances among them. Each assumption is
// proved for the bytes that were looked at; where one fails, the careful loop takes over.

/// Where quotes stand and whether they are in order, from block to block.
typedef struct {
  /// All ones within quotes.
  uint64_t within;
  /// Whether the last byte was a separator or a closing quote: a quote may open behind it.
  uint64_t may_open;
  /// Whether the last byte was a closing quote, or the one before it and the last a carriage return.
  uint64_t closed, returned;
  bool has_quotes, has_doubled;
  /// Whether the last byte was a separator, or a blank; and whether the two have met.
  uint64_t parted, blank;
  uint64_t meetings;
} quoting;

typedef struct {
  uint64_t lines, separators;
} found_block;

/// Which bits have an odd number of ones up to themselves.
static inline uint64_t parity(uint64_t bits) {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ bits << 32;
}

/// One bit for each byte of a block that is not above a blank.
static inline __attribute__((always_inline)) uint64_t blanks_of(const uint8_t *at) {
  bytes64 block;
  memcpy(&block, at, sizeof block);
  bits64 small = __builtin_convertvector(block <= (bytes64)(' '), bits64);
  uint64_t mask;
  memcpy(&mask, &small, sizeof mask);
  return mask;
}

/// Remembers whether blanks stand at the ends of cells, which then have to be trimmed.
static inline __attribute__((always_inline)) void meet(const uint8_t *bytes, size_t block, uint64_t separators,
                                                        quoting *state) {
  uint64_t blanks = blanks_of(bytes + block) & ~separators;
  state->meetings |= (blanks & (separators << 1 | state->parted)) | (separators & (blanks << 1 | state->blank));
  state->parted = separators >> 63;
  state->blank = blanks >> 63;
}

/// The separators of a block that lie outside of quotes.
///
/// - Returns: False where a quote is not in order.
static inline __attribute__((always_inline)) bool look(const uint8_t *bytes, size_t block, size_t end, scan_form form,
                                                        quoting *state, found_block *found) {
  uint64_t inside = end - block < 64 ? (1ull << (end - block)) - 1 : ~0ull;
  uint64_t lines = mask_of(bytes + block, form.newline) & inside;
  uint64_t separators = lines | (mask_of(bytes + block, form.delimiter) & inside);
  uint64_t quotes = form.quote ? mask_of(bytes + block, form.quote) & inside : 0;
  if ((quotes | state->within | state->closed | state->returned) == 0) {
    *found = (found_block){lines, separators};
    state->may_open = separators >> 63;
    return true;
  }
  state->has_quotes = true;
  uint64_t within = parity(quotes) ^ state->within;
  uint64_t opens = quotes & within, closes = quotes & ~within;
  lines &= ~within;
  separators &= ~within;
  uint64_t returns = mask_of(bytes + block, '\r') & inside & ~separators;
  uint64_t behind = (closes << 1 | state->closed) & inside;
  uint64_t returned = (behind & returns) << 1 | state->returned;
  uint64_t wrong = opens & ~((separators | closes) << 1 | state->may_open);
  wrong |= behind & ~(separators | opens | returns);
  wrong |= returned & inside & ~lines;
  if (wrong) return false;
  state->has_doubled |= (behind & opens) != 0;
  state->within = (uint64_t)((int64_t)within >> 63);
  state->may_open = (separators | closes) >> 63;
  state->closed = closes >> 63;
  state->returned = (behind & returns) >> 63;
  *found = (found_block){lines, separators};
  return true;
}

SCAN_WIDEST size_t count_regular(const uint8_t *bytes, size_t begin, size_t end, scan_form form,
                                 size_t expected_cells, scan_summary *summary) {
  quoting state = {.may_open = 1};
  size_t row_start = begin, delimiters = 0, quoted_lines = 0;
  for (size_t block = begin; block < end; block += 64) {
    found_block found;
    if (!look(bytes, block, end, form, &state, &found)) break;
    if (state.has_quotes) {
      // So many line ends within quotes may belong to one cell, which the careful loop speaks of.
      uint64_t inside = end - block < 64 ? (1ull << (end - block)) - 1 : ~0ull;
      uint64_t quoted = mask_of(bytes + block, form.newline) & inside & ~found.lines;
      quoted_lines = found.lines ? 0 : quoted_lines + (size_t)__builtin_popcountll(quoted);
      if (quoted_lines > SCAN_LONG_CELL - 64) break;
    }
    uint64_t lines = found.lines, between = found.separators & ~lines;
    while (lines) {
      uint64_t before = (lines & -lines) - 1;
      size_t position = block + (size_t)__builtin_ctzll(lines);
      delimiters += (size_t)__builtin_popcountll(between & before);
      // A file of one column has the line end for a delimiter too.
      if (delimiters == 0 && is_blank_row(bytes, row_start, position)) {
        summary->blank_lines++;
      } else {
        summary->rows++;
        summary->short_rows += delimiters + 1 < expected_cells;
        summary->long_rows += delimiters + 1 > expected_cells;
      }
      between &= ~before;
      lines &= lines - 1;
      delimiters = 0;
      row_start = position + 1;
    }
    delimiters += (size_t)__builtin_popcountll(between);
  }
  summary->has_quotes |= state.has_quotes;
  return row_start;
}

// ---- Cells --------------------------------------------------------------------------------------------------

enum { ROOM = 4096 };

/// The separators of some rows, in order.
typedef struct {
  uint32_t all[ROOM + 128];
  /// Those that are line ends.
  uint32_t lines[ROOM + 128];
} places;

static inline __attribute__((always_inline)) uint32_t *put_places(uint32_t *target, uint32_t block, uint64_t mask) {
  uint32_t *behind = target + __builtin_popcountll(mask);
  // Twelve at a time, the last ones perhaps in vain: fewer steps than a loop that asks after each.
  while (mask) {
#pragma clang loop unroll(full)
    for (int step = 0; step < 12; step++) {
      uint64_t place = (uint64_t)__builtin_ctzll(mask | 1ull << 63);
      // Counting zeros one number at a time is faster than what the compiler makes of several.
      __asm__("" : "+r"(place));
      target[step] = block + (uint32_t)place;
      mask &= mask - 1;
    }
    target += 12;
  }
  return behind;
}

/// A cell between two separators, which may be in quotes.
static inline scan_cell quoted_cell(const uint8_t *bytes, size_t start, size_t stop, uint8_t quote, bool has_doubled) {
  if (start >= stop || bytes[start] != quote) return plain_cell(bytes, start, stop);
  if (bytes[stop - 1] != quote) stop--;
  scan_cell cell = plain_cell(bytes, start + 1, stop - 1);
  if (has_doubled && memchr(bytes + start + 1, quote, stop - start - 2)) cell.length |= SCAN_DOUBLED;
  return cell;
}

// The cells of one column: each begins behind the separator before its own.

static inline void quoted_column(const uint8_t *bytes, const uint32_t *stops, size_t distance, size_t count, size_t start,
                                 uint8_t quote, bool has_doubled, scan_cell *target) {
  for (size_t place = 0; place < count; place++, stops += distance) {
    if (place > 0) start = (size_t)stops[-1] + 1;
    target[place] = quoted_cell(bytes, start, stops[0], quote, has_doubled);
  }
}

static inline void blank_column(const uint8_t *bytes, const uint32_t *stops, size_t distance, size_t count, size_t start,
                                scan_cell *target) {
  for (size_t place = 0; place < count; place++, stops += distance) {
    if (place > 0) start = (size_t)stops[-1] + 1;
    target[place] = plain_cell(bytes, start, stops[0]);
  }
}

static inline void plain_column(const uint32_t *stops, size_t distance, size_t count, size_t start, scan_cell *target) {
  target[0] = (scan_cell){(uint32_t)start, stops[0] - (uint32_t)start};
  for (size_t place = 1; place < count; place++) {
    stops += distance;
    uint64_t begin = (uint64_t)stops[-1] + 1;
    uint64_t cell = begin | (uint64_t)(stops[0] - (uint32_t)begin) << 32;
    memcpy(&target[place], &cell, sizeof cell);
  }
}

SCAN_WIDEST size_t regular_rows(const uint8_t *bytes, size_t *at, size_t end, scan_form form, const int32_t *slots,
                                size_t slot_count, scan_cell *cells, size_t stride, size_t row_limit) {
  size_t row = 0, cell_count = 0;
  places found;
  while (row < row_limit && *at < end) {
    size_t row_start = *at;
    size_t wanted = cell_count ? (row_limit - row) * cell_count : ROOM;
    if (wanted > ROOM) wanted = ROOM;
    uint32_t *last = found.all, *last_line = found.lines;
    quoting state = {.may_open = 1, .parted = 1};
    for (size_t block = row_start; block < end && last < found.all + wanted; block += 64) {
      found_block masks;
      if (!look(bytes, block, end, form, &state, &masks)) break;
      meet(bytes, block, masks.separators, &state);
      last = put_places(last, (uint32_t)block, masks.separators);
      for (uint64_t lines = masks.lines; lines; lines &= lines - 1)
        *last_line++ = (uint32_t)block + (uint32_t)__builtin_ctzll(lines);
    }
    size_t count = (size_t)(last - found.all), line_count = (size_t)(last_line - found.lines);
    if (line_count == 0) break;
    if (cell_count == 0) {
      while (found.all[cell_count] != found.lines[0]) cell_count++;
      cell_count++;
      if (cell_count == 1) break;
    }
    size_t rows = count / cell_count, regular = 0;
    if (rows > line_count) rows = line_count;
    if (rows > row_limit - row) rows = row_limit - row;
    while (regular < rows && found.all[(regular + 1) * cell_count - 1] == found.lines[regular]) regular++;
    if (regular == 0) break;
    for (size_t index = 0; index < slot_count; index++) {
      if (slots[index] < 0) continue;
      scan_cell *target = cells + (size_t)slots[index] * stride + row;
      if (index >= cell_count) {
        memset(target, 0, regular * sizeof *target);
        continue;
      }
      // The first row has no separator before it.
      size_t start = index > 0 ? found.all[index - 1] + 1 : row_start;
      if (state.has_quotes)
        quoted_column(bytes, found.all + index, cell_count, regular, start, form.quote, state.has_doubled, target);
      else if (state.meetings)
        blank_column(bytes, found.all + index, cell_count, regular, start, target);
      else
        plain_column(found.all + index, cell_count, regular, start, target);
    }
    row += regular;
    *at = (size_t)found.lines[regular - 1] + 1;
    if (regular < rows) break;
  }
  return row;
}
