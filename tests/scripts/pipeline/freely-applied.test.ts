import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { changeScene, invoke } from '../../kit/change-scene.ts';

const scene = changeScene();
afterAll(() => scene.remove());
const planned = scene.site(
  'planned.ts',
  `networks: { 'justice-net': { ...site.networks['justice-net'], engine: 'terraform' } }`,
);

describe('a network that terraform writes', () => {
  const out = join(scene.folder, 'out');

  test('is not taken up without a plan: it would have two writers', async () => {
    const outcome = await invoke(import('../../../scripts/commands/change/up.ts'), [planned], { out });
    expect(outcome).toMatchObject({ code: 1, message: expect.stringContaining('its engine is terraform') });
    expect(existsSync(out), 'nothing is made').toBe(false);
  });

  test('is not applied without a plan', async () => {
    const outcome = await invoke(import('../../../scripts/commands/change/apply.ts'), [planned], { out });
    expect(outcome).toMatchObject({ code: 1, message: expect.stringContaining('plan, approve and apply') });
  });
});
