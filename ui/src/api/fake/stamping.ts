/** Made-up services of trusted time. */
import type { TimestampResult } from '../types';
import type { Answers } from './answers';
import { hex, stamp } from './samples';
import { error, type Vault } from './vault';

type Names = 'time_authorities' | 'time_authority_save' | 'time_authority_remove' | 'timestamp_imports' | 'certificate_choose' | 'timestamps' | 'timestamp_retry';

export const stamping: Pick<Answers, Names> = {
  time_authorities: (vault) => vault.authorities,
  time_authority_save: (vault, { id, service }) => {
    const all = vault.authorities.services;
    const services = id === null ? [...all, { id: all.length + 1, ...service }] : all.map((one) => (one.id === id ? { id, ...service } : one));
    return (vault.authorities = { ...vault.authorities, services });
  },
  time_authority_remove: (vault, { id }) => {
    const { services, at_import } = vault.authorities;
    return (vault.authorities = { services: services.filter((one) => one.id !== id), at_import: at_import === id ? null : at_import });
  },
  timestamp_imports: (vault, { id }) => (vault.authorities = { ...vault.authorities, at_import: id }),
  certificate_choose: () => ({ name: 'root.pem', pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' }),
  timestamps: (vault) => vault.stamps,
  timestamp_retry: (vault) => vault.job('timestamp', 1, 0, (stopped) => {
    if (stopped !== null) return { error: error('cancelled') };
    vault.stamps = vault.stamps.map((one) => ({ ...one, state: 'obtained', reason: null, checked: 'valid', gen_time: '2026-11-23T01:52:10Z', signer: 'Test TSA' }));
    return { result: vault.stamps };
  }),
};

/** What a made-up export says of its timestamp: the service is away. */
export function asked(vault: Vault, url: string): TimestampResult {
  vault.stamps = [{ id: 1, case: [...vault.cases.keys()][0] ?? '', fingerprint: '7c1e 94b0 5ad2 f368 18e0 c43b 92a7 d15f', bundle: '羽绒服含绒量不符-20261123.zip', entry: null, sha256: hex(7), url, asked: stamp('2026-11-23 09:50:00'), tries: 1, state: 'pending', reason: 'unreachable', checked: null, gen_time: null, signer: null, policy: null, beside: null }];
  return { state: 'pending', reason: 'unreachable', detail: null, checked: null, gen_time: null, signer: null, policy: null, sent: { url, sha256: hex(7), nonce: '9f21c0', request: '3036020101' } };
}
