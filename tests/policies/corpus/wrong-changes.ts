import { auditChanges } from './audit-changes.ts';
import { availabilityChanges } from './availability-changes.ts';
import { rightsChanges } from './rights-changes.ts';
import {
  at,
  change,
  clusterService,
  container,
  grant,
  inData,
  innerService,
  loadBalancer,
  of,
  ourBinding,
  ourRole,
  pod,
  policyWith,
  standing,
  type WrongChange,
} from './wrong-change.ts';

/** Kinds of small mistakes that people make, each on every object it fits. */
export const wrongChanges: readonly WrongChange[] = [
  change('no-privileged-containers', 'a container becomes privileged', standing, (o) => {
    at(container(o), 'securityContext').privileged = true;
  }),
  change('no-privilege-escalation', 'allowPrivilegeEscalation is dropped', standing, (o) => {
    delete at(container(o), 'securityContext').allowPrivilegeEscalation;
  }),
  change('drop-all-capabilities', 'capabilities are dropped no more', standing, (o) => {
    delete at(container(o), 'securityContext').capabilities;
  }),
  change('read-only-root-file-system', 'the root becomes writable', standing, (o) => {
    delete at(container(o), 'securityContext').readOnlyRootFilesystem;
  }),
  change('run-as-non-root', 'a container may run as root', standing, (o) => {
    at(container(o), 'securityContext').runAsNonRoot = false;
  }),
  change('run-as-non-zero-user', 'the user becomes 0', standing, (o) => {
    at(pod(o), 'securityContext').runAsUser = 0;
  }),
  change('seccomp-profile-set', 'seccomp is dropped', standing, (o) => {
    delete at(pod(o), 'securityContext').seccompProfile;
  }),
  change('no-host-namespaces', 'the host network is shared', standing, (o) => {
    pod(o).hostNetwork = true;
  }),
  change('no-host-ports', 'a host port is opened', standing, (o) => {
    at(container(o), 'ports', 0).hostPort = 8443;
  }),
  change('no-host-path-volumes', 'a path of the host is mounted', standing, (o) => {
    (pod(o).volumes as unknown[]).push({ name: 'host', hostPath: { path: '/etc' } });
  }),
  change('images-by-digest', 'a tag stands instead of a digest', standing, (o) => {
    container(o).image = String(container(o).image).replace(/@sha256:.*/, ':1.0');
  }),
  change('images-from-own-registries', 'the image comes from a public registry', standing, (o) => {
    container(o).image = `docker.io/library/nginx@sha256:${'a'.repeat(64)}`;
  }),
  change('images-from-own-registries', 'the image comes from the registry of another network', standing, (o) => {
    container(o).image = String(container(o).image).replace(/^[^/]+/, 'registry.elsewhere.example');
  }),
  change('containers-bound-their-resources', 'the memory limit is dropped', standing, (o) => {
    delete at(container(o), 'resources', 'limits').memory;
  }),
  change('own-service-account', 'the default account is used', standing, (o) => {
    pod(o).serviceAccountName = 'default';
  }),
  change(
    'no-token-mounted-unless-listed',
    'a token is mounted',
    (o) => standing(o) && pod(o).automountServiceAccountToken !== true,
    (o) => {
      pod(o).automountServiceAccountToken = true;
    },
  ),
  change('no-secrets-in-environment', 'a password stands in the environment', standing, (o) => {
    (container(o).env as unknown[]).push({ name: 'DB_PASSWORD', value: 'changeme' });
  }),
  change('standing-containers-have-probes', 'the readiness probe is dropped', standing, (o) => {
    delete container(o).readinessProbe;
  }),
  change('workloads-spread-over-hosts', 'the spread is dropped', standing, (o) => {
    delete pod(o).topologySpreadConstraints;
  }),
  change('releases-can-be-rolled-back', 'no revision is kept', standing, (o) => {
    at(o, 'spec').revisionHistoryLimit = 0;
  }),
  change('high-risk-ports-are-closed', 'telnet is opened', standing, (o) => {
    at(container(o), 'ports', 0).containerPort = 23;
  }),
  change('workloads-name-a-priority', 'the priority is dropped', standing, (o) => {
    delete pod(o).priorityClassName;
  }),
  change('scratch-volumes-are-bounded', 'scratch space loses its bound', standing, (o) => {
    (pod(o).volumes as unknown[]).push({ name: 'more', emptyDir: {} });
  }),
  change('pods-choose-architectures', 'the architecture is left open', standing, (o) => {
    delete pod(o).affinity;
  }),
  change('data-tiers-keep-their-nodes', 'a data tier leaves its nodes', inData, (o) => {
    delete pod(o).nodeSelector;
  }),
  change('schedules-do-not-pile-up', 'reconciliations may overlap', of('CronJob'), (o) => {
    at(o, 'spec').concurrencyPolicy = 'Allow';
  }),
  change('no-node-ports', 'a service opens node ports', clusterService, (o) => {
    Object.assign(at(o, 'spec'), { type: 'NodePort', clusterIP: undefined });
  }),
  change('no-external-ips', 'a service claims an external address', clusterService, (o) => {
    at(o, 'spec').externalIPs = ['198.51.100.7'];
  }),
  change('entrances-only-in-gateway-namespaces', 'an inner service becomes an entrance', innerService, (o) => {
    Object.assign(at(o, 'spec'), { type: 'LoadBalancer', clusterIP: undefined });
  }),
  change('load-balancers-limit-sources', 'an entrance admits everybody', loadBalancer, (o) => {
    at(o, 'spec').loadBalancerSourceRanges = ['0.0.0.0/0'];
  }),
  change('load-balancers-keep-source-address', 'the source address is lost', loadBalancer, (o) => {
    at(o, 'spec').externalTrafficPolicy = 'Cluster';
  }),
  change('entrances-name-a-tls-profile', 'the cryptography profile is dropped', loadBalancer, (o) => {
    delete at(o, 'metadata').annotations;
  }),
  change('policy-rules-name-peers-and-ports', 'ports are dropped from a rule', policyWith('ingress'), (o) => {
    delete at(o, 'spec', 'ingress', 0).ports;
  }),
  change('no-egress-to-everywhere', 'egress opens to everywhere', policyWith('egress'), (o) => {
    at(o, 'spec', 'egress', 0).to = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
  }),
  change('port-ranges-are-narrow', 'a port becomes a wide range', policyWith('egress'), (o) => {
    at(o, 'spec', 'egress', 0).ports = [{ protocol: 'TCP', port: 1, endPort: 65535 }];
  }),
  change('metadata-address-is-closed', 'the metadata address is opened', policyWith('egress'), (o) => {
    at(o, 'spec', 'egress', 0).to = [{ ipBlock: { cidr: '169.254.0.0/16' } }];
  }),
  change('policies-name-their-owner', 'the owner is dropped', policyWith('egress'), (o) => {
    delete at(o, 'metadata', 'labels')['fadun.io/owner'];
  }),
  change('storage-classes-encrypt', 'encryption is turned off', of('StorageClass'), (o) => {
    at(o, 'parameters').encrypted = 'false';
  }),
  change('storage-is-retained', 'volumes go with their claims', of('StorageClass'), (o) => {
    o.reclaimPolicy = 'Delete';
  }),
  change('storage-stays-in-the-country', 'storage moves abroad', of('StorageClass'), (o) => {
    at(o, 'parameters').region = 'eu-1';
  }),
  change('storage-keeps-replicas', 'a single copy is kept', of('StorageClass'), (o) => {
    at(o, 'parameters').replicas = '1';
  }),
  change('namespaces-carry-identity', 'the data class is dropped', of('Namespace'), (o) => {
    delete at(o, 'metadata', 'labels')['fadun.io/data-class'];
  }),
  change('namespaces-enforce-restricted', 'Pod Security is loosened', of('Namespace'), (o) => {
    at(o, 'metadata', 'labels')['pod-security.kubernetes.io/enforce'] = 'privileged';
  }),
  change('no-level-four-tenants', 'a level 4 system moves in', of('Namespace'), (o) => {
    at(o, 'metadata', 'labels')['fadun.io/mlps-level'] = '4';
  }),
  change('no-wildcard-rights', 'a role gets every verb', ourRole, grant([''], ['pods'], ['*'])),
  change('no-escalation-rights', 'a role may impersonate', ourRole, grant([''], ['users'], ['impersonate'])),
  change('no-secret-reading', 'a role reads secrets', ourRole, grant([''], ['secrets'], ['get'])),
  change('no-shell-in-pods', 'a role opens shells', ourRole, grant([''], ['pods/exec'], ['create'])),
  change('no-node-proxy', 'a role reaches the kubelet', ourRole, grant([''], ['nodes/proxy'], ['get'])),
  change('no-token-issuing', 'a role issues tokens', ourRole, grant([''], ['serviceaccounts/token'], ['create'])),
  change(
    'no-admission-writes',
    'a role changes admission',
    ourRole,
    grant(['admissionregistration.k8s.io'], ['validatingadmissionpolicies'], ['delete']),
  ),
  change('no-workload-writes', 'a role creates pods', ourRole, grant([''], ['pods'], ['create'])),
  change(
    'no-policy-writes',
    'a role writes policies',
    ourRole,
    grant(['networking.k8s.io'], ['networkpolicies'], ['patch']),
  ),
  change('nobody-is-cluster-admin', 'administrators become cluster-admin', ourBinding, (o) => {
    at(o, 'roleRef').name = 'cluster-admin';
  }),
  change('rights-are-for-known-subjects', 'rights go to everyone', ourBinding, (o) => {
    at(o, 'subjects', 0).name = 'system:authenticated';
  }),
  change('nobody-is-in-system-masters', 'rights go to system:masters', ourBinding, (o) => {
    at(o, 'subjects', 0).name = 'system:masters';
  }),
  change('no-secrets-in-config-maps', 'a key stands in a config map', of('ConfigMap'), (o) => {
    at(o, 'data').extra = '-----BEGIN RSA PRIVATE KEY-----';
  }),
  change('no-personal-identifiers', 'a resident number stands in an annotation', of('Namespace', 'Deployment'), (o) => {
    at(o, 'metadata').annotations = { contact: '11010519491231002X' };
  }),
  change('no-classified-words', 'a secrecy mark stands in an annotation', of('Namespace', 'Deployment'), (o) => {
    at(o, 'metadata').annotations = { mark: '机密★' };
  }),
  ...rightsChanges,
  ...availabilityChanges,
  ...auditChanges,
];
