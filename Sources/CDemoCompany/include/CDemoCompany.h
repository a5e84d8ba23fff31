#pragma once

#include <stddef.h>

/// One table of the demo company: a `.csv.gz` file that the program carries inside it.
typedef struct {
  /// The name of the table, as in `responses`.
  const char *name;
  const unsigned char *bytes;
  size_t count;
} demo_file;

/// Written by `scripts/demo-data`; what is in them stands in `docs/demo-company.md`.
extern const demo_file *const demo_files;
extern const size_t demo_file_count;

/// The file as an anonymous file in memory, for readers that want a descriptor; -1 where there is no memory.
int demo_file_open(const demo_file *file);
