#include "meaning.h"

#include <stdlib.h>
#include <string.h>

// Reading numbers: digits, a decimal sign, thousands, money and percent signs.

typedef struct {
  uint8_t length;
  char bytes[5];
} mark;

/// Money signs, longest first among those that begin alike.
static const mark money_marks[] = {
    {3, "US$"}, {2, "R$"}, {2, "A$"}, {2, "C$"}, {1, "$"}, {3, "\xE2\x82\xAC"}, {2, "\xC2\xA3"}, {2, "\xC2\xA5"},
    {3, "\xE2\x82\xB9"}, {3, "EUR"}, {3, "USD"}, {3, "GBP"}, {3, "BRL"}, {3, "MXN"}, {3, "CHF"}, {3, "JPY"},
    {3, "CAD"}, {3, "AUD"}, {3, "ARS"}, {3, "CLP"}, {3, "COP"}, {3, "PLN"}, {3, "SEK"}, {3, "NOK"}, {3, "DKK"},
};

static size_t money_at_start(const uint8_t *start, const uint8_t *end) {
  for (size_t index = 0; index < sizeof money_marks / sizeof *money_marks; index++) {
    size_t length = money_marks[index].length;
    if ((size_t)(end - start) >= length && memcmp(start, money_marks[index].bytes, length) == 0) return length;
  }
  return 0;
}

static size_t money_at_end(const uint8_t *start, const uint8_t *end) {
  for (size_t index = 0; index < sizeof money_marks / sizeof *money_marks; index++) {
    size_t length = money_marks[index].length;
    if ((size_t)(end - start) >= length && memcmp(end - length, money_marks[index].bytes, length) == 0) return length;
  }
  return 0;
}

/// The length of a space at the start: plain, no-break or narrow no-break.
static inline size_t space_at(const uint8_t *start, const uint8_t *end) {
  if (start < end && *start == ' ') return 1;
  if (end - start >= 2 && start[0] == 0xC2 && start[1] == 0xA0) return 2;
  if (end - start >= 3 && start[0] == 0xE2 && start[1] == 0x80 && (start[2] == 0xAF || start[2] == 0x89)) return 3;
  return 0;
}

static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// The double nearest to `mantissa * 10^exponent`: exact where both are exact doubles, else asked of the C library.
static double nearest_double(uint64_t mantissa, int exponent) {
  if (mantissa < (1ull << 53) && exponent >= -22 && exponent <= 22)
    return exponent < 0 ? (double)mantissa / exact_powers[-exponent] : (double)mantissa * exact_powers[exponent];
  char text[48];
  size_t length = 0;
  char digits[24];
  size_t count = 0;
  do digits[count++] = (char)('0' + mantissa % 10);
  while (mantissa /= 10);
  while (count > 0) text[length++] = digits[--count];
  text[length++] = 'e';
  if (exponent < 0) {
    text[length++] = '-';
    exponent = -exponent;
  }
  if (exponent > 9999) exponent = 9999;
  for (int power = 1000; power > 0; power /= 10) text[length++] = (char)('0' + exponent / power % 10);
  text[length] = 0;
  return strtod(text, NULL);
}

bool scan_parse_number(const uint8_t *bytes, size_t length, uint8_t decimal, scan_number *number) {
  const uint8_t *start = bytes, *end = bytes + length;
  uint32_t flags = 0;
  bool negative = false, signed_already = false;
  if (length == 0 || length > 64) return false;
  while (!is_digit(*start) && *start != decimal) {
    size_t skip;
    if (!signed_already && (*start == '-' || *start == '+')) {
      negative = *start == '-';
      // `+34600123456` is a telephone number.
      if (*start == '+' && end - start > 9 && memchr(start, decimal, (size_t)(end - start)) == NULL) return false;
      signed_already = true;
      skip = 1;
    } else if (!signed_already && end - start > 3 && start[0] == 0xE2 && start[1] == 0x88 && start[2] == 0x92) {
      negative = signed_already = true;
      skip = 3;
    } else if (!signed_already && *start == '(' && end[-1] == ')') {
      negative = signed_already = true;
      end--;
      skip = 1;
    } else if (start > bytes && (skip = space_at(start, end)) != 0) {
    } else if (!(flags & SCAN_MONEY) && (skip = money_at_start(start, end)) != 0) {
      flags |= SCAN_MONEY;
    } else {
      return false;
    }
    start += skip;
    if (start >= end) return false;
  }
  while (end > start && !is_digit(end[-1]) && end[-1] != decimal) {
    size_t skip;
    if (!(flags & SCAN_PERCENT) && end[-1] == '%') {
      flags |= SCAN_PERCENT;
      end--;
    } else if (!signed_already && end[-1] == '-') {
      negative = signed_already = true;
      end--;
    } else if (end[-1] == ' ') {
      end--;
    } else if (end - start > 2 && space_at(end - 2, end) == 2) {
      end -= 2;
    } else if (end - start > 3 && space_at(end - 3, end) == 3) {
      end -= 3;
    } else if (!(flags & SCAN_MONEY) && (skip = money_at_end(start, end)) != 0) {
      flags |= SCAN_MONEY;
      end -= skip;
    } else {
      return false;
    }
  }
  if (start >= end) return false;

  const uint8_t thousands = decimal == '.' ? ',' : '.';
  uint64_t mantissa = 0;
  int digits = 0, fraction = 0, exponent = 0, group = 0, dropped = 0;
  size_t separator = 0;
  uint8_t separator_byte = 0;
  bool any = false, leading_zero = false, has_point = false, has_exponent = false;
  const uint8_t *at = start;
  while (at < end) {
    if (is_digit(*at)) {
      any = true;
      group++;
      if (digits < 18) {
        mantissa = mantissa * 10 + (*at - '0');
        if (mantissa) digits++;
      } else {
        dropped++;
      }
      if (at == start && *at == '0' && at + 1 < end && is_digit(at[1])) leading_zero = true;
      at++;
      continue;
    }
    if (*at == decimal) break;
    size_t width = *at == thousands || *at == '\'' ? 1 : space_at(at, end);
    if (width == 0) break;
    if (group == 0 || group > 3 || (separator && group != 3)) return false;
    if (separator && (*at != separator_byte || width != separator)) return false;
    if (leading_zero || (*start == '0')) return false;
    separator = width;
    separator_byte = *at;
    group = 0;
    at += width;
  }
  if (separator && group != 3) return false;
  int integer_dropped = dropped;
  if (at < end && *at == decimal) {
    has_point = true;
    at++;
    for (; at < end && is_digit(*at); at++) {
      any = true;
      if (digits < 18) {
        mantissa = mantissa * 10 + (*at - '0');
        if (mantissa) digits++;
        fraction++;
      } else {
        dropped++;
      }
    }
  }
  if (!any) return false;
  if (at < end && (*at == 'e' || *at == 'E') && !separator && !flags) {
    has_exponent = true;
    at++;
    bool down = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    int first = 0, count = 0;
    for (; at < end && is_digit(*at) && count < 4; at++, count++) first = first * 10 + (*at - '0');
    if (count == 0) return false;
    exponent = down ? -first : first;
  }
  if (at != end) return false;

  if (!has_point && !has_exponent && !separator && !(flags & (SCAN_MONEY | SCAN_PERCENT))) {
    flags |= SCAN_WHOLE;
    if (leading_zero) flags |= SCAN_LEADING_ZERO;
    if (integer_dropped > 0) flags |= SCAN_TOO_LONG;
  }
  int scale = fraction - exponent - integer_dropped;
  while (scale > 0 && mantissa % 10 == 0 && mantissa) mantissa /= 10, scale--;
  while (scale < 0 && mantissa < 100000000000000000u && mantissa) mantissa *= 10, scale++;
  if (mantissa == 0) scale = 0;
  number->flags = flags;
  if (scale >= 0 && scale <= 6 && dropped == 0) {
    number->mantissa = negative ? -(int64_t)mantissa : (int64_t)mantissa;
    number->scale = scale;
    number->real = (double)number->mantissa / exact_powers[scale];
    return true;
  }
  double real = nearest_double(mantissa, -scale);
  // Too large for a double: no number that could be reckoned with.
  if (!(real <= 1.7976931348623157e308)) return false;
  number->real = negative ? -real : real;
  number->mantissa = 0;
  number->scale = -1;
  return true;
}
