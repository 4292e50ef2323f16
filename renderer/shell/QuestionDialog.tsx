import { AlertDialog } from 'radix-ui';
import { Button } from '../controls/Button';
import dialogStyles from '../controls/Dialog.module.css';
import { useQuestion } from '../files/questions';
import styles from './QuestionDialog.module.css';

/** The question that waits for an answer, if any. */
export function QuestionDialog() {
  const { question, answer } = useQuestion();
  if (!question) return null;
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && answer(null)}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={dialogStyles.backdrop} />
        <AlertDialog.Content className={dialogStyles.dialog} style={{ width: 420 }}>
          <div className={styles.words}>
            <AlertDialog.Title>{question.title}</AlertDialog.Title>
            <AlertDialog.Description>{question.text}</AlertDialog.Description>
          </div>
          <div className={styles.answers}>
            {question.answers.map(({ value, label, tone = 'normal' }, index) => (
              <Button
                key={value}
                tone={tone}
                autoFocus={index === question.answers.length - 1}
                onClick={() => answer(value)}
              >
                {label}
              </Button>
            ))}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
