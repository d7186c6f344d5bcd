/**
 * Days for which audit records are kept at least. The law asks for six months (Cybersecurity Law art. 21(3), GB/T 22239
 * 8.1.5.4), and the longest six months have 184 days.
 */
export const auditRetentionDays = 184;
