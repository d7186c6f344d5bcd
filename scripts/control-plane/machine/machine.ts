import type { Duplex } from 'node:stream';
import type { Program } from './programs.ts';

/**
 * One machine that is worked on: this one, or one behind SSH. Programs are of a closed list, and their arguments reach
 * them as they are: no shell reads them. Every call ends by its deadline, on the far side as well.
 * Paths are absolute. Every method throws a MachineError with subject, fault and remedy.
 */
export interface Machine {
  readonly name: string;
  /** Runs a program to its end. */
  run(program: Program, given: readonly string[], options?: RunOptions): Promise<ProgramOutput>;
  /** Lines of a program as they come; it is killed when the reader stops. */
  lines(program: Program, given: readonly string[], options?: RunOptions): AsyncGenerator<string>;
  /** Keeps a program running until it is let go of, its deadline passes, or this program ends. */
  hold(program: Program, given: readonly string[], options: RunOptions): HeldProgram;
  /** Undefined where there is no such file. */
  read(path: string): Promise<string | undefined>;
  /** The first of several files that is there. */
  readFirst(paths: readonly string[]): Promise<{ readonly path: string; readonly text: string } | undefined>;
  /** Replaces a file so that a reader sees the old content or the new, never half; fsynced. Folders are made (0700). */
  write(path: string, content: string, mode?: number): Promise<void>;
  /** What a folder holds; empty where there is none. */
  list(path: string): Promise<readonly Entry[]>;
  /** Links are followed; undefined where there is nothing. */
  look(path: string): Promise<Found | undefined>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a folder with all it holds; nothing where there is none. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /** SHA-256 of a file, hexadecimal. */
  digest(path: string): Promise<string>;
  /** The first or last bytes of a file. */
  part(path: string, end: 'first' | 'last', bytes: number): Promise<string>;
  /** Room that is left in the file system of a path; undefined where there is nothing. */
  freeBytes(path: string): Promise<number | undefined>;
  /** A connection to a TCP port as seen from the machine. */
  dial(address: string, port: number): Promise<Duplex>;
}

export interface RunOptions {
  /** From its start; then its process group gets SIGKILL. @default 120 */
  readonly deadlineSeconds?: number;
  /** Written to its standard input, which is empty else. Secrets go this way, never as arguments. */
  readonly input?: string;
  /** Exit codes that are no failure. @default [0] */
  readonly accepted?: readonly number[];
}

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface HeldProgram {
  /** Resolves with why, when it ends by itself. */
  readonly ended: Promise<string>;
  /** Kills it and all of its process group; returns when it is gone. */
  letGo(): Promise<void>;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface Found {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  /** Of the last change of content, seconds since 1970. */
  readonly changed: number;
}
