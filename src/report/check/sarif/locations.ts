/** Places in SARIF's terms: the file, where there is one, and the scenario. */
import type { Location } from 'sarif';
import type { Place } from '../check-report.ts';

/** What a relative path is relative to: the folder where the check ran, which is best the repository's. */
const ROOT = '%SRCROOT%';

export const scenarioPlace = (scenario: string): Pick<Location, 'logicalLocations'> => ({
  logicalLocations: [{ fullyQualifiedName: scenario, kind: 'scenario' }],
});

/** Code hosts take a result only with a file; viewers want the scenario. */
export const locationOf = (scenario: string, place: Place | undefined): Location => ({
  ...(place === undefined
    ? {}
    : {
        physicalLocation: {
          artifactLocation: artifactOf(place.file),
          region: { startLine: place.line },
        },
      }),
  ...scenarioPlace(scenario),
});

function artifactOf(file: string): { uri: string; uriBaseId?: string } {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: ROOT };
}
