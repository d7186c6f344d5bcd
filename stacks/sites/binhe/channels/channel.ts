import { type ExchangeId, exchangeFacts } from '../../../catalogue/exchanges/index.ts';
import type { ReferenceNetworkId } from '../../../catalogue/networks.ts';
import type { ChannelChecks, ChannelSide, DeviceKind, ExchangeChannel, Payload } from '../../../model/exchange.ts';
import type { DataClass, Text } from '../../../model/vocabulary.ts';
import { networks } from '../networks.ts';
import type { PostId, UnitId } from '../posts.ts';

/** What differs between channels; the rest follows from it. */
interface Particulars<ReturnId extends string> {
  readonly name: Text;
  readonly from: ReferenceNetworkId;
  readonly to: ReferenceNetworkId;
  readonly device: DeviceKind;
  /** @default 'forward' */
  readonly direction?: ExchangeChannel['direction'];
  readonly carries: readonly ExchangeId[];
  /** @default 'important' */
  readonly maxDataClass?: DataClass;
  readonly messagesPerHour: number;
  readonly returnChannel?: ReturnId;
  /** The unit that asked for it; the other side's security administrator approved. */
  readonly requestedBy: UnitId;
  readonly approvedBy: UnitId;
}

type Side = ChannelSide & { readonly network: ReferenceNetworkId };

type BinheChannel<ReturnId extends string> = Omit<
  ExchangeChannel,
  'from' | 'to' | 'requestedBy' | 'approvedBy' | 'returnChannel'
> & {
  readonly from: Side;
  readonly to: Side;
  readonly requestedBy: PostId;
  readonly approvedBy: PostId;
  readonly returnChannel?: ReturnId;
};

/** Video is signed, rate-limited and filtered by the device itself; everything else passes all content checks. */
function checksFor(device: DeviceKind, carries: readonly ExchangeId[]): ChannelChecks {
  const isVideo = device === 'video-gap';
  return { antivirus: !isVideo, dlp: !isVideo, signature: true, masking: carries.includes('X16') };
}

/** Only a firewall lets a request through to be answered; over a gap or a diode it travels as a message (R4). */
function payloadOf(exchange: ExchangeId, device: DeviceKind): Payload {
  const { schemas, dataClass, style } = exchangeFacts[exchange];
  const isFirewall = device.startsWith('fw');
  return { exchange, schemas, dataClass, style: style === 'request-response' && !isFirewall ? 'message' : style };
}

/** A channel; number n has host n among the devices of both its networks, and its spare device host n + 100. */
export function channel<const ReturnId extends string = never>(
  number: number,
  particulars: Particulars<ReturnId>,
): BinheChannel<ReturnId> {
  const { name, from, to, device, direction = 'forward', carries, maxDataClass = 'important' } = particulars;
  const host = (network: ReferenceNetworkId, last: number) =>
    networks[network].addresses.devices.replace(/0\/24$/, String(last));
  const side = (network: ReferenceNetworkId) => ({
    network,
    deviceAddress: host(network, number),
    spareDeviceAddress: host(network, number + 100),
  });
  return {
    name,
    from: side(from),
    to: side(to),
    device,
    direction,
    productCertificate: `虚构-${device.toUpperCase()}-2026-${String(number).padStart(3, '0')}`,
    port: 9443,
    payloads: carries.map((exchange) => payloadOf(exchange, device)),
    maxDataClass,
    checks: checksFor(device, carries),
    requestedBy: `${particulars.requestedBy}-requester`,
    approvedBy: `${particulars.approvedBy}-security-admin`,
    expires: '2027-06-30',
    ...(particulars.returnChannel && { returnChannel: particulars.returnChannel }),
    messagesPerHour: particulars.messagesPerHour,
  };
}
