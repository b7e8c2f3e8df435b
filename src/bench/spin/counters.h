/* What a verifier of Spin counts beside states, and what it took; printed when it ends. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

enum {
  KICK_START_IS_FOR_LEGACY,
  MODERN_STARTS_AT_DRIVER_OK,
  FEATURES_FROZEN_AFTER_FEATURES_OK,
  ONLY_ZERO_RESETS,
  RUNNING_BACKEND_IS_TOLD_OF_CHANGES,
  PROPERTIES
};

static unsigned long violations[PROPERTIES];
/* The set in force before a step that writes features: set and read within one step, so not part of a state. */
static unsigned low, high;

/* Spin's own counters; it prints them with eight digits. */
extern double nstates, truncs;

static double now_seconds(void)
{
  struct timespec now_at;
  clock_gettime(CLOCK_MONOTONIC, &now_at);
  return (double)now_at.tv_sec + (double)now_at.tv_nsec / 1e9;
}

static double started_at;

static void __attribute__((constructor)) note_start(void)
{
  started_at = now_seconds();
}

static void __attribute__((destructor)) print_counters(void)
{
  static const char *const names[PROPERTIES] = {
    "kickStartIsForLegacy",
    "modernStartsAtDriverOk",
    "featuresFrozenAfterFeaturesOk",
    "onlyZeroResets",
    "runningBackendIsToldOfChanges",
  };
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("counted states %.0f matched %.0f\n", nstates, truncs);
  for (int each = 0; each < PROPERTIES; each++)
    printf("counted violations %s %lu\n", names[each], violations[each]);
  printf("took seconds %.6f processor %.6f kilobytes %ld\n", now_seconds() - started_at,
    (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
      (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
    used.ru_maxrss);
}
