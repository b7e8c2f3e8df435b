/** A scenario in reports for programs. */
import type { Scenario } from '../../machines/vocabulary/scenario.ts';

/** Field by field, so that the order does not depend on who made the scenario. */
export const scenarioJson = ({
  semantics,
  patches,
  transport,
  flavour,
  device,
  backend,
  driver,
  byteOrder,
  features,
}: Scenario) => ({ semantics, patches, transport, flavour, device, backend, driver, byteOrder, features });
