#define _GNU_SOURCE
#include "CScan.h"

#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

// The first touch of a page costs more than anything done with it afterwards, so large tables ask for large pages.

enum { LARGE = 4 << 20, LARGE_PAGE = 2 << 20 };

void scan_advise(void *memory, size_t bytes) {
#ifdef MADV_HUGEPAGE
  uintptr_t begin = ((uintptr_t)memory + LARGE_PAGE - 1) & ~(uintptr_t)(LARGE_PAGE - 1);
  uintptr_t end = ((uintptr_t)memory + bytes) & ~(uintptr_t)(LARGE_PAGE - 1);
  if (begin < end) madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#else
  (void)memory;
  (void)bytes;
#endif
}

void *scan_take(size_t bytes) {
  void *memory = calloc(bytes ? bytes : 1, 1);
  if (memory && bytes >= LARGE) scan_advise(memory, bytes);
  return memory;
}

void *scan_grow(void *memory, size_t old_bytes, size_t bytes) {
  (void)old_bytes;
  // Large memory is moved by its page tables: nothing is copied, and no page is touched for the first time twice.
  void *larger = realloc(memory, bytes);
  if (larger && bytes >= LARGE) scan_advise(larger, bytes);
  return larger;
}
