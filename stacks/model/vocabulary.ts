/** Words that the whole model shares. The terms are those of the political-legal field (数字政法) and of GB/T 22239. */

/** A text shown to people, in both languages of the product. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/**
 * How sure a fact is: V checked against a copy of the text, M known but not checked, U unsure (a site confirms it),
 * P a proposal of this project.
 */
export type Certainty = 'V' | 'M' | 'U' | 'P';

/** Owner organs: police, procuratorate, court, justice administration, committee, government, shared by all. */
export type Organ = 'POL' | 'PRO' | 'CRT' | 'JUS' | 'PLC' | 'GOV' | 'ALL';

/** Data classes of GB/T 43697-2024: 一般, 重要, 核心. */
export type DataClass = 'general' | 'important' | 'core';

export const dataClassRank: Readonly<Record<DataClass, number>> = { general: 0, important: 1, core: 2 };

/** Protection levels of GB/T 22239 that this platform models; classified systems (分级保护) are outside it. */
export type MlpsLevel = 2 | 3 | 4;

/** Zones inside a network. */
export type SegmentKind = 'web' | 'app' | 'data' | 'exchange' | 'ops' | 'security';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

/** A calendar date, `YYYY-MM-DD`, in the site's time zone (Asia/Shanghai). */
export type IsoDate = string;

/** An IPv4 or IPv6 network in CIDR notation (RFC 4632, RFC 4291). */
export type Cidr = string;
