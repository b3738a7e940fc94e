/*
 * The statements Stagedoor runs itself. Every decision is made on one token, and no rule is recursive: parsing is linear and needs no stack.
 *
 * What comes before this grammar decides by the first words whether a text is one of these, a query for the query engine, or a statement of
 * the dialect that is not built. A statement ends with `end`, except where the rest is not read here: after WHERE (a condition for the query
 * engine) and after TAG (not built).
 */
parser grammar SqlParser;

options { tokenVocab = SqlLexer; }

statement
    : create | alterStage | drop | describe | show | listFiles | removeFiles | presign | use | set | unset | begin | commit | rollback
    ;

end : ( FORMAT name )? SEMICOLON* EOF ;

create : CREATE ( OR REPLACE )? ( createStage | createFileFormat | createConnection ) ;
createStage : STAGE ifNotExists? stageName ( uriLocation COMMA? )? fileFormat? copyOptions? comment? end ;
createFileFormat : FILE FORMAT ifNotExists? name formatOptions end ;
createConnection : CONNECTION ifNotExists? name STORAGE_TYPE EQ string connectionOption* end ;

alterStage : ALTER STAGE ifExists? stageName ( SET setClause | UNSET unsetClause ) ;
setClause : TAG | stageOption ( COMMA? stageOption )* end ;
stageOption : fileFormat | comment | uriLocation ;
unsetClause : TAG | unsetOption ( COMMA? unsetOption )* end ;
unsetOption : FILE_FORMAT | COMMENT | COMMENTS ;

drop : DROP ( dropStage | dropFileFormat | dropConnection ) end ;
dropStage : STAGE ifExists? stageName ;
dropFileFormat : FILE FORMAT ifExists? name ;
dropConnection : CONNECTION ifExists? name ;

describe : ( DESC | DESCRIBE ) ( describeStage | describeConnection ) end ;
describeStage : STAGE ( stageName | AT_STRING ) ;
describeConnection : CONNECTION name ;

show : SHOW ( FILE FORMATS end | CONNECTIONS end | ( STAGES | SETTINGS ) filter ) ;
filter : WHERE | ( LIKE string )? ( LIMIT INTEGER )? end ;

listFiles : LIST location pattern? end ;
removeFiles : REMOVE location pattern? end ;
presign : PRESIGN ( DOWNLOAD | UPLOAD )? location presignOption* end ;
presignOption : EXPIRE EQ number | CONTENT_TYPE EQ string ;
pattern : PATTERN EQ string ;
location : AT_STRING | string ;

use : USE name ( DOT name )? end ;
set : SET ( GLOBAL | SESSION )? ( assignment ( COMMA assignment )* | settingNames EQ settingValues ) end ;
unset : UNSET ( GLOBAL | SESSION )? ( settingName | settingNames ) end ;
assignment : settingName EQ settingValue ;
settingNames : LPAREN settingName ( COMMA settingName )* RPAREN ;
settingValues : LPAREN settingValue ( COMMA settingValue )* RPAREN ;
settingName : IDENT | QUOTED_NAME | CONNECTIONS | STORAGE_TYPE ;
settingValue : string | MINUS? number | TRUE | FALSE | NULL | ON | name ;

begin : ( BEGIN TRANSACTION? | START TRANSACTION ) end ;
commit : COMMIT TRANSACTION? end ;
rollback : ( ROLLBACK | ABORT ) TRANSACTION? end ;

uriLocation : ( URL EQ )? string connection? ;
connection : CONNECTION EQ LPAREN ( connectionOption COMMA? )* RPAREN ;
connectionOption : name EQ ( string | TRUE | FALSE ) ;
fileFormat : FILE_FORMAT EQ LPAREN formatOptions RPAREN ;
formatOptions : ( formatOption COMMA? )* ;
formatOption : IDENT EQ formatValue ;
formatValue : string | INTEGER | IDENT | NULL | TRUE | FALSE | LPAREN ( string ( COMMA string )* )? RPAREN ;
copyOptions : COPY_OPTIONS EQ LPAREN ~RPAREN* RPAREN ;
comment : ( COMMENT | COMMENTS ) EQ string ;

ifNotExists : IF NOT EXISTS ;
ifExists : IF EXISTS ;
stageName : name | TILDE ;
string : STRING | RAW_STRING ;
number : INTEGER | FLOAT ;

// IF is left out, so that IF NOT EXISTS is known by its first word.
name
    : IDENT | QUOTED_NAME
    | ABORT | ALTER | BEGIN | COMMENT | COMMENTS | COMMIT | CONNECTIONS | CONTENT_TYPE | COPY_OPTIONS | DESCRIBE | DOWNLOAD | DROP | EXISTS
    | EXPIRE | FILE | FILE_FORMAT | FORMATS | GLOBAL | LIST | PATTERN | PRESIGN | REMOVE | REPLACE | ROLLBACK | SESSION | SETTINGS | SHOW
    | STAGES | START | STORAGE_TYPE | TAG | TRANSACTION | UNSET | UPLOAD | URL | USE
    ;
