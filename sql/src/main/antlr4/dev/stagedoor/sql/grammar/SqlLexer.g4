/*
 * The tokens of staging SQL: Databend's, in its default (PostgreSQL) dialect. White space and comments are skipped; whoever needs them
 * takes the text between two tokens from the source.
 *
 * Any text at all is a sequence of these tokens: what cannot begin one is UNRECOGNIZED, and a string, a quoted name or a comment that is not
 * closed is one UNTERMINATED token up to the end of the text (so scanning stays linear).
 */
lexer grammar SqlLexer;

options { caseInsensitive = true; }

// Words that cannot be names unless quoted; those the grammar never mentions are RESERVED.
ALL : 'ALL' ;
AS : 'AS' ;
CONNECTION : 'CONNECTION' ;
CREATE : 'CREATE' ;
DESC : 'DESC' ;
DISTINCT : 'DISTINCT' ;
EXCEPT : 'EXCEPT' ;
FALSE : 'FALSE' ;
FOR : 'FOR' ;
FORMAT : 'FORMAT' ;
FROM : 'FROM' ;
FULL : 'FULL' ;
GRANT : 'GRANT' ;
GROUP : 'GROUP' ;
HAVING : 'HAVING' ;
IN : 'IN' ;
INTERSECT : 'INTERSECT' ;
JOIN : 'JOIN' ;
LATERAL : 'LATERAL' ;
LIKE : 'LIKE' ;
LIMIT : 'LIMIT' ;
NOT : 'NOT' ;
NULL : 'NULL' ;
OF : 'OF' ;
OFFSET : 'OFFSET' ;
ON : 'ON' ;
OR : 'OR' ;
ORDER : 'ORDER' ;
QUALIFY : 'QUALIFY' ;
SELECT : 'SELECT' ;
SET : 'SET' ;
STAGE : 'STAGE' ;
TO : 'TO' ;
TRUE : 'TRUE' ;
UNION : 'UNION' ;
USING : 'USING' ;
WHERE : 'WHERE' ;
WINDOW : 'WINDOW' ;
WITH : 'WITH' ;
RESERVED
    : 'ANALYZE' | 'AND' | 'ANY' | 'FUNCTION' | 'PROCEDURE' | 'SEQUENCE' | 'ASC' | 'ANTI' | 'BOTH' | 'BLOCK' | 'CASE' | 'CAST' | 'CROSS'
    | 'CURRENT_TIMESTAMP' | 'DO' | 'ELSE' | 'END' | 'IDENTIFIER' | 'INNER' | 'IS' | 'LEADING' | 'LEFT' | 'NATURAL'
    | 'RIGHT' | 'PIVOT' | 'UNPIVOT' | 'SOME' | 'SEMI' | 'SAMPLE' | 'THEN' | 'TRAILING' | 'WHEN' | 'ARRAY' | 'ASOF' | 'BETWEEN' | 'ATTACH'
    | 'FETCH' | 'INTO' | 'OVER' | 'PARTITION' | 'ROWS' | 'UDF' | 'SHARE' | 'SHARES' | 'IGNORE_RESULT' | 'MASKING'
    | 'ROW' | 'POLICY' | 'TASK' | 'PIPE' | 'STREAM'
    ;

// Words with a meaning of their own that may still be names.
ABORT : 'ABORT' ;
ACCESS : 'ACCESS' ;
ADD : 'ADD' ;
ALTER : 'ALTER' ;
BEGIN : 'BEGIN' ;
BY : 'BY' ;
CATALOGS : 'CATALOGS' ;
CHECKSUM_SHA256 : 'CHECKSUM_SHA256' ;
COLUMNS : 'COLUMNS' ;
COMMENT : 'COMMENT' ;
COMMENTS : 'COMMENTS' ;
COMMIT : 'COMMIT' ;
CONFIRM : 'CONFIRM' ;
CONNECTIONS : 'CONNECTIONS' ;
CONTENT_LENGTH : 'CONTENT_LENGTH' ;
CONTENT_TYPE : 'CONTENT_TYPE' ;
CONTENT_TYPES : 'CONTENT_TYPES' ;
COPY_OPTIONS : 'COPY_OPTIONS' ;
DATABASE : 'DATABASE' ;
DATABASES : 'DATABASES' ;
DEFAULT : 'DEFAULT' ;
DEFAULT_ROLE : 'DEFAULT_ROLE' ;
DEFAULT_WAREHOUSE : 'DEFAULT_WAREHOUSE' ;
DELETE : 'DELETE' ;
DESCRIBE : 'DESCRIBE' ;
DISABLED : 'DISABLED' ;
DOUBLE_SHA1_PASSWORD : 'DOUBLE_SHA1_PASSWORD' ;
DOWNLOAD : 'DOWNLOAD' ;
DROP : 'DROP' ;
ENGINES : 'ENGINES' ;
EXISTS : 'EXISTS' ;
EXPIRE : 'EXPIRE' ;
FIELDS : 'FIELDS' ;
FILE : 'FILE' ;
FILES : 'FILES' ;
FILE_FORMAT : 'FILE_FORMAT' ;
FINGERPRINT : 'FINGERPRINT' ;
FORMATS : 'FORMATS' ;
FROM_IP : 'FROM_IP' ;
FUNCTIONS : 'FUNCTIONS' ;
GLOBAL : 'GLOBAL' ;
GRANTS : 'GRANTS' ;
HISTORY : 'HISTORY' ;
IDENTIFIED : 'IDENTIFIED' ;
IF : 'IF' ;
INSERT : 'INSERT' ;
JWT : 'JWT' ;
KEYS : 'KEYS' ;
KEY_PAIR : 'KEY_PAIR' ;
LABEL : 'LABEL' ;
LIST : 'LIST' ;
MAX_EXPIRE : 'MAX_EXPIRE' ;
MAX_SIZE : 'MAX_SIZE' ;
METHODS : 'METHODS' ;
NONE : 'NONE' ;
NO_PASSWORD : 'NO_PASSWORD' ;
ONE_TIME : 'ONE_TIME' ;
OVERWRITE : 'OVERWRITE' ;
OWNERSHIP : 'OWNERSHIP' ;
PARTS : 'PARTS' ;
PART_SIZE : 'PART_SIZE' ;
PATH : 'PATH' ;
PATTERN : 'PATTERN' ;
PRESIGN : 'PRESIGN' ;
PRIVILEGES : 'PRIVILEGES' ;
PUBLIC_KEY : 'PUBLIC_KEY' ;
PROCESSLIST : 'PROCESSLIST' ;
PUBLIC : 'PUBLIC' ;
READ : 'READ' ;
REMOVE : 'REMOVE' ;
REPLACE : 'REPLACE' ;
REVOKE : 'REVOKE' ;
ROLE : 'ROLE' ;
ROLES : 'ROLES' ;
ROLLBACK : 'ROLLBACK' ;
SCHEMA : 'SCHEMA' ;
SCHEMAS : 'SCHEMAS' ;
SECONDARY : 'SECONDARY' ;
SESSION : 'SESSION' ;
SETTINGS : 'SETTINGS' ;
SHA256_PASSWORD : 'SHA256_PASSWORD' ;
SHOW : 'SHOW' ;
SIZE : 'SIZE' ;
SOURCE : 'SOURCE' ;
STAGES : 'STAGES' ;
START : 'START' ;
STATUS : 'STATUS' ;
STORAGE_TYPE : 'STORAGE_TYPE' ;
SUPER : 'SUPER' ;
TABLE : 'TABLE' ;
TABLES : 'TABLES' ;
TABLE_FUNCTIONS : 'TABLE_FUNCTIONS' ;
TAG : 'TAG' ;
TRANSACTION : 'TRANSACTION' ;
UNSET : 'UNSET' ;
UPDATE : 'UPDATE' ;
UPLOAD : 'UPLOAD' ;
URL : 'URL' ;
USE : 'USE' ;
USER : 'USER' ;
USERS : 'USERS' ;
VIEW : 'VIEW' ;
VIEWS : 'VIEWS' ;
WRITE : 'WRITE' ;

IDENT : [_\p{L}] [_$0-9\p{L}\p{M}\p{Nd}]* ;
QUOTED_NAME : '"' ( ~'"' | '""' )* '"' | '`' ~'`'* '`' ;
STRING : '\'' StringBody '\'' ;
RAW_STRING : '$$' RawBody '$$' ;
// A backslash is read with what follows it, so that the second of two escapes nothing.
AT_STRING : '@' ( '\\' [ \t'"\\] | '\\' ~[ \t\r\n\f\u000B,`;'"()\\] | ~[ \t\r\n\f\u000B,`;'"()\\] )* '\\'? ;
INTEGER : Digits | '0X' [0-9A-F_]+ ;
FLOAT : Digits '.' [0-9_]* Exponent? | '.' Digits Exponent? | Digits Exponent ;
VARIABLE : '$' [_A-Z0-9]+ ;

ARROW : '=>' ;
COMMA : ',' ;
DOT : '.' ;
EQ : '=' ;
LPAREN : '(' ;
MINUS : '-' ;
RPAREN : ')' ;
SEMICOLON : ';' ;
STAR : '*' ;
TILDE : '~' ;
OPERATOR : [!#%&+/:<>?[\]^{|}] ;

WHITE_SPACE : [ \t\r\n\f]+ -> skip ;
LINE_COMMENT : '--' ~[\r\n]* -> skip ;
BLOCK_COMMENT : '/*' CommentBody '*/' -> skip ;

// The closed forms above are longer by their last quote, so these match only when there is none.
UNTERMINATED : '\'' StringBody | '"' ( ~'"' | '""' )* | '`' ~'`'* | '$$' RawBody '$'? | '/*' CommentBody '*'* ;
UNRECOGNIZED : . ;

fragment StringBody : ( ~['\\] | '\\' . | '\'\'' )* ;
fragment RawBody : ( ~'$' | '$' ~'$' )* ;
fragment CommentBody : ( ~'*' | '*'+ ~[*/] )* '*'* ;
fragment Digits : [0-9] [0-9_]* ;
fragment Exponent : 'E' [+-]? [0-9]+ ;
