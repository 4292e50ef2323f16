import { Tabs } from 'radix-ui';
import { useEffect, useMemo, useRef } from 'react';
import { kindDocumentation } from '../../src/kinds/documentation';
import { type Family, families } from '../../src/kinds/family';
import type { LayerKind } from '../../src/kinds/layerKind';
import { findLayerKind, layerKinds } from '../../src/kinds/registry';
import { Dialog } from '../controls/Dialog';
import { useLayout } from '../shell/layoutStore';
import Markdown from '../text/Markdown';
import styles from './DocumentationDialog.module.css';

/** The documentation of every kind of layer, open at the one asked for. */
export default function DocumentationDialog({ onClose }: { readonly onClose: () => void }) {
  const kindId = useLayout((state) => state.documentedKind) ?? '';
  const kind = findLayerKind(kindId);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After the dialog has taken the keyboard.
    const frame = requestAnimationFrame(() => {
      const shown = list.current?.querySelector<HTMLElement>('[data-state="active"]');
      shown?.scrollIntoView({ block: 'center' });
      shown?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Dialog title="Documentation" width={1080} className={styles.dialog ?? ''} onClose={onClose}>
      <Tabs.Root
        orientation="vertical"
        className={styles.pages}
        value={kindId}
        onValueChange={(id) => useLayout.getState().showDocumentation(id)}
      >
        <Tabs.List ref={list} className={styles.list} aria-label="Kinds of layers">
          {(Object.keys(families) as Family[]).map((family) => {
            const kinds = layerKinds.filter((one) => one.family === family);
            return (
              kinds.length > 0 && (
                <div key={family} role="presentation">
                  <div className={styles.family} role="presentation">
                    {families[family]}
                  </div>
                  {kinds.map(({ id, title }) => (
                    <Tabs.Trigger
                      key={id}
                      value={id}
                      title={title}
                      className={styles.kind}
                      style={{ '--family': `var(--family-${family})` }}
                    >
                      {title}
                    </Tabs.Trigger>
                  ))}
                </div>
              )
            );
          })}
        </Tabs.List>
        <Tabs.Content key={kindId} value={kindId} className={styles.page}>
          {kind && <Page kind={kind} />}
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}

function Page({ kind }: { readonly kind: LayerKind }) {
  const text = useMemo(() => kindDocumentation(kind), [kind]);
  return <Markdown text={text} topHeading={3} />;
}
