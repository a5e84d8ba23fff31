#include "CScan.h"

#include <stdlib.h>
#include <string.h>

// Hash tables with open addressing. Texts: a slot holds a key and the code. The key of a text of up to seven bytes is
// the text itself, so that one look at the slot decides (a second miss of the cache cost as much as the first); the key
// of a longer one is its hash, and an entry says where its bytes are. Cells are looked up in blocks of 64: first all
// keys, with the slots on their way into the cache, then the candidates of long texts, then all comparisons.

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

enum { LONGEST_IN_SLOT = 7 };

static inline bool is_in_slot(uint64_t key) { return key >> 56 <= LONGEST_IN_SLOT; }

/// Different for different texts of up to seven bytes; 0 for the empty one.
static inline uint64_t key_of(const uint8_t *bytes, size_t length) {
  if (length > LONGEST_IN_SLOT) return hash_bytes(bytes, length) | (uint64_t)0xFF << 56;
  uint64_t key = (uint64_t)length << 56;
  // Two loads that overlap agree where they do.
  if (length >= 4) return key | load4(bytes) | (uint64_t)load4(bytes + length - 4) << 8 * (length - 4);
  if (length == 0) return key;
  return key | bytes[0] | (uint64_t)bytes[length / 2] << 8 * (length / 2)
       | (uint64_t)bytes[length - 1] << 8 * (length - 1);
}

/// The same, where eight bytes may be looked at whatever the length.
static inline uint64_t key_of_cell(const uint8_t *bytes, size_t length) {
  if (length > LONGEST_IN_SLOT) return hash_bytes(bytes, length) | (uint64_t)0xFF << 56;
  return (load8(bytes) & ((1ull << 8 * length) - 1)) | (uint64_t)length << 56;
}

static inline size_t home_of(uint64_t key) { return (size_t)mix(key, 0x9E3779B97F4A7C15u); }

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
  scan_text_slot *slots = scan_take(slot_count * sizeof *slots);
  if (!slots) return false;
  // In the order of the old slots the new ones are written nearly one after the other.
  for (size_t old = 0; old < texts->slot_count; old++) {
    scan_text_slot moved = texts->slots[old];
    if (moved.code == 0) continue;
    size_t slot = home_of(moved.key) & mask;
    while (slots[slot].code) slot = (slot + 1) & mask;
    slots[slot] = moved;
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

static bool append(scan_texts *texts, const uint8_t *bytes, size_t length, uint64_t key, uint64_t first,
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
  // There is room for eight bytes more than the text has.
  if (is_in_slot(key))
    memcpy(texts->bytes + texts->byte_count, &key, sizeof key);
  else
    memcpy(texts->bytes + texts->byte_count, bytes, length);
  texts->entries[texts->count] =
      (scan_text){.offset = texts->byte_count, .first = first, .length = (uint32_t)length};
  texts->byte_count += length;
  *code = (uint32_t)texts->count++;
  return true;
}

/// Whether a text of at least eight bytes is that of a code.
static inline bool is_text(const scan_texts *texts, uint32_t code, const uint8_t *bytes, size_t length) {
  const scan_text *entry = &texts->entries[code];
  if (entry->length != length) return false;
  const uint8_t *known = texts->bytes + entry->offset;
  for (size_t position = 0; position + 8 < length; position += 8)
    if (load8(known + position) != load8(bytes + position)) return false;
  return load8(known + length - 8) == load8(bytes + length - 8);
}

/// The slot of a text, or the empty one where it belongs.
static inline scan_text_slot *slot_of(const scan_texts *texts, const uint8_t *bytes, size_t length, uint64_t key) {
  size_t mask = texts->slot_count - 1, slot = home_of(key) & mask;
  for (; texts->slots[slot].code; slot = (slot + 1) & mask)
    if (texts->slots[slot].key == key
        && (is_in_slot(key) || is_text(texts, texts->slots[slot].code, bytes, length)))
      break;
  return &texts->slots[slot];
}

static inline bool lookup(scan_texts *texts, const uint8_t *bytes, size_t length, uint64_t key, uint64_t first,
                          uint32_t *code) {
  scan_text_slot *slot = slot_of(texts, bytes, length, key);
  if (slot->code) {
    *code = slot->code;
    return true;
  }
  if (!append(texts, bytes, length, key, first, code)) return false;
  *slot = (scan_text_slot){.key = key, .code = *code};
  return texts->count * 4 <= texts->slot_count * 3 || grow_slots(texts, texts->slot_count * 2);
}

bool scan_texts_enter(scan_texts *texts, const uint8_t *bytes, size_t length, uint64_t first, uint32_t *code) {
  if (length == 0) {
    *code = 0;
    return true;
  }
  return lookup(texts, bytes, length, key_of(bytes, length), first, code);
}

uint32_t scan_texts_find(const scan_texts *texts, const uint8_t *bytes, size_t length) {
  return length == 0 ? 0 : slot_of(texts, bytes, length, key_of(bytes, length))->code;
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

enum { LOOKUP_BLOCK = 64, FITS_CACHE = 4096 };

/// Sends for the slots of keys; where the table is large, for the candidates of long texts too.
static void prefetch(const scan_texts *texts, const uint64_t *keys, size_t count) {
  size_t mask = texts->slot_count - 1, long_count = 0;
  uint32_t candidates[LOOKUP_BLOCK];
  for (size_t index = 0; index < count; index++) __builtin_prefetch(&texts->slots[home_of(keys[index]) & mask]);
  for (size_t index = 0; index < count; index++) {
    if (is_in_slot(keys[index])) continue;
    scan_text_slot slot = texts->slots[home_of(keys[index]) & mask];
    if (slot.key != keys[index]) continue;
    candidates[long_count++] = slot.code;
    __builtin_prefetch(&texts->entries[slot.code]);
  }
  for (size_t index = 0; index < long_count; index++)
    __builtin_prefetch(texts->bytes + texts->entries[candidates[index]].offset);
}

bool scan_texts_code(scan_texts *texts, const uint8_t *bytes, const scan_cell *cells, size_t count, uint64_t first,
                     uint8_t quote, bool windows_1252, uint32_t *codes) {
  uint64_t keys[LOOKUP_BLOCK];
  for (size_t begin = 0; begin < count; begin += LOOKUP_BLOCK) {
    size_t end = begin + LOOKUP_BLOCK < count ? begin + LOOKUP_BLOCK : count;
    for (size_t row = begin; row < end; row++)
      keys[row - begin] = key_of_cell(bytes + cells[row].start, cells[row].length & SCAN_LENGTH);
    if (texts->count > FITS_CACHE) prefetch(texts, keys, end - begin);
    for (size_t row = begin; row < end; row++) {
      scan_cell cell = cells[row];
      const uint8_t *start = bytes + cell.start;
      if (cell.length == 0) {
        codes[row] = 0;
      } else if ((cell.length & SCAN_DOUBLED)
                 || (windows_1252 && !is_ascii(start, cell.length & SCAN_LENGTH))) {
        if (!enter_unusual(texts, bytes, cell, first + row, quote, windows_1252, &codes[row])) return false;
      } else {
        if (!lookup(texts, start, cell.length, keys[row - begin], first + row, &codes[row])) return false;
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
                      bool whole, uint32_t *const *codes, size_t *next, size_t most) {
  size_t largest = 0, slot_count = into->slot_count;
  for (size_t table = 0; table < table_count; table++) {
    codes[table][0] = 0;
    if (next[table] == 0) next[table] = 1;
    if (tables[table]->count > largest) largest = tables[table]->count;
  }
  while (slot_count * 3 < largest * 4) slot_count *= 2;
  bool worked = slot_count == into->slot_count || grow_slots(into, slot_count);
  // Blocks again: the slots of the next texts are on their way into the cache while the first is compared.
  struct { size_t table, code; } block[LOOKUP_BLOCK];
  uint64_t keys[LOOKUP_BLOCK];
  bool has_unknown = unknown && unknown->count > 1;
  for (size_t done = 0; worked && done < most; done += LOOKUP_BLOCK) {
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
      const scan_text *entry = &tables[earliest]->entries[block[count].code];
      keys[count++] = key_of(tables[earliest]->bytes + entry->offset, entry->length);
    }
    if (count == 0) break;
    prefetch(into, keys, count);
    for (size_t index = 0; index < count && worked; index++) {
      size_t table = block[index].table, code = block[index].code;
      const scan_text *entry = &tables[table]->entries[code];
      const uint8_t *bytes = tables[table]->bytes + entry->offset;
      size_t length = entry->length;
      uint64_t key = keys[index];
      if (!is_ascii(bytes, length) && scan_utf8_prefix(bytes, length) < length) {
        if (!(worked = reserve_scratch(into, length * 3))) break;
        length = scan_repair_utf8(bytes, length, into->scratch);
        bytes = into->scratch;
        key = key_of(bytes, length);
      }
      if (whole) {
        size_t shorter = whole_length(bytes, length);
        if (shorter != length) key = key_of(bytes, length = shorter);
      }
      if (has_unknown && scan_texts_find(unknown, bytes, length) != 0) {
        codes[table][code] = 0;
        continue;
      }
      worked = lookup(into, bytes, length, key, entry->first, &codes[table][code]);
    }
  }
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

/// A text of at most eight bytes as a number that compares as they do.
static inline uint64_t large_end_first(const uint8_t *bytes, size_t length) {
  return length == 0 ? 0 : __builtin_bswap64(load8(bytes)) >> 8 * (8 - length);
}

bool scan_keys_run(const uint8_t *bytes, const scan_cell *cells, size_t count, int *order) {
  const uint64_t ones = 0x0101010101010101u, highs = 0x8080808080808080u;
  uint64_t before = 0;
  size_t length_before = 0;
  for (size_t row = 0; row < count; row++) {
    const uint8_t *start = bytes + cells[row].start;
    // With doubled quotes it is far too large as well.
    size_t length = cells[row].length;
    uint64_t key = 0;
    int step = 0;
    if (length - 1 < 8) {
      key = large_end_first(start, length);
      uint64_t points = key ^ 0x2E2E2E2E2E2E2E2Eu;
      if ((key | ((points - ones) & ~points)) & highs) return false;
      if (length != length_before) step = length > length_before ? 1 : -1;
      else if (key != before) step = key > before ? 1 : -1;
    } else if (row > 0) {
      if (cells[row].length & SCAN_DOUBLED || length == 0) return false;
      step = scan_keys_order(bytes + cells[row - 1].start, length_before, start, length);
    }
    before = key;
    length_before = length & SCAN_LENGTH;
    if (row == 0) continue;
    if (step == 0 || (*order != 0 && step != *order)) return false;
    *order = step;
  }
  return true;
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
  if ((uint64_t)value < SCAN_SMALL_VALUES) integers->small[value] = (uint32_t)integers->count;
  integers->firsts[integers->count] = first;
  *code = (uint32_t)integers->count++;
  return true;
}

size_t scan_integers_code(scan_integers *integers, const int64_t *values, size_t count, uint64_t first, size_t limit,
                          uint32_t *codes) {
  for (size_t row = 0; row < count; row++) {
    uint64_t value = (uint64_t)values[row];
    if (value < SCAN_SMALL_VALUES && integers->small[value]) {
      codes[row] = integers->small[value];
      continue;
    }
    if (row > 0 && values[row] == values[row - 1]) {
      codes[row] = codes[row - 1];
      continue;
    }
    if (!scan_integers_enter(integers, values[row], first + row, &codes[row])) return row;
    if (integers->count > limit) return row;
  }
  return count;
}

bool scan_integers_merge(scan_integers *into, const scan_integers *tables, size_t table_count, uint32_t *const *codes) {
  size_t *next = calloc(table_count ? table_count : 1, sizeof *next);
  bool worked = next != NULL;
  for (size_t table = 0; table < table_count && worked; table++) {
    codes[table][0] = 0;
    next[table] = 1;
  }
  while (worked) {
    size_t earliest = table_count;
    for (size_t table = 0; table < table_count; table++)
      if (next[table] < tables[table].count
          && (earliest == table_count || tables[table].firsts[next[table]] < tables[earliest].firsts[next[earliest]]))
        earliest = table;
    if (earliest == table_count) break;
    size_t code = next[earliest]++;
    worked = scan_integers_enter(into, tables[earliest].values[code], tables[earliest].firsts[code],
                                 &codes[earliest][code]);
  }
  free(next);
  return worked;
}

void scan_integers_extent(const int64_t *values, size_t count, int64_t *lowest, int64_t *highest) {
  int64_t least = *lowest, most = *highest;
  for (size_t row = 0; row < count; row++) {
    int64_t value = values[row];
    // The unknown value is the least of all, and must not count.
    int64_t known = value == INT64_MIN ? INT64_MAX : value;
    least = known < least ? known : least;
    most = value > most ? value : most;
  }
  *lowest = least;
  *highest = most;
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
