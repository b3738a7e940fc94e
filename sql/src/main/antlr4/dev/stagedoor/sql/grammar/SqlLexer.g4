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
FORMAT : 'FORMAT' ;
FROM : 'FROM' ;
GROUP : 'GROUP' ;
HAVING : 'HAVING' ;
INTERSECT : 'INTERSECT' ;
JOIN : 'JOIN' ;
LATERAL : 'LATERAL' ;
LIKE : 'LIKE' ;
LIMIT : 'LIMIT' ;
NOT : 'NOT' ;
NULL : 'NULL' ;
OFFSET : 'OFFSET' ;
ON : 'ON' ;
OR : 'OR' ;
ORDER : 'ORDER' ;
QUALIFY : 'QUALIFY' ;
SELECT : 'SELECT' ;
SET : 'SET' ;
STAGE : 'STAGE' ;
TRUE : 'TRUE' ;
UNION : 'UNION' ;
USING : 'USING' ;
WHERE : 'WHERE' ;
WINDOW : 'WINDOW' ;
WITH : 'WITH' ;
RESERVED
    : 'ANALYZE' | 'AND' | 'ANY' | 'FUNCTION' | 'PROCEDURE' | 'SEQUENCE' | 'ASC' | 'ANTI' | 'BOTH' | 'BLOCK' | 'CASE' | 'CAST' | 'CROSS'
    | 'CURRENT_TIMESTAMP' | 'DO' | 'ELSE' | 'END' | 'FOR' | 'FULL' | 'IN' | 'IDENTIFIER' | 'INNER' | 'IS' | 'LEADING' | 'LEFT' | 'NATURAL'
    | 'RIGHT' | 'PIVOT' | 'UNPIVOT' | 'SOME' | 'SEMI' | 'SAMPLE' | 'THEN' | 'TRAILING' | 'WHEN' | 'ARRAY' | 'ASOF' | 'BETWEEN' | 'ATTACH'
    | 'FETCH' | 'GRANT' | 'INTO' | 'OF' | 'OVER' | 'PARTITION' | 'ROWS' | 'UDF' | 'SHARE' | 'SHARES' | 'TO' | 'IGNORE_RESULT' | 'MASKING'
    | 'ROW' | 'POLICY' | 'TASK' | 'PIPE' | 'STREAM'
    ;

// Words with a meaning of their own that may still be names.
ABORT : 'ABORT' ;
ALTER : 'ALTER' ;
BEGIN : 'BEGIN' ;
COMMENT : 'COMMENT' ;
COMMENTS : 'COMMENTS' ;
COMMIT : 'COMMIT' ;
CONNECTIONS : 'CONNECTIONS' ;
CONTENT_TYPE : 'CONTENT_TYPE' ;
COPY_OPTIONS : 'COPY_OPTIONS' ;
DESCRIBE : 'DESCRIBE' ;
DOWNLOAD : 'DOWNLOAD' ;
DROP : 'DROP' ;
EXISTS : 'EXISTS' ;
EXPIRE : 'EXPIRE' ;
FILE : 'FILE' ;
FILE_FORMAT : 'FILE_FORMAT' ;
FORMATS : 'FORMATS' ;
GLOBAL : 'GLOBAL' ;
IF : 'IF' ;
LIST : 'LIST' ;
PATTERN : 'PATTERN' ;
PRESIGN : 'PRESIGN' ;
REMOVE : 'REMOVE' ;
REPLACE : 'REPLACE' ;
ROLLBACK : 'ROLLBACK' ;
SESSION : 'SESSION' ;
SETTINGS : 'SETTINGS' ;
SHOW : 'SHOW' ;
STAGES : 'STAGES' ;
START : 'START' ;
STORAGE_TYPE : 'STORAGE_TYPE' ;
TAG : 'TAG' ;
TRANSACTION : 'TRANSACTION' ;
UNSET : 'UNSET' ;
UPLOAD : 'UPLOAD' ;
URL : 'URL' ;
USE : 'USE' ;

IDENT : [_\p{L}] [_$0-9\p{L}\p{M}\p{Nd}]* ;
QUOTED_NAME : '"' ( ~'"' | '""' )* '"' | '`' ~'`'* '`' ;
STRING : '\'' StringBody '\'' ;
RAW_STRING : '$$' RawBody '$$' ;
AT_STRING : '@' ( '\\' [ \t'"\\] | ~[ \t\r\n\f\u000B,`;'"()] )* ;
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
TILDE : '~' ;
OPERATOR : [!#%&*+/:<>?[\]^{|}] ;

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
