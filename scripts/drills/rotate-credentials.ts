import { rotateCredentials } from '../../runbooks/rotate-credentials.ts';
import { driftedFrom, stand } from './declared.ts';
import { namespace, tier } from './declared-objects.ts';
import { drill, type Stage } from './drill.ts';
import { problemsOf, secretPath } from './objects.ts';

const place = 'drill-credentials';
const former = 'former-drill-credential-7431';
const pod = { volumes: [{ name: 'login', secret: { secretName: 'store-login' } }] };
const declared = [
  namespace(place),
  ...tier(place, 'store', { kind: 'StatefulSet', pod }),
  ...tier(place, 'web', { pod }),
  ...tier(place, 'apart'),
];

interface Login {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
}

async function login(stage: Stage): Promise<Login | undefined> {
  return (await stage.api.get(secretPath(place, 'store-login'))) as Login | undefined;
}

/** A store and who uses it share a credential; at the end the new one alone is there, and nobody has written it down. */
export const rotateCredentialsDrill = drill({
  id: 'rotate-credentials',
  runbook: rotateCredentials,
  writesTo: ['api'],
  async prepare(stage) {
    await stand(stage, declared);
    if (await login(stage)) await stage.api.send('DELETE', secretPath(place, 'store-login'));
    await stage.api.send('POST', `/api/v1/namespaces/${place}/secrets`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'store-login' },
      stringData: { password: former, username: 'court' },
    });
    const parameters = {
      namespace: place,
      secret: 'store-login',
      entry: 'password',
      accepting: 'store',
      ticket: 'INC-2026-031',
    };
    return { parameters, kept: null };
  },
  async check(stage, _kept, journal) {
    const { data = {}, metadata } = (await login(stage)) ?? { metadata: {} };
    const password = Buffer.from(data.password ?? '', 'base64').toString();
    const written = journal.map(({ body }) => JSON.stringify(body)).join();
    const values = [former, password, data.password ?? former, Buffer.from(former).toString('base64')];
    return [
      ...problemsOf({
        'the credential is not a new one': /^[\w-]{43}$/.test(password),
        'a former credential is left': Object.keys(data).sort().join() === 'password,username',
        'the rotation is not closed': metadata.annotations?.['fadun.io/rotating'] === undefined,
        'a credential is in the journal': !values.some((value) => written.includes(value)),
      }),
      ...(await driftedFrom(stage, declared)),
    ];
  },
});
