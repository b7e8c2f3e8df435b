/** virtio over messages: a draft, with ids of our own. */
import { readRules } from './read-table.ts';

const ROW = '1.5 draft';
const DRAFT = 'draft: virtio over messages';

export const DRAFT_RULES = readRules(
  `
msg-a | driver | must | ${ROW} | What the device is comes first.
msg-b | driver | must | ${ROW} | Features are settled before queues are enabled.
msg-c | device | must | ${ROW} | Feature words that do not exist are 0.
msg-d | both | text | ${ROW} | One message can carry several feature words.
msg-e | device | must | ${ROW} | The set in force is the one that was sent.
msg-f | device | must | ${ROW} | Later replies about the offer report that set.
msg-g | device | should | ${ROW} | A set that cannot be served clears FEATURES_OK at once.
msg-h | device | must | ${ROW} | A status write is answered with the status that it led to.
msg-i | device | must | ${ROW} | A write of the configuration with an old generation is rejected.
msg-j | driver | must | ${ROW} | DRIVER_OK comes after queues, and work after DRIVER_OK shows.
msg-k | device | must not | ${ROW} | No queue is served before DRIVER_OK.
msg-l | device | must | ${ROW} | Status 0 resets, and reads 0 afterwards.
`
    .trim()
    .split('\n')
    .map((line) => `${line} | ${DRAFT}`)
    .join('\n'),
);
