/** The side of a child process: answers what its parent asks, ends when the parent does. */
export type Answers = Readonly<Record<string, (question: Question) => unknown>>;

export interface Question {
  readonly id: number;
  readonly ask: string;
  readonly [argument: string]: unknown;
}

/** Tells the parent that this process is ready, and answers its questions from then on. */
export function answerParent(answers: Answers): void {
  if (!process.send) throw new Error('this is a part of a bench; run it by: npm run bench -- arena');
  const send = process.send.bind(process);
  process.on('message', (question: Question) => void reply(question));
  process.on('disconnect', () => process.exit(0));
  send({ ready: true });

  async function reply(question: Question): Promise<void> {
    try {
      send({ id: question.id, value: await answers[question.ask]!(question) });
    } catch (error) {
      send({ id: question.id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}
