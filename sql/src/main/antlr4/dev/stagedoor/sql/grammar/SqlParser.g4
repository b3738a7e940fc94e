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
    : create | alter | drop | describe | show | listFiles | removeFiles | presign | grant | revoke | use | set | unset | begin | commit | rollback
    | confirmUpload
    ;

end : ( FORMAT name )? SEMICOLON* EOF ;

create : CREATE ( OR REPLACE replaceable | replaceable | createRole ) ;
replaceable : createStage | createFileFormat | createConnection | createUser ;
createStage
    : STAGE ifNotExists? stageName ( uriLocation COMMA? )? fileFormat? copyOptions? ( presignRules comment? | comment presignRules? )? end
    ;
createFileFormat : FILE FORMAT ifNotExists? name formatOptions end ;
createConnection : CONNECTION ifNotExists? name STORAGE_TYPE EQ string connectionOption* end ;
createUser : USER ifNotExists? user IDENTIFIED identification userOptions? end ;
createRole : ROLE ifNotExists? roleName roleComment? end ;
roleComment : COMMENT EQ string ;

alter : ALTER ( alterStage | alterUser | alterRole ) ;
alterStage : STAGE ifExists? stageName ( SET setClause | UNSET unsetClause ) ;
setClause : TAG | ( stageOption COMMA? )+ end ;
stageOption : fileFormat | comment | uriLocation | presignRules ;
unsetClause : TAG | unsetOption ( COMMA? unsetOption )* end ;
unsetOption : FILE_FORMAT | COMMENT | COMMENTS | PRESIGN ;
alterRole : ROLE ifExists? roleName ( SET roleComment | UNSET COMMENT ) end ;
alterUser : USER ifExists? user ( IDENTIFIED identification userOptions? | userOptions ) end ;

identification : BY string | WITH ( NO_PASSWORD | JWT | ( SHA256_PASSWORD | DOUBLE_SHA1_PASSWORD | KEY_PAIR ) BY string ) ;
userOptions : WITH userOption ( COMMA? userOption )* ;
userOption : DEFAULT_ROLE EQ roleName | DEFAULT_WAREHOUSE EQ string | DISABLED EQ flag | addKey | removeKey | unbuiltUserOption ;
addKey : ADD PUBLIC_KEY EQ string ( LABEL EQ string )? ;
removeKey : REMOVE PUBLIC_KEY ( LABEL | FINGERPRINT ) EQ string ;
unbuiltUserOption : IDENT ( EQ ( string | number | flag ) )? | ( SET | UNSET ) IDENT ( RESERVED | GROUP ) ( EQ string )? ;

drop : DROP ( dropStage | dropFileFormat | dropConnection | dropUser | dropRole ) end ;
dropStage : STAGE ifExists? stageName ;
dropFileFormat : FILE FORMAT ifExists? name ;
dropConnection : CONNECTION ifExists? name ;
dropUser : USER ifExists? user ;
dropRole : ROLE ifExists? roleName ;

describe : ( DESC | DESCRIBE ) ( describeStage | describeConnection | describeUser | TABLE? tableName ) end ;
describeStage : STAGE ( stageName | AT_STRING ) ;
describeConnection : CONNECTION name ;
describeUser : USER user ;

show
    : SHOW (
        ( FILE FORMATS | CONNECTIONS | showPublicKeys ) end | ( STAGES | SETTINGS | USERS | ROLES | showGrants ) filter
        | showMetadata filter | showCreate end
    )
    ;
showMetadata : FULL? ( showDatabases | showTables | showViews | showColumns ) | TABLE ( STATUS of | FUNCTIONS ) | showList ;
showDatabases : ( DATABASES | SCHEMAS ) of ;
showTables : TABLES HISTORY? of ;
showViews : VIEWS HISTORY? of ;
showColumns : ( COLUMNS | FIELDS ) ( FROM | IN ) tableName of ;
showList : FUNCTIONS | TABLE_FUNCTIONS | CATALOGS | ENGINES | PROCESSLIST ;
showCreate : CREATE ( TABLE | DATABASE | SCHEMA ) tableName ;
// A database, or a catalog for SHOW DATABASES.
of : ( ( FROM | IN ) name ( DOT name )? )? ;
tableName : tablePart ( DOT name ( DOT name )? )? ;
// TABLE and USER are left out, so that DESC TABLE and DESC USER are known by their second word.
tablePart : plainName | ROLE ;
showPublicKeys : PUBLIC KEYS FOR USER user ;
showGrants : GRANTS ( FOR grantee | OF ROLE roleName | ON ( ( STAGE | CONNECTION | DATABASE ) name | TABLE tableName ) )? ;
filter : WHERE | ( LIKE string )? ( LIMIT INTEGER )? end ;

listFiles : LIST location pattern? end ;
removeFiles : REMOVE location pattern? end ;
presign : PRESIGN ( DOWNLOAD | UPLOAD )? location presignOption* end ;
presignOption : presignTerm | presignedFiles | pattern | planOption ;
planOption : ( SIZE | PART_SIZE ) EQ size | SOURCE EQ string ;
// A statement that is known by its third word, and so none of those above.
presignParts : PRESIGN UPLOAD PARTS ( LPAREN INTEGER ( COMMA INTEGER )* RPAREN )? OF string ( EXPIRE EQ duration )? end ;
confirmUpload : CONFIRM UPLOAD string end ;
presignedFiles : FILES EQ LPAREN string ( COMMA string )* RPAREN ;
presignTerm
    : EXPIRE EQ duration | CONTENT_TYPE EQ string | MAX_SIZE EQ size | CONTENT_LENGTH EQ INTEGER | CHECKSUM_SHA256 EQ string
    | OVERWRITE EQ flag | ONE_TIME EQ flag | FROM_IP EQ string
    ;
pattern : PATTERN EQ string ;
location : AT_STRING | string ;

grant : GRANT ( ROLE roleName | privileges ON grantObject ) TO grantee end ;
revoke : REVOKE ( PRESIGN revokedPresigns | ( ROLE roleName | privileges ON grantObject ) FROM grantee ) end ;
revokedPresigns : string | ON ( STAGE ( stageName | AT_STRING ) | AT_STRING | USER user ) ;
privileges : privilege ( COMMA privilege )* ;
privilege
    : READ | WRITE | ALL PRIVILEGES? | OWNERSHIP | SUPER | ACCESS CONNECTION | CREATE ( STAGE | CONNECTION | DATABASE )?
    | SELECT | INSERT | UPDATE | DELETE | ALTER | DROP
    ;
grantObject : STAGE name ( PATH string )? | CONNECTION name | STAR ( DOT STAR )? | DATABASE name | TABLE tableName | grantedTable ;
// A table, or a database before a star.
grantedTable : otherName ( DOT ( name | STAR ) )? ;
grantee : USER user | ROLE roleName | ( plainName | TABLE | string ) host? ;

use : USE name ( DOT name )? end ;
set : SET ( setRole | setSecondaryRoles | ( GLOBAL | SESSION )? ( assignment ( COMMA assignment )* | settingNames EQ settingValues ) ) end ;
setRole : ROLE roleName ;
setSecondaryRoles : SECONDARY ROLES ( ALL | roleName ( COMMA roleName )* ) ;
unset : UNSET ( GLOBAL | SESSION )? ( settingName | settingNames ) end ;
assignment : settingName EQ settingValue ;
settingNames : LPAREN settingName ( COMMA settingName )* RPAREN ;
settingValues : LPAREN settingValue ( COMMA settingValue )* RPAREN ;
settingName : IDENT | QUOTED_NAME | CONNECTIONS | STORAGE_TYPE | TABLE | DATABASE | word ;
settingValue : string | MINUS? number | TRUE | FALSE | NULL | ON | name ;

begin : ( BEGIN TRANSACTION? | START TRANSACTION ) end ;
commit : COMMIT TRANSACTION? end ;
rollback : ( ROLLBACK TRANSACTION? | ABORT ( TRANSACTION? | UPLOAD string ) ) end ;

uriLocation : ( URL EQ )? string connection? ;
connection : CONNECTION EQ LPAREN ( connectionOption COMMA? )* RPAREN ;
connectionOption : name EQ ( string | TRUE | FALSE ) ;
fileFormat : FILE_FORMAT EQ LPAREN formatOptions RPAREN ;
formatOptions : ( formatOption COMMA? )* ;
formatOption : IDENT EQ formatValue ;
formatValue : string | INTEGER | IDENT | NONE | NULL | TRUE | FALSE | LPAREN ( string ( COMMA string )* )? RPAREN ;
copyOptions : COPY_OPTIONS EQ LPAREN ~RPAREN* RPAREN ;
comment : ( COMMENT | COMMENTS ) EQ string ;
presignRules : PRESIGN EQ LPAREN ( presignRule COMMA? )* RPAREN ;
presignRule
    : MAX_EXPIRE EQ duration | MAX_SIZE EQ size | CONTENT_TYPES EQ LPAREN string ( COMMA string )* RPAREN | OVERWRITE EQ flag
    | METHODS EQ LPAREN presignMethod ( COMMA presignMethod )* RPAREN
    ;
presignMethod : DOWNLOAD | UPLOAD ;

ifNotExists : IF NOT EXISTS ;
ifExists : IF EXISTS ;
stageName : name | TILDE ;
string : STRING | RAW_STRING ;
number : INTEGER | FLOAT ;
size : INTEGER | string ;
duration : number | string ;
flag : TRUE | FALSE ;

user : ( name | string ) host? ;
// The at-string is an @ alone: what a host is written with ends it.
host : AT_STRING string? ;
roleName : name | string ;

// IF is left out, so that IF NOT EXISTS is known by its first word.
name : plainName | USER | ROLE | TABLE ;
// Without the words that say what kind of grantee is named.
plainName : otherName | DATABASE ;
// Without the word that says that a database is named.
otherName
    : IDENT | QUOTED_NAME
    | ABORT | ALTER | BEGIN | COMMENT | COMMENTS | COMMIT | CONFIRM | CONNECTIONS | CONTENT_TYPE | COPY_OPTIONS | DESCRIBE | DOWNLOAD | DROP | EXISTS
    | EXPIRE | FILE | FILE_FORMAT | FORMATS | GLOBAL | LIST | PATTERN | PRESIGN | REMOVE | REPLACE | ROLLBACK | SESSION | SETTINGS | SHOW
    | SECONDARY | STAGES | START | STORAGE_TYPE | TAG | TRANSACTION | UNSET | UPLOAD | URL | USE | word
    ;
// Those that may be settings too.
word
    : ACCESS | ADD | BY | CATALOGS | CHECKSUM_SHA256 | COLUMNS | CONTENT_LENGTH | CONTENT_TYPES | DATABASES | DEFAULT
    | DEFAULT_ROLE | DEFAULT_WAREHOUSE | DELETE | DISABLED | DOUBLE_SHA1_PASSWORD | ENGINES | FIELDS | FILES | FINGERPRINT | FROM_IP
    | FUNCTIONS | GRANTS | HISTORY | IDENTIFIED | INSERT | JWT | KEYS | KEY_PAIR | LABEL | MAX_EXPIRE | MAX_SIZE | METHODS | NONE | NO_PASSWORD | ONE_TIME | OVERWRITE
    | OWNERSHIP | PARTS | PART_SIZE | PATH | PRIVILEGES | PROCESSLIST | PUBLIC | PUBLIC_KEY | READ | REVOKE | ROLES | SCHEMA | SCHEMAS | SHA256_PASSWORD | SIZE | SOURCE | STATUS
    | SUPER | TABLES | TABLE_FUNCTIONS | UPDATE | USERS | VIEW | VIEWS | WRITE
    ;
