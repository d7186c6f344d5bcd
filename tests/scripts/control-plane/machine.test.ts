import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localMachine } from '../../../scripts/control-plane/machine/local.ts';
import type { Machine } from '../../../scripts/control-plane/machine/machine.ts';
import { type SshMachine, sshMachine } from '../../../scripts/control-plane/machine/ssh.ts';
import { sshdLacking, startSshd, type TestSshd } from '../../kit/sshd.ts';

/** Values that a shell, a program or a protocol might take for something else than they are. */
const hostile = [
  '$(touch HERE)',
  '`touch HERE`',
  '; touch HERE',
  '| touch HERE',
  '& touch HERE',
  '&& touch HERE',
  '> HERE',
  "' ; touch HERE ; '",
  '" ; touch HERE ; "',
  "'",
  '"',
  '\\',
  '\\n',
  '-e',
  '--version',
  '--',
  '=',
  '.',
  '',
  ' ',
  '  two  spaces  ',
  '*',
  '~',
  '$HOME',
  `\${IFS}`,
  '!!',
  '%s%n',
  '#',
  '\t',
  '\r',
  '\u0007',
  '法盾',
  'а (Cyrillic)',
  '\u202egnp',
  '\ufeff',
  '{a,b}',
  '[[ x ]]',
  '$(( 1/0 ))',
  '<(id)',
  '-n',
  'x'.repeat(100_000),
];

const kinds: readonly { readonly kind: string; readonly lacking: string | undefined }[] = [
  { kind: 'this machine', lacking: process.platform === 'linux' ? undefined : 'machines are worked on from Linux' },
  { kind: 'a machine behind SSH', lacking: sshdLacking },
];

describe.each(kinds)('$kind', ({ kind, lacking }) => {
  describe.skipIf(lacking !== undefined)(lacking === undefined ? 'works' : `works (skipped: ${lacking})`, () => {
    let server: TestSshd | undefined;
    let machine: Machine;
    let folder: string;
    const at = (name: string) => join(folder, name);

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'fadun-machine-'));
      if (kind === 'this machine') {
        machine = localMachine({ name: 'here' });
        return;
      }
      server = await startSshd();
      machine = sshMachine(server.target, { identity: server.identity });
    });

    afterAll(async () => {
      await (machine as Partial<SshMachine> | undefined)?.close?.();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('hands arguments over as they are, and runs nothing of them', async () => {
      const words = hostile.map((word) => word.replace('HERE', at('owned')));
      writeFileSync(at('words'), words.join('\n'));
      const each = words.flatMap((word) => ['-e', word]);
      // Each line is found only by the word that it is.
      for (const given of [each, ...words.slice(0, 3).map((word) => ['-e', word])]) {
        const wanted = given === each ? words : [given[1]!];
        const { stdout } = await machine.run('grep', ['-a', '-F', '-x', ...given, '--', at('words')]);
        expect(stdout).toBe(`${wanted.join('\n')}\n`);
      }
      expect(readdirSync(folder)).toEqual(['words']);
    }, 60_000);

    it('refuses a line break, a NUL, and paths that are not from the root on, before anything runs', async () => {
      for (const word of ['a\nb', 'a\0b', '\n'])
        await expect(machine.run('rm', ['-f', '--', at('words'), word])).rejects.toMatchObject({ kind: 'refused' });
      for (const path of ['words', '../words', `${folder}/../x`, '-rf', ''])
        await expect(machine.remove(path)).rejects.toMatchObject({ kind: 'refused' });
      expect(readdirSync(folder)).toEqual(['words']);
    });

    it('replaces a file whole, with its mode, and leaves no draft', async () => {
      const content = `${'x'.repeat(300_000)}\n法盾 'quoted' $(id)\n`;
      await machine.write(at('new/deep/file'), content, 0o600);
      expect(readFileSync(at('new/deep/file'), 'utf8')).toBe(content);
      expect(statSync(at('new/deep/file')).mode & 0o777).toBe(0o600);
      expect(statSync(at('new')).mode & 0o777).toBe(0o700);
      const before = statSync(at('new/deep/file')).ino;
      await machine.write(at('new/deep/file'), 'second');
      expect(await machine.read(at('new/deep/file'))).toBe('second');
      expect(statSync(at('new/deep/file'))).toMatchObject({ mode: 0o100644 });
      expect(statSync(at('new/deep/file')).ino).not.toBe(before);
      expect(readdirSync(at('new/deep'))).toEqual(['file']);
    });

    it('leaves the old content and no draft where a file cannot be put in place', async () => {
      await machine.makeFolder(at('new/folder'));
      await expect(machine.write(at('new/folder'), 'x')).rejects.toMatchObject({ kind: 'failed' });
      expect(readdirSync(at('new')).sort()).toEqual(['deep', 'folder']);
    });

    it('tells what is there from what is not', async () => {
      symlinkSync('nowhere', at('dangling'));
      symlinkSync(at('words'), at('link'));
      expect(await machine.read(at('absent'))).toBeUndefined();
      expect(await machine.read(at('words/below'))).toBeUndefined();
      expect(await machine.look(at('dangling'))).toBeUndefined();
      expect(await machine.list(at('absent'))).toEqual([]);
      expect(await machine.freeBytes(at('absent'))).toBeUndefined();
      expect(await machine.freeBytes(folder)).toBeGreaterThan(0);
      expect(await machine.look(at('link'))).toMatchObject({ kind: 'file', bytes: statSync(at('words')).size });
      expect(await machine.look(folder)).toMatchObject({ kind: 'folder' });
      expect([...(await machine.list(folder))].sort((left, right) => (left.name < right.name ? -1 : 1))).toEqual([
        { name: 'dangling', kind: 'other' },
        { name: 'link', kind: 'other' },
        { name: 'new', kind: 'folder' },
        { name: 'words', kind: 'file' },
      ]);
      await expect(machine.read(folder)).rejects.toMatchObject({ kind: 'failed' });
      await expect(machine.digest(at('absent'))).rejects.toThrow(/No such file/);
    });

    it('reads the first of several files that is there', async () => {
      writeFileSync(at('second'), 'a\n\n==> none <==\n');
      writeFileSync(at('third'), '');
      const first = (...names: string[]) => machine.readFirst(names.map(at));
      expect(await first('absent', 'second', 'third')).toEqual({ path: at('second'), text: 'a\n\n==> none <==\n' });
      expect(await first('third', 'second')).toEqual({ path: at('third'), text: '' });
      expect(await first('absent', 'third/below')).toBeUndefined();
      for (const name of ['second', 'third']) await machine.remove(at(name));
    });

    it('digests, cuts, moves and removes', async () => {
      await machine.write(at('text'), 'abcdef');
      // FIPS 180-2, SHA-256 of "abcdef" as by `openssl dgst`.
      expect(await machine.digest(at('text'))).toBe('bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721');
      expect(await machine.part(at('text'), 'first', 2)).toBe('ab');
      expect(await machine.part(at('text'), 'last', 2)).toBe('ef');
      await machine.setMode(at('text'), 0o640);
      await machine.rename(at('text'), at('moved'));
      expect(statSync(at('moved')).mode & 0o777).toBe(0o640);
      await machine.remove(at('moved'));
      await machine.remove(at('moved'));
      expect(readdirSync(folder)).not.toContain('moved');
    });

    it('gives lines as they come and kills who writes them when the reader stops', async () => {
      const read: string[] = [];
      for await (const line of machine.lines('tail', ['-n', '+1', '-f', '--', at('words')], { deadlineSeconds: 20 })) {
        read.push(line);
        if (read.length === 3) break;
      }
      expect(read).toHaveLength(3);
      await gone(`tail\0-n\0+1\0-f\0--\0${at('words')}`);
    });

    it('kills the process group at the deadline, on the far side as well', async () => {
      const started = performance.now();
      const late = machine.run('tail', ['-f', '--', at('words')], { deadlineSeconds: 1 });
      await expect(late).rejects.toMatchObject({ kind: 'deadline' });
      expect(performance.now() - started).toBeLessThan(8_000);
      await gone(`tail\0-f\0--\0${at('words')}`);
    });

    it('holds a program until it is let go of', async () => {
      const held = machine.hold('tail', ['-F', '--', at('words')], { deadlineSeconds: 60 });
      await present(`tail\0-F\0--\0${at('words')}`);
      await held.letGo();
      await gone(`tail\0-F\0--\0${at('words')}`);
    });

    it('says what is not on the machine', async () => {
      const absent = machine.run('crictl', ['version']);
      await expect(absent).rejects.toThrow(/crictl version: is not on the machine/);
    });

    it('connects with its ports', async () => {
      const web = createServer((_, response) => response.end('here'));
      await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
      const { port } = web.address() as { port: number };
      // The server closes right after its answer, and nothing of that is lost, however often.
      for (let attempt = 0; attempt < 10; attempt++) {
        const stream = await machine.dial('127.0.0.1', port);
        stream.write('GET / HTTP/1.0\r\n\r\n');
        let said = '';
        for await (const chunk of stream) said += String(chunk);
        expect(said).toMatch(/^HTTP\/1\.1 200[\s\S]*here$/);
      }
      web.close();
    });
  });
});

/** Command lines of all processes. */
function commandLines(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (holds()) return;
    await delay(50);
  }
  throw new Error(`not within 10 s: ${what}`);
}

const gone = (line: string) => until(() => !commandLines().some((one) => one.includes(line)), `the end of ${line}`);
const present = (line: string) =>
  until(() => commandLines().some((one) => one.startsWith(line)), `the start of ${line}`);
