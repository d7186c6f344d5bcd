import { existsSync, readFileSync } from 'node:fs';
import { breakGlass } from '../../runbooks/break-glass.ts';
import { asToken, copyKept } from './access.ts';
import { drill, type Stage } from './drill.ts';
import { configMapPath, demandNamespace, problemsOf, settled } from './objects.ts';

const place = 'drill-glass';
const ticket = 'INC-2026-031';
const made = {
  'the account': '/api/v1/namespaces/fadun-system/serviceaccounts/break-glass',
  'the object that the token is bound to': '/api/v1/namespaces/fadun-system/secrets/break-glass',
  'the right': `/apis/rbac.authorization.k8s.io/v1/namespaces/${place}/rolebindings/break-glass`,
  'the trace': '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/fadun-break-glass-trace',
  'the mark': configMapPath('fadun-system', 'hold-break-glass'),
};
const left = [configMapPath('fadun-system', `review-break-glass-${ticket.toLowerCase()}`)];
const event = `/api/v1/namespaces/fadun-system/events/break-glass-${ticket.toLowerCase()}`;

/** What of the grant still stands, one line each. */
async function stillThere(stage: Stage): Promise<readonly string[]> {
  const found = await Promise.all(
    Object.entries(made).map(async ([name, path]) => ((await stage.api.get(path)) ? [`${name} still stands`] : [])),
  );
  return found.flat();
}

/** A grant for one namespace; when it is closed its token opens nothing, and a review is due. */
export const breakGlassDrill = drill({
  id: 'break-glass',
  runbook: breakGlass,
  writesTo: ['api'],
  // A token leaves no trace in the cluster; another one ends with the same object.
  harmlessTwice: ['act/hand-over/draw-token'],
  async prepare(stage) {
    for (const name of ['fadun-system', place]) await demandNamespace(stage, name);
    for (const path of [...left, event]) if (await stage.api.get(path)) await stage.api.send('DELETE', path);
    const given = { right: 'view', namespace: place, minutes: '10', ticket, reason: 'INC-2026-031: drill' };
    return { parameters: given, kept: null };
  },
  async check(stage, _kept, journal) {
    const written = journal.map(({ body }) => JSON.stringify(body)).join('\n');
    const [, file] = written.match(/left in (\S+), valid until/) ?? [];
    const copy = `${file}${copyKept}`;
    const token = existsSync(copy) ? readFileSync(copy, 'utf8') : '';
    const { exp = 0, iat = 0 } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');
    const refused = async () => (await asToken(stage, token, `/api/v1/namespaces/${place}/configmaps`)) === 401;
    return [
      ...(await stillThere(stage)),
      ...problemsOf({
        'no token was handed over': token.length > 100,
        'the token’s file is still there': !existsSync(file ?? ''),
        'the token lasts longer than was asked for': exp - iat <= 600,
        'the token is in the journal': token !== '' && !written.includes(token.slice(-40)),
        // API servers remember a good token for some seconds.
        'the token still opens something': await settled(refused, 30),
        'no review is due': (await stage.api.get(left[0]!)) !== undefined,
      }),
    ];
  },
  checkUndone: stillThere,
});
