/** Who plays which seat, and what each of them is at. */
import { factionOf } from '@rubato/tactics';
import { SeatMark } from '../../kit/surfaces.tsx';
import type { ServerGame, ServerSeat } from './told.ts';
import { seatName } from './words.ts';

export function SeatList({ game }: { readonly game: ServerGame }) {
  return (
    <ul class="seat-list" aria-label="Seats">
      {game.seats.map((seat) => (
        <li key={seat.seat} class={seat.by === 'nobody' ? 'free' : ''}>
          <SeatMark seat={seat.seat} />
          <span>
            {seatName(seat)}
            {seat.seat === game.seat ? ' (you)' : ''}
          </span>
          <span class="soft small">{standing(game, seat)}</span>
        </li>
      ))}
    </ul>
  );
}

function standing({ phase }: ServerGame, { awaited, by, missed, resigned, seat }: ServerSeat): string {
  if (phase === 'gathering') return by === 'nobody' ? 'waits for somebody' : 'is here';
  if (resigned) return 'resigned; the computer plays on';
  if (phase === 'over') return factionOf(seat);
  if (by === 'ai') return 'played by the computer';
  if (phase === 'simulating') return 'orders given';
  const plans = awaited ? 'plans' : 'orders given';
  return missed > 0 ? `${plans}; missed ${missed}` : plans;
}
