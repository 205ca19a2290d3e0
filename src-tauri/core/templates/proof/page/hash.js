'use strict';

// SHA-256 (FIPS 180-4), fed piece by piece: WebCrypto wants the whole at once. And the CRC-32 of ZIPs.

const K = (() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => Math.floor((x - Math.floor(x)) * 0x100000000) | 0;
  return { round: Int32Array.from(primes, (p) => fraction(Math.cbrt(p))), start: Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p))) };
})();

class Sha256 {
  constructor() {
    this.state = K.start.slice();
    this.rest = new Uint8Array(64);
    this.filled = 0;
    this.length = 0;
  }

  clone() {
    const other = new Sha256();
    other.state.set(this.state);
    other.rest.set(this.rest);
    other.filled = this.filled;
    other.length = this.length;
    return other;
  }

  update(data) {
    this.length += data.length;
    let at = 0;
    if (this.filled > 0) {
      at = Math.min(64 - this.filled, data.length);
      this.rest.set(data.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < 64) return this;
      this.blocks(this.rest, 0, 1);
      this.filled = 0;
    }
    const whole = (data.length - at) >>> 6;
    this.blocks(data, at, whole);
    at += whole << 6;
    this.rest.set(data.subarray(at));
    this.filled = data.length - at;
    return this;
  }

  // Leaves this one as it is.
  hex() {
    const end = this.clone();
    const tail = new Uint8Array(end.filled < 56 ? 64 - end.filled : 128 - end.filled);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(this.length / 0x20000000));
    view.setUint32(tail.length - 4, (this.length * 8) >>> 0);
    end.update(tail);
    return Array.from(end.state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  blocks(data, at, count) {
    const w = Sha256.words, k = K.round, s = this.state;
    let s0 = s[0], s1 = s[1], s2 = s[2], s3 = s[3], s4 = s[4], s5 = s[5], s6 = s[6], s7 = s[7];
    for (; count > 0; count--, at += 64) {
      for (let i = 0, j = at; i < 16; i++, j += 4) w[i] = (data[j] << 24) | (data[j + 1] << 16) | (data[j + 2] << 8) | data[j + 3];
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15], y = w[i - 2];
        w[i] = (w[i - 16] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3)) + w[i - 7] + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10))) | 0;
      }
      let a = s0, b = s1, c = s2, d = s3, e = s4, f = s5, g = s6, h = s7;
      for (let i = 0; i < 64; i++) {
        const t = (h + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + (g ^ (e & (f ^ g))) + k[i] + w[i]) | 0;
        const u = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) | (c & (a | b)))) | 0;
        h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
      }
      s0 = (s0 + a) | 0; s1 = (s1 + b) | 0; s2 = (s2 + c) | 0; s3 = (s3 + d) | 0;
      s4 = (s4 + e) | 0; s5 = (s5 + f) | 0; s6 = (s6 + g) | 0; s7 = (s7 + h) | 0;
    }
    s[0] = s0; s[1] = s1; s[2] = s2; s[3] = s3; s[4] = s4; s[5] = s5; s[6] = s6; s[7] = s7;
  }
}
Sha256.words = new Int32Array(64);

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

// `crc`: of what came before; 0 at the beginning.
function crc32(crc, data) {
  crc = ~crc;
  for (let i = 0; i < data.length; i++) crc = CRC_TABLE[(crc ^ data[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

async function sha256(data) {
  const subtle = globalThis.crypto && crypto.subtle;
  if (!subtle) return new Sha256().update(data).hex();
  return Array.from(new Uint8Array(await subtle.digest('SHA-256', data)), (b) => b.toString(16).padStart(2, '0')).join('');
}
