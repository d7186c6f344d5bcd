import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../signing/canonical-json.ts';

/**
 * Which approvals have been used, and by what. It lives outside the cluster's etcd: restoring an old snapshot must not
 * make a used approval good again.
 */
export interface UsedApprovals {
  /** Run or change that used the approval; undefined where it is unused. */
  usedBy(nonce: string): string | undefined;
  /**
   * Marks approvals as used, durably, before anything acts on them. Claiming again for the same run is no error, so
   * that a killed run may resume.
   * @returns nonces that another run holds; where there are any, nothing may act
   */
  claim(nonces: readonly string[], by: string, at: Date): readonly string[];
}

/** A folder with one file for each used approval; the file's creation is the atomic claim. */
export function usedApprovalsIn(folder: string): UsedApprovals {
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  const usedBy = (nonce: string): string | undefined => {
    try {
      return (JSON.parse(readFileSync(fileOf(folder, nonce), 'utf8')) as { by: string }).by;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  };

  const claim = (nonces: readonly string[], by: string, at: Date): readonly string[] => {
    const taken = nonces.filter((nonce) => (usedBy(nonce) ?? by) !== by);
    if (taken.length > 0) return taken;
    for (const nonce of nonces) createDurably(folder, nonce, canonicalJson({ by, at: at.toISOString() }));
    return nonces.filter((nonce) => usedBy(nonce) !== by);
  };

  return { usedBy, claim };
}

function fileOf(folder: string, nonce: string): string {
  if (!/^[0-9a-f]{32}$/.test(nonce))
    throw new Error('approval: the nonce is not 32 hexadecimal digits. Have it given again.');
  return join(folder, nonce);
}

/** Writes beside and links into place: the file appears whole or not at all, and never replaces another. */
function createDurably(folder: string, nonce: string, content: string): void {
  const path = fileOf(folder, nonce);
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(folder);
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
