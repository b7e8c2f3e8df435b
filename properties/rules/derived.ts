/** What follows from the rules for two runs side by side (R), and what the text leaves open (S). */
import { readRules } from './read-table.ts';

export const DERIVED_RULES = readRules(`
R1 | device | derived | | The order in which feature words are written does not matter.
R2 | device | derived | | Writing a word twice comes to writing it once.
R3 | device | derived | | Of the values of a word, the last one before FEATURES_OK counts.
R4 | device | derived | | Selecting and reading between writes changes nothing.
R5 | device | derived | | A driver that will accept VERSION_1 reads the same bytes before, between and after its writes.
R6 | device | derived | | Indicating VERSION_1 early shows in nothing but byte order.
R7 | device | derived | | What came before a reset does not show after it.
R8 | device | derived | | A negotiation that worked works again after a reset.
R9 | device | derived | | If a set is taken, its closed subsets with the required bits are taken.
R10 | device | derived | | Feature writes after FEATURES_OK change nothing.
R11 | device | derived | | A repeated status write changes nothing.
R12 | device | derived | | A refusal drops FEATURES_OK, or on channel I/O the whole write, and puts no set in force.
R13 | device | derived | | A script comes to the same on every transport.
R14 | device | derived | | Words above the first do not show through the legacy interface.
R15 | device | derived | | The guest’s byte order shows through the legacy interface only.
R16 | device | derived | | Every way to a register, and every width, shows the same.
R17 | device | derived | | On channel I/O another first command comes to choosing revision 0.
R18 | driver | derived | | Offered bits that a driver does not know change nothing for it. | needs: one driver with two offers in one run
R19 | device | derived | | The reset of one queue leaves everything else as it is. | needs: the reset of a single queue
R20 | device | derived | | Suspend and resume leave features, queues and configuration as they were. | needs: suspend, in a device
R21 | device | derived | | Feature writes of a legacy driver leave the cache mode alone. | needs: the cache mode of a block device
R22 | device | derived | | The offer is the same at any two moments between resets.
`);

export const OPEN_QUESTIONS = readRules(`
S1 | device | open | | Whether a reset clears selects, features and generation.
S2 | device | open | | What becomes of feature words that are written before DRIVER.
S3 | device | open | | What becomes of feature words that are written after FEATURES_OK.
S4 | device | open | | Whether a driver whose set was refused may try another without a reset.
S5 | device | open | | What a status write does that lacks a bit which is set.
S6 | device | open | | What a repeated FEATURES_OK does.
S7 | device | open | | What becomes of status bits out of order, or bundled.
S8 | device | open | | What else of a status write counts when FEATURES_OK is refused.
S9 | device | open | | How a modern-only device treats a driver without VERSION_1.
S10 | device | open | | How a transitional device treats FEATURES_OK without VERSION_1.
S11 | device | open | | What becomes of a device that is used through both interfaces. | free: claims look at runs through one interface
S12 | device | open | | What becomes of writes to feature words that have no meaning.
S13 | device | open | | What counts while one word is written and the other is not.
S14 | device | open | | What a word counts that is written again before FEATURES_OK.
S15 | device | open | | What becomes of a legacy driver’s features after the first use.
S16 | device | open | | What happens when the driver writes NEEDS_RESET, or a status without it.
S17 | device | open | | Whether a device goes on after FAILED.
S18 | device | open | | Whether a configuration change is notified before DRIVER_OK.
S19 | device | open | | What becomes of queues that are set up before FEATURES_OK. | free: both answers show in the comparison of two devices
S20 | device | open | | What an access during a reset does. | needs: a reset that takes time
S21 | device | open | | Whether the offer may change between two resets.
S22 | device | open | | What registers show between a feature write and FEATURES_OK that depend on features.
`);
