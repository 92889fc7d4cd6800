// Flies a ship of the arena with nothing but a WebSocket and JSON, written from docs/protocol.md:
//   node examples/plain/arena.mjs [ws://127.0.0.1:8788] [SECONDS]

// Browsers and Node from 22 on have one of their own.
const Socket = globalThis.WebSocket ?? (await import('ws')).WebSocket;

const TEN_TIMES_A_SECOND = 100;
const [url = 'ws://127.0.0.1:8788', seconds = '10'] = process.argv.slice(2);
const socket = new Socket(url, 'rubato.json.v1');
const say = (message) => socket.send(JSON.stringify(message));

let state = {};
let seat = 0;
let fires = 0;

const answers = {
  welcome: () => say({ type: 'join', game: 'arena', name: 'Plain' }),
  joined(joined) {
    seat = joined.seat;
    console.log(`joined: seat ${seat} of ${joined.seats.length}, ${joined.hz} ticks a second`);
    const steering = setInterval(steer, TEN_TIMES_A_SECOND);
    setTimeout(
      () => {
        clearInterval(steering);
        say({ type: 'leave', room: joined.room });
      },
      Number(seconds) * 1000,
    );
  },
  refused({ reason, text }) {
    console.log(`refused: ${reason}, ${text}`);
    socket.close(1000);
  },
  state(message) {
    state = merged(message.full ? {} : state, message.state);
    for (const { name, data } of message.events ?? []) if (name === 'fired' && data.by === seat) fires++;
  },
  left({ reason }) {
    const { x, y, hull, kills } = own();
    console.log(`${reason}: at ${x.toFixed(0)}, ${y.toFixed(0)}, hull ${hull}; fired ${fires} times, kills ${kills}`);
    socket.close(1000);
  },
};

socket.onopen = () => say({ type: 'hello' });
socket.onmessage = ({ data }) => {
  const message = JSON.parse(data);
  answers[message.type]?.(message);
};
socket.onerror = ({ message }) => console.log(`error: ${message ?? 'no connection'}`);
socket.onclose = ({ code, reason }) => {
  console.log(`closed: ${code} ${reason}`);
  process.exit(code === 1000 ? 0 : 1);
};

/** A merge patch, RFC 7396. */
function merged(target, patch) {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const out = { ...target };
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete out[name];
    else out[name] = merged(out[name], value);
  return out;
}

const own = () => Object.values(state.ships).find(({ owner }) => owner === seat);

/** After the nearest ship, and fire when it is close. A frame has all its members; it is held until the next one. */
function steer() {
  const me = own();
  const others = Object.values(state.ships ?? {}).filter(({ owner, alive }) => owner !== seat && alive);
  if (me === undefined || others.length === 0) return;
  const away = ({ x, y }) => Math.hypot(x - me.x, y - me.y);
  const prey = others.reduce((nearest, ship) => (away(ship) < away(nearest) ? ship : nearest));
  const heading = Math.atan2(prey.y - me.y, prey.x - me.x);
  const [thrust, fire] = [away(prey) > 30 ? 1 : 0, away(prey) < 60];
  say({ type: 'input', frame: { aimed: true, turn: 0, heading, thrust, brake: false, fire, beam: false } });
}
