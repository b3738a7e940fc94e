-- Functions of Databend that DuckDB does not have, or has with another meaning. Which overload is meant goes by the type of the argument; what
-- fits none takes the last. A macro here may hide a function of DuckDB of the same name, which stays at system.main.

CREATE MACRO stagedoor_number(x VARCHAR) AS
    list_transform([x], lambda v: CASE
      WHEN regexp_full_match(v, '\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*') THEN v
      ELSE error('cannot parse a number: ' || v[:100]) END)[1],
  (x) AS x;

CREATE MACRO stagedoor_try_number(x VARCHAR) AS
    list_transform([x], lambda v: CASE
      WHEN regexp_full_match(v, '\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*') THEN v END)[1],
  (x) AS x;

-- The same of a column, which may be named several times: a list for each row takes longer than all the rest. Most numbers are whole and
-- written as DuckDB writes them, and to see that is faster than the expression.
CREATE MACRO stagedoor_column_number(x VARCHAR) AS
    CASE
      WHEN CAST(TRY_CAST(x AS BIGINT) AS VARCHAR) = x THEN x
      WHEN regexp_full_match(x, '\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*') THEN x
      ELSE error('cannot parse a number: ' || x[:100]) END,
  (x) AS x;

CREATE MACRO stagedoor_try_column_number(x VARCHAR) AS
    CASE
      WHEN CAST(TRY_CAST(x AS BIGINT) AS VARCHAR) = x THEN x
      WHEN regexp_full_match(x, '\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*') THEN x END,
  (x) AS x;

CREATE MACRO stagedoor_boolean(x VARCHAR) AS
    list_transform([lower(trim(x))], lambda v: CASE
      WHEN v IN ('true', '1') THEN true WHEN v IN ('false', '0') THEN false WHEN v IS NULL THEN NULL
      ELSE CAST(error('cannot parse to type `BOOLEAN`: ' || v[:100]) AS BOOLEAN) END)[1],
  (x) AS CAST(x AS BOOLEAN);

CREATE MACRO stagedoor_try_boolean(x VARCHAR) AS
    list_transform([lower(trim(x))], lambda v: CASE WHEN v IN ('true', '1') THEN true WHEN v IN ('false', '0') THEN false END)[1],
  (x) AS TRY_CAST(x AS BOOLEAN);

CREATE MACRO stagedoor_text(x VARCHAR) AS x,
  (x DATE) AS CAST(x AS VARCHAR),
  (x TIMESTAMP) AS strftime(x, '%Y-%m-%d %H:%M:%S.%f'),
  (x TIMESTAMPTZ) AS strftime(x, '%Y-%m-%d %H:%M:%S.%f'),
  (x) AS CASE WHEN typeof(x) IN ('DOUBLE', 'FLOAT')
    THEN regexp_replace(regexp_replace(CAST(x AS VARCHAR), '\.0$', ''), 'e\+', 'e')
    ELSE CAST(x AS VARCHAR) END;

CREATE MACRO to_date(x VARCHAR) AS
    list_transform([trim(x)], lambda v: CASE
      WHEN regexp_full_match(v, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]*)?)?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?')
      THEN CAST(regexp_extract(v, '^[0-9-]+') AS DATE)
      WHEN v IS NULL THEN NULL
      ELSE CAST(error('cannot parse to type `DATE`: ' || v[:100]) AS DATE) END)[1],
  (x BIGINT) AS DATE '1970-01-01' + CAST(x AS INTEGER),
  (x) AS CAST(x AS DATE);

CREATE MACRO try_to_date(x VARCHAR) AS
    list_transform([trim(x)], lambda v: CASE
      WHEN regexp_full_match(v, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]*)?)?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?')
      THEN TRY_CAST(regexp_extract(v, '^[0-9-]+') AS DATE) END)[1],
  (x BIGINT) AS DATE '1970-01-01' + TRY_CAST(x AS INTEGER),
  (x) AS TRY_CAST(x AS DATE);

CREATE MACRO to_timestamp(x VARCHAR) AS
    list_transform([trim(x)], lambda v: CASE
      WHEN regexp_full_match(v, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]*)?)?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?')
      THEN CAST(regexp_replace(v, ' ([+-])', '\1') AS TIMESTAMPTZ)
      WHEN v IS NULL THEN NULL
      ELSE CAST(error('cannot parse to type `TIMESTAMP`: ' || v[:100]) AS TIMESTAMPTZ) END)[1],
  (x BIGINT) AS list_transform([x], lambda v: make_timestamptz(CASE
      WHEN abs(v) < 31536000000 THEN v * 1000000 WHEN abs(v) < 31536000000000 THEN v * 1000 ELSE v END))[1],
  (x DOUBLE) AS system.main.to_timestamp(x),
  (x) AS CAST(x AS TIMESTAMPTZ);

CREATE MACRO try_to_timestamp(x VARCHAR) AS
    list_transform([trim(x)], lambda v: CASE
      WHEN regexp_full_match(v, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}(:[0-9]{1,2}(:[0-9]{1,2}(\.[0-9]*)?)?)? ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?)?')
      THEN TRY_CAST(regexp_replace(v, ' ([+-])', '\1') AS TIMESTAMPTZ) END)[1],
  (x BIGINT) AS list_transform([x], lambda v: make_timestamptz(CASE
      WHEN abs(v) < 31536000000 THEN v * 1000000 WHEN abs(v) < 31536000000000 THEN v * 1000 ELSE v END))[1],
  (x DOUBLE) AS system.main.to_timestamp(x),
  (x) AS TRY_CAST(x AS TIMESTAMPTZ);

-- A Variant's member is at the path; of a map or a tuple it has the name.
CREATE MACRO stagedoor_member(x VARCHAR, name, path) AS json_extract(x, path),
  (x, name, path) AS x[name];

CREATE MACRO parse_json(x) AS CAST(x AS JSON);
CREATE MACRO try_parse_json(x) AS TRY_CAST(x AS JSON);
CREATE MACRO get(x, k BIGINT) AS
    CASE WHEN ends_with(typeof(x), ']') THEN CAST(error('get is of a Variant: of an Array write a[n]') AS JSON)
      ELSE json_extract(x, '$[' || k || ']') END,
  (x, k) AS json_extract(x, '$."' || k || '"');
CREATE MACRO get_ignore_case(x, k) AS list_transform([x], lambda v:
    json_extract(v, '$."' || list_filter(json_keys(v), lambda n: lower(n) = lower(k))[1] || '"'))[1];
CREATE MACRO check_json(x) AS CASE WHEN json_valid(x) THEN NULL WHEN x IS NOT NULL THEN 'it is not JSON' END;
CREATE MACRO get_path(x, path) AS json_extract(x, '$.' || path);
CREATE MACRO get_string(x, k) AS json_extract_string(x, '$."' || k || '"');
CREATE MACRO json_extract_path_text(x, path) AS json_extract_string(x, '$.' || path);
CREATE MACRO object_keys(x) AS json_keys(x);
CREATE MACRO is_array(x) AS json_type(x) = 'ARRAY';
CREATE MACRO is_object(x) AS json_type(x) = 'OBJECT';
CREATE MACRO is_null_value(x) AS json_type(x) = 'NULL';
CREATE MACRO is_boolean(x) AS json_type(x) = 'BOOLEAN';
CREATE MACRO is_float(x) AS json_type(x) = 'DOUBLE';
CREATE MACRO is_integer(x) AS json_type(x) IN ('BIGINT', 'UBIGINT');
CREATE MACRO is_string(x) AS json_type(x) = 'VARCHAR';
CREATE MACRO as_array(x) AS list_transform([x], lambda v: CASE WHEN json_type(v) = 'ARRAY' THEN v END)[1];
CREATE MACRO as_object(x) AS list_transform([x], lambda v: CASE WHEN json_type(v) = 'OBJECT' THEN v END)[1];
CREATE MACRO as_string(x) AS
    list_transform([x], lambda v: CASE WHEN json_type(v) = 'VARCHAR' THEN json_extract_string(v, '$') END)[1];
CREATE MACRO as_boolean(x) AS
    list_transform([x], lambda v: CASE WHEN json_type(v) = 'BOOLEAN' THEN CAST(json_extract_string(v, '$') AS BOOLEAN) END)[1];
CREATE MACRO as_integer(x) AS
    list_transform([x], lambda v: CASE WHEN json_type(v) IN ('BIGINT', 'UBIGINT') THEN TRY_CAST(json_extract_string(v, '$') AS BIGINT) END)[1];
CREATE MACRO as_float(x) AS
    list_transform([x], lambda v: CASE WHEN json_type(v) IN ('DOUBLE', 'BIGINT', 'UBIGINT')
      THEN CAST(json_extract_string(v, '$') AS DOUBLE) END)[1];
CREATE MACRO json_array_elements(x) AS unnest(from_json(x, '["JSON"]'));
CREATE MACRO flatten(input, path := '') AS TABLE SELECT
      CAST(1 AS UBIGINT) AS seq,
      CASE WHEN NOT ends_with(e.fullkey, ']') THEN e.key END AS key,
      substr(e.fullkey, CASE WHEN starts_with(e.fullkey, '$.') THEN 3 ELSE 2 END) AS path,
      CASE WHEN ends_with(e.fullkey, ']') THEN CAST(e.key AS UBIGINT) END AS index,
      e.value AS value,
      json_extract(input, CASE WHEN path = '' THEN '$' ELSE '$.' || path END) AS this
    FROM json_each(input, CASE WHEN path = '' THEN '$' ELSE '$.' || path END) e
    WHERE e.key IS NOT NULL;

CREATE MACRO to_year(x) AS CAST(year(x) AS USMALLINT);
CREATE MACRO to_quarter(x) AS CAST(quarter(x) AS UTINYINT);
CREATE MACRO to_month(x) AS CAST(month(x) AS UTINYINT);
CREATE MACRO to_week_of_year(x) AS CAST(weekofyear(x) AS UINTEGER);
CREATE MACRO to_day_of_year(x) AS CAST(dayofyear(x) AS USMALLINT);
CREATE MACRO to_day_of_month(x) AS CAST(dayofmonth(x) AS UTINYINT);
CREATE MACRO to_day_of_week(x) AS CAST(isodow(x) AS UTINYINT);
CREATE MACRO to_hour(x) AS CAST(hour(x) AS UTINYINT);
CREATE MACRO to_minute(x) AS CAST(minute(x) AS UTINYINT);
CREATE MACRO to_second(x) AS CAST(second(x) AS UTINYINT);
CREATE MACRO to_yyyymm(x) AS CAST(strftime(x, '%Y%m') AS UINTEGER);
CREATE MACRO to_yyyymmdd(x) AS CAST(strftime(x, '%Y%m%d') AS UINTEGER);
CREATE MACRO to_yyyymmddhh(x) AS CAST(strftime(x, '%Y%m%d%H') AS UBIGINT);
CREATE MACRO to_yyyymmddhhmmss(x) AS CAST(strftime(x, '%Y%m%d%H%M%S') AS UBIGINT);
CREATE MACRO to_unix_timestamp(x) AS CAST(floor(epoch(CAST(x AS TIMESTAMPTZ))) AS BIGINT);
CREATE MACRO date_trunc(u, x DATE) AS CASE WHEN lower(u) IN ('hour', 'minute', 'second', 'millisecond', 'microsecond') THEN x
    ELSE CAST(system.main.date_trunc(u, x) AS DATE) END,
  (u, x) AS system.main.date_trunc(u, x);
CREATE MACRO to_start_of_second(x) AS date_trunc('second', CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_minute(x) AS date_trunc('minute', CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_five_minutes(x) AS time_bucket(INTERVAL 5 MINUTE, CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_ten_minutes(x) AS time_bucket(INTERVAL 10 MINUTE, CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_fifteen_minutes(x) AS time_bucket(INTERVAL 15 MINUTE, CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_hour(x) AS date_trunc('hour', CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_day(x) AS date_trunc('day', CAST(x AS TIMESTAMPTZ));
CREATE MACRO to_start_of_week(x) AS CAST(x AS DATE) - CAST(dayofweek(x) AS INTEGER);
CREATE MACRO to_monday(x) AS CAST(date_trunc('week', x) AS DATE);
CREATE MACRO to_start_of_month(x) AS CAST(date_trunc('month', x) AS DATE);
CREATE MACRO to_start_of_quarter(x) AS CAST(date_trunc('quarter', x) AS DATE);
CREATE MACRO to_start_of_year(x) AS CAST(date_trunc('year', x) AS DATE);
CREATE MACRO yesterday() AS today() - 1;
CREATE MACRO tomorrow() AS today() + 1;

CREATE MACRO add_years(x DATE, n) AS CAST(x + to_years(CAST(n AS INTEGER)) AS DATE), (x, n) AS CAST(x AS TIMESTAMPTZ) + to_years(CAST(n AS INTEGER));
CREATE MACRO add_quarters(x DATE, n) AS CAST(x + to_quarters(CAST(n AS INTEGER)) AS DATE), (x, n) AS CAST(x AS TIMESTAMPTZ) + to_quarters(CAST(n AS INTEGER));
CREATE MACRO add_months(x DATE, n) AS CAST(x + to_months(CAST(n AS INTEGER)) AS DATE), (x, n) AS CAST(x AS TIMESTAMPTZ) + to_months(CAST(n AS INTEGER));
CREATE MACRO add_weeks(x DATE, n) AS CAST(x + to_weeks(CAST(n AS INTEGER)) AS DATE), (x, n) AS CAST(x AS TIMESTAMPTZ) + to_weeks(CAST(n AS INTEGER));
CREATE MACRO add_days(x DATE, n) AS CAST(x + to_days(CAST(n AS INTEGER)) AS DATE), (x, n) AS CAST(x AS TIMESTAMPTZ) + to_days(CAST(n AS INTEGER));
CREATE MACRO add_hours(x, n) AS CAST(x AS TIMESTAMPTZ) + to_hours(CAST(n AS BIGINT));
CREATE MACRO add_minutes(x, n) AS CAST(x AS TIMESTAMPTZ) + to_minutes(CAST(n AS BIGINT));
CREATE MACRO add_seconds(x, n) AS CAST(x AS TIMESTAMPTZ) + to_seconds(CAST(n AS DOUBLE));
CREATE MACRO subtract_years(x, n) AS add_years(x, -n);
CREATE MACRO subtract_quarters(x, n) AS add_quarters(x, -n);
CREATE MACRO subtract_months(x, n) AS add_months(x, -n);
CREATE MACRO subtract_weeks(x, n) AS add_weeks(x, -n);
CREATE MACRO subtract_days(x, n) AS add_days(x, -n);
CREATE MACRO subtract_hours(x, n) AS add_hours(x, -n);
CREATE MACRO subtract_minutes(x, n) AS add_minutes(x, -n);
CREATE MACRO subtract_seconds(x, n) AS add_seconds(x, -n);

CREATE MACRO iff(c, a, b) AS CASE WHEN c THEN a ELSE b END;
CREATE MACRO nvl(a, b) AS coalesce(a, b);
CREATE MACRO nvl2(a, b, c) AS CASE WHEN a IS NOT NULL THEN b ELSE c END;
CREATE MACRO is_null(x) AS x IS NULL;
CREATE MACRO is_not_null(x) AS x IS NOT NULL;
CREATE MACRO stagedoor_greatest(x) AS list_transform([x], lambda v: CASE WHEN list_count(v) = len(v) THEN list_max(v) END)[1];
CREATE MACRO stagedoor_least(x) AS list_transform([x], lambda v: CASE WHEN list_count(v) = len(v) THEN list_min(v) END)[1];
CREATE MACRO zeroifnull(x) AS coalesce(x, 0);
CREATE MACRO div(a, b) AS a // b;
CREATE MACRO intdiv(a, b) AS a // b;
CREATE MACRO modulo(a, b) AS a % b;
CREATE MACRO div0(a, b) AS CASE WHEN b = 0 THEN 0 ELSE a / b END;
CREATE MACRO divnull(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a / b END;
CREATE MACRO truncate(x) AS trunc(x), (x, n) AS trunc(x, n);

CREATE MACRO locate(sub, s) AS instr(s, sub),
  (sub, s, p) AS list_transform([struct_pack(sub := sub, s := s, p := CAST(p AS BIGINT))], lambda a: CASE
    WHEN a.p < 1 OR instr(substr(a.s, a.p), a.sub) = 0 THEN 0 ELSE instr(substr(a.s, a.p), a.sub) + a.p - 1 END)[1];
CREATE MACRO "insert"(s, p, n, t) AS list_transform([struct_pack(s := s, p := CAST(p AS BIGINT), n := CAST(n AS BIGINT), t := t)], lambda a: CASE
    WHEN a.s IS NULL OR a.p IS NULL OR a.n IS NULL OR a.t IS NULL THEN NULL
    WHEN a.p < 1 OR a.p > length(a.s) THEN a.s
    ELSE substr(a.s, 1, a.p - 1) || a.t || CASE WHEN a.n < 0 THEN '' ELSE substr(a.s, a.p + a.n) END END)[1];
CREATE MACRO octet_length(x VARCHAR) AS strlen(x), (x BLOB) AS system.main.octet_length(x);
CREATE MACRO mid(s, p) AS substr(s, p), (s, p, n) AS substr(s, p, n);
CREATE MACRO "hex"(x) AS lower(system.main."hex"(x));
CREATE MACRO to_hex(x) AS lower(system.main."hex"(x));
CREATE MACRO strcmp(a, b) AS CASE WHEN a = b THEN 0 WHEN a < b THEN -1 WHEN a > b THEN 1 END;
CREATE MACRO sha(x) AS sha1(x);
CREATE MACRO sha2(x, bits) AS CASE WHEN bits IN (0, 256) THEN sha256(x) ELSE error('sha2 is there with 256 bits') END;
CREATE MACRO array_size(x) AS len(x);
CREATE MACRO array_sum(x) AS list_sum(x);
CREATE MACRO array_avg(x) AS list_avg(x);
CREATE MACRO array_min(x) AS list_min(x);
CREATE MACRO array_max(x) AS list_max(x);
CREATE MACRO array_count(x) AS list_count(x);
CREATE MACRO array_any(x) AS list_any_value(x);
CREATE MACRO array_flatten(x) AS flatten(x);
CREATE MACRO array_compact(x) AS list_filter(x, lambda v: v IS NOT NULL);
CREATE MACRO stagedoor_any(x) AS len(x) > 0;
CREATE MACRO array_except(x, y) AS list_transform([struct_pack(x := x, y := y)], lambda a: list_filter(a.x, lambda v: NOT list_contains(a.y, v)))[1];
CREATE MACRO slice(x, a) AS list_slice(x, a, -1), (x, a, b) AS list_slice(x, a, b);

CREATE MACRO numbers(n) AS TABLE SELECT CAST(range AS UBIGINT) AS number FROM range(CAST(n AS BIGINT));
CREATE MACRO numbers_mt(n) AS TABLE SELECT CAST(range AS UBIGINT) AS number FROM range(CAST(n AS BIGINT));
