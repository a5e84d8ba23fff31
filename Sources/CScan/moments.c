#include "meaning.h"

#include <string.h>

// Reading dates, times and durations. Each reader says no as early as it can.

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

/// Two digits that stand one behind the other in a word, the first in the lower byte.
#define PAIR(word, place) ((uint32_t)((word) >> 8 * (place)) & 0xFF)

bool read_plain_moment(const uint8_t *bytes, size_t length, scan_moment *moment) {
  if (length != 10 && length != 19) return false;
  // Digits become 0 to 9 and the bytes between them 0; what is more sets the highest bit of its byte in `wrong`.
  uint64_t date, wrong;
  memcpy(&date, bytes, 8);
  date ^= 0x2D30302D30303030u;
  wrong = ((date & 0x7F7F7F7F7F7F7F7Fu) + 0x7F76767F76767676u) | date;
  uint32_t seconds = 0, day = (uint32_t)bytes[8] - '0', second_digit = (uint32_t)bytes[9] - '0';
  bool is_wrong = day > 9 || second_digit > 9;
  day = day * 10 + second_digit;
  if (length == 19) {
    uint64_t time;
    memcpy(&time, bytes + 11, 8);
    time ^= 0x30303A30303A3030u;
    wrong |= ((time & 0x7F7F7F7F7F7F7F7Fu) + 0x76767F76767F7676u) | time;
    time = time * 10 + (time >> 8);
    uint32_t hour = PAIR(time, 0), minute = PAIR(time, 3), second = PAIR(time, 6);
    is_wrong |= (bytes[10] != ' ' && bytes[10] != 'T') || hour > 23 || minute > 59 || second > 59;
    seconds = hour * 3600 + minute * 60 + second;
  }
  date = date * 10 + (date >> 8);
  uint32_t year = PAIR(date, 0) * 100 + PAIR(date, 2), month = PAIR(date, 5);
  if (is_wrong || (wrong & 0x8080808080808080u) || month - 1 > 11 || year - FIRST_TABLE_YEAR >= TABLE_YEARS) return false;
  uint32_t place = (year - FIRST_TABLE_YEAR) * 12 + month - 1;
  if (day - 1 >= (uint32_t)month_table[place].length) return false;
  moment->day = month_table[place].before + (int32_t)day;
  moment->microseconds = (int64_t)seconds * 1000000;
  moment->flags = length == 19 ? SCAN_HAS_TIME : 0;
  return true;
}
