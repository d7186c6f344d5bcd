import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { passesCreditCheck, passesLuhn, passesResidentCheck } from '../../../../runbooks/kit/redaction/checks.ts';
import { redactionKinds } from '../../../../runbooks/kit/redaction/kinds.ts';
import { createRedactor } from '../../../../runbooks/kit/redaction/redactor.ts';
import { sensitiveSamples } from '../../../kit/runbook-sensitive-samples.ts';

const redactor = createRedactor();

describe('redaction of text', () => {
  it.each(sensitiveSamples.map((sample) => [sample.kind, sample] as const))('hides %s', (kind, { text, hidden }) => {
    const shown = redactor.text(text);
    expect(shown).not.toContain(hidden);
    expect(shown).toContain(`[redacted:${kind}]`);
  });

  it('has a sample of every kind, and at least twenty kinds', () => {
    const sampled = new Set(sensitiveSamples.map((sample) => sample.kind));
    expect(redactionKinds.map((kind) => kind.id).filter((id) => !sampled.has(id))).toEqual([]);
    expect(redactionKinds.length).toBeGreaterThanOrEqual(20);
  });

  it.each(sensitiveSamples.map((sample) => [sample.kind, sample] as const))(
    'hides %s wherever the chunks are split',
    (_kind, { text, hidden }) => {
      const context = `before\n${text}\nafter\n`;
      const expected = redactor.text(context);
      expect(expected).not.toContain(hidden);
      for (let split = 0; split <= context.length; split++) {
        const stream = redactor.stream();
        expect(stream.push(context.slice(0, split)) + stream.push(context.slice(split)) + stream.flush()).toBe(
          expected,
        );
      }
    },
  );

  it('comes out the same for any chunking, and is stable when done twice', () => {
    const everything = sensitiveSamples.map((sample) => sample.text).join('\n--\n');
    const whole = redactor.text(everything);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        const stream = redactor.stream();
        let out = '';
        for (let at = 0, turn = 0; at < everything.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          out += stream.push(everything.slice(at, at + size));
          at += size;
        }
        expect(out + stream.flush()).toBe(whole);
      }),
      { numRuns: 200 },
    );
    expect(redactor.text(whole)).toBe(whole);
  });

  it.each([
    'pod/filing-7d9f8b6c5d-x2x4q evicted from node-03.court-net (10.42.13.8:8443) in 1250 ms',
    'image registry.local/court/filing@sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'uid 3f2b1c9e-8d7a-4c6b-9e5f-138001380001 resourceVersion 184467 at 2026-03-02T03:00:00.000Z',
    'PUT /apis/networking.k8s.io/v1/namespaces/court-filing/networkpolicies/deny-all?fieldManager=fadun',
    'secretName: filing-tls, automountServiceAccountToken: false, tokenExpirationSeconds: 3600',
    '步骤 2/5：节点 node-03 已隔离，等待排空（PDB 允许 1 个中断）',
    'started 1772420400000 ended 1772420400000000000, 12345678 bytes, rev 20260302',
    'left in /data/FADUN-2/Ops/out-7/binhe/operations/handed-over/break-glass-20261127-0631-bb0e.token, valid until 2026',
    '按《网络安全等级保护条例》第8.1.3.2条执行，预案编号 RB-I02',
  ])('leaves what operations need: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it('takes no path for a secret, and a secret in a path for one', () => {
    const random = 'q7Zt2LmX9vKc4RbNw8YdPs3JhGf6TuEa1QoViBn0';
    expect(redactor.text(`read /data/handed-over/${random}/b`)).not.toContain(random);
    expect(redactor.text(`read /${random}${random}`)).not.toContain(random);
    expect(redactor.text(`read a-b/${random}`)).not.toContain(random);
  });

  it('does not take a wrong check digit for an identifier where only the digit could tell', () => {
    expect(passesResidentCheck('11010519491231002X')).toBe(true);
    expect(passesResidentCheck('110105194912310021')).toBe(false);
    expect(passesCreditCheck('91350100M000100Y43')).toBe(true);
    expect(redactor.text('91350100M000100Y44')).toBe('91350100M000100Y44');
    expect(passesLuhn('4111111111111112')).toBe(false);
    expect(redactor.text('4111111111111112')).toBe('4111111111111112');
  });

  it('hides known secrets plain, in base64 at any alignment, URL-encoded and JSON-escaped', () => {
    const secret = 'zh"ong/文?!';
    const knowing = createRedactor({ knownSecrets: [secret] });
    for (const prefix of ['', 'a', 'ab']) {
      const encoded = Buffer.from(`${prefix}${secret}`).toString('base64');
      expect(knowing.text(`x ${encoded} y`)).toContain('[redacted:known-secret]');
    }
    for (const spelling of [secret, encodeURIComponent(secret), JSON.stringify(secret)]) {
      expect(knowing.text(`x ${spelling} y`)).toMatch(/\[redacted:known-secret\]/);
    }
  });

  it('sees through colours, zero-width characters and carriage returns, and lets no escape sequence out', () => {
    expect(redactor.text('tel 138\u200b0013\u001b[31m8000\u001b[0m')).toBe('tel [redacted:mobile-number]');
    expect(redactor.text('\u001b]0;owned\u0007ok\r')).toBe('ok');
  });

  it('replaces a line that is too long to hold, in whatever pieces it comes', () => {
    const small = createRedactor({ longestLine: 100 });
    const stream = small.stream();
    let out = '';
    for (let piece = 0; piece < 50; piece++) out += stream.push('password 13800138000 ');
    out += stream.push('\nnext\n');
    expect(out).toBe('[redacted:long-line of 1050 characters]\nnext\n');
    expect(small.text('x'.repeat(101))).toBe('[redacted:long-line of 101 characters]');
  });

  it('takes linear time on hostile lines', () => {
    const started = performance.now();
    for (const unit of [
      'a',
      'password',
      'a.',
      '1',
      '-',
      'eyJ',
      '（2026）',
      'a@',
      '"\\',
      'token=',
      '://',
      '-----BEGIN PRIVATE KEY-----',
    ]) {
      redactor.text(unit.repeat(200_000 / unit.length));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('redaction of values', () => {
  it('hides members named like secrets, data of Secrets and strings anywhere, and keeps the rest', () => {
    const value = {
      kind: 'Secret',
      data: { config: 'aA==' },
      nested: [
        { password: 'x', clientKey: 12, note: 'tel 13800138000', replicas: 3, secretName: 'filing-tls', ready: true },
      ],
      '13800138000': null,
    };
    expect(redactor.value(value)).toEqual({
      kind: 'Secret',
      data: { config: '[redacted:secret-data]' },
      nested: [
        {
          password: '[redacted:named-secret]',
          clientKey: '[redacted:named-secret]',
          note: 'tel [redacted:mobile-number]',
          replicas: 3,
          secretName: 'filing-tls',
          ready: true,
        },
      ],
      '[redacted:mobile-number]': null,
    });
  });

  it('hides an identifier given as a number', () => {
    expect(redactor.value({ contact: 13800138000, count: 42 })).toEqual({
      contact: '[redacted:mobile-number]',
      count: 42,
    });
  });
});
