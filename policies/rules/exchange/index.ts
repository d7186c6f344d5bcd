import type { EstateRule } from '../../rule.ts';
import { crossNetworkByChannel } from './r1-cross-network-by-channel.ts';
import { channelComplete } from './r2-channel-complete.ts';
import { classWithinLimits } from './r3-class-within-limits.ts';
import { diodeOneWay } from './r4-diode-one-way.ts';
import { noSessionInwards } from './r5-no-session-inwards.ts';
import { crossingAllowed } from './r6-crossing-allowed.ts';
import { internetExposure } from './r7-internet-exposure.ts';
import { operationsByBastion } from './r8-operations-by-bastion.ts';
import { classifiedNever } from './r9-classified-never.ts';

/** The crossing rules R1–R9, in their order. They judge what a site declares. */
export const exchangeRules: readonly EstateRule[] = [
  crossNetworkByChannel,
  channelComplete,
  classWithinLimits,
  diodeOneWay,
  noSessionInwards,
  crossingAllowed,
  internetExposure,
  operationsByBastion,
  classifiedNever,
];
