import { cutExchangeChannel } from '../../runbooks/cut-exchange-channel.ts';
import { type ChannelScene, channelChecks, drillChannel } from './channel.ts';
import { drill } from './drill.ts';
import { problemsOf } from './objects.ts';

const channel = drillChannel('drill-cut', 31);
const mark = 'hold-cut-drill-cut';

/** A channel's side with two front-ends; cut, none runs and nothing names the device; undone, all is as it was. */
export const cutExchangeChannelDrill = drill({
  id: 'cut-exchange-channel',
  runbook: cutExchangeChannel,
  writesTo: ['api'],
  prepare: channel.prepare,
  async check(stage) {
    const { policies, running, isMarked } = await channel.look(stage, mark);
    return [
      ...problemsOf({
        'a front-end still runs': running === 0,
        'a policy still names the device': !policies.includes(channel.device),
        'the measure is not marked': isMarked,
      }),
      ...(await channel.drifted(stage)),
    ];
  },
  async checkUndone(stage, kept) {
    return channelChecks(channel, stage, kept as unknown as ChannelScene, mark);
  },
});
