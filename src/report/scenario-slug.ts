/** Names of files about scenarios. */
import { basename } from 'node:path';
import type { Scenario } from '../../machines/vocabulary/scenario.ts';
import type { ScenarioResult } from '../check/check.ts';

/** A file name's worth of a scenario: `qemu-7.2-ccw-modern-net-adversary-big`. */
export function scenarioSlug(scenario: Scenario): string {
  const { semantics, patches, transport, flavour, device, backend, driver, byteOrder } = scenario;
  const words = [
    semantics,
    ...patches.map((patch) => basename(patch)),
    transport,
    flavour,
    device,
    ...(backend === 'none' ? [] : [backend]),
    driver,
    byteOrder,
  ];
  return words.join('-').replace(/[^A-Za-z0-9.-]+/g, '_');
}

/** One slug for each scenario; those that differ only in what a slug leaves out are numbered. */
export function scenarioSlugs(results: readonly ScenarioResult[]): ReadonlyMap<ScenarioResult, string> {
  const slugs = new Map<ScenarioResult, string>();
  const uses = new Map<string, number>();
  for (const result of results) {
    const slug = scenarioSlug(result.scenario);
    const use = (uses.get(slug) ?? 0) + 1;
    uses.set(slug, use);
    slugs.set(result, use === 1 ? slug : `${slug}-${use}`);
  }
  return slugs;
}
