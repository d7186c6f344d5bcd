import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildTypeTable, tableFile } from '../../../../scripts/tables/kubernetes-types.ts';

it('the table of Kubernetes types is what scripts/tables/kubernetes-types.ts makes of the installed client', async () => {
  expect(readFileSync(tableFile, 'utf8')).toBe(await buildTypeTable());
});
