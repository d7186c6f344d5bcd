/**
 * The only door to CDK for Terraform and to the Kubernetes provider's typed resources. cdktf 0.21 is archived upstream;
 * whoever replaces it replaces this file. Deep paths: the provider's barrel costs up to 1.8 s to import.
 */
import { ClusterRoleBindingV1 } from '@cdktf/provider-kubernetes/lib/cluster-role-binding-v1/index.js';
import { ClusterRoleV1 } from '@cdktf/provider-kubernetes/lib/cluster-role-v1/index.js';
import { ConfigMapV1 } from '@cdktf/provider-kubernetes/lib/config-map-v1/index.js';
import { CronJobV1 } from '@cdktf/provider-kubernetes/lib/cron-job-v1/index.js';
import { DefaultServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/default-service-account-v1/index.js';
import { DeploymentV1 } from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
import { HorizontalPodAutoscalerV2 } from '@cdktf/provider-kubernetes/lib/horizontal-pod-autoscaler-v2/index.js';
import { LimitRangeV1 } from '@cdktf/provider-kubernetes/lib/limit-range-v1/index.js';
import { Manifest } from '@cdktf/provider-kubernetes/lib/manifest/index.js';
import { NamespaceV1 } from '@cdktf/provider-kubernetes/lib/namespace-v1/index.js';
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
import { PersistentVolumeClaimV1 } from '@cdktf/provider-kubernetes/lib/persistent-volume-claim-v1/index.js';
import { PodDisruptionBudgetV1 } from '@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js';
import { PriorityClassV1 } from '@cdktf/provider-kubernetes/lib/priority-class-v1/index.js';
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js';
import { ResourceQuotaV1 } from '@cdktf/provider-kubernetes/lib/resource-quota-v1/index.js';
import { ServiceAccountV1 } from '@cdktf/provider-kubernetes/lib/service-account-v1/index.js';
import { ServiceV1 } from '@cdktf/provider-kubernetes/lib/service-v1/index.js';
import { StatefulSetV1 } from '@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js';
import { StorageClassV1 } from '@cdktf/provider-kubernetes/lib/storage-class-v1/index.js';
import { App, LocalBackend, S3Backend, TerraformBackend, TerraformStack, TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import type { StateBackend } from './model/network.ts';

export type {
  DeploymentV1SpecTemplateSpec,
  DeploymentV1SpecTemplateSpecVolume,
} from '@cdktf/provider-kubernetes/lib/deployment-v1/index.js';
export type { NetworkPolicyV1SpecEgress } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js';
export type { App, Construct, TerraformStack };
export {
  ClusterRoleBindingV1,
  ClusterRoleV1,
  ConfigMapV1,
  CronJobV1,
  DefaultServiceAccountV1,
  DeploymentV1,
  HorizontalPodAutoscalerV2,
  LimitRangeV1,
  Manifest,
  NamespaceV1,
  NetworkPolicyV1,
  PersistentVolumeClaimV1,
  PodDisruptionBudgetV1,
  PriorityClassV1,
  ResourceQuotaV1,
  ServiceAccountV1,
  ServiceV1,
  StatefulSetV1,
  StorageClassV1,
};

/** A cdktf app that writes to `outdir` when synthesised; reads no environment. */
export function terraformApp(outdir: string): App {
  return new App({ outdir, skipValidation: true });
}

/**
 * One stack: own state, own provider bound to one cluster by the variable `kubeconfig`.
 * @param id `<site>-<network>-<family>`
 */
export function networkStack(app: App, id: string, backend: StateBackend): TerraformStack {
  const stack = new TerraformStack(app, id);
  const kubeconfig = new TerraformVariable(stack, 'kubeconfig', {
    type: 'string',
    description: 'Path of the kubeconfig of this stack’s network. Credentials never enter the state.',
    nullable: false,
  });
  new KubernetesProvider(stack, 'kubernetes', { configPath: kubeconfig.stringValue });
  configureBackend(stack, id, backend);
  return stack;
}

/** Points the stack's state at the site's backend; connection secrets stay in the environment of terraform. */
function configureBackend(stack: TerraformStack, id: string, backend: StateBackend): void {
  switch (backend.kind) {
    case 'local':
      new LocalBackend(stack, { path: `${id}.tfstate` });
      return;
    case 'pg':
      new AttributeBackend(stack, 'pg', { schema_name: `${backend.schema}_${id.replaceAll('-', '_')}` });
      return;
    case 'kubernetes':
      new AttributeBackend(stack, 'kubernetes', { secret_suffix: id, namespace: backend.namespace });
      return;
    case 's3':
      new S3Backend(stack, {
        bucket: backend.bucket,
        key: `${id}.tfstate`,
        region: backend.region,
        endpoint: backend.endpoint,
        encrypt: true,
      });
      stack.addOverride('terraform.backend.s3.use_lockfile', true);
      return;
    default:
      backend satisfies never;
  }
}

/** A backend that cdktf has no class for, or whose class demands a secret in the file (pg's connection string). */
class AttributeBackend extends TerraformBackend {
  readonly #attributes: Readonly<Record<string, string>>;

  constructor(scope: Construct, name: string, attributes: Readonly<Record<string, string>>) {
    super(scope, 'backend', name);
    this.#attributes = attributes;
  }

  protected override synthesizeAttributes(): Record<string, string> {
    return { ...this.#attributes };
  }

  override getRemoteStateDataSource(): never {
    throw new Error(`remote state of the ${this.name} backend is not read: stacks share no state`);
  }
}
