#include "structure.h"

// The loops here go from bit to bit of the masks, and prove nothing of what comes: any quote may be text.

typedef struct {
  const uint8_t *bytes;
  size_t end;
  size_t block;
  uint64_t mask;
  uint8_t delimiter, newline, quote;
  scan_form form;
} walker;

static inline uint64_t block_mask(const walker *walk, size_t at) {
  const uint8_t *block = walk->bytes + at;
  return mask_of(block, walk->delimiter) | mask_of(block, walk->newline) | mask_of(block, walk->quote);
}

static inline void walk_from(walker *walk, const uint8_t *bytes, size_t begin, size_t end, scan_form form) {
  walk->bytes = bytes;
  walk->end = end;
  walk->form = form;
  walk->delimiter = form.delimiter ? form.delimiter : form.newline;
  walk->newline = form.newline;
  walk->quote = form.quote ? form.quote : form.newline;
  walk->block = begin;
  walk->mask = begin < end ? block_mask(walk, begin) : 0;
}

/// The next delimiter, line end or quote, or the end.
static inline size_t walk_next(walker *walk) {
  while (walk->mask == 0) {
    walk->block += 64;
    if (walk->block >= walk->end) return walk->end;
    walk->mask = block_mask(walk, walk->block);
  }
  size_t position = walk->block + (size_t)__builtin_ctzll(walk->mask);
  walk->mask &= walk->mask - 1;
  return position < walk->end ? position : walk->end;
}

static inline bool is_blank(uint8_t byte, uint8_t delimiter) {
  return byte == ' ' || (byte == '\t' && delimiter != '\t');
}

/// Goes on from within a quoted cell to behind its closing quote: a quote that only blanks part from a delimiter,
/// a line end or the end. Any other single quote is text.
static inline void walk_quoted(walker *walk, found_cell *cell) {
  const uint8_t *bytes = walk->bytes;
  scan_form form = walk->form;
  for (;;) {
    size_t position = walk_next(walk);
    if (position >= walk->end) {
      cell->stop = cell->next = walk->end;
      cell->open = cell->ends_row = true;
      return;
    }
    if (bytes[position] != form.quote) {
      cell->lines += bytes[position] == form.newline;
      continue;
    }
    if (position + 1 < walk->end && bytes[position + 1] == form.quote) {
      walk_next(walk);
      cell->doubled = true;
      continue;
    }
    size_t behind = position + 1;
    while (behind < walk->end
           && (is_blank(bytes[behind], form.delimiter) || (bytes[behind] == '\r' && form.newline != '\r')))
      behind++;
    bool at_end = behind >= walk->end;
    if (!at_end && bytes[behind] != form.delimiter && bytes[behind] != form.newline) continue;
    cell->stop = position;
    if (at_end) {
      cell->next = walk->end;
      cell->ends_row = true;
    } else {
      walk_next(walk);
      cell->next = behind + 1;
      cell->ends_row = bytes[behind] == form.newline;
    }
    return;
  }
}

/// The cell that begins at `start`.
static inline found_cell walk_cell(walker *walk, size_t start, size_t literal_from) {
  const uint8_t *bytes = walk->bytes;
  scan_form form = walk->form;
  found_cell cell = {0};
  while (start < walk->end && is_blank(bytes[start], form.delimiter)) start++;
  if (form.quote && start < walk->end && bytes[start] == form.quote && start < literal_from) {
    walk_next(walk);
    cell.quoted = true;
    cell.start = start + 1;
    walk_quoted(walk, &cell);
    return cell;
  }
  size_t position;
  do position = walk_next(walk);
  while (position < walk->end && bytes[position] == form.quote && form.quote);
  cell.start = start;
  cell.stop = position;
  cell.ends_row = position >= walk->end || bytes[position] == form.newline;
  cell.next = position >= walk->end ? walk->end : position + 1;
  return cell;
}

/// The cell of a space-aligned row that begins at or after `start`; cells never hold spaces.
static inline found_cell spaced_cell(const uint8_t *bytes, size_t start, size_t end, uint8_t newline) {
  found_cell cell = {0};
  while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) start++;
  cell.start = start;
  while (start < end && bytes[start] != ' ' && bytes[start] != '\t' && bytes[start] != newline) start++;
  cell.stop = start;
  while (start < end
         && (bytes[start] == ' ' || bytes[start] == '\t' || (bytes[start] == '\r' && newline != '\r')))
    start++;
  cell.ends_row = start >= end || bytes[start] == newline;
  cell.next = start >= end ? end : cell.ends_row ? start + 1 : start;
  return cell;
}

static inline bool is_blank_line(const uint8_t *bytes, found_cell cell, size_t index) {
  if (index != 0 || !cell.ends_row || cell.quoted) return false;
  for (size_t position = cell.start; position < cell.stop; position++)
    if (bytes[position] != ' ' && bytes[position] != '\r' && bytes[position] != '\t') return false;
  return true;
}

// ---- Stretches without quotes -------------------------------------------------------------------------------

// Nearly all of every file: each separator ends a cell, so the loops need no state but where the cell began.

bool scan_has(const uint8_t *bytes, size_t begin, size_t end, uint8_t byte) {
  return byte && begin < end && memchr(bytes + begin, byte, end - begin) != NULL;
}

static size_t plain_rows(const uint8_t *bytes, size_t *at, size_t end, scan_form form, const int32_t *slots,
                         size_t slot_count, scan_cell *cells, size_t stride, size_t row_limit, uint32_t *cell_counts,
                         size_t *starts) {
  size_t begin = *at, row_start = begin, cell_start = begin, index = 0, row = 0;
  if (row_limit == 0 || begin >= end) return 0;
  for (size_t block = begin; block < end; block += 64) {
    uint64_t inside = end - block < 64 ? (1ull << (end - block)) - 1 : ~0ull;
    uint64_t lines = mask_of(bytes + block, form.newline) & inside;
    uint64_t all = lines | (mask_of(bytes + block, form.delimiter) & inside);
    for (;;) {
      // Behind the last cell that is wanted only the line end matters, unless cells are counted.
      uint64_t left = index < slot_count || cell_counts ? all : lines;
      if (left == 0) break;
      uint64_t lowest = left & -left;
      size_t position = block + (size_t)__builtin_ctzll(left);
      all &= ~(lowest | (lowest - 1));
      if (index < slot_count && slots[index] >= 0)
        cells[(size_t)slots[index] * stride + row] = plain_cell(bytes, cell_start, position);
      index++;
      cell_start = position + 1;
      if (!(lines & lowest)) continue;
      lines &= all;
      if (index == 1 && is_blank_row(bytes, row_start, position)) {
        index = 0;
        row_start = cell_start;
        continue;
      }
      for (size_t missing = index; missing < slot_count; missing++)
        if (slots[missing] >= 0) cells[(size_t)slots[missing] * stride + row] = (scan_cell){0, 0};
      if (cell_counts) cell_counts[row] = (uint32_t)index;
      if (starts) starts[row] = row_start;
      index = 0;
      row_start = cell_start;
      if (++row == row_limit) {
        *at = row_start;
        return row;
      }
    }
  }
  // A last row without a line end.
  *at = end;
  if (row_start >= end) return row;
  if (index < slot_count && slots[index] >= 0)
    cells[(size_t)slots[index] * stride + row] = plain_cell(bytes, cell_start, end);
  index++;
  if (index == 1 && is_blank_row(bytes, row_start, end)) return row;
  for (size_t missing = index; missing < slot_count; missing++)
    if (slots[missing] >= 0) cells[(size_t)slots[missing] * stride + row] = (scan_cell){0, 0};
  if (cell_counts) cell_counts[row] = (uint32_t)index;
  if (starts) starts[row] = row_start;
  return row + 1;
}

// ---- All stretches ------------------------------------------------------------------------------------------

/// So many rows are cut with care before the next try without.
enum { UNLIKE_ROWS = 16 };

/// Counts up to `limit` rows from `begin`, where one begins, whatever they look like.
///
/// - Returns: Where the next row begins.
static size_t count_careful(const uint8_t *bytes, size_t begin, size_t end, scan_form form, size_t literal_from,
                            size_t expected_cells, size_t limit, scan_summary *summary) {
  walker walk;
  size_t position = begin;
  walk_from(&walk, bytes, begin, end, form);
  for (size_t row = 0; row < limit && position < end; row++) {
    size_t cells = 0;
    found_cell cell;
    do {
      cell = form.delimiter ? walk_cell(&walk, position, literal_from)
                            : spaced_cell(bytes, position, end, form.newline);
      position = cell.next;
      if (is_blank_line(bytes, cell, cells)) break;
      if (cell.lines > SCAN_LONG_CELL && summary->long_quote == SCAN_NOWHERE) summary->long_quote = cell.start - 1;
      cells++;
    } while (!cell.ends_row);
    if (cells == 0) {
      summary->blank_lines++;
      continue;
    }
    summary->rows++;
    if (cell.open) {
      summary->ends_inside = true;
      summary->tail_cells = cells - 1;
      summary->open_quote = cell.start - 1;
      return end;
    }
    if (cells < expected_cells) summary->short_rows++;
    if (cells > expected_cells) summary->long_rows++;
  }
  return position;
}

void scan_count(const uint8_t *bytes, size_t begin, size_t end, scan_form form, bool starts_inside,
                size_t literal_from, size_t expected_cells, scan_summary *summary) {
  *summary = (scan_summary){.first_row = SCAN_NOWHERE, .open_quote = SCAN_NOWHERE, .long_quote = SCAN_NOWHERE};
  size_t position = begin;
  if (starts_inside) {
    walker walk;
    walk_from(&walk, bytes, begin, end, form);
    found_cell cell = {0};
    size_t cells = 0;
    walk_quoted(&walk, &cell);
    while (!cell.open) {
      position = cell.next;
      if (cell.ends_row) break;
      cells++;
      cell = walk_cell(&walk, position, literal_from);
    }
    summary->head_cells = cells;
    summary->has_quotes = true;
    if (cell.open) {
      summary->ends_inside = true;
      summary->tail_cells = cells;
      if (cells > 0) summary->open_quote = cell.start - 1;
      return;
    }
  }
  if (position < end) summary->first_row = position;
  bool may_be_regular = form.delimiter && (form.quote == 0 || literal_from >= end);
  while (position < end) {
    if (may_be_regular) position = count_regular(bytes, position, end, form, expected_cells, summary);
    if (position >= end) break;
    // Rows that are not regular, the last one without a line end, or the one that does not end here.
    if (!summary->has_quotes) summary->has_quotes = scan_has(bytes, position, end, form.quote);
    position = count_careful(bytes, position, end, form, literal_from, expected_cells,
                             may_be_regular ? UNLIKE_ROWS : SIZE_MAX, summary);
  }
}

static size_t careful_rows(const uint8_t *bytes, size_t *at, size_t end, scan_form form, size_t literal_from,
                           const int32_t *slots, size_t slot_count, scan_cell *cells, size_t stride, size_t row_limit,
                           uint32_t *cell_counts, size_t *starts) {
  if (form.delimiter && (form.quote == 0 || literal_from <= *at))
    return plain_rows(bytes, at, end, form, slots, slot_count, cells, stride, row_limit, cell_counts, starts);
  walker walk;
  size_t position = *at, row = 0;
  walk_from(&walk, bytes, position, end, form);
  while (row < row_limit && position < end) {
    size_t index = 0, start = position;
    found_cell cell;
    do {
      cell = form.delimiter ? walk_cell(&walk, position, literal_from)
                            : spaced_cell(bytes, position, end, form.newline);
      position = cell.next;
      if (is_blank_line(bytes, cell, index)) break;
      if (index < slot_count && slots[index] >= 0) cells[(size_t)slots[index] * stride + row] = trimmed(bytes, cell);
      index++;
    } while (!cell.ends_row);
    if (index == 0) continue;
    for (size_t missing = index; missing < slot_count; missing++)
      if (slots[missing] >= 0) cells[(size_t)slots[missing] * stride + row] = (scan_cell){0, 0};
    if (cell_counts) cell_counts[row] = (uint32_t)index;
    if (starts) starts[row] = start;
    row++;
  }
  *at = position;
  return row;
}

/// Whether a line without quotes has more cells than these.
static bool is_wider(const uint8_t *bytes, size_t begin, size_t end, scan_form form, size_t cells) {
  size_t line = scan_find(bytes, begin, end, form.newline);
  if (line == SCAN_NOWHERE) return false;
  size_t count = 1;
  for (size_t position = begin; position < line && count <= cells; position++)
    count += bytes[position] == form.delimiter;
  return count > cells;
}

size_t scan_rows(const uint8_t *bytes, size_t *at, size_t end, scan_form form, size_t literal_from,
                 const int32_t *slots, size_t slot_count, scan_cell *cells, size_t stride, size_t row_limit,
                 uint32_t *cell_counts, size_t *starts) {
  bool is_quoted = form.quote != 0 && literal_from > *at;
  if (cell_counts || starts || slot_count == 0 || form.delimiter == 0 || (is_quoted && literal_from < end))
    return careful_rows(bytes, at, end, form, literal_from, slots, slot_count, cells, stride, row_limit, cell_counts,
                        starts);
  if (!is_quoted) form.quote = 0;
  // Of a wide row little may be wanted; the careful loop goes on at the next line end once it has that.
  if (!is_quoted && is_wider(bytes, *at, end, form, slot_count * 4))
    return careful_rows(bytes, at, end, form, literal_from, slots, slot_count, cells, stride, row_limit, NULL, NULL);
  size_t row = 0;
  while (row < row_limit && *at < end) {
    row += regular_rows(bytes, at, end, form, slots, slot_count, cells + row, stride, row_limit - row);
    if (row == row_limit || *at >= end) break;
    // Some rows that are unlike the others, or the last one without a line end.
    size_t limit = row_limit - row < UNLIKE_ROWS ? row_limit - row : UNLIKE_ROWS;
    size_t found = careful_rows(bytes, at, end, form, SCAN_NOWHERE, slots, slot_count, cells + row, stride, limit, NULL,
                                NULL);
    row += found;
    if (found < limit) break;
  }
  return row;
}

size_t scan_row(const uint8_t *bytes, size_t *at, size_t end, scan_form form, size_t literal_from, scan_cell *cells,
                size_t limit, size_t *start) {
  walker walk;
  size_t position = *at, index = 0;
  walk_from(&walk, bytes, position, end, form);
  while (index == 0 && position < end) {
    *start = position;
    found_cell cell;
    do {
      cell = form.delimiter ? walk_cell(&walk, position, literal_from)
                            : spaced_cell(bytes, position, end, form.newline);
      position = cell.next;
      if (is_blank_line(bytes, cell, index)) break;
      if (index < limit) cells[index] = trimmed(bytes, cell);
      index++;
    } while (!cell.ends_row);
  }
  *at = position;
  return index;
}

size_t scan_find(const uint8_t *bytes, size_t begin, size_t end, uint8_t byte) {
  const uint8_t *found = begin < end ? memchr(bytes + begin, byte, end - begin) : NULL;
  return found ? (size_t)(found - bytes) : SCAN_NOWHERE;
}

size_t scan_occurrences(const uint8_t *bytes, size_t count, uint8_t byte) {
  size_t occurrences = 0;
  for (size_t index = 0; index < count; index++) occurrences += bytes[index] == byte;
  return occurrences;
}

// ---- Encodings ----------------------------------------------------------------------------------------------

static size_t utf8_length(const uint8_t *bytes, size_t count) {
  uint8_t first = bytes[0];
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return count >= 2 && (bytes[1] & 0xC0) == 0x80 ? 2 : 0;
  if (first < 0xF0) {
    if (count < 3 || (bytes[1] & 0xC0) != 0x80 || (bytes[2] & 0xC0) != 0x80) return 0;
    if (first == 0xE0 && bytes[1] < 0xA0) return 0;
    if (first == 0xED && bytes[1] > 0x9F) return 0;
    return 3;
  }
  if (first < 0xF5) {
    if (count < 4 || (bytes[1] & 0xC0) != 0x80 || (bytes[2] & 0xC0) != 0x80 || (bytes[3] & 0xC0) != 0x80) return 0;
    if (first == 0xF0 && bytes[1] < 0x90) return 0;
    if (first == 0xF4 && bytes[1] > 0x8F) return 0;
    return 4;
  }
  return 0;
}

size_t scan_utf8_prefix(const uint8_t *bytes, size_t count) {
  size_t position = 0;
  while (position < count) {
    uint64_t eight;
    if (position + 8 <= count) {
      memcpy(&eight, bytes + position, 8);
      if ((eight & 0x8080808080808080u) == 0) {
        position += 8;
        continue;
      }
    }
    size_t length = utf8_length(bytes + position, count - position);
    if (length == 0) return position;
    position += length;
  }
  return count;
}

SCAN_WIDEST void scan_utf8_count(const uint8_t *bytes, size_t count, uint64_t *valid, uint64_t *invalid) {
  size_t position = 0;
  while (position < count) {
    if (position + 64 <= count) {
      bytes64 block;
      memcpy(&block, bytes + position, sizeof block);
      if ((__builtin_reduce_or(block) & 0x80) == 0) {
        position += 64;
        continue;
      }
    }
    if (position + 8 <= count) {
      uint64_t eight;
      memcpy(&eight, bytes + position, 8);
      if ((eight & 0x8080808080808080u) == 0) {
        position += 8;
        continue;
      }
    }
    if (bytes[position] < 0x80) {
      position++;
      continue;
    }
    size_t length = utf8_length(bytes + position, count - position);
    if (length == 0) {
      ++*invalid;
      position++;
    } else {
      ++*valid;
      position += length;
    }
  }
}

static size_t put_scalar(uint8_t *target, uint32_t scalar) {
  if (scalar < 0x80) {
    target[0] = (uint8_t)scalar;
    return 1;
  }
  if (scalar < 0x800) {
    target[0] = (uint8_t)(0xC0 | scalar >> 6);
    target[1] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 2;
  }
  if (scalar < 0x10000) {
    target[0] = (uint8_t)(0xE0 | scalar >> 12);
    target[1] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
    target[2] = (uint8_t)(0x80 | (scalar & 0x3F));
    return 3;
  }
  target[0] = (uint8_t)(0xF0 | scalar >> 18);
  target[1] = (uint8_t)(0x80 | (scalar >> 12 & 0x3F));
  target[2] = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
  target[3] = (uint8_t)(0x80 | (scalar & 0x3F));
  return 4;
}

/// What Windows-1252 has at 0x80–0x9F.
static const uint16_t windows_1252_scalars[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D,
    0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0x009D, 0x017E, 0x0178};

size_t scan_windows_1252(const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t length = 0;
  for (size_t index = 0; index < count; index++) {
    uint8_t byte = bytes[index];
    length += put_scalar(target + length, byte >= 0x80 && byte < 0xA0 ? windows_1252_scalars[byte - 0x80] : byte);
  }
  return length;
}

size_t scan_repair_utf8(const uint8_t *bytes, size_t count, uint8_t *target) {
  size_t length = 0, position = 0;
  while (position < count) {
    size_t valid = utf8_length(bytes + position, count - position);
    if (valid == 0) {
      length += put_scalar(target + length, 0xFFFD);
      position++;
    } else {
      memcpy(target + length, bytes + position, valid);
      length += valid;
      position += valid;
    }
  }
  return length;
}

size_t scan_utf16(const uint8_t *bytes, size_t count, bool big_endian, uint8_t *target) {
  size_t length = 0;
  for (size_t position = 0; position + 1 < count; position += 2) {
    uint32_t unit = big_endian ? (uint32_t)bytes[position] << 8 | bytes[position + 1]
                               : (uint32_t)bytes[position + 1] << 8 | bytes[position];
    if (unit >= 0xD800 && unit < 0xDC00 && position + 3 < count) {
      uint32_t second = big_endian ? (uint32_t)bytes[position + 2] << 8 | bytes[position + 3]
                                   : (uint32_t)bytes[position + 3] << 8 | bytes[position + 2];
      if (second >= 0xDC00 && second < 0xE000) {
        length += put_scalar(target + length, 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00));
        position += 2;
        continue;
      }
    }
    length += put_scalar(target + length, unit >= 0xD800 && unit < 0xE000 ? 0xFFFD : unit);
  }
  return length;
}
