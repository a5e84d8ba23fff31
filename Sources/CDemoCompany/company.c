#define _GNU_SOURCE
#include "CDemoCompany.h"

#include <sys/mman.h>
#include <unistd.h>

// #embed came with C23; the compiler has it in every mode and warns in the older ones.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char responses[] = {
#embed "data/responses.csv.gz"
};
static const unsigned char invitations[] = {
#embed "data/invitations.csv.gz"
};
static const unsigned char tickets[] = {
#embed "data/tickets.csv.gz"
};
static const unsigned char orders[] = {
#embed "data/orders.csv.gz"
};
static const unsigned char subscriptions[] = {
#embed "data/subscriptions.csv.gz"
};
static const unsigned char usage[] = {
#embed "data/usage.csv.gz"
};
static const unsigned char accounts[] = {
#embed "data/accounts.csv.gz"
};

static const demo_file files[] = {
    {"responses", responses, sizeof responses},
    {"invitations", invitations, sizeof invitations},
    {"tickets", tickets, sizeof tickets},
    {"orders", orders, sizeof orders},
    {"subscriptions", subscriptions, sizeof subscriptions},
    {"usage", usage, sizeof usage},
    {"accounts", accounts, sizeof accounts},
};
// A pointer, because Swift does not see an array without a length.
const demo_file *const demo_files = files;
const size_t demo_file_count = sizeof files / sizeof *files;

int demo_file_open(const demo_file *file) {
  int descriptor = memfd_create(file->name, MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  for (size_t written = 0; written < file->count;) {
    ssize_t count = write(descriptor, file->bytes + written, file->count - written);
    if (count <= 0) {
      close(descriptor);
      return -1;
    }
    written += (size_t)count;
  }
  return descriptor;
}
