import type { AlertReceiver, MaintenanceWindow } from '../network.ts';
import type { Problem } from '../problem.ts';
import { componentProfiles } from '../profiles.ts';
import type { Site } from '../site.ts';
import { componentIn, parseEnd } from './ends.ts';
import { problem } from './kinds.ts';
import { path } from './path.ts';
import type { Judge } from './view.ts';

const webhookPath = /^(\/[a-z0-9]+(-[a-z0-9]+)*)+$/;
const fileName = /^[a-z0-9]+([._-][a-z0-9]+)*$/;
/** A host of lower-case labels or the network's domain, and a path; nobody's name or token, no query. */
const pagesAddress = /^https:\/\/([a-z0-9.-]+|([a-z0-9-]+\.)*\{domain\})(:\d+)?(\/[A-Za-z0-9._-]+)*$/;
const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** Alerts stay in their network, reach a component that is there, and carry no secret in an address. */
export const judgeAlerting: Judge = ({ site }) => [...pagesProblems(site), ...networkProblems(site)];

function pagesProblems({ runbookPages }: Site): Problem[] {
  if (runbookPages === undefined || pagesAddress.test(runbookPages)) return [];
  const fault = `"${runbookPages}" is not an address of pages.`;
  const remedy = 'Write https://, a host and perhaps a path, without a slash at its end; {domain} is the network’s.';
  return [problem('bad-runbook-pages', path('runbookPages'), fault, remedy)];
}

function networkProblems(site: Site): Problem[] {
  return Object.entries(site.networks).flatMap(([network, { alerting }]) => {
    if (!alerting) return [];
    const seen = new Set<string>();
    return [
      ...alerting.receivers.flatMap((receiver, index) => {
        const at = path('networks', network, 'alerting', 'receivers', index);
        const key = `${receiver.organ} ${receiver.role}`;
        const twice = seen.has(key);
        seen.add(key);
        return [...(twice ? [twiceProblem(at, receiver)] : []), ...receiverProblems(site, network, at, receiver)];
      }),
      ...alerting.maintenance.flatMap((window, index) =>
        windowProblems(path('networks', network, 'alerting', 'maintenance', index), window),
      ),
    ];
  });
}

function twiceProblem(at: string, { organ, role }: AlertReceiver): Problem {
  const fault = `${role} of ${organ} has a receiver already.`;
  return problem('receiver-twice', at, fault, 'Declare one receiver for each organ and role.');
}

function receiverProblems(site: Site, network: string, at: string, receiver: AlertReceiver): Problem[] {
  const end = parseEnd(receiver.by);
  const component = end?.kind === 'component' ? componentIn(site, network, end) : undefined;
  const reached = component !== undefined && !component.schedule && serves(component.kind);
  const found: Problem[] = [];
  if (!reached) {
    const fault = `"${receiver.by}" is no component of this network that serves HTTPS.`;
    const remedy = 'Name a component placed here, such as security-assurance/api; no alert crosses a boundary (R1).';
    found.push(problem('receiver-not-reachable', `${at}.by`, fault, remedy));
  }
  if (!webhookPath.test(receiver.path)) {
    // The value is not repeated: it may hold a token.
    const fault = 'this is not the path of a webhook.';
    found.push(
      problem('bad-receiver-path', `${at}.path`, fault, 'Write lower-case words, such as /alerts/court/on-call.'),
    );
  }
  if (!fileName.test(receiver.tokenFile)) {
    const fault = 'this is not the name of a file.';
    const remedy = 'Name the file that holds the token; the token never stands in a declaration.';
    found.push(problem('bad-token-file', `${at}.tokenFile`, fault, remedy));
  }
  return found;
}

function serves(kind: keyof typeof componentProfiles): boolean {
  return componentProfiles[kind].ports[0]?.name === 'https';
}

function windowProblems(at: string, { from, to }: MaintenanceWindow): Problem[] {
  if (timeOfDay.test(from) && timeOfDay.test(to) && from < to) return [];
  const fault = `"${from}" to "${to}" is not a span of one day.`;
  return [problem('bad-maintenance-window', at, fault, 'Write HH:MM; split a window that passes midnight in two.')];
}
