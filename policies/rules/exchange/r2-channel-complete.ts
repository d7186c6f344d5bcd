import { type CrossingFault, crossingRule } from './crossing-rule.ts';
import type { ChannelFact } from './estate-facts.ts';
import { facts, inward, withChannel } from './examples.ts';

/**
 * R2: a channel names its device's certificate, its schemas, and the checks that its payloads pass. Streams have no
 * envelope to sign.
 */
export const channelComplete = crossingRule({
  id: 'r2',
  title: {
    en: 'A channel names certificate, payloads, schemas and content checks',
    zh: '通道载明产品证书、载荷、数据格式与内容检查',
  },
  reason: {
    en: 'What is not named cannot be reviewed before the crossing nor rejected at it.',
    zh: '未载明的内容既无法在开通前审查，也无法在边界拒收。',
  },
  severity: 'high',
  controls: ['mlps3:8.1.3.2 c)', 'mlps3:8.1.3.4 a)', 'gm:8.4 h)', 'mlps3:8.1.9.3 a)', 'mlps3:8.1.9.3 b)', 'gm:product'],
  remedy: {
    en: 'Complete the channel: product certificate, at least one payload with registered schemas, signature, and antivirus for files and media.',
    zh: '补全通道：产品证书编号、至少一种已登记格式的载荷、签名，文件与介质须经病毒查杀。',
  },
  judge: ({ channels }) => ({ judged: channels.length, faults: channels.flatMap(channelFaults) }),
  examples: {
    compliant: [
      facts(),
      withChannel({
        payloads: [{ exchange: 'X22', schemas: ['clock-event@1'], dataClass: 'general', style: 'message' }],
        checks: { ...inward.checks, antivirus: false },
      }),
      withChannel({
        device: 'video-gap',
        payloads: [{ exchange: 'X25', schemas: ['gb28181@1'], dataClass: 'general', style: 'stream' }],
        checks: { ...inward.checks, antivirus: false, signature: false },
      }),
    ],
    violating: [
      withChannel({ productCertificate: ' ' }),
      withChannel({ payloads: [] }),
      withChannel({ payloads: [{ ...inward.payloads[0]!, schemas: [] }] }),
      withChannel({ payloads: [{ ...inward.payloads[0]!, schemas: [''] }] }),
      withChannel({ checks: { ...inward.checks, signature: false } }),
      withChannel({ checks: { ...inward.checks, antivirus: false } }),
      withChannel({
        device: 'media',
        payloads: [{ ...inward.payloads[0]!, style: 'message' }],
        checks: { ...inward.checks, antivirus: false },
      }),
    ],
  },
});

function channelFaults(channel: ChannelFact): CrossingFault[] {
  const { id, path, payloads, checks } = channel;
  const found: CrossingFault[] = [];
  if (channel.productCertificate.trim() === '') {
    found.push({ path: `${path}.productCertificate`, message: `channel "${id}" names no product certificate.` });
  }
  if (payloads.length === 0) found.push({ path: `${path}.payloads`, message: `channel "${id}" names no payload.` });
  for (const [at, { exchange, schemas }] of payloads.entries()) {
    if (schemas.length > 0 && schemas.every((schema) => schema.trim() !== '')) continue;
    found.push({ path: `${path}.payloads[${at}].schemas`, message: `the payload of "${exchange}" names no schema.` });
  }
  const hasEnvelopes = payloads.some(({ style }) => style !== 'stream');
  if (hasEnvelopes && !checks.signature) {
    found.push({ path: `${path}.checks.signature`, message: `envelopes of channel "${id}" are not signed.` });
  }
  const hasFiles = channel.device === 'media' || payloads.some(({ style }) => style === 'file');
  if (hasFiles && !checks.antivirus) {
    found.push({ path: `${path}.checks.antivirus`, message: `files cross channel "${id}" without a virus check.` });
  }
  return found;
}
