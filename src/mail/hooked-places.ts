/**
 * Whether a patch of the machines reaches every place at which they carry out a function of C. The C has such a function
 * once, and a changed line in it runs for every caller; the machines have a step for each caller, and an overlay that
 * forgets one models another patch than the one that was mailed.
 */
import type { Place, SourceFunction } from '../../machines/c-functions/index.ts';
import { getOrInsert } from '../numbering/get-or-insert.ts';
import { TYPICAL_INPUTS } from '../scenarios/typical.ts';
import type { MachinePatch, Patch } from '../statechart/patch.ts';

/** What a patch reaches in one machine. */
export interface Reach {
  readonly machine: string;
  /** Steps and guards that it inserts something at, or gives a new body. */
  readonly steps: readonly string[];
  /** Events for which it has transitions or states of its own. */
  readonly events: readonly string[];
}

/** A place, and whether a patch reaches it. */
export interface PlaceReached {
  readonly place: Place;
  readonly hooked: boolean;
}

type Known = Pick<SourceFunction, 'models' | 'places'>;

/** Of all devices together; a patch may change different machines on different devices. */
export function reachOf(patches: readonly Patch[]): readonly Reach[] {
  const found = new Map<string, { readonly steps: Set<string>; readonly events: Set<string> }>();
  for (const { machines } of patches)
    for (const input of TYPICAL_INPUTS)
      for (const [machine, overlay] of Object.entries(machines(input))) {
        const reach = getOrInsert(found, machine, () => ({ steps: new Set(), events: new Set() }));
        for (const step of stepsOf(overlay)) reach.steps.add(step);
        for (const event of eventsOf(overlay)) reach.events.add(event);
      }
  return [...found].map(([machine, { steps, events }]) => ({
    machine,
    steps: [...steps],
    events: [...events],
  }));
}

const stepsOf = ({
  after = {},
  before = {},
  replace = {},
  actions = {},
  guards = {},
}: MachinePatch): readonly string[] =>
  [after, before, replace, actions, guards].flatMap((each) => Object.keys(each));

const eventsOf = ({ transitions = [], states = {} }: MachinePatch): readonly string[] => [
  ...transitions.map(({ on }) => on),
  ...Object.values(states).flatMap((state) => (state === undefined ? [] : eventsIn(state))),
];

interface State {
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, State>>;
}

const eventsIn = ({ on = {}, states = {} }: State): readonly string[] => [
  ...Object.keys(on),
  ...Object.values(states).flatMap(eventsIn),
];

/** The places of a function; all that stands for it is one place where the table does not tell several. */
export function placesReached({ models, places }: Known, reach: readonly Reach[]): readonly PlaceReached[] {
  if (places !== undefined)
    return places.map((place) => ({ place, hooked: reach.some((each) => reaches(each, place)) }));
  const hooked = models.some((model) => reach.some((each) => reaches(each, model)));
  return models.slice(0, 1).map((model) => ({ place: { caller: '', ...model }, hooked }));
}

function reaches({ machine, steps, events }: Reach, place: Omit<Place, 'caller'>): boolean {
  if (machine !== place.machine) return false;
  const named = [...(place.actions ?? []), ...(place.guards ?? [])];
  return named.some((name) => steps.includes(name)) || (place.events ?? []).some((on) => events.includes(on));
}

/** `resetFromHost of virtio-ccw (virtio_ccw_reset)`; of several steps at a place, the first. */
export function placeText({ caller, machine, actions = [], guards = [], events = [] }: Place): string {
  const [step] = [...actions, ...guards];
  const where = step === undefined ? `event ${events[0] ?? ''}` : step;
  const told = events.length === 0 || step === undefined ? where : `${where} on ${events.join(' and ')}`;
  return `${told} of ${machine}${caller === '' ? '' : ` (${caller})`}`;
}
