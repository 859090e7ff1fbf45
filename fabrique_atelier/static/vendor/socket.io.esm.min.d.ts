/** The part of socket.io-client this product uses. */
export interface Prise {
  connected: boolean;
  auth: unknown;
  connect(): Prise;
  disconnect(): Prise;
  emit(evenement: string, ...charge: unknown[]): Prise;
  on(evenement: string, suite: (charge: any) => void): Prise;
}
export function io(options: Record<string, unknown>): Prise;
