/** A server for fights, to be killed. Run as: tsx fights-main.ts DATA PORT */
import { startFightServer } from './fight-server.ts';

const [data, port] = process.argv.slice(2);
const server = await startFightServer(data!, Number(port));
process.stdout.write(`${JSON.stringify({ port: server.port, rooms: server.host.lobby.rooms.size })}\n`);
