/** What is said, by channel; each line can be reported, its speaker whispered to or blocked. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Choice, Select } from '../kit/field.tsx';
import { Icon } from '../kit/icon.tsx';
import { CHANNELS, type Channel, type Line } from './chat-log.ts';
import { conversationOf } from './conversation.ts';
import type { Realm } from './realm.ts';
import { ReportDialog } from './report-dialog.tsx';
import { ChangedDialog, SealBar } from './seal-bar.tsx';
import { isSealed, type Opened } from './sealing.ts';
import type { Reported } from './told.ts';
import { clockTime, timeLeft } from './words.ts';
import './chat.css';

const LABELS: Readonly<Record<Channel, string>> = {
  global: 'All',
  local: 'Here',
  faction: 'Faction',
  party: 'Party',
  whisper: 'Whisper',
};
const EMPTY: Readonly<Record<Channel, string>> = {
  global: 'Nobody has said anything to everybody yet.',
  local: 'It is quiet here.',
  faction: 'Your faction is silent.',
  party: 'Nobody in your party has said anything.',
  whisper: 'No whispers. Choose somebody, and only the two of you will read it.',
};
const MESSAGE_MAX = 500;
/** Nearer to the end than this, a reader follows it. */
const AT_END_PX = 60;

export function ChatPanel({ realm }: { readonly realm: Realm }) {
  const channel = realm.channel.value;
  const unread = realm.unread.value;
  useEffect(() => {
    realm.chatShown.value = true;
    realm.look(realm.channel.peek());
    return () => {
      realm.chatShown.value = false;
    };
  }, [realm]);
  const options = CHANNELS.map((value) => {
    const news = unread[value];
    return { value, label: news > 0 ? `${LABELS[value]} (${news})` : LABELS[value] };
  });
  return (
    <div class="chat">
      <Choice label="Channel" value={channel} options={options} onValue={(value) => realm.look(value)} />
      <Lines realm={realm} channel={channel} />
      {channel === 'party' && !realm.party.value ? (
        <p class="small soft">You are in no party.</p>
      ) : (
        <Speak realm={realm} channel={channel} />
      )}
      <ChangedDialog
        realm={realm}
        changed={realm.sealing.changed.value}
        onClose={() => (realm.sealing.changed.value = undefined)}
      />
    </div>
  );
}

function Lines({ realm, channel }: { readonly realm: Realm; readonly channel: Channel }) {
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const [reported, report] = useState<Reported>();
  const lines = realm.chat.value[channel];
  useEffect(() => {
    if (following.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, channel]);
  return (
    <>
      <div
        ref={box}
        class="chat-lines"
        role="log"
        aria-label={`Messages: ${LABELS[channel]}`}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
        }}
      >
        <ol>
          {lines.length === 0 ? <li class="quiet-line soft">{EMPTY[channel]}</li> : null}
          {lines.map((line) => (
            <Said key={line.messageId} realm={realm} line={line} onReport={report} />
          ))}
        </ol>
      </div>
      <ReportDialog realm={realm} reported={reported} onClose={() => report(undefined)} />
    </>
  );
}

interface SaidProps {
  readonly realm: Realm;
  readonly line: Line;
  readonly onReport: (reported: Reported) => void;
}

function Said({ realm, line, onReport }: SaidProps) {
  const { messageId, senderId, senderName, recipientId, sentMs, message } = line;
  const own = senderId === realm.me.value?.id;
  const [open, setOpen] = useState(false);
  const sealed = isSealed(message);
  const opened = sealed ? realm.sealing.opened.value.get(messageId) : undefined;
  const text = opened?.state === 'read' ? opened.text : sealed ? '' : message;
  const to = recipientId === undefined || !own ? '' : ` to ${realm.names.value.get(recipientId) ?? 'somebody'}`;
  return (
    <li class={`said ${own ? 'own' : ''}`}>
      <div class="said-head">
        {sealed ? <Icon name="lock" /> : null}
        <span class="speaker">{own ? `You${to}` : senderName}</span>
        <time class="small soft" dateTime={new Date(sentMs).toISOString()}>
          {clockTime(sentMs)}
        </time>
        {own || senderId === undefined ? null : (
          <button
            type="button"
            class="more"
            aria-expanded={open ? 'true' : 'false'}
            aria-label={`What to do about this message of ${senderName}`}
            onClick={() => setOpen(!open)}
          >
            ⋯
          </button>
        )}
      </div>
      {sealed && opened?.state !== 'read' ? <Shut realm={realm} opened={opened} /> : <p dir="auto">{text}</p>}
      {open && senderId !== undefined ? (
        <div class="row tools">
          <Button scale="compact" onClick={() => realm.whisper(senderId)}>
            Whisper
          </Button>
          <Button scale="compact" onClick={() => onReport({ kind: 'message', messageId, text, sealed })}>
            Report
          </Button>
          {realm.friends.knows(senderId) ? null : (
            <Button scale="compact" onClick={() => void realm.friends.ask(senderId, senderName)}>
              Befriend
            </Button>
          )}
          <Button scale="compact" tone="danger" onClick={() => void realm.block(senderId)}>
            Block
          </Button>
        </div>
      ) : null}
    </li>
  );
}

/** What came sealed and isn't open says why. */
function Shut({ realm, opened }: { readonly realm: Realm; readonly opened: Opened | undefined }) {
  if (opened?.state !== 'shut') return <p class="shut">Opening…</p>;
  const { why, changed } = opened;
  return (
    <p class="shut">
      {why}{' '}
      {changed ? (
        <Button scale="compact" onClick={() => (realm.sealing.changed.value = changed)}>
          Compare words
        </Button>
      ) : null}
    </p>
  );
}

function Speak({ realm, channel }: { readonly realm: Realm; readonly channel: Channel }) {
  const [typed, setTyped] = useState('');
  const to = realm.whisperTo.value;
  const people = [...realm.names.value].filter(([id]) => id !== realm.me.value?.id);
  useEffect(() => {
    if (channel === 'whisper' && to !== '') realm.recallWhispers(to);
  }, [realm, channel, to]);
  const conversation = conversationOf(realm, channel, to);
  const locked = conversation !== undefined && realm.sealing.isLocked(conversation.id, conversation.lines);
  const mute = typed.trim() === '' || (channel === 'whisper' && to === '');
  const speak = (event: Event): void => {
    event.preventDefault();
    const message = typed.trim();
    if (mute) return;
    setTyped('');
    // What was refused is not lost: it stands in the field again.
    void realm.say(channel, message, to).then((said) => said || setTyped((now) => (now === '' ? message : now)));
  };
  const slowMs = realm.slowMsOf(channel);
  return (
    <form class="stack tight" onSubmit={speak}>
      {slowMs > 0 ? (
        <p class="small soft" role="status">
          Slow here: one message every {timeLeft(slowMs)}.
        </p>
      ) : null}
      {channel === 'whisper' ? (
        <Select
          label="To"
          value={to}
          options={[{ value: '', label: 'Choose somebody' }, ...people.map(([value, label]) => ({ value, label }))]}
          onValue={(value) => (realm.whisperTo.value = value)}
        />
      ) : null}
      {conversation ? (
        <SealBar realm={realm} conversation={conversation.id} locked={locked} people={conversation.people} />
      ) : null}
      <div class="speak">
        <input
          class="input"
          aria-label={`Say: ${LABELS[channel]}`}
          placeholder={locked ? 'Say something, sealed' : 'Say something'}
          value={typed}
          maxLength={MESSAGE_MAX}
          autocomplete="off"
          enterkeyhint="send"
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" tone="primary" disabled={mute}>
          Send
        </Button>
      </div>
    </form>
  );
}
