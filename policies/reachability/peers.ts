import { blockExcept, type Cidr, parseCidr } from './addresses.ts';
import type { AddressBlock, Peer } from './policy.ts';
import type { Problems } from './problem.ts';
import type { SelectorReader } from './selectors.ts';

const peerFields = new Set(['podSelector', 'namespaceSelector', 'ipBlock']);
const blockFields = new Set(['cidr', 'except']);

/** Reads the `from` and `to` of rules. */
export class PeerReader {
  readonly #problems: Problems;
  readonly #selectors: SelectorReader;
  readonly #blocks = new Map<string, AddressBlock>();

  constructor(problems: Problems, selectors: SelectorReader) {
    this.#problems = problems;
    this.#selectors = selectors;
  }

  /** Absent or empty: everyone (undefined). Items at fault are reported and match nobody. */
  read(raw: unknown, path: string): readonly Peer[] | undefined {
    if (raw === undefined || raw === null) return undefined;
    if (!Array.isArray(raw)) {
      this.#problems.report(path, 'peers must be a list', 'Write a list of podSelector, namespaceSelector or ipBlock.');
      return [];
    }
    if (raw.length === 0) return undefined;
    const peers: Peer[] = [];
    raw.forEach((item, index) => {
      const peer = this.#peer(item, `${path}[${index}]`);
      if (peer) peers.push(peer);
    });
    return peers;
  }

  #peer(raw: unknown, path: string): Peer | undefined {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
      return this.#fault(path, 'a peer must be an object', 'Write podSelector, namespaceSelector or ipBlock.');
    }
    for (const field in raw) {
      if (!peerFields.has(field)) {
        return this.#fault(`${path}.${field}`, 'unknown field of a peer', `Use ${[...peerFields].join(', ')}.`);
      }
    }
    const { podSelector, namespaceSelector, ipBlock } = raw as Record<string, unknown>;
    const byPods = podSelector !== undefined && podSelector !== null;
    const byNamespaces = namespaceSelector !== undefined && namespaceSelector !== null;
    if (ipBlock !== undefined && ipBlock !== null) {
      if (byPods || byNamespaces) {
        return this.#fault(path, 'ipBlock beside a selector in one peer', 'Make them two peers of the list.');
      }
      const block = this.#block(ipBlock, `${path}.ipBlock`);
      return block && { kind: 'addresses', block };
    }
    if (!byPods && !byNamespaces) {
      return this.#fault(path, 'a peer that names nobody', 'Write podSelector, namespaceSelector or ipBlock.');
    }
    const pods = this.#selectors.read(podSelector, `${path}.podSelector`);
    const namespaces = byNamespaces ? this.#selectors.read(namespaceSelector, `${path}.namespaceSelector`) : undefined;
    if (!pods || (byNamespaces && !namespaces)) return undefined;
    return { kind: 'pods', namespaces, pods };
  }

  #block(raw: unknown, path: string): AddressBlock | undefined {
    const { cidr, except } = (raw ?? {}) as Record<string, unknown>;
    const unknown = Object.keys(raw as object).find((field) => !blockFields.has(field));
    if (unknown) return this.#fault(`${path}.${unknown}`, 'unknown field of ipBlock', 'Use cidr and except.');
    const exceptions = except ?? [];
    if (!Array.isArray(exceptions)) {
      return this.#fault(`${path}.except`, 'except must be a list', 'Write a list of CIDR blocks.');
    }
    const id = exceptions.length === 0 ? String(cidr) : `${cidr} except ${exceptions.join(' ')}`;
    const known = this.#blocks.get(id);
    if (known) return known;
    const outer = typeof cidr === 'string' ? parseCidr(cidr) : undefined;
    if (!outer) {
      const fault = `${JSON.stringify(cidr)} is not a CIDR block`;
      return this.#fault(`${path}.cidr`, fault, 'Write address/prefix, e.g. 192.0.2.0/24 or 2001:db8::/32.');
    }
    const inner: Cidr[] = [];
    for (const [index, text] of exceptions.entries()) {
      const exception = this.#exception(text, outer, String(cidr), `${path}.except[${index}]`);
      if (!exception) return undefined;
      inner.push(exception);
    }
    const block = { id, addresses: blockExcept(outer, inner) };
    this.#blocks.set(id, block);
    return block;
  }

  /** An exception must lie strictly inside the block (API validation). */
  #exception(text: unknown, outer: Cidr, outerText: string, path: string): Cidr | undefined {
    const inner = typeof text === 'string' ? parseCidr(text) : undefined;
    if (!inner) {
      return this.#fault(path, `${JSON.stringify(text)} is not a CIDR block`, 'Write address/prefix.');
    }
    const within = inner.start >= outer.start && inner.end <= outer.end;
    if (!within || inner.end - inner.start === outer.end - outer.start) {
      return this.#fault(path, `${text} is not a part of ${outerText}`, 'Except only smaller blocks inside cidr.');
    }
    return inner;
  }

  #fault(path: string, fault: string, remedy: string): undefined {
    this.#problems.report(path, fault, remedy);
    return undefined;
  }
}
