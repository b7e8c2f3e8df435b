import { test } from 'vitest';
import { buildModel } from '/work/main/machines/model.ts';
import { explore } from '/work/main/src/check/explore.ts';
test('x', () => {
  for (const flavour of ['modern','transitional'] as const) {
  const { model, input } = buildModel({semantics:'qemu-7.2', patches:[], transport:'pci', flavour, device:'net', backend:'none', driver:'adversary', byteOrder:'big', features:['MQ','VERSION_1']}, {patches:[]});
  console.log(model.operations.length);
  const r = explore(model, input, [], {timeMsMax: 60000, statesMax: 3000000});
  console.log(flavour, JSON.stringify(r.coverage));
  }
}, 200000);
