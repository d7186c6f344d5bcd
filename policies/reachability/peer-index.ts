import type { AddressSet } from './addresses.ts';
import { addBits, type Bits, bitsOf } from './bits.ts';
import { resolveNamed, type WorkloadClass } from './classes.ts';
import { includes, overlaps } from './intervals.ts';
import type { AddressBlock, Peer } from './policy.ts';
import type { NamedPort } from './policy-ports.ts';
import { noPorts, type PortSetId, type PortSets } from './ports.ts';
import { everything, type Labels, type Selector, selects } from './selectors.ts';

/** Classes that a peer matches. */
export interface PeerSet {
  readonly id: number;
  readonly members: Int32Array;
}

const shortList = 64;

/** Finds the classes that selectors match; each distinct question is answered once. */
export class PeerIndex {
  readonly classes: readonly WorkloadClass[];
  readonly #namespaces: ReadonlyMap<string, Labels>;
  readonly #podAddresses: AddressSet;
  readonly #byNamespace = new Map<string, number[]>();
  readonly #byLabel = new Map<string, number[]>();
  readonly #all: number[] = [];
  readonly #namespacesBySelector = new Map<string, ReadonlySet<string>>();
  readonly #peerSets = new Map<string, PeerSet>();
  readonly #bits = new Map<number, Bits>();
  readonly #unions = new Map<string, Bits>();
  readonly #resolved = new Map<string, ReadonlyMap<PortSetId, PeerSet>>();
  #next = 0;

  /**
   * @param namespaces labels of every namespace that has workloads.
   * @param podAddresses the ranges pods take addresses from; empty where undeclared.
   */
  constructor(classes: readonly WorkloadClass[], namespaces: ReadonlyMap<string, Labels>, podAddresses: AddressSet) {
    this.classes = classes;
    this.#namespaces = namespaces;
    this.#podAddresses = podAddresses;
    for (const { id, example } of classes) {
      if (example.hostNetwork) continue;
      this.#all.push(id);
      append(this.#byNamespace, example.namespace, id);
      for (const key in example.labels) append(this.#byLabel, `${key}=${example.labels[key]}`, id);
    }
  }

  /** Every class that policies govern, i.e. all but the host network's. */
  everyone(): PeerSet {
    return this.#remember('*', () => this.#all);
  }

  /** The classes that a policy selects in its own namespace. */
  subjects(selector: Selector, namespace: string): PeerSet {
    return this.#own(selector, namespace);
  }

  /** The classes that a peer of a policy in `namespace` matches. */
  peers(peer: Peer, namespace: string): PeerSet {
    if (peer.kind === 'addresses') return this.#addressed(peer.block);
    if (peer.namespaces === undefined) return this.#own(peer.pods, namespace);
    const { namespaces, pods } = peer;
    return this.#remember(`n ${namespaces.id}|${pods.id}`, () => this.#across(namespaces, pods));
  }

  /** A peer set split by the port set that named ports resolve to on each of its classes. */
  resolved(set: PeerSet, named: readonly NamedPort[], ports: PortSets): ReadonlyMap<PortSetId, PeerSet> {
    const key = `${set.id} ${named.map(({ protocol, name }) => `${protocol}/${name}`).join()}`;
    const known = this.#resolved.get(key);
    if (known) return known;
    const lists = new Map<PortSetId, number[]>();
    for (const member of set.members) {
      const resolvedPorts = resolveNamed(this.classes[member]!.example, named, ports);
      if (resolvedPorts !== noPorts) append(lists, resolvedPorts, member);
    }
    const split = new Map([...lists].map(([id, list]) => [id, this.#remember(`r ${key} ${id}`, () => list)]));
    this.#resolved.set(key, split);
    return split;
  }

  /** The union of peer sets as bits; equal unions are shared, so the result must not be changed. */
  union(sets: ReadonlySet<PeerSet>): Bits {
    if (sets.size === 1) return this.#bitsOf([...sets][0]!);
    const ids = [...sets].map(({ id }) => id).sort((a, b) => a - b);
    const key = ids.join();
    let bits = this.#unions.get(key);
    if (!bits) {
      bits = new Uint32Array((this.classes.length + 31) >>> 5);
      for (const set of sets) {
        if (set.members.length > shortList) addBits(bits, this.#bitsOf(set));
        else for (const member of set.members) bits[member >>> 5]! |= 1 << (member & 31);
      }
      this.#unions.set(key, bits);
    }
    return bits;
  }

  #bitsOf(set: PeerSet): Bits {
    let bits = this.#bits.get(set.id);
    if (!bits) {
      bits = bitsOf(set.members, this.classes.length);
      this.#bits.set(set.id, bits);
    }
    return bits;
  }

  #own(selector: Selector, namespace: string): PeerSet {
    return this.#remember(`o ${namespace}|${selector.id}`, () => {
      const inside = this.#byNamespace.get(namespace) ?? [];
      return selector === everything ? inside : this.#filter(inside, selector);
    });
  }

  #across(namespaces: Selector, pods: Selector): number[] {
    const chosen = this.#namespacesFor(namespaces);
    let candidates = this.#smallestByLabel(pods);
    if (!candidates || candidates.length > 8 * chosen.size) {
      candidates = [];
      for (const namespace of chosen) for (const id of this.#byNamespace.get(namespace) ?? []) candidates.push(id);
    } else candidates = candidates.filter((id) => chosen.has(this.classes[id]!.example.namespace));
    return pods === everything ? candidates : this.#filter(candidates, pods);
  }

  #filter(candidates: readonly number[], selector: Selector): number[] {
    return candidates.filter((id) => selects(selector, this.classes[id]!.example.labels));
  }

  /** The shortest list that a one-value requirement narrows to, where there is one. */
  #smallestByLabel(selector: Selector): number[] | undefined {
    let smallest: number[] | undefined;
    for (const { key, operator, values } of selector.requirements) {
      if (operator !== 'In' || values.length !== 1) continue;
      const list = this.#byLabel.get(`${key}=${values[0]}`) ?? [];
      if (!smallest || list.length < smallest.length) smallest = list;
    }
    return smallest;
  }

  #namespacesFor(selector: Selector): ReadonlySet<string> {
    let chosen = this.#namespacesBySelector.get(selector.id);
    if (!chosen) {
      chosen = this.#chooseNamespaces(selector);
      this.#namespacesBySelector.set(selector.id, chosen);
    }
    return chosen;
  }

  #chooseNamespaces(selector: Selector): ReadonlySet<string> {
    const byName = selector.requirements.find(
      ({ key, operator }) => key === 'kubernetes.io/metadata.name' && operator === 'In',
    );
    const candidates = byName ? byName.values : [...this.#namespaces.keys()];
    return new Set(
      candidates.filter((name) => {
        const labels = this.#namespaces.get(name);
        return labels !== undefined && selects(selector, labels);
      }),
    );
  }

  #addressed(block: AddressBlock): PeerSet {
    return this.#remember(`a ${block.id}`, () => {
      const touchesPods = overlaps(block.addresses, this.#podAddresses);
      return this.#all.filter((id) => {
        const { addresses } = this.classes[id]!.example;
        if (addresses.length === 0) return touchesPods;
        return addresses.some((address) => includes(block.addresses, address));
      });
    });
  }

  #remember(key: string, find: () => readonly number[]): PeerSet {
    let set = this.#peerSets.get(key);
    if (!set) {
      set = { id: this.#next, members: Int32Array.from(find()) };
      this.#next += 1;
      this.#peerSets.set(key, set);
    }
    return set;
  }
}

function append<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
