/** Entry of the bundle dist/client.js: the engine's client with JSON-RPC in it, loaded when first needed, never at activation. */
export { connectEngine, startEngine } from '../engine/client';
