import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../signing/canonical-json.ts';
import type { JournalAnchor } from './record.ts';

/**
 * Where count and head of a journal are kept: elsewhere than the journal, best on another machine (the exporter shows
 * them to Prometheus, the evidence archive carries them). A kill between the two writes leaves the anchor one behind.
 */
export interface AnchorStore {
  write(anchor: JournalAnchor): void;
  read(journal: string): JournalAnchor | undefined;
}

/** Anchors as files of a folder, replaced atomically. */
export function anchorsIn(folder: string): AnchorStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileOf = (journal: string) => join(folder, `${journal.replace(/[^0-9A-Za-z._-]/g, '_')}.json`);
  return {
    write: (anchor) => {
      const path = fileOf(anchor.journal);
      const draft = openSync(`${path}.draft`, 'w', 0o600);
      writeSync(draft, canonicalJson(anchor));
      fsyncSync(draft);
      closeSync(draft);
      renameSync(`${path}.draft`, path);
    },
    read: (journal) => {
      try {
        return JSON.parse(readFileSync(fileOf(journal), 'utf8')) as JournalAnchor;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
  };
}
