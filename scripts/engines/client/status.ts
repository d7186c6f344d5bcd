import type { Text } from '../../../stacks/model/vocabulary.ts';
import { ClusterError, type ClusterFault, type FieldConflict } from './errors.ts';

/** The parts of a Kubernetes `Status` that explain a failure. */
interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { reason?: string; message?: string; field?: string }[];
  };
}

/** One answer of the API server that is not a success. */
export interface FailedAnswer {
  readonly status: number;
  readonly text: string;
  /** What the request was about, for example `Deployment court/web`. */
  readonly subject: string;
  /** What was tried, for example `apply`. */
  readonly verb: string;
  readonly retryAfterSeconds?: number;
}

const faults: Readonly<Record<number, readonly [ClusterFault, Text]>> = {
  400: [
    'invalid',
    { zh: '更正对象；服务器已在上文指出字段。', en: 'Correct the object; the server names the field above.' },
  ],
  401: [
    'unauthenticated',
    {
      zh: '服务器不认识该凭据：请换发 kubeconfig。',
      en: 'The server does not know these credentials: renew the kubeconfig.',
    },
  ],
  403: [
    'forbidden',
    {
      zh: '向本网络系统管理员申请所缺权限，或改用正确的账号。',
      en: 'Ask the system administrator of this network for the missing permission, or use the right account.',
    },
  ],
  404: [
    'not-found',
    {
      zh: '核对名称，并核对其命名空间与类型在该集群中存在。',
      en: 'Check the name, and that its namespace and kind exist on this cluster.',
    },
  ],
  409: [
    'conflict',
    { zh: '同时有人改动：请重新执行该命令。', en: 'Somebody changed it at the same time: run the command again.' },
  ],
  410: [
    'conflict',
    {
      zh: '列表在读取期间已过期：请重新执行该命令。',
      en: 'The list grew too old while it was read: run the command again.',
    },
  ],
  413: [
    'invalid',
    { zh: '对象超过 API 服务器的上限：请拆分。', en: 'The object is too large for the API server: split it.' },
  ],
  422: [
    'invalid',
    {
      zh: '更正声明；不可变字段须按名称删除该对象后重建。',
      en: 'Correct the declaration; an immutable field needs the object deleted by name and made again.',
    },
  ],
  429: [
    'server',
    {
      zh: 'API 服务器过载：稍后重新执行该命令，或降低并发。',
      en: 'The API server is overloaded: run the command again later, or with less concurrency.',
    },
  ],
};

const serverRemedy = {
  zh: 'API 服务器出现故障：查看其日志与 etcd，然后重新执行该命令。',
  en: 'The API server is in trouble: look at its log and at etcd, then run the command again.',
};

/** The error for an answer of 400 and above, in the words of the server. */
export function errorOfAnswer({ status, text, subject, verb }: FailedAnswer): ClusterError {
  const answer = statusOf(text);
  const conflicts = conflictsOf(answer);
  const deniedBy = /ValidatingAdmissionPolicy '([^']+)'/.exec(answer.message ?? '')?.[1];
  const details = { status, reason: answer.reason, conflicts, deniedBy };
  if (conflicts.length > 0) {
    const held = conflicts.map(({ manager, field }) => ({
      zh: `${field} 由“${manager}”持有`,
      en: `${field} is held by "${manager}"`,
    }));
    const fault = {
      zh: `${held.map(({ zh }) => zh).join('；')}，值不同。`,
      en: `${held.map(({ en }) => en).join('; ')}, with another value.`,
    };
    return new ClusterError('conflict', subject, fault, conflictRemedy, details);
  }
  if (status === 403 && answer.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating')) {
    const fault = { zh: '其命名空间正在删除。', en: 'its namespace is being deleted.' };
    return new ClusterError(
      'conflict',
      subject,
      fault,
      { zh: '等命名空间删除完毕后重新执行。', en: 'Wait until the namespace is gone, then run it again.' },
      details,
    );
  }
  const [code, remedy] = deniedBy
    ? (['forbidden', policyRemedy] as const)
    : (faults[status] ?? (['server', serverRemedy] as const));
  const said = answer.message ?? (text.slice(0, 300).trim() || `HTTP ${status}`);
  return new ClusterError(
    code,
    subject,
    { zh: `${verb} 得到应答 ${status}：${said}`, en: `${verb} was answered ${status}: ${said}` },
    remedy,
    details,
  );
}

const policyRemedy = {
  zh: '更正对象，或声明豁免；方括号中的规则见 `fadun rules show`。',
  en: 'Correct the object, or declare a waiver; `fadun rules show` explains the rule named in brackets.',
};

/** What to do about a field that another manager holds; nothing is taken that no plan names. */
export const conflictRemedy = {
  zh: '在声明中写入线上值，或生成计划时用 --take-from 指定该字段管理者：经审批的计划收回其列明的字段。',
  en: 'Declare the live value, or plan with --take-from that manager: an approved plan takes back the fields that it names.',
};

/** Whether the same request, sent again, may well be accepted. */
export function isTransient({ status, text }: { status: number; text: string }): boolean {
  if (status === 429 || status === 503 || status === 504) return true;
  const answer = statusOf(text);
  if (status === 500) return answer.details?.retryAfterSeconds !== undefined || /etcdserver|timeout/i.test(text);
  // A quota that the controller has not counted yet refuses all; concurrent writes against one quota collide.
  if (status === 403) return /status unknown for quota/.test(answer.message ?? '');
  return status === 409 && answer.reason === 'Conflict' && conflictsOf(answer).length === 0;
}

/** Seconds that the server asks to wait in the body of its answer. */
export function retryAfterOf(text: string): number | undefined {
  return statusOf(text).details?.retryAfterSeconds;
}

function statusOf(text: string): Status {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Status) : {};
  } catch {
    return {};
  }
}

/** KEP-555: each cause reads `conflict with "manager" using apps/v1`, its field `.spec.replicas`. */
function conflictsOf(status: Status): FieldConflict[] {
  const causes = status.details?.causes ?? [];
  return causes
    .filter((cause) => cause.reason === 'FieldManagerConflict')
    .map((cause) => ({
      manager: /conflict with "([^"]*)"/.exec(cause.message ?? '')?.[1] ?? 'unknown',
      field: cause.field ?? '?',
    }));
}
