import type { DeviceKind } from '../model/exchange.ts';
import type { Certainty } from '../model/vocabulary.ts';
import type { ReferenceNetworkId } from './networks.ts';

/** One cell of the crossing matrix: which devices may join two networks, in this direction. */
export interface CrossingFacts {
  readonly from: ReferenceNetworkId;
  readonly to: ReferenceNetworkId;
  readonly devices: readonly DeviceKind[];
  readonly note?: string;
  readonly certainty: Certainty;
}

const cell = (
  from: ReferenceNetworkId,
  to: ReferenceNetworkId,
  devices: readonly DeviceKind[],
  certainty: Certainty = 'M',
  note?: string,
): CrossingFacts => ({ from, to, devices, certainty, ...(note ? { note } : {}) });

const boundaryPlatform = 'over the police boundary access platform (边界接入平台)';
const ferry = 'a gap ferries both ways: the return of the cell of the opposite direction';

/**
 * The crossing matrix. A pair that is absent is `none`: nothing crosses, and no waiver changes that (R6). Cells that
 * read "through zhengfa-net" are `none` here: the exchange is relayed over two allowed hops.
 * All cells are defaults of the reference profile that a site confirms.
 */
export const crossingFacts: readonly CrossingFacts[] = [
  cell('internet-zone', 'gov-extranet-public', ['gap', 'fw+apigw'], 'V', 'the extranet is logically isolated'),
  cell('internet-zone', 'police-net', ['diode-in'], 'M', boundaryPlatform),
  cell('internet-zone', 'procuratorate-net', ['diode-in']),
  cell('internet-zone', 'court-net', ['diode-in'], 'V', 'FYB/T 53001'),
  cell('internet-zone', 'justice-net', ['fw+apigw', 'vpn'], 'M', 'where the network is built on the extranet'),

  cell('gov-extranet-public', 'internet-zone', ['gap', 'fw+waf'], 'M', 'fw+waf as reverse proxy'),
  cell('gov-extranet-public', 'gov-extranet-private', ['fw'], 'P', 'areas of one extranet'),
  cell('gov-extranet-public', 'zhengfa-net', ['gap']),
  cell('gov-extranet-public', 'police-net', ['gap'], 'V', boundaryPlatform),
  cell('gov-extranet-public', 'procuratorate-net', ['gap']),
  cell('gov-extranet-public', 'court-net', ['diode-in']),
  cell('gov-extranet-public', 'justice-net', ['fw+apigw']),
  cell('gov-extranet-public', 'prison-net', ['gap']),
  cell('gov-extranet-public', 'police-video-net', ['media'], 'P', 'release bundles and feeds, two persons'),

  cell('gov-extranet-private', 'gov-extranet-public', ['fw'], 'P', 'areas of one extranet'),

  cell('zhengfa-net', 'gov-extranet-public', ['gap']),
  cell('zhengfa-net', 'police-net', ['gap'], 'V', boundaryPlatform),
  cell('zhengfa-net', 'procuratorate-net', ['gap', 'fw+apigw'], 'U', 'differs by province'),
  cell('zhengfa-net', 'court-net', ['diode-in'], 'P', 'treats it as the court’s external network; some use a gap'),
  cell('zhengfa-net', 'justice-net', ['gap']),
  cell('zhengfa-net', 'prison-net', ['gap']),

  cell('police-net', 'internet-zone', ['diode-out'], 'M', 'masked data only'),
  cell('police-net', 'gov-extranet-public', ['gap'], 'V', boundaryPlatform),
  cell('police-net', 'zhengfa-net', ['gap'], 'V', boundaryPlatform),
  cell('police-net', 'prison-net', ['gap']),

  cell('procuratorate-net', 'internet-zone', ['diode-out']),
  cell('procuratorate-net', 'gov-extranet-public', ['gap']),
  cell('procuratorate-net', 'zhengfa-net', ['gap']),
  cell('procuratorate-net', 'prison-net', ['gap', 'video-gap'], 'M', 'procurators stationed at prisons'),

  cell('court-net', 'internet-zone', ['diode-out'], 'V', 'FYB/T 53001'),
  cell('court-net', 'gov-extranet-public', ['diode-out']),
  cell('court-net', 'zhengfa-net', ['diode-out'], 'P', 'second half of the diode pair'),
  cell('court-net', 'court-external-net', ['diode-out'], 'V', 'diode pair, FYB/T 53001'),

  cell('court-external-net', 'court-net', ['diode-in'], 'V', 'diode pair, FYB/T 53001'),

  cell('justice-net', 'internet-zone', ['fw+waf']),
  cell('justice-net', 'gov-extranet-public', ['fw+apigw']),
  cell('justice-net', 'zhengfa-net', ['gap']),
  cell('justice-net', 'prison-net', ['gap']),

  cell('prison-net', 'gov-extranet-public', ['gap'], 'M', ferry),
  cell('prison-net', 'zhengfa-net', ['gap'], 'M', ferry),
  cell('prison-net', 'police-net', ['gap'], 'M', ferry),
  cell('prison-net', 'procuratorate-net', ['gap'], 'M', ferry),
  cell('prison-net', 'justice-net', ['gap'], 'M', ferry),

  cell('police-video-net', 'gov-extranet-public', ['video-gap'], 'M', '视频安全接入'),
  cell('police-video-net', 'police-net', ['video-gap']),
  cell('police-video-net', 'prison-net', ['video-gap']),
];

/** The devices that may join two networks in this direction; empty where the matrix says `none`. */
export function devicesBetween(from: string, to: string): readonly DeviceKind[] {
  return crossingFacts.find((crossing) => crossing.from === from && crossing.to === to)?.devices ?? [];
}
