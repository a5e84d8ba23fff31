#pragma once
#include "CScan.h"

#include <string.h>

// What the two ways to cut rows share: the careful one (scan.c) and the one for rows that all look alike (rows.c).

// Bytes are compared 64 at a time with clang's vectors, which become the widest instructions the processor has;
// one bit for each byte tells where a delimiter, a line end or a quote is.

/// Two versions of a loop, of which the first call takes the one that the processor can run.
#if defined(__x86_64__) && defined(__linux__) && __has_attribute(target_clones)
#define SCAN_WIDEST __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define SCAN_WIDEST
#endif

typedef uint8_t bytes64 __attribute__((ext_vector_type(64)));
typedef bool bits64 __attribute__((ext_vector_type(64)));

static inline __attribute__((always_inline)) uint64_t mask_of(const uint8_t *at, uint8_t byte) {
  bytes64 block;
  memcpy(&block, at, sizeof block);
  bits64 equal = __builtin_convertvector(block == (bytes64)(byte), bits64);
  uint64_t mask;
  memcpy(&mask, &equal, sizeof mask);
  return mask;
}

typedef struct {
  size_t start, stop;
  /// Where the next cell or row begins.
  size_t next;
  /// Line ends within quotes.
  size_t lines;
  bool ends_row, quoted, doubled;
  /// The quote at `start - 1` is not closed before the end.
  bool open;
} found_cell;

static inline scan_cell trimmed(const uint8_t *bytes, found_cell cell) {
  size_t start = cell.start, stop = cell.stop;
  while (stop > start) {
    uint8_t last = bytes[stop - 1];
    if (last != ' ' && last != '\r' && last != '\t' && last != '\n') break;
    stop--;
  }
  while (start < stop) {
    uint8_t first = bytes[start];
    if (first != ' ' && first != '\r' && first != '\t' && first != '\n') break;
    start++;
  }
  size_t length = stop - start;
  if (length > SCAN_LENGTH) length = SCAN_LENGTH;
  return (scan_cell){(uint32_t)start, (uint32_t)length | (cell.doubled ? SCAN_DOUBLED : 0)};
}

static inline __attribute__((always_inline)) scan_cell plain_cell(const uint8_t *bytes, size_t start, size_t stop) {
  // Nothing above a blank has to be trimmed.
  if (start < stop && bytes[start] > ' ' && bytes[stop - 1] > ' ' && stop - start <= SCAN_LENGTH)
    return (scan_cell){(uint32_t)start, (uint32_t)(stop - start)};
  return trimmed(bytes, (found_cell){.start = start, .stop = stop});
}

/// A line of nothing but blanks.
static inline bool is_blank_row(const uint8_t *bytes, size_t start, size_t stop) {
  for (size_t position = start; position < stop; position++)
    if (bytes[position] != ' ' && bytes[position] != '\r' && bytes[position] != '\t') return false;
  return true;
}

/// Adds the rows from `begin`, where one begins, whose quotes open behind a separator and close before one.
///
/// - Returns: Where the first row begins that was not counted, or the end.
size_t count_regular(const uint8_t *bytes, size_t begin, size_t end, scan_form form, size_t expected_cells,
                     scan_summary *summary);

/// Cuts rows that have as many cells as the first one and whose quotes open behind a separator and close before one,
/// up to the first that is otherwise.
size_t regular_rows(const uint8_t *bytes, size_t *at, size_t end, scan_form form, const int32_t *slots,
                    size_t slot_count, scan_cell *cells, size_t stride, size_t row_limit);
