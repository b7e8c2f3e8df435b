/** What a configuration file may say: `virtio-verify.config.ts`, or the file that `--config` names. */
import { z } from 'zod';
import { LEVELS } from '../property/level.ts';

const text = z.string().min(1, { error: 'a text that is not empty' });
const names = z.union([text, z.array(text)], { error: 'a name, or a list of names' });
const count = z.int().min(1);

/** The fields that a profile may have too. */
const fields = {
  scenarios: z
    .strictObject({
      semantics: names,
      transport: names,
      flavour: names,
      device: names,
      backend: names,
      driver: names,
      byteOrder: names,
      features: z.union([z.literal('all'), z.array(text)], { error: 'a list of features, or "all"' }),
    })
    .partial(),
  patches: z.array(text),
  properties: z.array(text),
  claims: z.array(text),
  levels: z.array(z.enum(LEVELS)),
  alphabet: z.enum(['small', 'full']),
  operations: z.array(text),
  engine: z.enum(['exhaustive', 'sampled', 'both']),
  seed: z.int(),
  runs: count,
  maxStates: count,
  timeLimit: text,
  maxMemory: text,
  workers: count,
  baseline: text,
  reporters: z.array(text),
  out: text,
};

const settingsSchema = z.strictObject(fields).partial();

export const configSchema = z
  .strictObject({ ...fields, profiles: z.record(z.string(), settingsSchema) })
  .partial();

/** What commands do unless their options say otherwise. Paths are relative to the configuration file. */
export interface Settings {
  /** As the options of the same names: a name, a list of names, or `all`. */
  readonly scenarios?: {
    readonly semantics?: string | readonly string[];
    readonly transport?: string | readonly string[];
    readonly flavour?: string | readonly string[];
    readonly device?: string | readonly string[];
    readonly backend?: string | readonly string[];
    readonly driver?: string | readonly string[];
    readonly byteOrder?: string | readonly string[];
    readonly features?: 'all' | readonly string[];
  };
  /** Names, or files. */
  readonly patches?: readonly string[];
  /** Files with claims of one's own. */
  readonly properties?: readonly string[];
  /** Which claims: ids, or patterns such as `reset*`. */
  readonly claims?: readonly string[];
  readonly levels?: readonly (typeof LEVELS)[number][];
  readonly alphabet?: 'small' | 'full';
  /** Kinds of operations, in place of an alphabet. */
  readonly operations?: readonly string[];
  readonly engine?: 'exhaustive' | 'sampled' | 'both';
  readonly seed?: number;
  readonly runs?: number;
  readonly maxStates?: number;
  /** `500ms`, `30s`, `2m`. */
  readonly timeLimit?: string;
  /** `500MB`, `4GB`. */
  readonly maxMemory?: string;
  readonly workers?: number;
  readonly baseline?: string;
  /** `NAME`, or `NAME=FILE`. */
  readonly reporters?: readonly string[];
  readonly out?: string;
}

export interface Config extends Settings {
  /** By name: what `--profile` puts in place of the fields above. */
  readonly profiles?: Readonly<Record<string, Settings>>;
}

/**
 * A configuration, with its types: the default export of `virtio-verify.config.ts`.
 *
 * @example defineConfig({ patches: ['./my-device.ts'], profiles: { quick: { alphabet: 'small' } } }).patches.length // 1
 */
export const defineConfig = (config: Config): Config => config;
