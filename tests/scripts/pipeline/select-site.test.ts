import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { siteIdOf } from '../../../scripts/pipeline/select-site.ts';
import { changeScene, invoke } from '../../kit/change-scene.ts';

const scene = changeScene();
afterAll(() => scene.remove());
const file = scene.site('declared.ts', '');

describe('a site named by its file', () => {
  test('has the id that it declares', async () => {
    expect(await siteIdOf(file)).toBe('minimal');
  });

  test('is the one whose sandbox is looked at, started and stopped', async () => {
    const out = join(scene.folder, 'out');
    const { data } = await invoke(import('../../../scripts/commands/sandbox/status.ts'), [file], { out });
    expect(data).toMatchObject({ directory: join(out, 'minimal', 'sandbox') });
  });

  test('is taken at its word where it is an id: what stands is stopped when the declaration is gone', async () => {
    expect(await siteIdOf('gone-city')).toBe('gone-city');
  });
});
