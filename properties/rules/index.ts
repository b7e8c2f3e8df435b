/** Every rule of the specification that speaks of negotiation, status, reset, configuration or queues, by chapter. */
import { CHANNEL_IO_RULES } from './channel-io.ts';
import { CHAPTER_2 } from './chapter-2.ts';
import { CHAPTER_3 } from './chapter-3.ts';
import { CHAPTER_6 } from './chapter-6.ts';
import { DERIVED_RULES, OPEN_QUESTIONS } from './derived.ts';
import { DEVICE_TYPE_RULES } from './device-types.ts';
import { DRAFT_RULES } from './drafts.ts';
import { MMIO_RULES } from './mmio.ts';
import { PCI_RULES } from './pci.ts';
import type { Rule } from './rule.ts';

export interface Chapter {
  readonly title: string;
  readonly rules: readonly Rule[];
}

export const CHAPTERS: readonly Chapter[] = [
  { title: 'Chapters 1 and 2: basic facilities', rules: CHAPTER_2 },
  { title: 'Chapter 3: initialization and operation', rules: CHAPTER_3 },
  { title: 'Section 4.1: PCI', rules: PCI_RULES },
  { title: 'Section 4.2: MMIO', rules: MMIO_RULES },
  { title: 'Section 4.3: channel I/O', rules: CHANNEL_IO_RULES },
  { title: 'Chapter 5: device types', rules: DEVICE_TYPE_RULES },
  { title: 'Chapter 6: reserved feature bits', rules: CHAPTER_6 },
  { title: 'Drafts', rules: DRAFT_RULES },
  { title: 'What follows for two runs', rules: DERIVED_RULES },
  { title: 'What the text leaves open', rules: OPEN_QUESTIONS },
];

export const RULES: readonly Rule[] = CHAPTERS.flatMap(({ rules }) => rules);

export const ruleNamed = (id: string): Rule | undefined => RULES.find((rule) => rule.id === id);
