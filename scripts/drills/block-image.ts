import { blockImage } from '../../runbooks/block-image.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf, settled } from './objects.ts';

const namespace = 'drill-image';

/** Whether a pod with this image is let in; a dry run, so that none stays. */
async function isAdmitted(stage: Stage, image: string): Promise<boolean> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace },
    spec: { containers: [{ name: 'probe', image }] },
  };
  return stage.api.send('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, pod).then(
    () => true,
    (error: unknown) => {
      if (/block-image/.test(String(error))) return false;
      throw error;
    },
  );
}

export const blockImageDrill = drill({
  id: 'block-image',
  runbook: blockImage,
  writesTo: ['api'],
  async prepare(stage) {
    for (const name of ['fadun-system', namespace]) await demandNamespace(stage, name);
    await settled(
      async () => (await stage.api.get(`/api/v1/namespaces/${namespace}/serviceaccounts/default`)) !== undefined,
    );
    return { parameters: { image: 'drill-poisoned', running: 'delete', ticket: 'INC-2026-031' }, kept: null };
  },
  async check(stage) {
    return problemsOf({
      'the image is let in': await settled(async () => !(await isAdmitted(stage, 'supplier.example/drill-poisoned:1'))),
      'another image is kept out': await isAdmitted(stage, 'supplier.example/drill-poisoned-not:1'),
    });
  },
  async checkUndone(stage) {
    return problemsOf({ 'the image is still kept out': await settled(() => isAdmitted(stage, 'drill-poisoned')) });
  },
});
