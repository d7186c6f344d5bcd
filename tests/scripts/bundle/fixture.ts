import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from '../../../runbooks/kit/signing/signature.ts';
import { createPayload } from '../../../scripts/bundle/create.ts';
import { pages } from '../../../scripts/pages/pages.ts';
import { buildCity, type City } from '../../../scripts/pipeline/city.ts';
import { judgeCity } from '../../../scripts/pipeline/judge-city.ts';
import { selectSite } from '../../../scripts/pipeline/select-site.ts';
import { testKeyring, testStaff, testTime } from '../../kit/runbook-people.ts';

/** Its rendered city, and how to bundle it. Remove `folder` in the end. */
export async function bundleScene() {
  const folder = mkdtempSync(join(tmpdir(), 'fadun-bundle-'));
  const city = await buildCity(await selectSite('minimal'), folder);
  const staff = testStaff();
  const keyring = testKeyring(staff, 'minimal');
  const judgement = judgeCity(city, { today: '2026-03-02' });
  const runbookPages = await pages();
  const payloadOf = (changed: City = city, options: { number?: number; base?: Buffer } = {}) =>
    createPayload({ city: changed, network: city.networks[0]!, judgement, runbookPages, ...options });
  const payload = payloadOf();
  return {
    folder,
    city,
    network: city.networks[0]!,
    staff,
    keyring,
    payload,
    payloadOf,
    released: (bytes: Buffer = payload) => ({
      payload: bytes,
      signatures: [sign(bytes, staff.system.pair), sign(bytes, staff.security.pair)],
    }),
    options: { keyring, now: testTime, site: 'minimal' },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export type BundleScene = Awaited<ReturnType<typeof bundleScene>>;
