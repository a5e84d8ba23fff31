#include "CScan.h"

#include <stdlib.h>
#include <string.h>

// What cells mean. Each reader takes a cell without the blanks around it and says no as early as it can.

static inline bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }
static inline uint8_t lower(uint8_t byte) { return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte; }
static inline bool is_letter(uint8_t byte) { return lower(byte) >= 'a' && lower(byte) <= 'z'; }

// ---- Numbers ------------------------------------------------------------------------------------------------

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

// ---- Moments ------------------------------------------------------------------------------------------------

static int64_t day_of(int year, int month, int day) {
  // Days since 1970-01-01 in the Gregorian calendar: years begin in March, so that leap days come last.
  int shifted = month <= 2 ? year - 1 : year;
  int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
  int year_of_era = shifted - era * 400;
  int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return (int64_t)era * 146097 + day_of_era - 719468;
}

static bool is_date(int year, int month, int day) {
  static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) return false;
  return month != 2 || day < 29 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
}

typedef struct {
  const uint8_t *at, *end;
} reader;

/// Reads up to `limit` digits.
static inline int read_digits(reader *read, int limit, int *value) {
  int count = 0, number = 0;
  while (read->at < read->end && count < limit && is_digit(*read->at)) {
    number = number * 10 + (*read->at++ - '0');
    count++;
  }
  *value = number;
  return count;
}

static inline bool peek_digit(const reader *read) { return read->at < read->end && is_digit(*read->at); }
static inline bool skip_byte(reader *read, uint8_t byte) {
  if (read->at >= read->end || *read->at != byte) return false;
  read->at++;
  return true;
}
static inline size_t skip_spaces(reader *read) {
  size_t count = 0;
  while (read->at < read->end && *read->at == ' ') read->at++, count++;
  return count;
}

/// The month of a name of at least three letters in English, Spanish, Portuguese or French; 0 for other words.
static int read_month(reader *read) {
  static const struct { char start[5]; uint8_t month; } names[] = {
      {"jan", 1}, {"ene", 1}, {"feb", 2}, {"fev", 2}, {"mar", 3}, {"apr", 4}, {"abr", 4}, {"avr", 4}, {"may", 5},
      {"mai", 5}, {"juin", 6}, {"juil", 7}, {"jun", 6}, {"jul", 7}, {"aug", 8}, {"ago", 8}, {"aou", 8}, {"sep", 9},
      {"set", 9}, {"oct", 10}, {"out", 10}, {"nov", 11}, {"dec", 12}, {"dic", 12}, {"dez", 12}};
  uint8_t word[16];
  size_t count = 0;
  const uint8_t *at = read->at;
  while (at < read->end && count < sizeof word) {
    uint8_t byte = lower(*at);
    if (byte == 0xC3 && at + 1 < read->end) {
      // é, û, ç of février, août, março.
      byte = at[1] == 0xA9 ? 'e' : at[1] == 0xBB ? 'u' : at[1] == 0xA7 ? 'c' : 0;
      if (byte == 0) return 0;
      at++;
    } else if (byte < 'a' || byte > 'z') {
      break;
    }
    word[count++] = byte;
    at++;
  }
  if (count < 3 || count == sizeof word) return 0;
  for (size_t index = 0; index < sizeof names / sizeof *names; index++) {
    size_t length = strlen(names[index].start);
    if (count < length || memcmp(word, names[index].start, length) != 0) continue;
    read->at = at;
    skip_byte(read, '.');
    return names[index].month;
  }
  return 0;
}

/// Skips the name of a day of the week and what parts it from the date.
static void skip_weekday(reader *read) {
  static const char names[] = "monmontuetuewedwedthuthufrifrisatsatsunsun";
  const uint8_t *at = read->at;
  size_t count = 0;
  uint8_t word[3];
  while (at < read->end && is_letter(*at)) {
    if (count < 3) word[count] = lower(*at);
    count++;
    at++;
  }
  if (count < 3 || count > 9) return;
  for (size_t index = 0; index + 3 <= sizeof names - 1; index += 3)
    if (memcmp(names + index, word, 3) == 0) {
      read->at = at;
      skip_byte(read, '.');
      skip_byte(read, ',');
      skip_spaces(read);
      return;
    }
}

static bool read_year(reader *read, int *year, uint32_t *flags) {
  int digits = read_digits(read, 5, year);
  if (digits == 2) {
    *year += *year < 69 ? 2000 : 1900;
    *flags |= SCAN_SHORT_YEAR;
    return true;
  }
  return digits == 4;
}

/// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`, AM or PM, and an offset.
static bool read_clock(reader *read, int64_t *microseconds, uint32_t *flags) {
  int hour, minute, second = 0;
  int64_t fraction = 0;
  int digits = read_digits(read, 2, &hour);
  if (digits == 0) return false;
  bool basic = digits == 2 && peek_digit(read);
  if (!basic && !skip_byte(read, ':')) return false;
  if (read_digits(read, 2, &minute) != 2) return false;
  bool has_seconds = basic ? peek_digit(read) : skip_byte(read, ':');
  if (has_seconds) {
    if (read_digits(read, 2, &second) != 2) return false;
    if (read->at + 1 < read->end && (*read->at == '.' || *read->at == ',') && is_digit(read->at[1])) {
      read->at++;
      int64_t unit = 100000;
      for (; peek_digit(read); read->at++, unit /= 10) fraction += unit * (*read->at - '0');
    }
  }
  if (minute > 59 || second > 60) return false;
  size_t spaces = skip_spaces(read);
  if (read->at < read->end && (lower(*read->at) == 'a' || lower(*read->at) == 'p')) {
    bool after_noon = lower(*read->at) == 'p';
    const uint8_t *back = read->at++;
    skip_byte(read, '.');
    skip_spaces(read);
    if (read->at < read->end && lower(*read->at) == 'm') {
      read->at++;
      skip_byte(read, '.');
      if (hour < 1 || hour > 12) return false;
      hour = hour % 12 + (after_noon ? 12 : 0);
      spaces = skip_spaces(read);
    } else {
      read->at = back;
    }
  }
  if (hour > 23) return false;
  int64_t time = ((int64_t)hour * 3600 + minute * 60 + second) * 1000000 + fraction;
  if (read->at < read->end) {
    size_t left = (size_t)(read->end - read->at);
    uint8_t first = *read->at;
    if ((first == 'Z' || first == 'z') && left == 1) {
      read->at++;
      *flags |= SCAN_HAS_OFFSET;
    } else if (left == 3 && (memcmp(read->at, "UTC", 3) == 0 || memcmp(read->at, "GMT", 3) == 0)) {
      read->at += 3;
      *flags |= SCAN_HAS_OFFSET;
    } else if (first == '+' || first == '-') {
      int hours, minutes = 0;
      read->at++;
      if (read_digits(read, 2, &hours) != 2) return false;
      if (skip_byte(read, ':') || peek_digit(read))
        if (read_digits(read, 2, &minutes) != 2) return false;
      if (hours > 15 || minutes > 59) return false;
      int64_t offset = ((int64_t)hours * 60 + minutes) * 60000000;
      time += first == '-' ? offset : -offset;
      *flags |= SCAN_HAS_OFFSET;
      if (read->end - read->at == 4 && memcmp(read->at, " UTC", 4) == 0) read->at += 4;
    }
  }
  (void)spaces;
  *microseconds = time;
  *flags |= SCAN_HAS_TIME;
  return read->at == read->end;
}

/// Two numbers of one or two digits, and a year: the order decides which is the day.
static bool place_day_and_month(int first, int second, int year, scan_order order, scan_moment *moment) {
  bool day_first = is_date(year, second, first), month_first = is_date(year, first, second);
  if (day_first && first > 12) moment->flags |= SCAN_DAY_FIRST;
  if (month_first && second > 12) moment->flags |= SCAN_MONTH_FIRST;
  if (day_first && month_first && first != second) moment->flags |= SCAN_ORDER_UNCLEAR;
  if (order == SCAN_ORDER_DMY ? !day_first : order == SCAN_ORDER_MDY ? !month_first : !day_first && !month_first)
    return false;
  bool use_day_first = order == SCAN_ORDER_DMY || (order != SCAN_ORDER_MDY && day_first);
  moment->day = use_day_first ? day_of(year, second, first) : day_of(year, first, second);
  return true;
}

bool scan_parse_moment(const uint8_t *bytes, size_t length, scan_order order, scan_moment *moment) {
  *moment = (scan_moment){0};
  if (length < 6 || length > 48) return false;
  reader read = {bytes, bytes + length};
  int first, second, year, month;
  if (!is_digit(*read.at)) {
    skip_weekday(&read);
    if (read.at < read.end && !is_digit(*read.at)) {
      // Jan 5, 2024
      if (!(month = read_month(&read))) return false;
      if (!skip_spaces(&read) && !skip_byte(&read, '-')) return false;
      if (read_digits(&read, 2, &first) == 0 || peek_digit(&read)) return false;
      if (read.end - read.at > 2 && is_letter(*read.at)) read.at += 2;
      bool comma = skip_byte(&read, ',');
      if (!skip_spaces(&read) && !comma && !skip_byte(&read, '-')) return false;
      if (!read_year(&read, &year, &moment->flags) || !is_date(year, month, first)) return false;
      moment->day = day_of(year, month, first);
      goto clock;
    }
  }
  int digits = read_digits(&read, 8, &first);
  if (digits == 0 || read.at >= read.end) return false;
  uint8_t separator = *read.at;
  if (digits == 8) {
    // 20240131T0930 and 20240131 09:30; without a time it is a number first.
    if ((separator != 'T' && separator != ' ')) return false;
    year = first / 10000;
    if (!is_date(year, first / 100 % 100, first % 100)) return false;
    moment->day = day_of(year, first / 100 % 100, first % 100);
    moment->flags |= SCAN_COMPACT;
  } else if (digits == 4) {
    if (separator != '-' && separator != '/' && separator != '.') return false;
    read.at++;
    int count = read_digits(&read, 2, &month);
    if (count == 0) return false;
    if (read.at == read.end) {
      // 2024-03
      if (count != 2 || separator != '-' || !is_date(first, month, 1)) return false;
      moment->day = day_of(first, month, 1);
      moment->flags |= SCAN_MONTH_ONLY;
      return true;
    }
    if (!skip_byte(&read, separator) || read_digits(&read, 2, &second) == 0 || peek_digit(&read)) return false;
    if (!is_date(first, month, second)) return false;
    moment->day = day_of(first, month, second);
  } else if (digits <= 2) {
    if ((separator == '-' || separator == '/' || separator == '.') && read.at + 1 < read.end && is_digit(read.at[1])) {
      read.at++;
      if (read_digits(&read, 2, &second) == 0 || !skip_byte(&read, separator)) return false;
      if (order == SCAN_ORDER_YMD) {
        int day;
        if (digits != 2 || read_digits(&read, 2, &day) == 0 || peek_digit(&read)) return false;
        year = first + (first < 69 ? 2000 : 1900);
        if (!is_date(year, second, day)) return false;
        moment->day = day_of(year, second, day);
        moment->flags |= SCAN_SHORT_YEAR;
      } else {
        if (!read_year(&read, &year, &moment->flags)) return false;
        if (separator == '.') moment->flags |= SCAN_DOTTED;
        if (!place_day_and_month(first, second, year, order, moment)) return false;
      }
    } else {
      // 5 Jan 2024, 5-Jan-24, 5 de enero de 2024
      if (is_letter(separator) && read.end - read.at > 2 && read.at[2] == ' ') read.at += 2;
      if (skip_byte(&read, '.') && read.at >= read.end) return false;
      if (!skip_spaces(&read)) skip_byte(&read, '-') || skip_byte(&read, '/');
      if (read.end - read.at > 3 && memcmp(read.at, "de ", 3) == 0) read.at += 3;
      if (!(month = read_month(&read))) return false;
      skip_byte(&read, ',');
      if (!skip_spaces(&read)) skip_byte(&read, '-') || skip_byte(&read, '/');
      if (read.end - read.at > 3 && memcmp(read.at, "de ", 3) == 0) read.at += 3;
      if (!read_year(&read, &year, &moment->flags) || !is_date(year, month, first)) return false;
      moment->day = day_of(year, month, first);
    }
  } else {
    return false;
  }
clock:
  if (read.at == read.end) return true;
  if (*read.at == 'T' || *read.at == 't') {
    read.at++;
  } else {
    bool comma = skip_byte(&read, ',');
    if (!skip_spaces(&read) && !comma) return false;
    if (read.at < read.end && *read.at == '-') read.at++, skip_spaces(&read);
  }
  return read_clock(&read, &moment->microseconds, &moment->flags);
}

bool scan_compact_date(const uint8_t *bytes, size_t length, int64_t *day) {
  if (length != 8) return false;
  int number = 0;
  for (size_t index = 0; index < 8; index++) {
    if (!is_digit(bytes[index])) return false;
    number = number * 10 + (bytes[index] - '0');
  }
  int year = number / 10000;
  if (year < 1900 || year > 2100 || !is_date(year, number / 100 % 100, number % 100)) return false;
  *day = day_of(year, number / 100 % 100, number % 100);
  return true;
}

bool scan_parse_duration(const uint8_t *bytes, size_t length, int64_t *microseconds) {
  if (length < 7 || length > 40) return false;
  reader read = {bytes, bytes + length};
  bool negative = skip_byte(&read, '-');
  int days = 0, hours, minutes, seconds;
  int64_t fraction = 0;
  int digits = read_digits(&read, 7, &hours);
  if (digits == 0) return false;
  if (read.end - read.at > 5 && memcmp(read.at, " day", 4) == 0) {
    read.at += 4;
    skip_byte(&read, 's');
    skip_byte(&read, ',');
    if (!skip_spaces(&read)) return false;
    days = hours;
    bool minus = skip_byte(&read, '-');
    if (minus || !read_digits(&read, 2, &hours)) return false;
  }
  if (!skip_byte(&read, ':') || read_digits(&read, 2, &minutes) != 2 || !skip_byte(&read, ':')
      || read_digits(&read, 2, &seconds) != 2 || minutes > 59 || seconds > 59)
    return false;
  if (read.at < read.end) {
    if (!skip_byte(&read, '.') && !skip_byte(&read, ',')) return false;
    if (!peek_digit(&read)) return false;
    int64_t unit = 100000;
    for (; peek_digit(&read); read.at++, unit /= 10) fraction += unit * (*read.at - '0');
  }
  if (read.at != read.end) return false;
  int64_t total = ((int64_t)days * 86400 + (int64_t)hours * 3600 + minutes * 60 + seconds) * 1000000 + fraction;
  *microseconds = negative ? -total : total;
  return true;
}

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

enum { FIRST_TABLE_YEAR = 1900, TABLE_YEARS = 200 };

/// The day before the first of each month of two centuries, and the days that the month has.
static struct { int32_t before; int32_t length; } month_table[TABLE_YEARS * 12];

__attribute__((constructor)) static void make_month_table(void) {
  for (int index = 0; index < TABLE_YEARS * 12; index++) {
    int year = FIRST_TABLE_YEAR + index / 12, month = index % 12 + 1;
    int next_year = month == 12 ? year + 1 : year, next_month = month == 12 ? 1 : month + 1;
    month_table[index].before = (int32_t)day_of(year, month, 1) - 1;
    month_table[index].length = (int32_t)(day_of(next_year, next_month, 1) - day_of(year, month, 1));
  }
}

/// `2024-03-31` or `2024-03-31 14:05:09`, as nearly every export writes them; false for anything else.
static inline bool read_plain_moment(const uint8_t *bytes, size_t length, scan_moment *moment) {
  if (length != 10 && length != 19) return false;
  uint32_t wrong = 0;
#define DIGIT(place) ({ uint32_t digit = (uint32_t)bytes[place] - '0'; wrong |= digit > 9; digit; })
  uint32_t year = DIGIT(0) * 1000 + DIGIT(1) * 100 + DIGIT(2) * 10 + DIGIT(3);
  uint32_t month = DIGIT(5) * 10 + DIGIT(6), day = DIGIT(8) * 10 + DIGIT(9);
  wrong |= bytes[4] != '-' || bytes[7] != '-';
  uint32_t seconds = 0;
  if (length == 19) {
    uint32_t hour = DIGIT(11) * 10 + DIGIT(12), minute = DIGIT(14) * 10 + DIGIT(15);
    uint32_t second = DIGIT(17) * 10 + DIGIT(18);
    wrong |= (bytes[10] != ' ' && bytes[10] != 'T') || bytes[13] != ':' || bytes[16] != ':';
    wrong |= hour > 23 || minute > 59 || second > 59;
    seconds = hour * 3600 + minute * 60 + second;
  }
#undef DIGIT
  uint32_t place = (year - FIRST_TABLE_YEAR) * 12 + month - 1;
  if (wrong || month - 1 > 11 || year - FIRST_TABLE_YEAR >= TABLE_YEARS) return false;
  if (day - 1 >= (uint32_t)month_table[place].length) return false;
  moment->day = month_table[place].before + (int32_t)day;
  moment->microseconds = (int64_t)seconds * 1000000;
  moment->flags = length == 19 ? SCAN_HAS_TIME : 0;
  return true;
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

void scan_read_cells(const uint8_t *bytes, const scan_cell *cells, size_t count, scan_reading reading,
                     bool windows_1252, int64_t *values, scan_tally *tally) {
  uint8_t utf8[3 * 64];
  for (size_t row = 0; row < count; row++) {
    const uint8_t *start = bytes + cells[row].start;
    size_t length = cells[row].length & SCAN_LENGTH;
    scan_outcome outcome = scan_read(start, length, reading, &values[row], &tally->needed_scale);
    // A euro sign or a no-break space is another byte in Windows-1252.
    if (outcome == SCAN_MISFIT && windows_1252 && length <= 64)
      outcome = scan_read(utf8, scan_windows_1252(start, length, utf8), reading, &values[row], &tally->needed_scale);
    if (outcome == SCAN_IS_UNKNOWN) continue;
    tally->filled++;
    if (outcome != SCAN_FITS && outcome != SCAN_NEEDS_SCALE) tally->misfits++;
  }
}

void scan_read_texts(const scan_texts *texts, scan_reading reading, int64_t *values, uint8_t *outcomes,
                     int32_t *needed_scale) {
  for (size_t index = 0; index < texts->count; index++) {
    const scan_text *entry = &texts->entries[index];
    outcomes[index] =
        (uint8_t)scan_read(texts->bytes + entry->offset, entry->length, reading, &values[index], needed_scale);
  }
}
