/** A server with the realm, to be killed. Run as: tsx realm-main.ts DATA PORT */
import { startRealm } from '../realm/realm-server.ts';

const [data, port] = process.argv.slice(2);
const server = await startRealm(data!, { port: Number(port), guardTicks: 1 });
process.stdout.write(`${JSON.stringify({ port: server.port, rooms: server.host.driven.size })}\n`);
