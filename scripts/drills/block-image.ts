import { blockImage } from '../../runbooks/block-image.ts';
import { drill, type Stage } from './drill.ts';
import { demandNamespace, problemsOf, settled } from './objects.ts';

const namespace = 'drill-image';

const poisoned = `/api/v1/namespaces/${namespace}/pods/poisoned`;

/** Makes sure that a pod runs the image. An earlier drill's block may still be going. */
async function demandPoisoned(stage: Stage): Promise<void> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'poisoned', namespace },
    spec: { containers: [{ name: 'app', image: 'supplier.example/drill-poisoned:1' }] },
  };
  const isRunning = async () => {
    const live = (await stage.api.get(poisoned)) as { status?: { phase?: string } } | undefined;
    if (live === undefined) await stage.api.send('POST', `/api/v1/namespaces/${namespace}/pods`, pod);
    return live?.status?.phase === 'Running';
  };
  if (!(await settled(isRunning))) throw new Error('the pod of the drill does not run');
}

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
    await demandPoisoned(stage);
    return { parameters: { image: 'drill-poisoned', running: 'delete', ticket: 'INC-2026-031' }, kept: null };
  },
  async check(stage) {
    return problemsOf({
      'its pod still stands when the run says that none does': (await stage.api.get(poisoned)) === undefined,
      'the image is let in': await settled(async () => !(await isAdmitted(stage, 'supplier.example/drill-poisoned:1'))),
      'another image is kept out': await isAdmitted(stage, 'supplier.example/drill-poisoned-not:1'),
    });
  },
  async checkUndone(stage) {
    return problemsOf({ 'the image is still kept out': await settled(() => isAdmitted(stage, 'drill-poisoned')) });
  },
});
