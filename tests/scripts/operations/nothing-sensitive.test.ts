import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGlass } from '../../../runbooks/break-glass.ts';
import { readParameters } from '../../../runbooks/kit/parameters.ts';
import { planRunbook, runSubject, showActionLines, showPlan } from '../../../runbooks/kit/plan-runbook.ts';
import { redactionKinds } from '../../../runbooks/kit/redaction/kinds.ts';
import { Refused } from '../../../runbooks/kit/refusal.ts';
import { runRunbook } from '../../../runbooks/kit/run/run.ts';
import type { RunEnvironment } from '../../../runbooks/kit/run/session.ts';
import { defineRunbook } from '../../../runbooks/kit/runbook.ts';
import { openTransport } from '../../../scripts/engines/client/transport.ts';
import type { Access } from '../../../scripts/operations/access.ts';
import { archiveRun } from '../../../scripts/operations/close-run.ts';
import { executor } from '../../../scripts/operations/execute.ts';
import { operationsFolders } from '../../../scripts/operations/folders.ts';
import type { Workspace } from '../../../scripts/pipeline/workspace.ts';
import { startTelemetry, type Telemetry } from '../../../scripts/telemetry/start.ts';
import { openConversation } from '../../../scripts/terminal/conversation.ts';
import { conclusion } from '../../../scripts/terminal/run-view.ts';
import { type OtlpEndpoint, otlpEndpoint } from '../../kit/otlp-endpoint.ts';
import { consentTo, scenePeople } from '../../kit/runbook-scene.ts';
import { type SensitiveSample, sensitiveSamples } from '../../kit/runbook-sensitive-samples.ts';
import { syntheticEnvironment } from '../../kit/runbook-synthetic.ts';

/** Where something could be written or shown. */
const sinks = ['journal', 'log', 'trace', 'terminal'] as const;
type Sink = (typeof sinks)[number];
type Written = Record<Sink, string>;

const text = (en: string) => ({ en, zh: en });
const target = { site: 'binhe', network: 'court-net' };

/**
 * A runbook whose target says a secret wherever a target can: in what a check sees, on both streams of a command that
 * succeeds, in the API server's refusal, and in a command that fails.
 */
const talking = (file: string, fails: 'request' | 'command', said: string) =>
  defineRunbook({
    id: 'talking',
    title: text('talking'),
    purpose: text('to be listened to'),
    alerts: [],
    duties: [],
    roles: ['on-call'],
    blastRadius: text('none'),
    escalation: text('nobody'),
    class: 'additive',
    reversible: false,
    parameters: {},
    steps: [
      {
        id: 'talk',
        title: text('talk'),
        precheck: async () => [{ holds: true, statement: text('it says something'), seen: said }],
        plan: async () => [
          shell('says', `cat '${file}'; cat '${file}' >&2`),
          {
            id: 'writes',
            kind: 'request',
            does: text('write it'),
            method: 'POST',
            path: fails === 'request' ? '/refused' : '/accepted',
            body: { kind: 'ConfigMap', metadata: { name: 'x' }, data: { said: 'nothing' } },
          },
          shell('fails', `cat '${file}' >&2; exit 3`),
        ],
        observe: async () => 'not-done',
        verify: async () => [],
      },
    ],
  });

function shell(id: string, line: string) {
  const command = { program: 'sh', arguments: ['-c', line] };
  return { id, kind: 'command', does: text(id), command, deadlineSeconds: 10 } as const;
}

describe('a run whose target says secrets and identifiers', () => {
  let folder: string;
  let server: Server;
  let endpoint: OtlpEndpoint;
  let telemetry: Telemetry;
  /** What the server refuses with. */
  let refusal = '';
  let count = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fadun-sensitive-'));
    server = createServer((request, response) => {
      const status = { kind: 'Status', status: 'Failure', reason: 'Invalid', message: refusal };
      if (request.url === '/accepted') response.end(JSON.stringify({ kind: 'ConfigMap', metadata: { name: 'x' } }));
      else response.writeHead(422).end(JSON.stringify(status));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = await otlpEndpoint();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint.url;
    process.env.OTEL_EXPORTER_OTLP_PROTOCOL = 'http/json';
    telemetry = (await startTelemetry(process.env)) as Telemetry;
  });
  afterAll(async () => {
    delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
    delete process.env.OTEL_EXPORTER_OTLP_PROTOCOL;
    server.close();
    await endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it as the command line does, and gives everything that was written and shown. */
  async function listen(
    { text: said }: SensitiveSample,
    fails: 'request' | 'command',
  ): Promise<Omit<Written, 'trace'>> {
    const place = join(folder, String(count++));
    const environment = syntheticEnvironment(place, scenePeople, scenePeople.onCall);
    const file = join(folder, 'said');
    writeFileSync(file, `${said}\n`);
    refusal = said;
    const runbook = talking(file, fails, said);
    const plan = await planRunbook(runbook, {}, target, environment.read, environment.now);
    const output = new PassThrough() as unknown as NodeJS.WriteStream;
    const shown: Buffer[] = [];
    (output as unknown as PassThrough).on('data', (chunk: Buffer) => shown.push(chunk));
    const conversation = openConversation({
      run: 'run-1',
      plan,
      language: 'en',
      yes: true,
      input: process.stdin,
      output,
    });
    const { port } = server.address() as AddressInfo;
    const transport = openTransport({ server: `http://127.0.0.1:${port}` } as Parameters<typeof openTransport>[0]);
    const access: Access = {
      network: 'court-net',
      kubeconfig: '/dev/null',
      transport,
      secrets: [],
      programs: {},
      sandbox: false,
      out: folder,
    };
    const { onEvent, proceed, interrupted, ...means } = conversation;
    const result = await runRunbook(runbook, plan, consentTo(runSubject(plan)), 'run-1', {
      ...environment,
      ...(onEvent && { onEvent }),
      ...(proceed && { proceed }),
      ...(interrupted && { interrupted }),
      execute: executor({ access, redactor: environment.redactor, ...means }),
    });
    conversation.say(showPlan(plan, 'zh'));
    conversation.say(conclusion(result, plan, 'en'));
    conversation.close();
    await transport.close();
    expect(result).toMatchObject({ status: 'stopped', stop: { action: fails === 'request' ? 'writes' : 'fails' } });
    return {
      journal: readFileSync(join(place, 'runs/run-1/journal.jsonl'), 'utf8'),
      log: logOf(place, environment),
      terminal: Buffer.concat(shown).toString(),
    };
  }

  const kinds = [...new Set(sensitiveSamples.map(({ kind }) => kind))];

  it.each(kinds)('writes and shows no %s', async (kind) => {
    for (const sample of sensitiveSamples.filter((one) => one.kind === kind))
      for (const fails of ['request', 'command'] as const) {
        const written = await listen(sample, fails);
        for (const [sink, content] of Object.entries(written)) {
          expect(
            spellingsOf(sample.hidden).filter((spelling) => content.includes(spelling)),
            sink,
          ).toEqual([]);
          // The control: where it was said, its mark stands, so that the sink was spoken to.
          expect(content, sink).toContain('[redacted:');
        }
      }
  });

  it('sends none of them in a span or a metric, of all kinds that there are', async () => {
    expect(await telemetry.end()).toBe('delivered');
    const sent = endpoint.raw();
    expect(endpoint.spans.filter(({ name }) => name === 'runbook.action').length).toBeGreaterThan(count);
    for (const { kind, hidden } of sensitiveSamples)
      expect(
        spellingsOf(hidden).filter((spelling) => sent.includes(spelling)),
        kind,
      ).toEqual([]);
    expect(kinds).toEqual(expect.arrayContaining(redactionKinds.map(({ id }) => id)));
    expect(kinds.length).toBeGreaterThanOrEqual(20);
    process.stdout.write(`kinds of secrets and identifiers in none of ${sinks.join(', ')}: ${kinds.length}\n`);
  });

  it('shows none that an action would write back to the target', () => {
    for (const { kind, text: said, hidden } of sensitiveSamples) {
      const action = {
        id: 'return',
        kind: 'request',
        does: text('return'),
        method: 'PUT',
        path: '/x',
        body: { data: { said } },
      } as const;
      expect(showActionLines(action, 'en').join('\n'), kind).not.toContain(hidden);
    }
  });
});

describe('a reason that a person gives', () => {
  const given = { right: 'view', minutes: '10', ticket: 'INC-2026-031' };
  const typed = sensitiveSamples.filter(({ text: said }) => breakGlass.parameters.reason.pattern.test(said));

  it.each(typed.map(({ kind, text: said, hidden }) => [kind, said, hidden]))(
    'is refused with a %s, which the refusal does not repeat: %s',
    (_, reason, hidden) => {
      const refused = attempt(() => readParameters(breakGlass.parameters, { ...given, reason: reason! }));
      expect(refused).toContain('secret or an identifier');
      expect(refused).not.toContain(hidden);
    },
  );

  it('is not repeated by the refusal of any parameter either', () => {
    for (const { kind, text: said, hidden } of sensitiveSamples)
      expect(
        attempt(() => readParameters(breakGlass.parameters, { ...given, reason: 'x', right: said })),
        kind,
      ).not.toContain(hidden);
    expect(readParameters(breakGlass.parameters, { ...given, reason: 'INC-2026-031: 准入故障' }).minutes).toBe(10);
  });
});

/** What the run left beside its journal, and the archive of it: consent, plan, views. */
function logOf(place: string, environment: RunEnvironment): string {
  const folders = operationsFolders({ root: place } as Workspace, place);
  const archive = archiveRun(folders, 'run-1', environment);
  const files = readdirSync(join(place, 'runs/run-1'), { recursive: true, withFileTypes: true });
  const beside = files.filter((file) => file.isFile() && file.name !== 'journal.jsonl');
  return [archive, ...beside.map(({ parentPath, name }) => join(parentPath, name))]
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

/** As it is, as JSON has it, and in base64. */
function spellingsOf(hidden: string): readonly string[] {
  return [hidden, JSON.stringify(hidden).slice(1, -1), Buffer.from(hidden).toString('base64').replace(/=+$/, '')];
}

function attempt(work: () => unknown): string {
  try {
    return `not refused: ${JSON.stringify(work())}`;
  } catch (error) {
    return error instanceof Refused ? JSON.stringify(error.refusals) : String(error);
  }
}
