import { containDataLeak } from '../../../runbooks/contain-data-leak.ts';
import type { Runbook } from '../../../runbooks/kit/runbook.ts';
import { recallPayload } from '../../../runbooks/recall-payload.ts';
import { triggerGuardMeasures } from '../../../runbooks/trigger-guard-measures.ts';
import { type ChannelScene, channelChecks, cutChecks, drillChannel } from '../channel.ts';
import { type Drill, drill } from '../drill.ts';

/** A measure that cuts a channel on its way: RB-I03, RB-I10, RB-G03. */
function cutting(
  runbook: Runbook,
  subnet: number,
  parametersOf: (channel: string) => Readonly<Record<string, string>>,
): Drill {
  const name = `drill-cut-${subnet}`;
  const channel = drillChannel(name, subnet);
  const mark = `hold-cut-${name}`;
  return drill({
    id: runbook.id,
    runbook,
    depth: 'good',
    writesTo: ['api'],
    async prepare(stage) {
      const { kept } = await channel.prepare(stage);
      return { parameters: parametersOf(name), kept };
    },
    check: (stage) => cutChecks(channel, stage, mark),
    checkUndone: (stage, kept) => channelChecks(channel, stage, kept as unknown as ChannelScene, mark),
  });
}

const ticket = 'INC-2026-031';

export const containDataLeakDrill = cutting(containDataLeak, 34, (channel) => ({ channel, ticket }));
export const recallPayloadDrill = cutting(recallPayload, 35, (channel) => ({ channel, ticket }));
export const triggerGuardMeasuresDrill = cutting(triggerGuardMeasures, 36, (target) => ({
  measure: 'cut-channel',
  target,
  ticket,
}));
