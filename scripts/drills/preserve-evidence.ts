import { preserveEvidence } from '../../runbooks/preserve-evidence.ts';
import { drill } from './drill.ts';
import { configMap, configMapPath, demandNamespace, problemsOf, secret } from './objects.ts';

const namespace = 'drill-evidence';

/** A namespace with a record and a Secret; what is preserved is read, and both stay as they were. */
export const preserveEvidenceDrill = drill({
  id: 'preserve-evidence',
  runbook: preserveEvidence,
  writesTo: [],
  async prepare(stage) {
    await demandNamespace(stage, namespace);
    await configMap(stage, namespace, 'record', { value: 'as it was found' });
    await secret(stage, namespace, 'login', 'drill-not-to-be-kept');
    const since = `${new Date(Date.now() - 3_600_000).toISOString().slice(0, 16)}Z`;
    return { parameters: { namespace, since, reason: 'INC-2026-031: drill' }, kept: null };
  },
  async check(stage, _kept, journal) {
    const record = (await stage.api.get(configMapPath(namespace, 'record'))) as
      | { data?: { value?: string } }
      | undefined;
    const written = journal.map(({ body }) => JSON.stringify(body)).join();
    return problemsOf({
      'the record was changed': record?.data?.value === 'as it was found',
      'the journal does not bind the archive': /SM3 [0-9a-f]{64}; SHA-256 [0-9a-f]{64}/.test(written),
      'the content of a Secret is in the journal': !written.includes('drill-not-to-be-kept'),
    });
  },
});
