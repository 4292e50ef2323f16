import { Dumbbell, Network } from 'lucide-react';
import type { GraphRole } from '../../src/document/project';
import styles from './RoleIcon.module.css';

/** What a graph is, as a sign before its name; words say it elsewhere. */
export function RoleIcon({ role }: { readonly role: GraphRole }) {
  const Icon = role === 'network' ? Network : Dumbbell;
  return <Icon size={13} className={styles.icon} data-role={role} aria-hidden />;
}
