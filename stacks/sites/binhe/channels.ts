import { type ExchangeId, exchangeFacts } from '../../catalogue/exchanges/index.ts';
import type { ReferenceNetworkId } from '../../catalogue/networks.ts';
import type { ChannelChecks, DeviceKind, ExchangeChannel, Payload } from '../../model/exchange.ts';
import type { DataClass, Text } from '../../model/vocabulary.ts';
import { networks } from './networks.ts';
import type { PostId, UnitId } from './posts.ts';

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

type BinheChannel<ReturnId extends string> = Omit<
  ExchangeChannel,
  'from' | 'to' | 'requestedBy' | 'approvedBy' | 'returnChannel'
> & {
  readonly from: { readonly network: ReferenceNetworkId; readonly deviceAddress: string };
  readonly to: { readonly network: ReferenceNetworkId; readonly deviceAddress: string };
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

/** Channel number n has host n among the devices of both its networks. */
function channel<const ReturnId extends string = never>(
  number: number,
  particulars: Particulars<ReturnId>,
): BinheChannel<ReturnId> {
  const { name, from, to, device, direction = 'forward', carries, maxDataClass = 'important' } = particulars;
  const side = (network: ReferenceNetworkId) => ({
    network,
    deviceAddress: networks[network].addresses.devices.replace(/0\/24$/, String(number)),
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

const organChannels = {
  'police-to-zhengfa': channel(1, {
    name: { zh: '公安网—政法专网网闸', en: 'Police – political-legal network gap' },
    from: 'police-net',
    to: 'zhengfa-net',
    device: 'gap',
    direction: 'both',
    carries: ['X01', 'X02', 'X03', 'X05', 'X06', 'X10', 'X11', 'X12', 'X19', 'X20', 'X22', 'X24', 'X35'],
    messagesPerHour: 1200,
    requestedBy: 'police',
    approvedBy: 'committee',
  }),
  'procuratorate-to-zhengfa': channel(2, {
    name: { zh: '检察工作网—政法专网网闸', en: 'Procuratorate – political-legal network gap' },
    from: 'procuratorate-net',
    to: 'zhengfa-net',
    device: 'gap',
    direction: 'both',
    carries: ['X01', 'X02', 'X03', 'X04', 'X05', 'X06', 'X10', 'X11', 'X12', 'X19', 'X20', 'X22', 'X24', 'X35'],
    messagesPerHour: 900,
    requestedBy: 'procuratorate',
    approvedBy: 'committee',
  }),
  'zhengfa-to-court': channel(3, {
    name: { zh: '政法专网→法院专网导入光闸', en: 'Political-legal network → court diode' },
    from: 'zhengfa-net',
    to: 'court-net',
    device: 'diode-in',
    carries: ['X04', 'X06', 'X09', 'X10', 'X20'],
    messagesPerHour: 600,
    returnChannel: 'court-to-zhengfa',
    requestedBy: 'committee',
    approvedBy: 'court',
  }),
  'court-to-zhengfa': channel(4, {
    name: { zh: '法院专网→政法专网导出光闸', en: 'Court → political-legal network diode' },
    from: 'court-net',
    to: 'zhengfa-net',
    device: 'diode-out',
    carries: ['X05', 'X06', 'X07', 'X08', 'X09', 'X10', 'X12', 'X19', 'X20', 'X22'],
    messagesPerHour: 700,
    returnChannel: 'zhengfa-to-court',
    requestedBy: 'court',
    approvedBy: 'committee',
  }),
  'justice-to-zhengfa': channel(5, {
    name: { zh: '司法行政网—政法专网网闸', en: 'Justice – political-legal network gap' },
    from: 'justice-net',
    to: 'zhengfa-net',
    device: 'gap',
    direction: 'both',
    carries: ['X05', 'X08', 'X09', 'X12', 'X19', 'X20', 'X22'],
    messagesPerHour: 500,
    requestedBy: 'justice',
    approvedBy: 'committee',
  }),
  'zhengfa-to-prison': channel(6, {
    name: { zh: '政法专网—监管网网闸', en: 'Political-legal network – prison gap' },
    from: 'zhengfa-net',
    to: 'prison-net',
    device: 'gap',
    direction: 'both',
    carries: ['X07', 'X09', 'X19', 'X20', 'X22'],
    messagesPerHour: 200,
    requestedBy: 'committee',
    approvedBy: 'justice',
  }),
  'police-to-prison': channel(7, {
    name: { zh: '看守所—监狱网闸', en: 'Detention centre – prison gap' },
    from: 'police-net',
    to: 'prison-net',
    device: 'gap',
    carries: ['X07'],
    messagesPerHour: 20,
    requestedBy: 'police',
    approvedBy: 'justice',
  }),
  'prison-to-procuratorate': channel(8, {
    name: { zh: '监管网—驻所检察网闸', en: 'Prison – stationed procurators gap' },
    from: 'prison-net',
    to: 'procuratorate-net',
    device: 'gap',
    carries: ['X09'],
    messagesPerHour: 20,
    requestedBy: 'justice',
    approvedBy: 'procuratorate',
  }),
  'justice-to-prison': channel(9, {
    name: { zh: '司法行政网—监管网网闸', en: 'Justice – prison gap' },
    from: 'justice-net',
    to: 'prison-net',
    device: 'gap',
    direction: 'both',
    carries: ['X16', 'X27', 'X28'],
    messagesPerHour: 60,
    requestedBy: 'justice',
    approvedBy: 'committee',
  }),
  'court-to-court-external': channel(10, {
    name: { zh: '法院专网→外部专网导出光闸', en: 'Court → court external diode' },
    from: 'court-net',
    to: 'court-external-net',
    device: 'diode-out',
    carries: ['X15', 'X27', 'X28'],
    messagesPerHour: 400,
    returnChannel: 'court-external-to-court',
    requestedBy: 'court',
    approvedBy: 'committee',
  }),
  'court-external-to-court': channel(11, {
    name: { zh: '外部专网→法院专网导入光闸', en: 'Court external → court diode' },
    from: 'court-external-net',
    to: 'court-net',
    device: 'diode-in',
    carries: ['X15'],
    messagesPerHour: 400,
    returnChannel: 'court-to-court-external',
    requestedBy: 'court',
    approvedBy: 'committee',
  }),
} as const;

const extranetChannels = {
  'extranet-to-zhengfa': channel(12, {
    name: { zh: '政务外网—政法专网网闸', en: 'Extranet – political-legal network gap' },
    from: 'gov-extranet-public',
    to: 'zhengfa-net',
    device: 'gap',
    direction: 'both',
    carries: ['X11', 'X16', 'X19', 'X20', 'X21', 'X22', 'X27', 'X28', 'X35', 'X36'],
    messagesPerHour: 800,
    requestedBy: 'government',
    approvedBy: 'committee',
  }),
  'extranet-to-police': channel(13, {
    name: { zh: '政务外网—公安网网闸（边界接入平台）', en: 'Extranet – police gap (boundary platform)' },
    from: 'gov-extranet-public',
    to: 'police-net',
    device: 'gap',
    direction: 'both',
    carries: ['X21', 'X27', 'X33', 'X36'],
    messagesPerHour: 500,
    requestedBy: 'government',
    approvedBy: 'police',
  }),
  'extranet-to-procuratorate': channel(14, {
    name: { zh: '政务外网—检察工作网网闸', en: 'Extranet – procuratorate gap' },
    from: 'gov-extranet-public',
    to: 'procuratorate-net',
    device: 'gap',
    direction: 'both',
    carries: ['X21', 'X24', 'X27', 'X36'],
    messagesPerHour: 150,
    requestedBy: 'government',
    approvedBy: 'procuratorate',
  }),
  'extranet-to-court': channel(15, {
    name: { zh: '政务外网→法院专网导入光闸', en: 'Extranet → court diode' },
    from: 'gov-extranet-public',
    to: 'court-net',
    device: 'diode-in',
    carries: ['X18', 'X21', 'X27', 'X34', 'X36'],
    messagesPerHour: 200,
    returnChannel: 'court-to-extranet',
    requestedBy: 'government',
    approvedBy: 'court',
  }),
  'court-to-extranet': channel(16, {
    name: { zh: '法院专网→政务外网导出光闸', en: 'Court → extranet diode' },
    from: 'court-net',
    to: 'gov-extranet-public',
    device: 'diode-out',
    carries: ['X18'],
    messagesPerHour: 60,
    returnChannel: 'extranet-to-court',
    requestedBy: 'court',
    approvedBy: 'government',
  }),
  'extranet-to-justice': channel(17, {
    name: { zh: '政务外网—司法行政网接口网关', en: 'Extranet – justice API gateway' },
    from: 'gov-extranet-public',
    to: 'justice-net',
    device: 'fw+apigw',
    direction: 'both',
    carries: ['X17', 'X21', 'X27', 'X36'],
    messagesPerHour: 600,
    requestedBy: 'government',
    approvedBy: 'justice',
  }),
  'extranet-to-private': channel(18, {
    name: { zh: '政务外网公用区—专用区防火墙', en: 'Extranet public – private firewall' },
    from: 'gov-extranet-public',
    to: 'gov-extranet-private',
    device: 'fw',
    direction: 'both',
    carries: ['X11', 'X22', 'X27', 'X28', 'X31', 'X32', 'X40'],
    messagesPerHour: 900,
    requestedBy: 'government',
    approvedBy: 'justice',
  }),
  'video-to-extranet': channel(19, {
    name: { zh: '视频网→政务外网视频网闸', en: 'Video network → extranet video gap' },
    from: 'police-video-net',
    to: 'gov-extranet-public',
    device: 'video-gap',
    carries: ['X25'],
    messagesPerHour: 240,
    requestedBy: 'police',
    approvedBy: 'government',
  }),
  'video-to-police': channel(20, {
    name: { zh: '视频网→公安网视频网闸', en: 'Video network → police video gap' },
    from: 'police-video-net',
    to: 'police-net',
    device: 'video-gap',
    carries: ['X25'],
    messagesPerHour: 240,
    requestedBy: 'police',
    approvedBy: 'committee',
  }),
  'media-to-video': channel(21, {
    name: { zh: '视频网发布包与特征库介质导入', en: 'Bundles and feeds to the video network by media' },
    from: 'gov-extranet-public',
    to: 'police-video-net',
    device: 'media',
    carries: ['X27', 'X28'],
    messagesPerHour: 1,
    requestedBy: 'government',
    approvedBy: 'police',
  }),
} as const;

const internetChannels = {
  'internet-to-extranet': channel(22, {
    name: { zh: '互联网区—政务外网网闸', en: 'Internet zone – extranet gap' },
    from: 'internet-zone',
    to: 'gov-extranet-public',
    device: 'gap',
    direction: 'both',
    carries: ['X16', 'X17', 'X27', 'X28', 'X36', 'X39'],
    messagesPerHour: 700,
    requestedBy: 'government',
    approvedBy: 'committee',
  }),
  'extranet-to-internet': channel(23, {
    name: { zh: '政务外网→互联网区反向代理', en: 'Extranet → internet zone reverse proxy' },
    from: 'gov-extranet-public',
    to: 'internet-zone',
    device: 'fw+waf',
    carries: ['X34'],
    maxDataClass: 'general',
    messagesPerHour: 60,
    requestedBy: 'justice',
    approvedBy: 'government',
  }),
  'internet-to-court': channel(24, {
    name: { zh: '互联网区→法院专网导入光闸', en: 'Internet zone → court diode' },
    from: 'internet-zone',
    to: 'court-net',
    device: 'diode-in',
    carries: ['X13', 'X28'],
    messagesPerHour: 500,
    returnChannel: 'court-to-internet',
    requestedBy: 'government',
    approvedBy: 'court',
  }),
  'court-to-internet': channel(25, {
    name: { zh: '法院专网→互联网区导出光闸', en: 'Court → internet zone diode' },
    from: 'court-net',
    to: 'internet-zone',
    device: 'diode-out',
    carries: ['X14', 'X16'],
    messagesPerHour: 500,
    returnChannel: 'internet-to-court',
    requestedBy: 'court',
    approvedBy: 'government',
  }),
  'internet-to-police': channel(26, {
    name: { zh: '互联网区→公安网导入光闸（边界接入平台）', en: 'Internet zone → police diode (boundary platform)' },
    from: 'internet-zone',
    to: 'police-net',
    device: 'diode-in',
    carries: ['X28'],
    maxDataClass: 'general',
    messagesPerHour: 4,
    requestedBy: 'government',
    approvedBy: 'police',
  }),
  'police-to-internet': channel(27, {
    name: { zh: '公安网→互联网区导出光闸', en: 'Police → internet zone diode' },
    from: 'police-net',
    to: 'internet-zone',
    device: 'diode-out',
    carries: ['X16'],
    maxDataClass: 'general',
    messagesPerHour: 300,
    requestedBy: 'police',
    approvedBy: 'government',
  }),
  'internet-to-procuratorate': channel(28, {
    name: { zh: '互联网区→检察工作网导入光闸', en: 'Internet zone → procuratorate diode' },
    from: 'internet-zone',
    to: 'procuratorate-net',
    device: 'diode-in',
    carries: ['X28'],
    maxDataClass: 'general',
    messagesPerHour: 4,
    requestedBy: 'government',
    approvedBy: 'procuratorate',
  }),
  'procuratorate-to-internet': channel(29, {
    name: { zh: '检察工作网→互联网区导出光闸', en: 'Procuratorate → internet zone diode' },
    from: 'procuratorate-net',
    to: 'internet-zone',
    device: 'diode-out',
    carries: ['X16'],
    maxDataClass: 'general',
    messagesPerHour: 120,
    requestedBy: 'procuratorate',
    approvedBy: 'government',
  }),
  'internet-to-justice': channel(30, {
    name: { zh: '互联网区→司法行政网接口网关', en: 'Internet zone → justice API gateway' },
    from: 'internet-zone',
    to: 'justice-net',
    device: 'fw+apigw',
    carries: ['X12', 'X17', 'X28'],
    messagesPerHour: 400,
    requestedBy: 'government',
    approvedBy: 'justice',
  }),
  'justice-to-internet': channel(31, {
    name: { zh: '司法行政网→互联网区反向代理', en: 'Justice → internet zone reverse proxy' },
    from: 'justice-net',
    to: 'internet-zone',
    device: 'fw+waf',
    carries: ['X16', 'X17'],
    messagesPerHour: 400,
    requestedBy: 'justice',
    approvedBy: 'government',
  }),
} as const;

/** All crossings of the city, one for each pair of networks, device and direction. */
export const channels = { ...organChannels, ...extranetChannels, ...internetChannels } as const;

export type ChannelId = keyof typeof channels;
