import { join } from 'node:path';
import { importBundle } from '../../../runbooks/import-bundle.ts';
import { readLastBundle } from '../../bundle/order.ts';
import { lastBundlePath } from '../../bundle/release.ts';
import { drill } from '../drill.ts';
import { problemsOf } from '../objects.ts';
import { approveSaved } from './approved-plan.ts';
import { changeStateOf, command, deskOf, layDesk, signedBy, standRelease } from './desk.ts';
import { changeProblems, preparedChange } from './effect.ts';
import { withClosedGateway } from './site.ts';

const bundle = 'release.fadun';
const number = 7;

/** A release on a medium (RB-C02): signed by two, planned and approved on this side, applied; its number is remembered. */
export const importBundleDrill = drill({
  id: 'import-bundle',
  runbook: importBundle,
  depth: 'good',
  onDeclaredSite: true,
  writesTo: ['api'],
  async prepare(stage) {
    const desk = await layDesk(stage);
    const folder = join(desk.folder, bundle);
    await standRelease(stage, desk.folder, withClosedGateway('smart-justice/gateway'));
    await command(import('../../commands/bundle/create.ts'), [stage.site], {
      out: join(desk.folder, 'sender'),
      network: [stage.network],
      number: String(number),
      to: folder,
      key: signedBy(desk, 'drill-system').key,
    });
    await command(import('../../commands/bundle/sign.ts'), [folder], { key: signedBy(desk, 'drill-security').key });
    await command(import('../../commands/bundle/plan.ts'), [folder], {
      ...signedBy(desk, 'drill-operator'),
      out: desk.out,
      save: join(desk.folder, 'release.json'),
    });
    const files = await approveSaved(desk, 'release.json', { by: ['drill-security'], bundle });
    return preparedChange(stage, files, { bundle, keys: 'keys.json', ticket: 'REL-2026-007' });
  },
  async check(stage, kept) {
    const path = lastBundlePath(changeStateOf(stage, deskOf(stage)), stage.network);
    const last = readLastBundle(path, stage.site, stage.network);
    return [
      ...(await changeProblems(stage, kept)),
      ...problemsOf({ [`the number is not remembered: ${last?.number}`]: last?.number === number }),
    ];
  },
});
