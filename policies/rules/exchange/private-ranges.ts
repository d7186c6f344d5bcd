import { type Cidr, parseCidr } from '../../reachability/addresses.ts';

/** Private use: RFC 1918, RFC 6598 (shared address space), RFC 4193 (unique local). */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map(
  (text) => parseCidr(text)!,
);

/** Whether a block lies in ranges of private use; all else counts as public, documentation ranges too. */
export function isPrivate(block: Cidr): boolean {
  return privateRanges.some((range) => range.start <= block.start && block.end <= range.end);
}
