/*
 * The benchmark's scenario for Spin: QEMU 7.2's virtio-net on PCI, modern interface, vhost in the kernel,
 * little-endian guest, and an adversary that may do any operation of its alphabet at any time.
 *
 * Written by hand after machines/: one d_step is one operation, so one transition here is one transition of
 * our engine, and the variables below are the ones that our machines have. What no operation of this
 * alphabet can change (link, run state, byte order, `broken`, the configuration's generation) is left out.
 *
 * The letters are feature bits: VERSION_1 always, and with a -D each CSUM, MRG_RXBUF, MQ, ACCESS_PLATFORM,
 * RING_PACKED and STANDBY. Each is offered, and the driver writes any combination of a half's letters into
 * either half.
 */

/* A feature word keeps only the bits that some letter has, in the low half or in the high half. */
#define WORD   6
#define BIT_0  1   /* CSUM in the low half, VERSION_1 in the high half */
#define BIT_1  2   /* ACCESS_PLATFORM in the high half */
#define BIT_2  4   /* RING_PACKED in the high half */
#define BIT_15 8   /* MRG_RXBUF in the low half */
#define BIT_22 16  /* MQ in the low half */
#define BIT_30 32  /* PCI's probe bit in the low half, STANDBY in the high half */

#define VERSION_1_BIT BIT_0

#ifdef MRG_RXBUF
#define OFFERED_MRG_RXBUF BIT_15
#else
#define OFFERED_MRG_RXBUF 0
#endif
#ifdef CSUM
#define OFFERED_CSUM BIT_0
#else
#define OFFERED_CSUM 0
#endif
#ifdef MQ
#define OFFERED_MQ BIT_22
#else
#define OFFERED_MQ 0
#endif
#ifdef ACCESS_PLATFORM
#define OFFERED_ACCESS_PLATFORM BIT_1
#else
#define OFFERED_ACCESS_PLATFORM 0
#endif
#ifdef RING_PACKED
#define OFFERED_RING_PACKED BIT_2
#else
#define OFFERED_RING_PACKED 0
#endif
#ifdef STANDBY
#define OFFERED_STANDBY BIT_30
#else
#define OFFERED_STANDBY 0
#endif

#define OFFERED_LOW  (OFFERED_CSUM | OFFERED_MRG_RXBUF | OFFERED_MQ | BIT_30)
#define OFFERED_HIGH (VERSION_1_BIT | OFFERED_ACCESS_PLATFORM | OFFERED_RING_PACKED | OFFERED_STANDBY)

/* The bits that virtio-net passes on to vhost in the kernel. */
#define PASSED_ON_LOW  BIT_15
#define PASSED_ON_HIGH (VERSION_1_BIT | BIT_1 | BIT_2)

/* Device status. */
#define ACKNOWLEDGE 1
#define DRIVER      2
#define DRIVER_OK   4
#define FEATURES_OK 8
#define FAILED      128

/* The lifecycle as the core's statechart draws it. */
#define LEGACY           0
#define INDICATED_MODERN 1
#define NEGOTIATED       2
#define LIVE             3
#define GIVEN_UP         4

/* transport: hw/virtio/virtio-pci.c */
unsigned shadowLow : WORD;
unsigned shadowHigh : WORD;
bool driverFeatureSelect;
bool deviceFeatureSelect;
bool queueDescWritten;
bool queueEnabled;
/* core: hw/virtio/virtio.c */
byte deviceStatus;
unsigned guestFeaturesLow : WORD;
unsigned guestFeaturesHigh : WORD;
bool startOnKick;
bool started;
bool queueReady;
unsigned lifecycle : 3;
/* class: hw/net/virtio-net.c */
bool multiQueue;
bool primaryPlugged;
/* back end: hw/virtio/vhost.c */
unsigned ackedLow : WORD;
unsigned ackedHigh : WORD;
bool running;

c_decl {
\#include "counters.h"
};

/* Properties: a counter for each, raised at every violating state or step. */
#define VIOLATED(property) c_code { violations[property]++; }

#define isModern (guestFeaturesHigh & VERSION_1_BIT)

/* The state properties; part of the first operation, so that each state is looked at once. */
inline checkState()
{
  if
  :: isModern && startOnKick -> VIOLATED(KICK_START_IS_FOR_LEGACY)
  :: else
  fi;
  if
  :: isModern && started && !(deviceStatus & DRIVER_OK) -> VIOLATED(MODERN_STARTS_AT_DRIVER_OK)
  :: else
  fi
}

/* virtio_set_features, with the class's callback in it */
inline applyShadow()
{
  multiQueue = ((shadowLow & OFFERED_MQ) != 0);
  primaryPlugged = primaryPlugged || ((shadowHigh & OFFERED_STANDBY) != 0);
  ackedLow = shadowLow & OFFERED_LOW & PASSED_ON_LOW;
  ackedHigh = shadowHigh & OFFERED_HIGH & PASSED_ON_HIGH;
  guestFeaturesLow = shadowLow & OFFERED_LOW;
  guestFeaturesHigh = shadowHigh & OFFERED_HIGH;
  startOnKick = startOnKick ||
    (!(shadowLow & ~OFFERED_LOW) && !(shadowHigh & ~OFFERED_HIGH) && !started && !isModern);
  if
  :: lifecycle <= INDICATED_MODERN -> lifecycle = (isModern -> INDICATED_MODERN : LEGACY)
  :: else
  fi
}

inline writeDriverFeature(word)
{
  c_code { low = now.guestFeaturesLow; high = now.guestFeaturesHigh; };
  if
  :: driverFeatureSelect -> shadowHigh = (word)
  :: else -> shadowLow = (word)
  fi;
  if
  :: !(deviceStatus & FEATURES_OK) -> applyShadow()
  :: else
  fi;
  c_code {
    if ((high & VERSION_1_BIT) && (now.deviceStatus & FEATURES_OK) &&
        (now.guestFeaturesLow != low || now.guestFeaturesHigh != high))
      violations[FEATURES_FROZEN_AFTER_FEATURES_OK]++;
    /* Nothing in this step sends anything: a back end that runs is told nothing. */
    if (now.running && (((now.guestFeaturesLow ^ low) & PASSED_ON_LOW) ||
        ((now.guestFeaturesHigh ^ high) & PASSED_ON_HIGH)))
      violations[RUNNING_BACKEND_IS_TOLD_OF_CHANGES]++;
  }
}

/* virtio_pci_reset and virtio_reset */
inline reset()
{
  queueDescWritten = false;
  queueEnabled = false;
  running = false;
  startOnKick = false;
  started = false;
  multiQueue = false;
  ackedLow = 0;
  ackedHigh = 0;
  guestFeaturesLow = 0;
  guestFeaturesHigh = 0;
  deviceStatus = 0;
  queueReady = false;
  lifecycle = LEGACY
}

/* virtio_queue_notify: a legacy driver's kick counts as the start */
inline kick()
{
  if
  :: queueReady && startOnKick -> startOnKick = false; started = true
  :: else
  fi
}

/* virtio_validate_features: without ACCESS_PLATFORM the set is refused, if it is offered. */
#define isRefused(value) \
  (isModern && !(deviceStatus & FEATURES_OK) && ((value) & FEATURES_OK) && \
   OFFERED_ACCESS_PLATFORM && !(guestFeaturesHigh & OFFERED_ACCESS_PLATFORM))

/* virtio_set_status, and what virtio-pci does after it */
inline writeStatus(value)
{
  if
  :: isRefused(value)
  :: else ->
    if
    :: ((value) & DRIVER_OK) != (deviceStatus & DRIVER_OK) ->
      started = (((value) & DRIVER_OK) != 0);
      startOnKick = startOnKick && !((value) & DRIVER_OK)
    :: else
    fi;
    running = (((value) & DRIVER_OK) != 0);
    deviceStatus = (value);
    lifecycle = (((value) & FAILED) -> GIVEN_UP : (((value) & DRIVER_OK) -> LIVE :
      (((value) & FEATURES_OK) -> NEGOTIATED : (isModern -> INDICATED_MODERN : LEGACY))))
  fi;
  /* ioeventfd looks at the value that was written, also when it was refused */
  if
  :: ((value) & DRIVER_OK) -> kick()
  :: else
  fi;
  /* and the reset at the status that came of it */
  if
  :: deviceStatus == 0 ->
    if
    :: (value) != 0 -> VIOLATED(ONLY_ZERO_RESETS)
    :: else
    fi;
    reset()
  :: else
  fi
}

/* Every combination of a half's letters, each word once. */
#define WRITE(word) :: d_step { writeDriverFeature(word) }

#ifdef CSUM
#define WITH_CSUM(word) WRITE(word) WRITE((word) | BIT_0)
#else
#define WITH_CSUM(word) WRITE(word)
#endif
#ifdef MRG_RXBUF
#define WITH_MRG_RXBUF(word) WITH_CSUM(word) WITH_CSUM((word) | BIT_15)
#else
#define WITH_MRG_RXBUF(word) WITH_CSUM(word)
#endif
#ifdef MQ
#define LOW_WORDS WITH_MRG_RXBUF(0) WITH_MRG_RXBUF(BIT_22)
#else
#define LOW_WORDS WITH_MRG_RXBUF(0)
#endif

/* 0 is among the low words, and so is VERSION_1's bit if CSUM is a letter. */
#ifdef CSUM
#define VERSION_1_ALONE
#else
#define VERSION_1_ALONE WRITE(BIT_0)
#endif
#define WITH_VERSION_1(word) WRITE(word) WRITE((word) | BIT_0)
#ifdef ACCESS_PLATFORM
#define WITH_ACCESS_PLATFORM(word) WITH_VERSION_1(word) WITH_VERSION_1((word) | BIT_1)
#define UP_TO_ACCESS_PLATFORM WITH_VERSION_1(BIT_1)
#else
#define WITH_ACCESS_PLATFORM(word) WITH_VERSION_1(word)
#define UP_TO_ACCESS_PLATFORM
#endif
#ifdef RING_PACKED
#define WITH_RING_PACKED(word) WITH_ACCESS_PLATFORM(word) WITH_ACCESS_PLATFORM((word) | BIT_2)
#define UP_TO_RING_PACKED WITH_ACCESS_PLATFORM(BIT_2)
#else
#define WITH_RING_PACKED(word) WITH_ACCESS_PLATFORM(word)
#define UP_TO_RING_PACKED
#endif
#ifdef STANDBY
#define UP_TO_STANDBY WITH_RING_PACKED(BIT_30)
#else
#define UP_TO_STANDBY
#endif
#define HIGH_WORDS VERSION_1_ALONE UP_TO_ACCESS_PLATFORM UP_TO_RING_PACKED UP_TO_STANDBY

active proctype adversary()
{
  do
  :: d_step { checkState(); deviceFeatureSelect = 0 }
  :: d_step { driverFeatureSelect = 0 }
  :: d_step { deviceFeatureSelect = 1 }
  :: d_step { driverFeatureSelect = 1 }
  LOW_WORDS
  HIGH_WORDS
  :: d_step { writeStatus(0) }
  :: d_step { writeStatus(ACKNOWLEDGE) }
  :: d_step { writeStatus(ACKNOWLEDGE | DRIVER) }
  :: d_step { writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK) }
  :: d_step { writeStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK) }
  :: d_step { writeStatus(ACKNOWLEDGE | DRIVER | DRIVER_OK) }
  :: d_step { writeStatus(ACKNOWLEDGE | DRIVER | FAILED) }
  :: d_step { queueDescWritten = true }
  :: d_step { queueEnabled = true; queueReady = queueDescWritten }
  :: d_step { skip /* read deviceFeature */ }
  :: d_step { skip /* read driverFeature */ }
  :: d_step { skip /* read deviceStatus */ }
  :: d_step { skip /* read numQueues */ }
  /* One byte of the largest low word, zero-extended: CSUM is the only letter in it. */
  :: d_step { writeDriverFeature(OFFERED_CSUM) }
  :: d_step { skip /* one byte elsewhere in driverFeature hits nothing */ }
  :: d_step { kick() }
  od
}
