import { FadunError } from '../errors.ts';
import type { Positional } from './context.ts';

/** Site that commands take when none is named: the reference city. */
export const defaultSite = 'binhe';

/** Options that most commands share, with their types checked. */
export interface SiteOptions {
  readonly site: string;
  readonly out: string;
  readonly scale: number;
  readonly networks?: readonly string[];
  readonly kubeconfig?: string;
}

/** Reads the shared options of a command whose first argument is the site. */
export function siteOptions(positional: Positional, options: Record<string, unknown>): SiteOptions {
  const [site] = positional;
  return {
    site: typeof site === 'string' ? site : defaultSite,
    out: typeof options.out === 'string' ? options.out : 'fadun.out',
    scale: positiveInteger('--scale', options.scale ?? '1'),
    ...(Array.isArray(options.network) && { networks: options.network as string[] }),
    ...(typeof options.kubeconfig === 'string' && { kubeconfig: options.kubeconfig }),
  };
}

/** A whole number of one or more. */
export function positiveInteger(flag: string, value: unknown): number {
  if (typeof value === 'string' && /^[1-9][0-9]{0,5}$/.test(value)) return Number(value);
  throw new FadunError(
    `${flag} ${value}`,
    { zh: '不是大于等于 1 的整数', en: 'it is not a whole number of 1 or more' },
    { zh: `请为 ${flag} 给出数字，如 2。`, en: `Give ${flag} a number, for example 2.` },
  );
}

/** The values of an option that may be given more than once. */
export function listOption(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as string[]) : [];
}
