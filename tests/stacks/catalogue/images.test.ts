import { describe, expect, it } from 'vitest';
import { fictionalDigests, imageRepositories, platformImages } from '../../../stacks/catalogue/images.ts';

describe('images', () => {
  const systems = {
    court: {
      placements: {
        a: { components: { api: { kind: 'api' }, chain: { kind: 'database', imageRepository: 'shared/chain' } } },
        b: { components: { other: { kind: 'api' } } },
      },
    },
  } as const;

  it('are those of components and of the platform, each once', () => {
    expect(imageRepositories(systems)).toEqual([...platformImages, 'court/api', 'shared/chain'].sort());
  });

  it('have digests that differ and stay', () => {
    const digests = fictionalDigests(['court/api', 'court/web']);
    expect(digests['court/api']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digests['court/api']).not.toBe(digests['court/web']);
    expect(fictionalDigests(['court/api'])['court/api']).toBe(digests['court/api']);
  });
});
