import { once } from 'node:events';
import { planRunbook } from '../../../runbooks/kit/plan-runbook.ts';
import { FadunError } from '../../errors.ts';
import { servingOptions } from '../../exporter/serving-files.ts';
import { ownAlerts } from '../../listener/own-alerts.ts';
import { type KnownAlert, openRegister } from '../../listener/register.ts';
import { serveListener } from '../../listener/serve-listener.ts';
import { alertTaker } from '../../listener/take-alerts.ts';
import type { Access } from '../../operations/access.ts';
import { failingChecks, savePlan } from '../../operations/plan-file.ts';
import { isOutage, planningAccess } from '../../operations/planning-access.ts';
import { requireRunbook } from '../../operations/procedures.ts';
import { readAccess } from '../../operations/reads.ts';
import type { CommandContext, CommandResult, Language, Positional } from '../context.ts';
import { positiveInteger } from '../options.ts';
import { accessOption, networkOption, runbookSetting, textOption } from './setting.ts';

/**
 * `fadun runbook listen --network N --token-file FILE`: takes Alertmanager's webhook until it is stopped, and prepares
 * the plan of each alert's runbook. It holds a credential that cannot write, and acts on nothing. JSON, printed when it
 * stops: `{port, alerts: [KnownAlert]}`.
 */
export async function run(
  context: CommandContext,
  _positional: Positional,
  options: Record<string, unknown>,
): Promise<CommandResult> {
  const setting = await runbookSetting(options);
  const { site, folders, out } = setting;
  const network = networkOption(site, options);
  const { token, ...serving } = servingOptions({
    host: textOption(options.host),
    certificateFile: textOption(options.tlsCert),
    keyFile: textOption(options.tlsKey),
    tokenFile: textOption(options.tokenFile),
  });
  if (token === undefined)
    throw new FadunError(
      '--token-file',
      { zh: '未给出，任何人都可发送告警', en: 'it is not given, and anybody could send alerts' },
      { zh: '请生成一个：openssl rand -hex 32，权限 600。', en: 'Write one: openssl rand -hex 32, mode 600.' },
    );
  const access = await accessOption(setting, network, options, 'reader');
  const outage = await outageOf(access);
  if (outage) context.complain(outage);
  const register = openRegister(folders.alerts);
  const taker = alertTaker({
    network,
    bindings: ownAlerts(site),
    register,
    now: () => new Date(),
    onKnown: (alert) => context.complain(alertLine(alert, context.language)),
    plan: async ({ runbook, parameters }) => {
      const { access: planning } = await planningAccess(access);
      const read = await readAccess(planning, site, out);
      const target = { site: site.id, network };
      const plan = await planRunbook(await requireRunbook(runbook), parameters, target, read, () => new Date());
      const failing = failingChecks(plan, 'en');
      if (failing.length > 0) throw new Error(`what the plan needs does not hold: ${failing.join('; ')}`);
      return savePlan(folders.plans, { plan, proposal: null });
    },
  });
  taker.takeUp();
  const port = options.port === '0' ? 0 : positiveInteger('--port', options.port ?? '9465');
  const { server, port: got } = await serveListener({
    ...serving,
    port,
    token,
    take: taker.take,
    known: register.all,
    onUnread: (faults) => context.complain(unreadText(faults)[context.language]),
  });
  context.complain(`${serving.tls ? 'https' : 'http'}://${serving.host ?? '127.0.0.1'}:${got}/alerts`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  server.close();
  server.closeAllConnections();
  await taker.idle();
  await access.transport.close();
  const alerts = register.all();
  return {
    exitCode: 0,
    data: { port: got, alerts },
    human: (language) => alerts.map((alert) => alertLine(alert, language)).join('\n'),
  };
}

/**
 * A listener starts in an outage as well: the alerts of it are what it is there for, and each plan looks again.
 * @throws FadunError for a credential that may write
 */
async function outageOf(access: Access): Promise<string | undefined> {
  try {
    return (await planningAccess(access)).outage;
  } catch (error) {
    if (isOutage(error)) return `${access.network}: ${error.fault}`;
    throw error;
  }
}

function unreadText(faults: readonly string[]) {
  return {
    zh: `有 ${faults.length} 条告警无法读取，已丢弃: ${faults[0]}`,
    en: `${faults.length} alerts could not be read and were dropped: ${faults[0]}`,
  };
}

const words = {
  zh: {
    planning: '正在生成计划',
    waiting: '计划待审批',
    inspect: '请执行检查',
    incomplete: '需补充参数',
    failed: '未能生成计划',
    resolved: '已恢复',
  },
  en: {
    planning: 'being planned',
    waiting: 'a plan waits for approval',
    inspect: 'an inspection is due',
    incomplete: 'parameters are missing',
    failed: 'no plan could be made',
    resolved: 'resolved',
  },
} as const;

/** One line: when, which alert, what is prepared. */
export function alertLine(known: KnownAlert, language: Language): string {
  const { receivedAt, resolvedAt, alert, runbook, state, plan, note } = known;
  const what = resolvedAt ? words[language].resolved : words[language][state];
  return [resolvedAt ?? receivedAt, alert, runbook, what, plan ?? note].filter(Boolean).join('  ');
}
