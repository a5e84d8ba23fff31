#include "meaning.h"

#include <string.h>

// What cells mean. Each reader takes a cell without the blanks around it.

static bool equals_word(const uint8_t *bytes, size_t length, const char *word) {
  for (size_t index = 0; index < length; index++)
    if (lower(bytes[index]) != (uint8_t)word[index]) return false;
  return word[length] == 0;
}

uint8_t scan_parse_bool(const uint8_t *bytes, size_t length) {
  if (length == 4 && equals_word(bytes, 4, "true")) return 1;
  if (length == 5 && equals_word(bytes, 5, "false")) return 0;
  return 2;
}

bool scan_is_unknown_mark(const uint8_t *bytes, size_t length) {
  static const char marks[][5] = {"NA", "N/A", "na", "NULL", "null", "NaN", "#N/A", "?"};
  if (length == 0 || length > 4) return false;
  for (size_t index = 0; index < sizeof marks / sizeof *marks; index++)
    if (strnlen(marks[index], 5) == length && memcmp(marks[index], bytes, length) == 0) return true;
  return false;
}
// ---- Columns ------------------------------------------------------------------------------------------------

/// Letters and at least three digits in one word.
static bool is_code(const uint8_t *bytes, size_t length) {
  size_t digits = 0, letters = 0;
  if (length > 32) return false;
  for (size_t index = 0; index < length; index++) {
    if (is_digit(bytes[index])) digits++;
    else if (is_letter(bytes[index])) letters++;
    else if (bytes[index] != '-' && bytes[index] != '_') return false;
  }
  return digits >= 3 && letters >= 1;
}

void scan_examine(const scan_texts *texts, size_t first, size_t last, const uint64_t *counts, uint64_t total,
                  scan_order order, scan_facts *facts) {
  for (size_t index = first; index < last; index++) {
    uint64_t times = counts ? counts[index] : 1;
    if (index == 0 || times == 0) continue;
    const uint8_t *bytes = texts->bytes + texts->entries[index].offset;
    size_t length = texts->entries[index].length;
    if (scan_is_unknown_mark(bytes, length)) {
      facts->unknown_marks += times;
      continue;
    }
    facts->filled += times;
    scan_number point, comma;
    bool is_point = scan_parse_number(bytes, length, '.', &point);
    bool is_comma = scan_parse_number(bytes, length, ',', &comma);
    if (is_point || is_comma) {
      const scan_number *number = is_point ? &point : &comma;
      if (is_point) facts->point_numbers += times;
      if (is_comma) facts->comma_numbers += times;
      if (!is_comma) facts->only_point += times;
      if (!is_point) facts->only_comma += times;
      if (number->flags & SCAN_LEADING_ZERO) facts->leading_zeros += times;
      if (number->flags & SCAN_TOO_LONG) facts->too_long += times;
      if (number->flags & SCAN_PERCENT) facts->percents += times;
      if (number->flags & SCAN_MONEY) facts->moneys += times;
      if (number->flags & SCAN_WHOLE) {
        int64_t day;
        facts->wholes += times;
        if (scan_compact_date(bytes, length, &day)) facts->compact_dates += times;
        if (number->mantissa >= 1000000000 && number->mantissa <= 2000000000) facts->unix_seconds += times;
        if (number->mantissa >= 1000000000000 && number->mantissa <= 2000000000000) facts->unix_milliseconds += times;
      }
    }
    scan_moment moment;
    int64_t duration;
    if (scan_parse_moment(bytes, length, order, &moment)) {
      facts->moments += times;
      if (moment.flags & SCAN_HAS_TIME) facts->with_time += times;
      if (moment.flags & SCAN_HAS_OFFSET) facts->with_offset += times;
      else facts->without_offset += times;
      if (moment.flags & SCAN_DAY_FIRST) facts->day_first += times;
      if (moment.flags & SCAN_MONTH_FIRST) facts->month_first += times;
      if (moment.flags & SCAN_ORDER_UNCLEAR) facts->unclear += times;
      if (moment.flags & SCAN_DOTTED) facts->dotted += times;
      if (moment.flags & SCAN_MONTH_ONLY) facts->month_only += times;
      if (moment.flags & SCAN_SHORT_YEAR) facts->short_year += times;
    } else if (scan_parse_duration(bytes, length, &duration)) {
      facts->durations += times;
    } else if (scan_parse_bool(bytes, length) != 2) {
      facts->bools += times;
    } else if (!is_point && !is_comma && is_code(bytes, length)) {
      facts->codes += times;
      facts->different_codes++;
    }
    // Once more than a twentieth of all rows fits no type, the whole column fits none.
    if ((index & 255) == 0) {
      uint64_t best = facts->point_numbers > facts->comma_numbers ? facts->point_numbers : facts->comma_numbers;
      if (facts->moments > best) best = facts->moments;
      if (facts->durations > best) best = facts->durations;
      if (facts->bools > best) best = facts->bools;
      if (facts->filled - best > total / 20 + 1) {
        facts->is_text = true;
        return;
      }
    }
  }
}

static const int64_t integer_powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000};

static inline int64_t bits_of(double real) {
  int64_t bits;
  memcpy(&bits, &real, sizeof bits);
  return bits;
}

/// The value of a number at a scale; doubles by their bits.
static inline scan_outcome place_number(const scan_number *number, int32_t scale, int64_t *value,
                                        int32_t *needed_scale) {
  if (number->flags & (SCAN_LEADING_ZERO | SCAN_TOO_LONG)) return SCAN_IS_CODE;
  if (number->scale < 0) {
    if (*needed_scale < 7) *needed_scale = 7;
  } else if (*needed_scale < number->scale) {
    *needed_scale = number->scale;
  }
  if (scale < 0) {
    *value = bits_of(number->real);
    return SCAN_FITS;
  }
  if (number->scale < 0 || number->scale > scale) return SCAN_NEEDS_SCALE;
  // Beyond this a scaled integer has no room left to be added to another, and a double is as good.
  int64_t power = integer_powers[scale - number->scale];
  int64_t limit = scale == 0 ? INT64_MAX : 4000000000000000000;
  if (number->mantissa > limit / power || number->mantissa < -(limit / power)) {
    *needed_scale = 7;
    return SCAN_NEEDS_SCALE;
  }
  *value = number->mantissa * power;
  return SCAN_FITS;
}

scan_outcome scan_read(const uint8_t *bytes, size_t length, scan_reading reading, int64_t *value,
                       int32_t *needed_scale) {
  *value = reading.meaning == SCAN_AS_NUMBER && reading.scale < 0 ? bits_of(__builtin_nan("")) : INT64_MIN;
  if (length == 0) return SCAN_IS_UNKNOWN;
  scan_number number;
  scan_moment moment;
  bool fits = false;
  switch (reading.meaning) {
    case SCAN_AS_NUMBER: {
      // Most cells are a few digits, perhaps with a point.
      if (reading.scale >= 0 && length <= 16) {
        size_t position = bytes[0] == '-';
        int64_t mantissa = 0;
        int scale = 0;
        bool point = false;
        if (position < length && is_digit(bytes[position])
            && !(bytes[position] == '0' && position + 1 < length && is_digit(bytes[position + 1]))) {
          for (; position < length; position++) {
            if (is_digit(bytes[position])) {
              mantissa = mantissa * 10 + (bytes[position] - '0');
              scale += point;
            } else if (bytes[position] == reading.decimal && !point) {
              point = true;
            } else {
              break;
            }
          }
          if (position == length && scale <= reading.scale) {
            // 16 characters and six more digits could pass the limit; the careful reader decides then.
            if (length + (size_t)(reading.scale - scale) <= 17) {
              int64_t result = mantissa * integer_powers[reading.scale - scale];
              while (scale > *needed_scale && mantissa % 10 == 0) mantissa /= 10, scale--;
              if (scale > *needed_scale) *needed_scale = scale;
              *value = bytes[0] == '-' ? -result : result;
              return SCAN_FITS;
            }
          }
        }
      }
      if (scan_parse_number(bytes, length, reading.decimal, &number))
        return place_number(&number, reading.scale, value, needed_scale);
      break;
    }
    case SCAN_AS_DATE:
    case SCAN_AS_TIME:
      if (read_plain_moment(bytes, length, &moment)
          || scan_parse_moment(bytes, length, reading.order, &moment)) {
        const uint32_t ordered = SCAN_DAY_FIRST | SCAN_MONTH_FIRST | SCAN_ORDER_UNCLEAR;
        if (reading.order == SCAN_ORDER_OPEN && (moment.flags & ordered)) return SCAN_UNDECIDED;
        if (reading.meaning == SCAN_AS_DATE) {
          if (moment.flags & SCAN_HAS_TIME) return SCAN_UNDECIDED;
          *value = moment.day;
        } else {
          *value = moment.day * 86400000000 + moment.microseconds;
          if (moment.flags & SCAN_HAS_OFFSET) *needed_scale = 1;
        }
        return SCAN_FITS;
      }
      break;
    case SCAN_AS_DURATION: fits = scan_parse_duration(bytes, length, value); break;
    case SCAN_AS_COMPACT_DATE: fits = scan_compact_date(bytes, length, value); break;
    case SCAN_AS_UNIX_SECONDS:
    case SCAN_AS_UNIX_MILLISECONDS:
      if (scan_parse_number(bytes, length, reading.decimal, &number) && number.scale == 0) {
        bool seconds = reading.meaning == SCAN_AS_UNIX_SECONDS;
        int64_t least = seconds ? 1000000000 : 1000000000000;
        if (number.mantissa < least || number.mantissa > least * 2) break;
        *value = number.mantissa * (seconds ? 1000000 : 1000);
        return SCAN_FITS;
      }
      break;
    case SCAN_AS_BOOL: {
      uint8_t flag = scan_parse_bool(bytes, length);
      if (flag != 2) {
        *value = flag;
        return SCAN_FITS;
      }
      break;
    }
    case SCAN_AS_TEXT: break;
  }
  if (fits) return SCAN_FITS;
  return scan_is_unknown_mark(bytes, length) ? SCAN_IS_UNKNOWN : SCAN_MISFIT;
}

void scan_read_texts(const scan_texts *texts, scan_reading reading, int64_t *values, uint8_t *outcomes,
                     int32_t *needed_scale) {
  for (size_t index = 0; index < texts->count; index++) {
    const scan_text *entry = &texts->entries[index];
    outcomes[index] =
        (uint8_t)scan_read(texts->bytes + entry->offset, entry->length, reading, &values[index], needed_scale);
  }
}
