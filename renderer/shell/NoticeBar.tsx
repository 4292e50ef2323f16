import { CircleAlert, Info, X } from 'lucide-react';
import { useEffect } from 'react';
import { classNames } from '../controls/classNames';
import { IconButton } from '../controls/IconButton';
import { useEditor } from '../store/editorStore';
import styles from './NoticeBar.module.css';

/** How long a message stays, in milliseconds; errors take longer to read. */
const shownMilliseconds = { information: 4000, error: 12000 } as const;

/** The last short message to the user. */
export function NoticeBar() {
  const notice = useEditor((state) => state.notice);
  const dismiss = useEditor((state) => state.dismissNotice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(dismiss, shownMilliseconds[notice.tone]);
    return () => clearTimeout(timer);
  }, [notice, dismiss]);
  return (
    <div
      className={styles.place}
      role={notice?.tone === 'error' ? 'alert' : 'status'}
      data-testid="notice"
    >
      {notice && (
        <div className={classNames(styles.notice, notice.tone === 'error' && styles.error)}>
          {notice.tone === 'error' ? <CircleAlert size={16} /> : <Info size={16} />}
          <span className="readable">{notice.text}</span>
          <IconButton label="Dismiss" icon={<X />} size="small" onClick={dismiss} />
        </div>
      )}
    </div>
  );
}
