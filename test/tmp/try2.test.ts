import { test } from 'vitest';
import { checkScenario } from '../../src/check/check.ts';
import { PROPERTIES } from '../../properties/index.ts';
import { DRIVERS } from '../../machines/drivers/index.ts';
import { impossible } from '../../machines/model.ts';
import type { Scenario } from '../../machines/scenario.ts';
import { appendFileSync } from 'node:fs';
test('x', () => {
  const devs: any = { net: [['MTU','CTRL_VQ','MQ'],['MTU','ACCESS_PLATFORM','STANDBY']], blk: [['BLK_SIZE']], plain: [[]] };
  for (const transport of ['ccw','mmio','pci'] as const) for (const flavour of ['modern','transitional','legacy'] as const)
  for (const device of ['plain','blk','net']) for (const features of devs[device]) for (const backend of ['none','vhost-user'])
  for (const byteOrder of ['big','little'] as const) for (const driver of ['adversary', ...DRIVERS.keys()]) {
    const s: Scenario = {semantics:'spec-1.4', patches:[], transport, flavour, device, backend, driver, byteOrder, features};
    if (impossible(s) !== undefined) continue;
    if (backend !== 'none' && device==='plain') continue;
    const t=performance.now();
    const r = checkScenario(s, PROPERTIES, {patches:[], timeMsMax: 20000, statesMax: 150000});
    const bad = r.verdicts.filter(v=>v.verdict==='violated'||v.verdict==='inconclusive');
    appendFileSync('/tmp/w/matrix.txt', `${transport} ${flavour} ${device}[${features}] ${backend} ${byteOrder} ${driver}: ${r.coverage.states}/${r.coverage.transitions} ${(performance.now()-t).toFixed(0)}ms ${bad.map(b=>b.property+'='+b.verdict).join(' ')} H:${r.verdicts.filter(v=>v.verdict==='holds').map(v=>v.property).join(',')}\n`);
  }
}, 2000000);
