/** Blocks to lay out: the formats for humans print the same ones, so that they say the same. */
import type { LinkedPatch } from '../../mail/linked-patch.ts';

/** One step of a trace, in words. */
export interface StepLine {
  readonly label: string;
  readonly text: string;
  /** What was seen, and at the last step what changed or what differs. */
  readonly notes: readonly string[];
  readonly guilty: boolean;
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'field'; readonly name: string; readonly text: string }
  | { readonly kind: 'item'; readonly item: Item };

/** One finding. Everything but the title may be missing. */
export interface Item {
  readonly title: string;
  readonly tone: 'wrong' | 'changed' | 'plain';
  /** Quoted: the claim under discussion. */
  readonly quote?: string;
  readonly lines: readonly string[];
  readonly steps?: readonly StepLine[];
  /** After the steps. */
  readonly closing?: readonly string[];
  readonly command?: string;
}

/** What the formats for humans lay out. */
export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The mails with the C patch, if any. */
  readonly discussed?: readonly LinkedPatch[] | undefined;
}

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
