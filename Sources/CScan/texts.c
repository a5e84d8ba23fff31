#include "CScan.h"

#include <stdlib.h>
#include <string.h>

// Hash tables with open addressing. Texts: a slot holds the hash and the code, an entry the place of its bytes, so
// that growing moves slots only. Cells are looked up in blocks of 64: first all hashes, with the slots on their way
// into the cache, then all comparisons.

static inline uint64_t load8(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
  return value;
}

static inline uint32_t load4(const uint8_t *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value;
}

static inline uint64_t mix(uint64_t left, uint64_t right) {
  unsigned __int128 product = (unsigned __int128)left * right;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_bytes(const uint8_t *bytes, size_t length) {
  const uint64_t one = 0x9E3779B97F4A7C15u, two = 0xC2B2AE3D27D4EB4Fu;
  uint64_t hash = length ^ one, first, last;
  if (length > 16) {
    size_t position = 0;
    for (; position + 16 < length; position += 16)
      hash = mix(load8(bytes + position) ^ hash, load8(bytes + position + 8) ^ two);
    first = load8(bytes + length - 16);
    last = load8(bytes + length - 8);
  } else if (length >= 8) {
    first = load8(bytes);
    last = load8(bytes + length - 8);
  } else if (length >= 4) {
    first = load4(bytes);
    last = load4(bytes + length - 4);
  } else if (length > 0) {
    first = (uint64_t)bytes[0] << 16 | (uint64_t)bytes[length / 2] << 8 | bytes[length - 1];
    last = 0;
  } else {
    first = last = 0;
  }
  return mix(first ^ hash, last ^ two ^ hash << 1 ^ one);
}

bool scan_texts_create(scan_texts *texts) {
  *texts = (scan_texts){.slot_count = 64, .count = 1, .capacity = 16};
  texts->slots = calloc(texts->slot_count, sizeof *texts->slots);
  texts->entries = calloc(texts->capacity, sizeof *texts->entries);
  if (texts->slots && texts->entries) return true;
  scan_texts_destroy(texts);
  return false;
}

void scan_texts_destroy(scan_texts *texts) {
  free(texts->slots);
  free(texts->entries);
  free(texts->bytes);
  free(texts->scratch);
  *texts = (scan_texts){0};
}

size_t scan_texts_memory(const scan_texts *texts) {
  return texts->slot_count * sizeof *texts->slots + texts->capacity * sizeof *texts->entries + texts->byte_capacity
       + texts->scratch_capacity;
}

static bool grow_slots(scan_texts *texts, size_t slot_count) {
  size_t mask = slot_count - 1;
  uint64_t *slots = scan_take(slot_count * sizeof *slots);
  if (!slots) return false;
  for (size_t code = 1; code < texts->count; code++) {
    uint32_t hash = texts->entries[code].hash;
    size_t slot = hash & mask;
    while (slots[slot]) slot = (slot + 1) & mask;
    slots[slot] = (uint64_t)hash << 32 | code;
  }
  free(texts->slots);
  texts->slots = slots;
  texts->slot_count = slot_count;
  return true;
}

static bool reserve_scratch(scan_texts *texts, size_t capacity) {
  if (capacity <= texts->scratch_capacity) return true;
  capacity += capacity / 2 + 64;
  uint8_t *scratch = realloc(texts->scratch, capacity);
  if (!scratch) return false;
  texts->scratch = scratch;
  texts->scratch_capacity = capacity;
  return true;
}

static bool append(scan_texts *texts, const uint8_t *bytes, size_t length, uint32_t hash, uint64_t first,
                   uint32_t *code) {
  if (texts->count >= UINT32_MAX - 1) return false;
  if (texts->count == texts->capacity) {
    size_t capacity = texts->capacity + texts->capacity / 2 + 16;
    scan_text *entries = scan_grow(texts->entries, texts->count * sizeof *entries, capacity * sizeof *entries);
    if (!entries) return false;
    texts->entries = entries;
    texts->capacity = capacity;
  }
  if (texts->byte_count + length + 8 > texts->byte_capacity) {
    size_t capacity = texts->byte_capacity + texts->byte_capacity / 2 + length + 256;
    uint8_t *arena = scan_grow(texts->bytes, texts->byte_count, capacity);
    if (!arena) return false;
    texts->bytes = arena;
    texts->byte_capacity = capacity;
  }
  memcpy(texts->bytes + texts->byte_count, bytes, length);
  texts->entries[texts->count] =
      (scan_text){.offset = texts->byte_count, .first = first, .length = (uint32_t)length, .hash = hash};
  texts->byte_count += length;
  *code = (uint32_t)texts->count++;
  return true;
}

static inline bool lookup(scan_texts *texts, const uint8_t *bytes, size_t length, uint32_t hash, uint64_t first,
                          uint32_t *code) {
  size_t mask = texts->slot_count - 1, slot = hash & mask;
  for (uint64_t found; (found = texts->slots[slot]) != 0; slot = (slot + 1) & mask) {
    if ((uint32_t)(found >> 32) != hash) continue;
    const scan_text *entry = &texts->entries[(uint32_t)found];
    if (entry->length == length && memcmp(texts->bytes + entry->offset, bytes, length) == 0) {
      *code = (uint32_t)found;
      return true;
    }
  }
  if (!append(texts, bytes, length, hash, first, code)) return false;
  texts->slots[slot] = (uint64_t)hash << 32 | *code;
  return texts->count * 4 <= texts->slot_count * 3 || grow_slots(texts, texts->slot_count * 2);
}

bool scan_texts_enter(scan_texts *texts, const uint8_t *bytes, size_t length, uint64_t first, uint32_t *code) {
  if (length == 0) {
    *code = 0;
    return true;
  }
  return lookup(texts, bytes, length, (uint32_t)hash_bytes(bytes, length), first, code);
}

uint32_t scan_texts_find(const scan_texts *texts, const uint8_t *bytes, size_t length) {
  if (length == 0) return 0;
  uint32_t hash = (uint32_t)hash_bytes(bytes, length);
  size_t mask = texts->slot_count - 1, slot = hash & mask;
  for (uint64_t found; (found = texts->slots[slot]) != 0; slot = (slot + 1) & mask) {
    if ((uint32_t)(found >> 32) != hash) continue;
    const scan_text *entry = &texts->entries[(uint32_t)found];
    if (entry->length == length && memcmp(texts->bytes + entry->offset, bytes, length) == 0) return (uint32_t)found;
  }
  return 0;
}

static bool is_ascii(const uint8_t *bytes, size_t length) {
  size_t position = 0;
  for (; position + 8 <= length; position += 8)
    if (load8(bytes + position) & 0x8080808080808080u) return false;
  for (; position < length; position++)
    if (bytes[position] & 0x80) return false;
  return true;
}

static size_t without_doubled_quotes(const uint8_t *bytes, size_t length, uint8_t quote, uint8_t *target) {
  size_t written = 0;
  for (size_t position = 0; position < length; position++) {
    target[written++] = bytes[position];
    if (bytes[position] == quote && position + 1 < length && bytes[position + 1] == quote) position++;
  }
  return written;
}

/// Text of a cell that is not simply its bytes: quotes made single, Windows-1252 made UTF-8.
static bool enter_unusual(scan_texts *texts, const uint8_t *bytes, scan_cell cell, uint64_t first, uint8_t quote,
                          bool windows_1252, uint32_t *code) {
  size_t length = cell.length & SCAN_LENGTH;
  const uint8_t *start = bytes + cell.start;
  if (!reserve_scratch(texts, length * 4)) return false;
  uint8_t *single = texts->scratch;
  if (cell.length & SCAN_DOUBLED) {
    length = without_doubled_quotes(start, length, quote, single);
    start = single;
  }
  if (windows_1252 && !is_ascii(start, length)) {
    uint8_t *target = texts->scratch + (cell.length & SCAN_LENGTH);
    length = scan_windows_1252(start, length, target);
    start = target;
  }
  return scan_texts_enter(texts, start, length, first, code);
}

enum { LOOKUP_BLOCK = 64 };

bool scan_texts_code(scan_texts *texts, const uint8_t *bytes, const scan_cell *cells, size_t count, uint64_t first,
                     uint8_t quote, bool windows_1252, uint32_t *codes) {
  uint32_t hashes[LOOKUP_BLOCK];
  for (size_t begin = 0; begin < count; begin += LOOKUP_BLOCK) {
    size_t end = begin + LOOKUP_BLOCK < count ? begin + LOOKUP_BLOCK : count;
    size_t mask = texts->slot_count - 1;
    for (size_t row = begin; row < end; row++) {
      uint32_t hash = (uint32_t)hash_bytes(bytes + cells[row].start, cells[row].length & SCAN_LENGTH);
      hashes[row - begin] = hash;
      __builtin_prefetch(&texts->slots[hash & mask]);
    }
    if (texts->count > 4096)
      for (size_t row = begin; row < end; row++) {
        uint32_t code = (uint32_t)texts->slots[hashes[row - begin] & mask];
        __builtin_prefetch(&texts->entries[code]);
      }
    for (size_t row = begin; row < end; row++) {
      scan_cell cell = cells[row];
      const uint8_t *start = bytes + cell.start;
      if (cell.length == 0) {
        codes[row] = 0;
      } else if ((cell.length & SCAN_DOUBLED)
                 || (windows_1252 && !is_ascii(start, cell.length & SCAN_LENGTH))) {
        if (!enter_unusual(texts, bytes, cell, first + row, quote, windows_1252, &codes[row])) return false;
      } else {
        if (!lookup(texts, start, cell.length, hashes[row - begin], first + row, &codes[row])) return false;
      }
    }
  }
  return true;
}

/// The length of a text without `.0`, `.00` … behind a whole number.
static size_t whole_length(const uint8_t *bytes, size_t length) {
  size_t position = length > 0 && bytes[0] == '-' ? 1 : 0, digits = position;
  while (position < length && bytes[position] >= '0' && bytes[position] <= '9') position++;
  if (position == digits || position == length || bytes[position] != '.') return length;
  size_t whole = position++;
  if (position == length) return length;
  while (position < length && bytes[position] == '0') position++;
  return position == length ? whole : length;
}

bool scan_texts_merge(scan_texts *into, const scan_texts *const *tables, size_t table_count, const scan_texts *unknown,
                      bool whole, uint32_t *const *codes) {
  size_t *next = calloc(table_count ? table_count : 1, sizeof *next);
  if (!next) return false;
  size_t largest = 0, slot_count = into->slot_count;
  for (size_t table = 0; table < table_count; table++) {
    codes[table][0] = 0;
    next[table] = 1;
    if (tables[table]->count > largest) largest = tables[table]->count;
  }
  while (slot_count * 3 < largest * 4) slot_count *= 2;
  bool worked = slot_count == into->slot_count || grow_slots(into, slot_count);
  // Blocks again: the slots of the next texts are on their way into the cache while the first is compared.
  struct { size_t table, code; } block[LOOKUP_BLOCK];
  while (worked) {
    size_t count = 0;
    while (count < LOOKUP_BLOCK) {
      size_t earliest = table_count;
      for (size_t table = 0; table < table_count; table++)
        if (next[table] < tables[table]->count
            && (earliest == table_count
                || tables[table]->entries[next[table]].first < tables[earliest]->entries[next[earliest]].first))
          earliest = table;
      if (earliest == table_count) break;
      block[count].table = earliest;
      block[count].code = next[earliest]++;
      __builtin_prefetch(
          &into->slots[tables[earliest]->entries[block[count].code].hash & (into->slot_count - 1)], 1);
      count++;
    }
    if (count == 0) break;
    for (size_t index = 0; index < count && worked; index++) {
      size_t table = block[index].table, code = block[index].code;
      const scan_text *entry = &tables[table]->entries[code];
      const uint8_t *bytes = tables[table]->bytes + entry->offset;
      size_t length = entry->length;
      uint32_t hash = entry->hash;
      if (!is_ascii(bytes, length) && scan_utf8_prefix(bytes, length) < length) {
        if (!(worked = reserve_scratch(into, length * 3))) break;
        length = scan_repair_utf8(bytes, length, into->scratch);
        bytes = into->scratch;
        hash = (uint32_t)hash_bytes(bytes, length);
      }
      if (whole) {
        size_t shorter = whole_length(bytes, length);
        if (shorter != length) hash = (uint32_t)hash_bytes(bytes, length = shorter);
      }
      if (unknown && scan_texts_find(unknown, bytes, length) != 0) {
        codes[table][code] = 0;
        continue;
      }
      worked = lookup(into, bytes, length, hash, entry->first, &codes[table][code]);
    }
  }
  free(next);
  return worked;
}

// ---- Keys ---------------------------------------------------------------------------------------------------

/// Eight bytes after the other, each through a multiplication of its own: the hash of the tables above is for finding
/// texts that are then compared, and has equal values for some different short ones.
static uint64_t hash_key(const uint8_t *bytes, size_t length) {
  const uint64_t one = 0x9E3779B97F4A7C15u, two = 0xC2B2AE3D27D4EB4Fu;
  uint64_t hash = mix(length ^ one, two);
  while (length >= 8) {
    hash = mix(hash ^ load8(bytes), one);
    bytes += 8;
    length -= 8;
  }
  if (length == 0) return mix(hash, two);
  uint64_t last = 0;
  memcpy(&last, bytes, length);
  return mix(mix(hash ^ last, one), two);
}

bool scan_keys_hash(scan_texts *scratch, const uint8_t *bytes, const scan_cell *cells, size_t count, uint8_t quote,
                    bool windows_1252, bool whole, uint64_t *hashes) {
  for (size_t row = 0; row < count; row++) {
    size_t length = cells[row].length & SCAN_LENGTH;
    const uint8_t *start = bytes + cells[row].start;
    bool is_doubled = cells[row].length & SCAN_DOUBLED, is_plain = is_ascii(start, length);
    if (is_doubled || !is_plain) {
      if (!reserve_scratch(scratch, length * 7)) return false;
      uint8_t *single = scratch->scratch, *target = single + length;
      if (is_doubled) {
        length = without_doubled_quotes(start, length, quote, single);
        start = single;
      }
      if (!is_plain) {
        length = windows_1252 ? scan_windows_1252(start, length, target) : scan_repair_utf8(start, length, target);
        start = target;
      }
    }
    if (whole) length = whole_length(start, length);
    uint64_t hash = length == 0 ? 0 : hash_key(start, length);
    hashes[row] = length != 0 && hash == 0 ? 1 : hash;
  }
  return true;
}

int scan_keys_order(const uint8_t *first, size_t first_length, const uint8_t *second, size_t second_length) {
  if (!is_ascii(second, second_length) || memchr(second, '.', second_length)) return 0;
  if (first_length != second_length) return first_length < second_length ? 1 : -1;
  int order = memcmp(first, second, second_length);
  return order < 0 ? 1 : order > 0 ? -1 : 0;
}

// ---- Integers -----------------------------------------------------------------------------------------------

static inline size_t hash_integer(int64_t value) {
  uint64_t product = (uint64_t)value * 0x9E3779B97F4A7C15u;
  return (size_t)(product ^ product >> 32);
}

bool scan_integers_create(scan_integers *integers) {
  *integers = (scan_integers){.slot_count = 64, .count = 1, .capacity = 16};
  integers->slots = calloc(integers->slot_count, sizeof *integers->slots);
  integers->values = calloc(integers->capacity, sizeof *integers->values);
  integers->firsts = calloc(integers->capacity, sizeof *integers->firsts);
  if (integers->slots && integers->values && integers->firsts) {
    integers->values[0] = INT64_MIN;
    return true;
  }
  scan_integers_destroy(integers);
  return false;
}

void scan_integers_destroy(scan_integers *integers) {
  free(integers->slots);
  free(integers->values);
  free(integers->firsts);
  *integers = (scan_integers){0};
}

size_t scan_integers_memory(const scan_integers *integers) {
  return integers->slot_count * sizeof *integers->slots + integers->capacity * 16;
}

static bool grow_integers(scan_integers *integers) {
  if (integers->count == integers->capacity) {
    size_t capacity = integers->capacity * 2;
    int64_t *values = realloc(integers->values, capacity * sizeof *values);
    if (!values) return false;
    integers->values = values;
    uint64_t *firsts = realloc(integers->firsts, capacity * sizeof *firsts);
    if (!firsts) return false;
    integers->firsts = firsts;
    integers->capacity = capacity;
  }
  if (integers->count * 2 <= integers->slot_count) return true;
  size_t slot_count = integers->slot_count * 2, mask = slot_count - 1;
  uint32_t *slots = calloc(slot_count, sizeof *slots);
  if (!slots) return false;
  for (size_t code = 1; code < integers->count; code++) {
    size_t slot = hash_integer(integers->values[code]) & mask;
    while (slots[slot]) slot = (slot + 1) & mask;
    slots[slot] = (uint32_t)code;
  }
  free(integers->slots);
  integers->slots = slots;
  integers->slot_count = slot_count;
  return true;
}

bool scan_integers_enter(scan_integers *integers, int64_t value, uint64_t first, uint32_t *code) {
  if (value == INT64_MIN) {
    *code = 0;
    return true;
  }
  size_t mask = integers->slot_count - 1, slot = hash_integer(value) & mask;
  for (uint32_t found; (found = integers->slots[slot]) != 0; slot = (slot + 1) & mask)
    if (integers->values[found] == value) {
      *code = found;
      return true;
    }
  if (integers->count >= UINT32_MAX - 1 || !grow_integers(integers)) return false;
  mask = integers->slot_count - 1;
  slot = hash_integer(value) & mask;
  while (integers->slots[slot]) slot = (slot + 1) & mask;
  integers->slots[slot] = (uint32_t)integers->count;
  integers->values[integers->count] = value;
  integers->firsts[integers->count] = first;
  *code = (uint32_t)integers->count++;
  return true;
}

size_t scan_integers_code(scan_integers *integers, const int64_t *values, size_t count, uint64_t first, size_t limit,
                          uint32_t *codes) {
  for (size_t row = 0; row < count; row++) {
    if (row > 0 && values[row] == values[row - 1]) {
      codes[row] = codes[row - 1];
      continue;
    }
    if (!scan_integers_enter(integers, values[row], first + row, &codes[row])) return row;
    if (integers->count > limit) return row;
  }
  return count;
}

// ---- Codes --------------------------------------------------------------------------------------------------

#define EACH_CODE(SOURCE, TARGET)                                                                                    \
  do {                                                                                                               \
    const SOURCE *from = codes;                                                                                      \
    TARGET *to = target;                                                                                             \
    if (replacement)                                                                                                 \
      for (size_t row = 0; row < count; row++) to[row] = (TARGET)replacement[from[row]];                             \
    else                                                                                                             \
      for (size_t row = 0; row < count; row++) to[row] = (TARGET)from[row];                                          \
  } while (0)

void scan_codes_convert(const void *codes, int width, size_t count, const uint32_t *replacement, void *target,
                        int target_width) {
  switch (width * 8 + target_width) {
    case 9: EACH_CODE(uint8_t, uint8_t); break;
    case 10: EACH_CODE(uint8_t, uint16_t); break;
    case 12: EACH_CODE(uint8_t, uint32_t); break;
    case 17: EACH_CODE(uint16_t, uint8_t); break;
    case 18: EACH_CODE(uint16_t, uint16_t); break;
    case 20: EACH_CODE(uint16_t, uint32_t); break;
    case 33: EACH_CODE(uint32_t, uint8_t); break;
    case 34: EACH_CODE(uint32_t, uint16_t); break;
    case 36: EACH_CODE(uint32_t, uint32_t); break;
  }
}

void scan_codes_narrow(const uint32_t *codes, size_t count, const uint32_t *replacement, void *target, int width) {
  scan_codes_convert(codes, 4, count, replacement, target, width);
}

void scan_codes_count(const void *codes, int width, size_t count, uint64_t *counts) {
  for (size_t row = 0; row < count; row++)
    counts[width == 1   ? ((const uint8_t *)codes)[row]
           : width == 2 ? ((const uint16_t *)codes)[row]
                        : ((const uint32_t *)codes)[row]]++;
}

void scan_codes_gather(const void *codes, int width, size_t count, const int64_t *values, int64_t *target) {
  for (size_t row = 0; row < count; row++)
    target[row] = values[width == 1   ? ((const uint8_t *)codes)[row]
                         : width == 2 ? ((const uint16_t *)codes)[row]
                                      : ((const uint32_t *)codes)[row]];
}
