#include "meaning.h"

#include <string.h>

// Reading cells: what nearly all of them look like eight bytes at a time, whatever else by the careful readers.
//
// A load of eight bytes takes what stands behind a short cell along, which is shifted out; behind the bytes of a file
// there is always room to look at.

static inline uint64_t load8(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
  return value;
}

/// The number that eight digits are, the first of them in the lowest byte.
static inline uint64_t eight_digits(uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return ((digits & 0x000000FF000000FFu) * 0x000F424000000064u + ((digits >> 16) & 0x000000FF000000FFu) * 0x0000271000000001u)
         >> 32;
}

/// Whether some byte is no digit but more than 9.
static inline bool is_no_digits(uint64_t digits) {
  return (((digits & 0x7F7F7F7F7F7F7F7Fu) + 0x7676767676767676u) | digits) & 0x8080808080808080u;
}

static const int64_t tens[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

/// Reads `123` or `12.34` of at most eight bytes, with no more fraction digits than the scale and no zero in vain.
static inline bool read_short_number(const uint8_t *start, size_t length, uint8_t decimal, int32_t scale, int64_t *value,
                                     int32_t *needed_scale) {
  // The first byte comes last, so that what is missing before it reads as zeros.
  uint64_t digits = (load8(start) ^ 0x3030303030303030u) << 8 * (8 - length);
  if (!is_no_digits(digits)) {
    if (start[0] == '0' && length > 1) return false;
    *value = (int64_t)eight_digits(digits) * tens[scale];
    return true;
  }
  if (scale == 0) return false;
  // One byte may be the decimal sign.
  uint64_t sign = (uint64_t)(decimal ^ 0x30) * 0x0101010101010101u ^ digits;
  uint64_t found = (sign - 0x0101010101010101u) & ~sign & 0x8080808080808080u;
  if (found == 0) return false;
  unsigned place = (unsigned)__builtin_ctzll(found) & ~7u;
  uint64_t before = (1ull << place) - 1;
  digits = (digits & before) << 8 | (digits & ~before & ~(0xFFull << place));
  int32_t fraction = 7 - (int32_t)(place >> 3);
  if (is_no_digits(digits) || fraction > scale || place < 8 * (9 - length)) return false;
  if (start[0] == '0' && place != 8 * (9 - length)) return false;
  int64_t mantissa = (int64_t)eight_digits(digits);
  *value = mantissa * tens[scale - fraction];
  while (fraction > *needed_scale && mantissa % 10 == 0) mantissa /= 10, fraction--;
  if (fraction > *needed_scale) *needed_scale = fraction;
  return true;
}

void scan_read_cells(const uint8_t *bytes, const scan_cell *cells, size_t count, scan_reading reading,
                     bool windows_1252, int64_t *values, scan_tally *tally) {
  uint8_t utf8[3 * 64];
  bool is_number = reading.meaning == SCAN_AS_NUMBER && reading.scale >= 0 && reading.decimal > ' ';
  bool is_time = reading.meaning == SCAN_AS_TIME;
  int32_t needed_scale = tally->needed_scale;
  size_t filled = 0;
  for (size_t row = 0; row < count; row++) {
    const uint8_t *start = bytes + cells[row].start;
    size_t length = cells[row].length & SCAN_LENGTH;
    if (is_number && length - 1 < 8) {
      if (read_short_number(start, length, reading.decimal, reading.scale, &values[row], &needed_scale)) {
        filled++;
        continue;
      }
    } else if (is_time && length == 19) {
      scan_moment moment;
      if (read_plain_moment(start, 19, &moment)) {
        values[row] = moment.day * 86400000000 + moment.microseconds;
        filled++;
        continue;
      }
    }
    scan_outcome outcome = scan_read(start, length, reading, &values[row], &needed_scale);
    // A euro sign or a no-break space is another byte in Windows-1252.
    if (outcome == SCAN_MISFIT && windows_1252 && length <= 64)
      outcome = scan_read(utf8, scan_windows_1252(start, length, utf8), reading, &values[row], &needed_scale);
    if (outcome == SCAN_IS_UNKNOWN) continue;
    filled++;
    if (outcome != SCAN_FITS && outcome != SCAN_NEEDS_SCALE) tally->misfits++;
  }
  tally->filled += filled;
  tally->needed_scale = needed_scale;
}
