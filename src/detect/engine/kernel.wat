;; The inner loop of the scanner. It reads bytes that stand in its memory and says whether they can hold a credential of
;; a known format, and whether they name an MCP mark. It never says no where the matcher of strings would say yes.
;;
;; Memory, laid out by kernel-tables.ts. A nibble table is two vectors, low and high: a byte is in set k of it when bit k
;; is set in low[byte & 15] & high[byte >> 4].
;;   0x00000  nibble tables: 0x00 run characters · 0x20, 0x40 first and second letter of the pair of letters to look for
;;            in a mark · 0x60, 0x80, 0xa0 first, second, third letter of the prefixes that may begin inside a word
;;   0x000c0  0 at the beginning of the leads: lengths (64 bits each) of what must stand before a prefix; 0 ends the list
;;   0x00800  address of the first mark
;;   0x10000  4096 halfwords: where the entries of a hash of three letters begin, in words; 0 for none
;;   0x20000  entries: 1 if only at the beginning of a word + 256 times the number of first letters, address of the next
;;            entry (0 ends), up to 8 first letters of the prefix, their mask (64 bits each), then the other parts;
;;            marks: position of the second letter of the pair, address of the next mark (0 ends), then the parts.
;;            A part is the address of a nibble table and the least and the most bytes of it; 0 ends the parts
;;   0x40100  the text, after 256 bytes of 0
(module
  (memory (export "memory") 32)

  ;; The sets of a nibble table that 16 bytes are in.
  (func $sets (param $table i32) (param $v v128) (result v128)
    (v128.and
      (i8x16.relaxed_swizzle
        (v128.load (local.get $table))
        (v128.and (local.get $v) (i8x16.splat (i32.const 15))))
      (i8x16.relaxed_swizzle
        (v128.load offset=16 (local.get $table))
        (v128.and (i16x8.shr_u (local.get $v) (i32.const 4)) (i8x16.splat (i32.const 15))))))

  ;; How many bytes of a class stand at $at, at most $most.
  (func $members (param $class i32) (param $at i32) (param $most i32) (result i32)
    (local $count i32) (local $others i32)
    (loop $vectors
      (local.set $others (i8x16.bitmask (i8x16.eq
        (call $sets (local.get $class) (v128.load (i32.add (local.get $at) (local.get $count))))
        (v128.const i64x2 0 0))))
      (local.set $count (i32.add (local.get $count)
        (i32.ctz (i32.or (local.get $others) (i32.const 0x10000)))))
      (br_if $vectors (i32.and (i32.eqz (local.get $others)) (i32.lt_u (local.get $count) (local.get $most)))))
    (select (local.get $most) (local.get $count) (i32.gt_u (local.get $count) (local.get $most))))

  ;; 1 when the parts of an entry stand at $at. One forward pass: a class takes all it can.
  (func $fits (param $part i32) (param $at i32) (result i32)
    (local $class i32) (local $count i32)
    (loop $parts
      (local.set $class (i32.load (local.get $part)))
      (if (i32.eqz (local.get $class)) (then (return (i32.const 1))))
      (local.set $count (call $members (local.get $class) (local.get $at) (i32.load offset=8 (local.get $part))))
      (local.set $at (i32.add (local.get $at) (local.get $count)))
      (local.set $part (i32.add (local.get $part) (i32.const 12)))
      (br_if $parts (i32.ge_u (local.get $count) (i32.load (i32.sub (local.get $part) (i32.const 8))))))
    (i32.const 0))

  ;; 1 when a format stands at $at, which is or is not inside a word.
  (func $opens (param $at i32) (param $inWord i32) (result i32)
    (local $entry i32) (local $letters i64)
    (local.set $entry (i32.shl
      (i32.load16_u offset=0x10000 (i32.shl
        (i32.shr_u
          (i32.mul (i32.and (i32.load (local.get $at)) (i32.const 0xffffff)) (i32.const 0x9e3779b1))
          (i32.const 20))
        (i32.const 1)))
      (i32.const 2)))
    (local.set $letters (i64.load (local.get $at)))
    (block $found
      (loop $entries
        (if (i32.eqz (local.get $entry)) (then (return (i32.const 0))))
        (if (i32.and
              (i32.eqz (i32.and (local.get $inWord) (i32.load (local.get $entry))))
              (i64.eq
                (i64.and (local.get $letters) (i64.load offset=16 (local.get $entry)))
                (i64.load offset=8 (local.get $entry))))
          (then
            (br_if $found (call $fits
              (i32.add (local.get $entry) (i32.const 24))
              (i32.add (local.get $at) (i32.shr_u (i32.load (local.get $entry)) (i32.const 8)))))))
        (local.set $entry (i32.load offset=4 (local.get $entry)))
        (br $entries)))
    (i32.const 1))

  ;; Where a credential can begin among the 16 bytes from $at: the low 16 bits are all positions, the high 16 those at
  ;; the beginning of a word, the others are for formats that may begin inside one. $starts: bit k when a run stands at $at + k.
  ;; $inner: bit k when a run character stands before $at + k.
  ;; A word begins after a byte that is no token character, or after an escape sequence: \n, \x3d, \u003d, %3D.
  (func $candidates (param $at i32) (param $starts i32) (param $inner i32) (param $leads i32) (result i32)
    (local $v v128) (local $words i32)
    (local.set $v (v128.load (i32.sub (local.get $at) (i32.const 1))))
    (local.set $words (i32.and (local.get $starts) (i32.or
      (i32.xor (local.get $inner) (i32.const -1))
      (i8x16.bitmask (v128.or
        (v128.or
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x2e)))
          (i8x16.eq (local.get $v) (i8x16.splat (i32.const 0x3a))))
        (v128.or
          (v128.or
            (i8x16.eq (v128.load (i32.sub (local.get $at) (i32.const 2))) (i8x16.splat (i32.const 0x5c)))
            (i8x16.eq (v128.load (i32.sub (local.get $at) (i32.const 3))) (i8x16.splat (i32.const 0x25))))
          (v128.or
            (i8x16.eq (v128.load (i32.sub (local.get $at) (i32.const 4))) (i8x16.splat (i32.const 0x5c)))
            (i8x16.eq (v128.load (i32.sub (local.get $at) (i32.const 6))) (i8x16.splat (i32.const 0x5c))))))))))
    (i32.or
      (i32.shl (local.get $words) (i32.const 16))
      (i32.or
        (local.get $words)
        (i32.and
          (i32.or (local.get $starts) (local.get $leads))
          (i8x16.bitmask (i8x16.ne
            (v128.and
              (v128.and
                (call $sets (i32.const 0x60) (v128.load (local.get $at)))
                (call $sets (i32.const 0x80) (v128.load offset=1 (local.get $at))))
              (call $sets (i32.const 0xa0) (v128.load offset=2 (local.get $at))))
            (v128.const i64x2 0 0)))))))

  ;; 1 when a format stands at one of the 64 bytes from $at. $starts: bit k when a run stands at $at + k.
  ;; $leads: bit k when a run stands at the right distance before. $inner: bit k when a run character stands before.
  (func $holds (param $at i32) (param $starts i64) (param $leads i64) (param $inner i64) (result i32)
    (local $found i32) (local $bit i32)
    (loop $vectors
      (if (i64.ne (i64.and (i64.or (local.get $starts) (local.get $leads)) (i64.const 0xffff)) (i64.const 0))
        (then
          (local.set $found (call $candidates
            (local.get $at)
            (i32.and (i32.wrap_i64 (local.get $starts)) (i32.const 0xffff))
            (i32.wrap_i64 (local.get $inner))
            (i32.wrap_i64 (local.get $leads))))
          (block $none
            (loop $next
              (br_if $none (i32.eqz (i32.and (local.get $found) (i32.const 0xffff))))
              (local.set $bit (i32.ctz (local.get $found)))
              (if (call $opens
                    (i32.add (local.get $at) (local.get $bit))
                    (i32.eqz (i32.and (i32.shr_u (local.get $found) (local.get $bit)) (i32.const 0x10000))))
                (then (return (i32.const 1))))
              (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
              (br $next)))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (local.set $starts (i64.shr_u (local.get $starts) (i64.const 16)))
      (local.set $leads (i64.shr_u (local.get $leads) (i64.const 16)))
      (local.set $inner (i64.shr_u (local.get $inner) (i64.const 16)))
      (br_if $vectors (i64.ne (i64.or (local.get $starts) (local.get $leads)) (i64.const 0))))
    (i32.const 0))

  ;; Bit k: 20 run characters stand one of the leads before byte k.
  (func $afterLead (param $starts i64) (param $before i64) (result i64)
    (local $lead i32) (local $length i64) (local $bits i64)
    (local.set $lead (i32.const 0xc0))
    (block $end
      (loop $next
        (local.set $length (i64.load (local.get $lead)))
        (br_if $end (i64.eqz (local.get $length)))
        (local.set $bits (i64.or (local.get $bits) (i64.or
          (i64.shl (local.get $starts) (local.get $length))
          (i64.shr_u (local.get $before) (i64.sub (i64.const 64) (local.get $length))))))
        (local.set $lead (i32.add (local.get $lead) (i32.const 8)))
        (br $next)))
    (local.get $bits))

  ;; 1 when the second letter of a mark's pair stands at $at and the rest of it around.
  (func $isMark (param $at i32) (result i32)
    (local $mark i32)
    (local.set $mark (i32.load (i32.const 0x800)))
    (loop $marks
      (if (call $fits (i32.add (local.get $mark) (i32.const 8)) (i32.sub (local.get $at) (i32.load (local.get $mark))))
        (then (return (i32.const 1))))
      (local.set $mark (i32.load offset=4 (local.get $mark)))
      (br_if $marks (local.get $mark)))
    (i32.const 0))

  ;; 1 when a mark has the second letter of its pair among the 64 bytes from $at.
  (func $marks (param $at i32) (result i32)
    (local $end i32) (local $left i32)
    (local.set $end (i32.add (local.get $at) (i32.const 64)))
    (loop $vectors
      (local.set $left (i8x16.bitmask (i8x16.ne
        (v128.and
          (call $sets (i32.const 0x20) (v128.load (i32.sub (local.get $at) (i32.const 1))))
          (call $sets (i32.const 0x40) (v128.load (local.get $at))))
        (v128.const i64x2 0 0))))
      (block $none
        (loop $next
          (br_if $none (i32.eqz (local.get $left)))
          (if (call $isMark (i32.add (local.get $at) (i32.ctz (local.get $left))))
            (then (return (i32.const 1))))
          (local.set $left (i32.and (local.get $left) (i32.sub (local.get $left) (i32.const 1))))
          (br $next)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $vectors (i32.lt_u (local.get $at) (local.get $end))))
    (i32.const 0))

  ;; What the $length bytes of the text hold, of what is $wanted: 1 a credential, 2 a mark. The 128 bytes after the text
  ;; are overwritten with 0. Goes by blocks of 64 bytes.
  (func (export "inspect") (param $length i32) (param $wanted i32) (result i32)
    (local $base i32) (local $end i32) (local $missing i32) (local $shift i64)
    (local $runs i64) (local $runs2 i64) (local $runs4 i64) (local $runs8 i64) (local $starts i64) (local $leads i64)
    (local $before i64) (local $before2 i64) (local $before4 i64) (local $before8 i64) (local $startsBefore i64)
    (local $v v128) (local $first v128) (local $firstBefore v128) (local $pairs v128)
    (local.set $base (i32.const 0x40100))
    (local.set $end (i32.add (local.get $base) (local.get $length)))
    (memory.fill (local.get $end) (i32.const 0) (i32.const 128))
    ;; The last 19 bytes are judged with the block after them.
    (local.set $end (i32.add (local.get $end) (i32.const 19)))
    (local.set $missing (local.get $wanted))
    (loop $blocks
      (local.set $runs (i64.const -1))
      (local.set $pairs (v128.const i64x2 0 0))
      (local.set $shift (i64.const 0))
      (loop $vectors
        (local.set $v (v128.load (i32.add (local.get $base) (i32.wrap_i64 (local.get $shift)))))
        (local.set $runs (i64.xor (local.get $runs) (i64.shl
          (i64.extend_i32_u (i8x16.bitmask (i8x16.eq
            (call $sets (i32.const 0x00) (local.get $v))
            (v128.const i64x2 0 0))))
          (local.get $shift))))
        (local.set $first (call $sets (i32.const 0x20) (local.get $v)))
        (local.set $pairs (v128.or (local.get $pairs) (v128.and
          (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $firstBefore) (local.get $first))
          (call $sets (i32.const 0x40) (local.get $v)))))
        (local.set $firstBefore (local.get $first))
        (local.set $shift (i64.add (local.get $shift) (i64.const 16)))
        (br_if $vectors (i64.lt_u (local.get $shift) (i64.const 64))))
      (if (i32.and (v128.any_true (local.get $pairs)) (i32.shr_u (local.get $missing) (i32.const 1)))
        (then (if (call $marks (local.get $base))
          (then (local.set $missing (i32.and (local.get $missing) (i32.const 1)))))))
      ;; Bit k of $runs2, 4, 8: byte k is the last of 2, 4, 8 run characters in a row; the last of 20 is bit k of
      ;; $starts, which is the first of 20 for the block that begins 19 bytes before this one.
      (local.set $runs2 (i64.and (local.get $runs)
        (i64.or (i64.shl (local.get $runs) (i64.const 1)) (i64.shr_u (local.get $before) (i64.const 63)))))
      (local.set $runs4 (i64.and (local.get $runs2)
        (i64.or (i64.shl (local.get $runs2) (i64.const 2)) (i64.shr_u (local.get $before2) (i64.const 62)))))
      (local.set $runs8 (i64.and (local.get $runs4)
        (i64.or (i64.shl (local.get $runs4) (i64.const 4)) (i64.shr_u (local.get $before4) (i64.const 60)))))
      (local.set $starts (i64.and
        (i64.and (local.get $runs8)
          (i64.or (i64.shl (local.get $runs8) (i64.const 8)) (i64.shr_u (local.get $before8) (i64.const 56))))
        (i64.or (i64.shl (local.get $runs4) (i64.const 16)) (i64.shr_u (local.get $before4) (i64.const 48)))))
      (local.set $leads (call $afterLead (local.get $starts) (local.get $startsBefore)))
      (if (i32.and (i64.ne (i64.or (local.get $starts) (local.get $leads)) (i64.const 0)) (local.get $missing))
        (then
          (if (call $holds
                (i32.sub (local.get $base) (i32.const 19)) (local.get $starts) (local.get $leads)
                (i64.or (i64.shl (local.get $runs) (i64.const 20)) (i64.shr_u (local.get $before) (i64.const 44))))
            (then (local.set $missing (i32.and (local.get $missing) (i32.const 2)))))))
      (local.set $before (local.get $runs)) (local.set $before2 (local.get $runs2))
      (local.set $before4 (local.get $runs4)) (local.set $before8 (local.get $runs8))
      (local.set $startsBefore (local.get $starts))
      (local.set $base (i32.add (local.get $base) (i32.const 64)))
      (br_if $blocks (i32.and
        (i32.lt_u (local.get $base) (local.get $end))
        (i32.ne (local.get $missing) (i32.const 0)))))
    (i32.xor (local.get $wanted) (local.get $missing))))
