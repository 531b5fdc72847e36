/** More came than an answer may hold. */
export class AnswerTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`The answer is larger than ${maxBytes} bytes.`);
    this.name = "AnswerTooLarge";
  }
}

/** Largest answer that is taken into memory: the busiest panels need a few megabytes. */
export const MAX_ANSWER_BYTES = 16 * 1_024 * 1_024;

/** A response's body as text. Throws AnswerTooLarge, and stops receiving, once more than `maxBytes` came; else the transport's error. */
export async function boundedText(response: Response, maxBytes = MAX_ANSWER_BYTES): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBytes) {
      await reader?.cancel();
      throw new AnswerTooLarge(maxBytes);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
