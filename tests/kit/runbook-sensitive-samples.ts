/** Fictional secrets and identifiers, one or more of each kind: `hidden` must not survive redaction of `text`. */
export interface SensitiveSample {
  readonly kind: string;
  readonly text: string;
  readonly hidden: string;
}

const jwt = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQifQ.c2lnbmF0dXJlLWJ5dGVz';
const pemBody = 'MIGHAgEAMBMGByqGSM49AgEGCCqBHM9VAYItBG0wawIBAQQguZ0IALfYuFPdlBoC';
const random = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=';

export const sensitiveSamples: readonly SensitiveSample[] = [
  { kind: 'private-key', text: `-----BEGIN PRIVATE KEY-----\n${pemBody}\n-----END PRIVATE KEY-----`, hidden: pemBody },
  {
    kind: 'private-key',
    text: `{"pem":"-----BEGIN EC PRIVATE KEY-----\\n${pemBody}\\n-----END EC PRIVATE KEY-----\\n"}`,
    hidden: pemBody,
  },
  { kind: 'private-key', text: `-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1r\nZXktdjE\n`, hidden: 'ZXktdjE' },
  { kind: 'authorization', text: 'Authorization: Basic b3BzOmh1bnRlcjI=', hidden: 'b3BzOmh1bnRlcjI' },
  { kind: 'authorization', text: '"authorization":"Negotiate YIIKhgYGKwYB"', hidden: 'YIIKhgYGKwYB' },
  { kind: 'bearer-token', text: 'request with bearer abc.def-ghi_123', hidden: 'abc.def-ghi_123' },
  { kind: 'jwt', text: `token is ${jwt} until noon`, hidden: jwt },
  { kind: 'cookie', text: 'Set-Cookie: JSESSIONID=8A7F; Path=/', hidden: '8A7F' },
  { kind: 'url-password', text: 'postgres://fadun:pg-Passw0rd@db.court.svc:5432/state', hidden: 'pg-Passw0rd' },
  { kind: 'url-password', text: 'redis://:only-secret@cache:6379', hidden: 'only-secret' },
  { kind: 'url-token', text: 'GET /export?range=1h&token=s3cr3t-value&x=1', hidden: 's3cr3t-value' },
  { kind: 'kubeconfig-data', text: '    client-key-data: LS0tLS1CRUdJTiB=', hidden: 'LS0tLS1CRUdJTiB' },
  { kind: 'registry-auth', text: '{"auths":{"registry":{"auth":"b3BzOnBhc3M="}}}', hidden: 'b3BzOnBhc3M' },
  { kind: 'secret-argument', text: 'etcdctl --password=Etcd-2026 get /', hidden: 'Etcd-2026' },
  { kind: 'secret-argument', text: 'login --token "two words here" --verbose', hidden: 'two words here' },
  { kind: 'user-argument', text: 'curl -u ops:hunter22 https://bastion', hidden: 'hunter22' },
  { kind: 'named-secret', text: 'PGPASSWORD=kx8!mm psql', hidden: 'kx8!mm' },
  { kind: 'named-secret', text: 'env: {"DB_PASSWORD": "a \\"quoted\\" one", "x": 1}', hidden: 'quoted' },
  { kind: 'named-secret', text: '口令：滨河2026#', hidden: '滨河2026#' },
  { kind: 'named-secret', text: 'secret: dGhpcyBpcyAzMiBieXRlcw==', hidden: 'dGhpcyBpcyAzMiBieXRlcw' },
  { kind: 'named-secret', text: 'password: |\n  first-line\n  second-line\nuser: ops', hidden: 'second-line' },
  { kind: 'secret-data', text: 'apiVersion: v1\ndata:\n  config: aHVudGVyMg==\nkind: Secret', hidden: 'aHVudGVyMg' },
  { kind: 'aws-access-key', text: 'id AKIAIOSFODNN7EXAMPLE used', hidden: 'AKIAIOSFODNN7EXAMPLE' },
  { kind: 'aliyun-access-key', text: 'ak LTAI5tExampleKey00000001', hidden: 'LTAI5tExampleKey00000001' },
  {
    kind: 'tencent-secret-id',
    text: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
    hidden: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE',
  },
  { kind: 'git-token', text: 'clone with glpat-abcdefghij0123456789', hidden: 'glpat-abcdefghij0123456789' },
  {
    kind: 'git-token',
    text: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    hidden: 'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
  },
  { kind: 'chat-token', text: 'hook xoxb-1234567890-abcdef', hidden: 'xoxb-1234567890-abcdef' },
  { kind: 'service-token', text: 'vault hvs.CAESIAexampleexampleexample', hidden: 'hvs.CAESIAexampleexampleexample' },
  {
    kind: 'bootstrap-token',
    text: 'kubeadm join 10.0.0.1 with abcdef.0123456789abcdef',
    hidden: 'abcdef.0123456789abcdef',
  },
  { kind: 'password-hash', text: 'ops:$6$rounds$QUFBQUFBQUFBQUFBQUFBQUFB:19000', hidden: 'QUFBQUFBQUFBQUFBQUFBQUFB' },
  { kind: 'base64-secret', text: `raw value ${random} stored`, hidden: random },
  { kind: 'labelled-name', text: '被告人：张三丰，男', hidden: '张三丰' },
  { kind: 'case-number', text: '卷宗（2026）闽01刑初123号已归档', hidden: '闽01刑初123号' },
  { kind: 'case-number', text: '榕检刑诉〔2026〕12号', hidden: '12号' },
  { kind: 'case-number', text: '(2026)最高法知民终 45 号之一'.replace(' 45 号之一', '45号'), hidden: '民终45号' },
  { kind: 'police-case-number', text: '案件 A3501020000002026010001', hidden: 'A3501020000002026010001' },
  { kind: 'resident-id', text: '身份证11010519491231002X核验', hidden: '11010519491231002X' },
  { kind: 'resident-id', text: 'id 110105 19491231 002x', hidden: '19491231 002' },
  {
    kind: 'resident-id',
    text: '证件１１０１０５１９４９１２３１００２Ｘ',
    hidden: '１１０１０５１９４９１２３１００２Ｘ',
  },
  { kind: 'resident-id-15', text: '旧证 110105491231002', hidden: '110105491231002' },
  { kind: 'credit-code', text: '法人 91350100M000100Y43', hidden: '91350100M000100Y43' },
  { kind: 'bank-card', text: '卡号6222021234567890128', hidden: '6222021234567890128' },
  { kind: 'bank-card', text: 'card 4111 1111 1111 1111.', hidden: '1111 1111 1111' },
  { kind: 'mobile-number', text: '电话13800138000，', hidden: '13800138000' },
  { kind: 'mobile-number', text: 'tel +86 138-0013-8000', hidden: '0013-8000' },
  { kind: 'landline', text: '值班室 0591-87654321', hidden: '87654321' },
  { kind: 'licence-plate', text: '车辆闽A12345进入', hidden: '闽A12345' },
  { kind: 'licence-plate', text: '新能源 京AD12345', hidden: '京AD12345' },
  { kind: 'passport', text: '护照 E12345678', hidden: 'E12345678' },
  { kind: 'e-mail', text: 'notify zhang.san@court.example.cn now', hidden: 'zhang.san@court.example.cn' },
];
