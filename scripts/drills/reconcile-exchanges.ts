import { reconcileExchanges } from '../../runbooks/reconcile-exchanges.ts';
import { clear, stand } from './declared.ts';
import { channelSideObjects, manifest } from './declared-objects.ts';
import { drill, type Stage } from './drill.ts';
import { configMapPath, problemsOf } from './objects.ts';

const channel = 'drill-reconcile';
const place = `xchg-${channel}`;
const hour = (number: number) => `2026-11-25T0${number}:00:00Z`;

/** Hours as both sides count them: one agrees, one lost an envelope, one came out different, one is silent. */
const hours = [
  { at: hour(0), sent: 100, received: 100, sentDigest: 'a', receivedDigest: 'a' },
  { at: hour(1), sent: 90, received: 89, sentDigest: 'b', receivedDigest: 'b' },
  { at: hour(2), sent: 80, received: 80, sentDigest: 'c', receivedDigest: 'e' },
  { at: hour(4), sent: 70, received: 70, sentDigest: 'd', receivedDigest: 'd' },
];
const toReplay = [hour(1), hour(2), hour(3)].join('\n');

const manifests = hours.flatMap(({ at, sent, received, sentDigest, receivedDigest }) => [
  manifest(channel, 'sent', at, sent, sentDigest),
  manifest(channel, 'received', at, received, receivedDigest),
]);

async function request(stage: Stage): Promise<string | undefined> {
  const live = await stage.api.get(configMapPath(place, 'replay-request'));
  return (live as { readonly data?: { readonly hours?: string } } | undefined)?.data?.hours;
}

/** A channel of whose hours three do not agree; exactly these are asked for again. */
export const reconcileExchangesDrill = drill({
  id: 'reconcile-exchanges',
  runbook: reconcileExchanges,
  writesTo: ['api'],
  async prepare(stage) {
    const [place, contract] = channelSideObjects(channel, '10.20.33.11', '10.20.33.111');
    await stand(stage, [place!, contract!, ...manifests]);
    return { parameters: { channel }, kept: null };
  },
  async check(stage) {
    const asked = await request(stage);
    return problemsOf({ [`the hours asked for are not those that differ: ${asked}`]: asked === toReplay });
  },
  async checkUndone(stage) {
    return problemsOf({ 'the request still stands': (await request(stage)) === undefined });
  },
  tidy: (stage) => clear(stage, manifests),
});
