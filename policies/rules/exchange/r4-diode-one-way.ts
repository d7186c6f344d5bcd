import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { ChannelFact } from './estate-facts.ts';
import { facts, inward, withChannel } from './examples.ts';

/** R4: a diode carries one way; nothing on it waits for an answer. */
export const diodeOneWay = crossingRule({
  id: 'r4',
  title: { en: 'A diode carries one way and no request/response', zh: '光闸单向传输，不承载请求应答' },
  reason: {
    en: 'A protocol that waits for an answer does not pass a one-way device, or shows that it is not one.',
    zh: '需要应答的协议无法通过单向设备；若能通过，说明设备并非单向。',
  },
  controls: ['mlps3:8.1.3.1 a)', 'mlps3:8.1.3.2 c)'],
  remedy: {
    en: 'Carry messages or files one way, and declare a second channel of opposite direction for answers and receipts, or use a gap.',
    zh: '单向传输消息或文件；应答与回执另行声明反向通道，或改用网闸。',
  },
  judge: ({ channels }) => {
    const diodes = channels.filter(({ device }) => device.startsWith('diode'));
    return { judged: diodes.length, faults: diodes.flatMap(diodeFaults) };
  },
  examples: {
    compliant: [
      facts(),
      withChannel({ device: 'gap', direction: 'both' }),
      withChannel({ device: 'diode-out', returnChannel: 'back' }),
    ],
    violating: [
      withChannel({ direction: 'both' }),
      withChannel({ payloads: [{ ...inward.payloads[0]!, style: 'request-response' }] }),
      withChannel({ device: 'diode-out', returnChannel: 'filing' }),
    ],
  },
});

function diodeFaults({ id, path, direction, payloads, returnChannel }: ChannelFact): CrossingFault[] {
  const found: CrossingFault[] = [];
  if (direction === 'both') {
    found.push({ path: `${path}.direction`, message: 'direction "both" is not possible on a diode.' });
  }
  for (const [at, { style, exchange }] of payloads.entries()) {
    if (style !== 'request-response') continue;
    const message = `"${exchange}" is request/response, which a diode cannot carry.`;
    found.push({ path: `${path}.payloads[${at}].style`, message });
  }
  if (returnChannel === id) {
    found.push({ path: `${path}.returnChannel`, message: `channel "${id}" cannot carry its own receipts.` });
  }
  return found;
}
