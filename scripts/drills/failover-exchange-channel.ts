import { failoverExchangeChannel } from '../../runbooks/failover-exchange-channel.ts';
import { type ChannelScene, channelChecks, drillChannel } from './channel.ts';
import { drill } from './drill.ts';
import { problemsOf } from './objects.ts';

const channel = drillChannel('drill-failover', 32);
const mark = 'hold-failover-drill-failover';

/** A channel's side whose device has failed; the spare is let in, the former no more, and the front-end runs on. */
export const failoverExchangeChannelDrill = drill({
  id: 'failover-exchange-channel',
  runbook: failoverExchangeChannel,
  writesTo: ['api'],
  prepare: channel.prepare,
  async check(stage) {
    const { policies, entrances, running, isMarked } = await channel.look(stage, mark);
    return [
      ...problemsOf({
        'the former device is still let in': ![policies, entrances].join().includes(`"${channel.device}/32"`),
        'the spare device is not let in': [policies, entrances].every((one) => one.includes(`"${channel.spare}/32"`)),
        'the front-end does not run': running === 2,
        'the measure is not marked': isMarked,
      }),
      ...(await channel.drifted(stage)),
    ];
  },
  async checkUndone(stage, kept) {
    return channelChecks(channel, stage, kept as unknown as ChannelScene, mark);
  },
});
