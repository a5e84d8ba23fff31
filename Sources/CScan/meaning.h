#pragma once
#include "CScan.h"

// What the readers of numbers, moments and columns share.

static inline bool is_digit(uint8_t byte) { return byte >= '0' && byte <= '9'; }
static inline uint8_t lower(uint8_t byte) { return byte >= 'A' && byte <= 'Z' ? byte + 32 : byte; }
static inline bool is_letter(uint8_t byte) { return lower(byte) >= 'a' && lower(byte) <= 'z'; }

/// `2024-03-31` or `2024-03-31 14:05:09`, as nearly every export writes them; false for anything else.
bool read_plain_moment(const uint8_t *bytes, size_t length, scan_moment *moment);
