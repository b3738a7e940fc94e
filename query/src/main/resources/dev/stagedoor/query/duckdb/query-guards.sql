-- Functions of DuckDB whose result has the size that an argument names, or grows with the product of two, with a bound. They take the
-- place of DuckDB's own, which stay at system.main. [x] and lambda give an argument a name: a macro's parameter that stands twice in its body
-- is bound twice, and so on with each level of nesting. ${MAX_TEXT} is in bytes, ${MAX_LIST} in elements, ${MAX_WORD} in bytes.

CREATE MACRO stagedoor_bounded(x) AS
  list_transform([x], lambda v: CASE WHEN len(v) > ${MAX_TEXT} THEN error('${TOO_LONG}') ELSE v END)[1];

CREATE MACRO stagedoor_bounded_element(x) AS
  list_transform([x], lambda v: CASE WHEN len(v) > ${MAX_ELEMENT} THEN error('${TOO_LONG}') ELSE v END)[1];

CREATE MACRO stagedoor_bounded_list(x) AS
  list_transform([x], lambda v: CASE WHEN len(v) > ${MAX_LIST} THEN error('${TOO_MANY}') ELSE v END)[1];
CREATE MACRO stagedoor_bounded_map(x) AS
  list_transform([x], lambda v: CASE WHEN cardinality(v) > ${MAX_LIST} THEN error('${TOO_MANY}') ELSE v END)[1];

CREATE MACRO stagedoor_word(x) AS
  list_transform([x], lambda v: CASE WHEN strlen(v) > ${MAX_WORD} THEN error('${TOO_LONG_WORD}') ELSE v END)[1];

CREATE MACRO stagedoor_searched(x, most) AS
  list_transform([x], lambda v: CASE WHEN strlen(v) > most THEN error('${TOO_LONG_SEARCHED}') ELSE v END)[1];

CREATE MACRO stagedoor_repeat(s, n) AS
  list_transform([struct_pack(s := CAST(s AS VARCHAR), n := CAST(n AS BIGINT))], lambda a: system.main.repeat(a.s,
    CASE WHEN CAST(strlen(a.s) AS HUGEINT) * a.n > ${MAX_TEXT} THEN CAST(error('${TOO_LONG}') AS BIGINT) ELSE a.n END))[1];

CREATE MACRO stagedoor_size(n) AS
  list_transform([CAST(n AS BIGINT)], lambda v: CASE WHEN v > ${MAX_PADDED} THEN CAST(error('${TOO_LONG}') AS INTEGER) ELSE CAST(v AS INTEGER) END)[1];

CREATE MACRO stagedoor_replace(s, f, t) AS
  list_transform([struct_pack(s := s, f := f, t := t)], lambda a: CASE
    WHEN strlen(a.t) <= strlen(a.f) THEN system.main."replace"(a.s, a.f, a.t)
    WHEN strlen(a.s) + CAST(strlen(a.s) AS HUGEINT) // greatest(strlen(a.f), 1) * strlen(a.t) > ${MAX_TEXT} THEN error('${TOO_LONG}')
    ELSE system.main."replace"(a.s, a.f, a.t) END)[1];

CREATE MACRO stagedoor_replaceable(s, t) AS
  list_transform([struct_pack(s := s, t := t)], lambda a: CASE
    WHEN (CAST(strlen(a.s) AS HUGEINT) + 1) * (strlen(a.t) + 1) > ${MAX_TEXT} THEN error('${TOO_LONG}') ELSE a.s END)[1];

CREATE MACRO stagedoor_range(a, b, c) AS
  list_transform([struct_pack(a := CAST(a AS BIGINT), b := CAST(b AS BIGINT), c := CAST(c AS BIGINT))], lambda v: system.main.range(v.a,
    CASE WHEN (CAST(v.b AS HUGEINT) - v.a) // v.c > ${MAX_LIST} THEN CAST(error('${TOO_MANY}') AS BIGINT) ELSE v.b END, v.c))[1];

CREATE MACRO stagedoor_generate_series(a, b, c) AS
  list_transform([struct_pack(a := CAST(a AS BIGINT), b := CAST(b AS BIGINT), c := CAST(c AS BIGINT))], lambda v: system.main.generate_series(v.a,
    CASE WHEN (CAST(v.b AS HUGEINT) - v.a) // v.c > ${MAX_LIST} THEN CAST(error('${TOO_MANY}') AS BIGINT) ELSE v.b END, v.c))[1];

-- A field of TEXT without its escapes, as Databend reads them: of \' \" \/ \` and a control character the backslash goes, letters stand for
-- control characters, and before any other character the backslash stays. Two backslashes are one, so they part what is looked at. Before
-- the first character of the delimiter an unload writes a backslash.
CREATE MACRO stagedoor_unescape(field, delimiter) AS
  array_to_string(list_transform(string_split(field, '\\'), lambda part: CASE
    WHEN NOT contains(part, '\') THEN part
    WHEN contains(part, '\x') THEN error('a field of TEXT holds a byte written as \x, which cannot be queried' || part[1:0])
    ELSE system.main."replace"(regexp_replace(system.main."replace"(system.main."replace"(system.main."replace"(system.main."replace"(
      system.main."replace"(system.main."replace"(system.main."replace"(system.main."replace"(system.main."replace"(part,
      '\n', chr(10)), '\t', chr(9)), '\r', chr(13)), '\0', chr(0)), '\b', chr(8)), '\f', chr(12)), '\v', chr(11)), '\a', chr(7)),
      '\e', chr(27)), '\\([''"/`\x00-\x1f])', '\1', 'g'), '\' || delimiter, delimiter) END), '\');
