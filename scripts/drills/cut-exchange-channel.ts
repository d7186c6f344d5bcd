import { cutExchangeChannel } from '../../runbooks/cut-exchange-channel.ts';
import { type ChannelScene, channelChecks, cutChecks, drillChannel } from './channel.ts';
import { drill } from './drill.ts';

const channel = drillChannel('drill-cut', 31);
const mark = 'hold-cut-drill-cut';

/** A channel's side with two front-ends; cut, none runs and nothing names the device; undone, all is as it was. */
export const cutExchangeChannelDrill = drill({
  id: 'cut-exchange-channel',
  runbook: cutExchangeChannel,
  writesTo: ['api'],
  prepare: channel.prepare,
  check: (stage) => cutChecks(channel, stage, mark),
  async checkUndone(stage, kept) {
    return channelChecks(channel, stage, kept as unknown as ChannelScene, mark);
  },
});
