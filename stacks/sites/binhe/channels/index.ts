import { extranetChannels } from './extranet.ts';
import { internetChannels } from './internet.ts';
import { organChannels } from './organs.ts';

/** All crossings of the city, one for each pair of networks, device and direction. */
export const channels = { ...organChannels, ...extranetChannels, ...internetChannels } as const;

export type ChannelId = keyof typeof channels;
